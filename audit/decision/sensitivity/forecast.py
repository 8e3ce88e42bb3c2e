"""Until when the advice is supported: what expires on which day, and what would follow if nothing is renewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from audit.decision.facts import Situation
from audit.decision.review import still_holding, valid_until
from audit.decision.sensitivity.position import Ground, Position, difference, moved, without_unmet
from audit.decision.sensitivity.report import Expiry, Forecast
from audit.decision.sensitivity.ruling import Ruling
from audit.domain.checklist import CountsTowards, Scale
from audit.domain.condition import Facts
from audit.domain.decision import DecisionPolicy
from audit.domain.fieldwork import Fieldwork
from audit.domain.truth import YesNo
from audit.scoring.aggregate import QuestionScore
from audit.scoring.support import EffectiveAnswer, Standing, effective_answer

DAY = timedelta(days=1)


class Future:
    """One audit on later days, with nothing added to it."""

    def __init__(
        self,
        situation: Situation,
        facts: Facts,
        fieldwork: Fieldwork,
        policy: DecisionPolicy,
        scales: Mapping[str, Scale],
        ground: Ground,
        start: Position,
    ) -> None:
        self._situation, self._facts = situation, facts
        self._fieldwork, self._policy = fieldwork, policy
        self._scales, self._ground, self._start = scales, ground, start
        self._evidence = {item.id: item for item in fieldwork.evidence}
        self._scored = {
            scored.question.id: (section.counts_towards, scored)
            for section in situation.score.sections
            for scored in section.questions
        }

    def forecast(self) -> Forecast:
        """Every day on which evidence expires or the deadline for evidence passes, and the advice from it."""
        now = self._ruling(self._situation.as_of).outcome(self._start)
        steps = tuple(self._on(day) for day in self._days())
        changed = next((step for step in steps if step.outcome is not now), None)
        return Forecast(steps, changed.on - DAY if changed else None)

    def _days(self) -> Sequence[date]:
        """The first day without each item on which an answer rests, and the day after the deadline."""
        rested_on = {name for answer in self._fieldwork.answers for name in answer.evidence}
        ends = [
            limit
            for name in rested_on
            if name in self._evidence and (limit := valid_until(self._evidence[name], self._policy))
        ]
        if self._situation.evidence_deadline:
            ends.append(self._situation.evidence_deadline)
        return sorted({end + DAY for end in ends if end >= self._situation.as_of})

    def _on(self, day: date) -> Expiry:
        changed = tuple(self._changed(day))
        touched = {scored.question.id for _, scored, _ in changed}
        position = without_unmet(self._situation, self._start, touched)
        lost: list[str] = []
        for counts_towards, scored, after in changed:
            position = moved(position, difference(scored, counts_towards, after, self._ground))
            if after.standing is Standing.UNKNOWN:
                lost.append(scored.question.id)
        possible = self._ground.possible
        return Expiry(
            on=day,
            items=tuple(
                item.id
                for item in self._fieldwork.evidence
                if (limit := valid_until(item, self._policy)) and limit + DAY == day
            ),
            questions=tuple(sorted(lost)),
            lowest=Fraction(position.lowest, possible) if possible else Fraction(0),
            outcome=self._ruling(day).outcome(position),
        )

    def _changed(self, day: date) -> Iterator[tuple[CountsTowards, QuestionScore, EffectiveAnswer]]:
        answers = still_holding(self._fieldwork.answers, self._evidence, self._policy, day)
        for before, answer in zip(self._fieldwork.answers, answers, strict=True):
            if answer is before or answer.question not in self._scored:
                continue
            counts_towards, scored = self._scored[answer.question]
            if scored.effective.standing is Standing.NOT_APPLICABLE:
                continue
            after = effective_answer(
                scored.question,
                self._scales[answer.question],
                answer,
                True,
                self._evidence,
                self._policy.evidence_floor,
                self._fieldwork.contradictions,
            )
            yield counts_towards, scored, after

    def _ruling(self, day: date) -> Ruling:
        deadline = self._situation.evidence_deadline
        lapsed = YesNo.YES if deadline is not None and day > deadline else YesNo.NO
        facts = {**self._facts, "evidence_deadline_lapsed": lapsed}
        return Ruling(self._policy, self._situation.request.investment.stage, facts, self._ground)
