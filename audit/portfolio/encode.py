"""Assessed audits to columns, from what the exact path found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import lcm

import numpy as np

from audit.decision.assess import Assessment, assess
from audit.decision.dossier import ReviewRecord
from audit.decision.facts import Situation, facts_now
from audit.domain.bounds import Bounds
from audit.domain.checklist import CountsTowards
from audit.domain.condition import Facts
from audit.domain.decision import EvidenceFloor
from audit.domain.errors import AuditError
from audit.domain.truth import YesNo
from audit.portfolio.columns import (
    STAGES,
    STANDINGS,
    WORDS,
    Ints,
    Portfolio,
    QuantityColumn,
    QuestionColumn,
)
from audit.scoring.aggregate import SectionScore
from audit.scoring.support import OPEN, Standing

DERIVED = frozenset({"score", "coverage", "critical_open", "unmet_critical_severity"})
"""Facts that follow from the columns of the questions."""
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class AssessedAudit:
    """A review record, with the deadline for evidence that its audit was opened with."""

    record: ReviewRecord
    evidence_deadline: date | None = None


def encode(audits: Iterable[AssessedAudit], floor: EvidenceFloor) -> Portfolio:
    """The columns of these audits under this evidence floor.

    The floor decides what an answer may claim, so it is applied here, by the exact path: an audit that
    was assessed under another floor is assessed again. Raises AuditError for an audit whose score is
    not the weighted sum of its questions, and for numbers too fine for 64 bits.
    """
    rows = _Rows()
    for audit in audits:
        rows.add(audit, floor)
    return rows.portfolio(floor)


@dataclass(slots=True)
class _Rows:
    """The rows read so far; a value is kept as its number in a list of all different values."""

    questions: dict[QuestionColumn, int] = field(default_factory=dict)
    values: dict[Fraction, int] = field(default_factory=lambda: {Fraction(0): 0})
    cells: list[Ints] = field(default_factory=list)
    """For each audit a row for each of its questions: column, standing, lowest and highest value."""
    stages: list[int] = field(default_factory=list)
    words: dict[str, list[int]] = field(default_factory=dict)
    quantities: dict[str, list[Bounds]] = field(default_factory=dict)

    def add(self, audit: AssessedAudit, floor: EvidenceFloor) -> None:
        assessment = _under(audit, floor)
        facts = _facts(audit, assessment)
        _require_weighted_sum(audit.record.audit, assessment, facts)
        cells = [
            self._cell(s, n) for s in assessment.score.sections for n in range(len(s.questions))
        ]
        self.cells.append(np.array(cells, dtype=np.uint32).reshape(-1, 4))
        self.stages.append(STAGES.index(audit.record.request.investment.stage))
        for name, fact in facts.items():
            if isinstance(fact, YesNo):
                self.words.setdefault(name, []).append(WORDS.index(fact))
            elif name not in DERIVED:
                self.quantities.setdefault(name, []).append(fact)

    def portfolio(self, floor: EvidenceFloor) -> Portfolio:
        unit = _fine_enough(lcm(*(value.denominator for value in self.values)))
        shape = (len(self.cells), len(self.questions))
        points = np.array([int(value * unit) for value in self.values], np.min_scalar_type(unit))
        standing = np.zeros(shape, np.uint8)
        lowest, highest = np.zeros(shape, points.dtype), np.zeros(shape, points.dtype)
        for row, cells in enumerate(self.cells):
            standing[row, cells[:, 0]] = cells[:, 1]
            lowest[row, cells[:, 0]] = points[cells[:, 2]]
            highest[row, cells[:, 0]] = points[cells[:, 3]]
        return Portfolio(
            floor=floor,
            questions=tuple(self.questions),
            unit=unit,
            standing=standing,
            lowest=lowest,
            highest=highest,
            stage=np.array(self.stages, np.uint8),
            words={name: np.array(codes, np.uint8) for name, codes in self.words.items()},
            quantities={name: _quantities(all_) for name, all_ in self.quantities.items()},
        )

    def _cell(self, section: SectionScore, number: int) -> tuple[int, int, int, int]:
        scored = section.questions[number]
        question, effective = scored.question, scored.effective
        column = QuestionColumn(
            section.checklist,
            question.id,
            section.counts_towards,
            question.weight,
            question.critical,
            question.severity.highest,
        )
        applies = effective.standing is not Standing.NOT_APPLICABLE
        ends = (effective.value.lowest, effective.value.highest) if applies else (Fraction(0),) * 2
        lowest, highest = (self.values.setdefault(end, len(self.values)) for end in ends)
        place = self.questions.setdefault(column, len(self.questions))
        return place, STANDINGS.index(effective.standing), lowest, highest


def _under(audit: AssessedAudit, floor: EvidenceFloor) -> Assessment:
    record = audit.record
    if same_floor(record.policy.evidence_floor, floor):
        return record.assessment
    return assess(
        record.request,
        record.checklists,
        replace(record.policy, evidence_floor=floor),
        record.fieldwork,
        record.assessment.as_of,
        audit.evidence_deadline,
    )


def same_floor(one: EvidenceFloor, other: EvidenceFloor) -> bool:
    """They let every answer claim the same; the reasons given for them do not matter."""
    return replace(one, rationale="") == replace(other, rationale="")


def _facts(audit: AssessedAudit, assessment: Assessment) -> Facts:
    record = audit.record
    return facts_now(
        Situation(
            record.request,
            assessment.score,
            record.fieldwork.impacts,
            assessment.leverage,
            assessment.conclusions,
            audit.evidence_deadline,
            assessment.as_of,
        )
    )


def _require_weighted_sum(audit: str, assessment: Assessment, facts: Facts) -> None:
    """What the columns will give is what the exact path found, or the audit is refused."""
    asked = [
        (scored.question, scored.effective)
        for section in assessment.score.sections
        if section.counts_towards is CountsTowards.SCORE
        for scored in section.questions
        if scored.effective.standing is not Standing.NOT_APPLICABLE
    ]
    known = [(q, e) for q, e in asked if e.standing is Standing.DETERMINED]
    possible = sum((q.weight for q, _ in asked), Fraction(0))
    sums = {
        "score": Bounds(
            sum((q.weight * e.value.lowest for q, e in asked), Fraction(0)) / possible,
            sum((q.weight * e.value.highest for q, e in asked), Fraction(0)) / possible,
        )
        if possible
        else Bounds.between(0, 1),
        "coverage": Bounds.exactly(sum(q.weight for q, _ in known) / possible if possible else 0),
        "critical_open": Bounds.exactly(sum(q.critical and e.standing in OPEN for q, e in asked)),
        "unmet_critical_severity": Bounds.exactly(
            max(
                (q.severity.highest for q, e in known if q.critical and not e.value.highest),
                default=0,
            )
        ),
    }
    if any(facts[name] != value for name, value in sums.items()):
        raise AuditError(
            f"Audit {audit} is not scored as the weighted sum of its questions, so it does not fit the "
            "columns; replay it by itself."
        )


def _quantities(bounds: Sequence[Bounds]) -> QuantityColumn:
    ends = [[each.lowest for each in bounds], [each.highest for each in bounds]]
    unit = _fine_enough(lcm(*(value.denominator for side in ends for value in side)))
    most = _fine_enough(max((int(value * unit) for value in ends[1]), default=0))
    lowest, highest = (
        np.array([int(value * unit) for value in side], np.min_scalar_type(most)) for side in ends
    )
    return QuantityColumn(unit, lowest, highest)


def _fine_enough(number: int) -> int:
    if number > LARGEST:
        raise AuditError(
            f"The values of these audits have the common denominator {number}, which does not fit 64 "
            "bits; replay them one by one."
        )
    return number
