"""What would follow from each reading of a contradiction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from audit.decision.facts import Situation, breach_found
from audit.decision.recommend import advice_on
from audit.decision.sensitivity.position import Ground, Position, replaced
from audit.decision.sensitivity.report import ContradictionEffect, ReadingEffect
from audit.decision.sensitivity.ruling import Ruling
from audit.domain.allegation import AllegationAssessment, AllegationStatus
from audit.domain.bounds import Bounds
from audit.domain.checklist import Scale
from audit.domain.condition import Facts
from audit.domain.contradiction import Contradiction, Reading
from audit.domain.decision import DecisionPolicy, Outcome
from audit.domain.evidence import EvidenceItem
from audit.domain.fieldwork import Fieldwork
from audit.scoring.originators import distinct
from audit.scoring.proof import conclude
from audit.scoring.support import Standing, as_claimed

Consequence = tuple[Bounds, Outcome]
"""Bounds of the score, and the advice."""


class Readings:
    """Follows one reading after another through the score and the rules."""

    def __init__(
        self,
        situation: Situation,
        facts: Facts,
        fieldwork: Fieldwork,
        policy: DecisionPolicy,
        scales: Mapping[str, Scale],
        ground: Ground,
        start: Position,
        ruling: Ruling,
    ) -> None:
        self._situation, self._facts = situation, facts
        self._fieldwork, self._policy = fieldwork, policy
        self._scales, self._ground = scales, ground
        self._start, self._ruling = start, ruling
        self._evidence = {item.id: item for item in fieldwork.evidence}

    def effects(self) -> tuple[ContradictionEffect, ...]:
        """For every contradiction, settled or not, what each of its readings leads to."""
        return tuple(
            ContradictionEffect(
                contradiction.id,
                tuple(self._effect(contradiction, reading) for reading in contradiction.readings),
            )
            for contradiction in self._fieldwork.contradictions
        )

    def _effect(self, contradiction: Contradiction, reading: Reading) -> ReadingEffect:
        items = [self._evidence[name] for name in reading.evidence if name in self._evidence]
        share, outcome = (
            self._as_answer(contradiction, reading)
            if contradiction.about in self._scales
            else self._as_status(contradiction, reading)
        )
        return ReadingEffect(
            reading.id,
            distinct(item.originator for item in items),
            any(item.independent for item in items),
            _best_grade(items),
            share,
            outcome,
        )

    def _as_answer(self, contradiction: Contradiction, reading: Reading) -> Consequence:
        scored = next(
            scored
            for scored in self._situation.score.questions
            if scored.question.id == contradiction.about
        )
        if scored.effective.standing is Standing.NOT_APPLICABLE:
            return self._situation.score.total.share, self._ruling.outcome(self._start)
        followed = as_claimed(
            scored.question,
            self._scales[scored.question.id],
            reading.word,
            [self._evidence[name] for name in reading.evidence if name in self._evidence],
            self._policy.evidence_floor,
        )
        position = replaced(self._situation, self._start, scored, followed, self._ground)
        return self._share(position), self._ruling.outcome(position)

    def _as_status(self, contradiction: Contradiction, reading: Reading) -> Consequence:
        assessment = AllegationAssessment(
            contradiction.about, AllegationStatus(reading.word), reading.text
        )
        conclusions = [
            conclude(
                allegation,
                assessment,
                self._fieldwork.claims,
                self._evidence,
                self._fieldwork.limitations,
            )
            if allegation.id == contradiction.about
            else there
            for allegation, there in zip(
                self._situation.request.allegations, self._situation.conclusions, strict=True
            )
        ]
        found = breach_found(replace(self._situation, conclusions=conclusions))
        stage = self._situation.request.investment.stage
        outcome = advice_on(self._policy, stage, {**self._facts, "breach_found": found})
        return self._situation.score.total.share, outcome

    def _share(self, position: Position) -> Bounds:
        possible = self._ground.possible
        if not possible:
            return Bounds.between(0, 1)
        return Bounds(Fraction(position.lowest, possible), Fraction(position.highest, possible))


def _best_grade(items: list[EvidenceItem]) -> str:
    return min((str(item.grade) for item in items), default="")
