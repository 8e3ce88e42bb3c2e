"""Audits as the search for flips sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from audit.decision.facts import BREACH_ORDER, Situation, facts_now
from audit.decision.leverage import leverage_panel
from audit.decision.sensitivity.position import Ground, Position, ground_of, position_of
from audit.decision.sensitivity.ruling import Ruling
from audit.domain.answer import Answer
from audit.domain.bounds import Bounds
from audit.domain.checklist import Checklist, Scale
from audit.domain.condition import Facts
from audit.domain.decision import DecisionPolicy
from audit.domain.fieldwork import Fieldwork
from audit.domain.investment import Stage
from audit.domain.request import case_facts
from audit.domain.truth import YesNo
from audit.scoring.aggregate import score
from tests.audit.decision.builders import CHECKLISTS, POLICY, REQUEST, fieldwork
from tests.factories import TODAY


@dataclass(frozen=True)
class Stood:
    """An audit with the ground it stands on and the ruling over it."""

    situation: Situation
    policy: DecisionPolicy
    scales: dict[str, Scale]
    ground: Ground
    start: Position
    ruling: Ruling

    def facts_at(self, position: Position) -> Facts:
        """The facts that a position stands for."""
        possible, unit = self.ground.possible, self.ground.unit
        whole = Bounds.between(0, 1)
        return {
            **facts_now(self.situation),
            "score": Bounds(
                Fraction(position.lowest, possible), Fraction(position.highest, possible)
            )
            if possible
            else whole,
            "coverage": Bounds.exactly(Fraction(position.determined, possible) if possible else 0),
            "critical_open": Bounds.exactly(position.open_criticals),
            "leverage": Bounds(
                Fraction(position.leverage_lowest, unit), Fraction(position.leverage_highest, unit)
            ),
            "unmet_critical_severity": Bounds.exactly(position.unmet_severity),
            "breach_found": BREACH_ORDER[position.breach],
        }


def stood(
    answers: Sequence[Answer],
    *,
    checklists: Sequence[Checklist] = CHECKLISTS,
    stage: Stage = Stage.HOLDING,
    can_be_raised: YesNo = YesNo.YES,
    work: Fieldwork | None = None,
    policy: DecisionPolicy = POLICY,
) -> Stood:
    """An audit of these answers, without any allegation."""
    done = work or fieldwork(answers, (), can_be_raised)
    request = replace(REQUEST, allegations=(), investment=replace(REQUEST.investment, stage=stage))
    scored = score(
        checklists, case_facts(request), done.answers, done.evidence, policy.evidence_floor
    )
    situation = Situation(
        request, scored, done.impacts, leverage_panel(scored, done.leverage), (), None, TODAY
    )
    scales = {q.id: c.scale(q.scale) for c in checklists for q in c.questions}
    ground = ground_of(scored.sections, scales)
    start = position_of(situation, ground)
    ruling = Ruling(policy, stage, facts_now(situation), ground)
    return Stood(situation, policy, scales, ground, start, ruling)
