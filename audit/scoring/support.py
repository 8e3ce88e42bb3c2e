"""What the evidence lets an answer claim: a point, or the interval up to what was claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from audit.domain.answer import Answer, NotApplicable, Unknown, UnknownKind, Valued
from audit.domain.bounds import Bounds
from audit.domain.checklist import Question, Scale
from audit.domain.contradiction import Contradiction
from audit.domain.decision import EvidenceFloor
from audit.domain.evidence import EvidenceItem
from audit.scoring.originators import distinct

FULL = Fraction(1)
ANYTHING = Bounds.between(0, 1)


class Standing(StrEnum):
    """How an answer enters the score."""

    DETERMINED = "determined"
    CAPPED = "capped"
    """Claimed higher than its evidence supports; an interval."""
    DISPUTED = "disputed"
    """Sources contradict each other on it; an interval over every reading."""
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class EffectiveAnswer:
    """What may be claimed for one question, as a share of its weight, and why no more."""

    question: str
    standing: Standing
    value: Bounds
    unknown: UnknownKind | None
    because: str
    """One sentence; empty when the answer stands as recorded."""


OPEN = frozenset({Standing.UNKNOWN, Standing.CAPPED, Standing.DISPUTED})
"""Standings that leave open what the answer is worth."""


def effective_answer(
    question: Question,
    scale: Scale,
    answer: Answer | None,
    applies: bool,
    evidence: Mapping[str, EvidenceItem],
    floor: EvidenceFloor,
    contradictions: Sequence[Contradiction] = (),
) -> EffectiveAnswer:
    """Apply the evidence floor to one recorded answer; no record at all means that it was not asked.

    A contradiction about the question that nobody resolved makes a point an interval over the
    recorded answer and every reading; it never narrows anything.
    """
    effective = _supported_answer(question, scale, answer, applies, evidence, floor)
    unsettled = [c for c in contradictions if c.about == question.id and not c.is_settled]
    return _disputed(effective, scale, unsettled) if unsettled else effective


def _supported_answer(
    question: Question,
    scale: Scale,
    answer: Answer | None,
    applies: bool,
    evidence: Mapping[str, EvidenceItem],
    floor: EvidenceFloor,
) -> EffectiveAnswer:
    if not applies:
        return _not_applicable(question, "Its condition does not hold for this investee.")
    if answer is None:
        return _unknown(question, UnknownKind.NOT_ASKED, "No answer was recorded.")
    match answer.state:
        case Valued(code):
            cited = [evidence[item] for item in answer.evidence if item in evidence]
            return as_claimed(question, scale, code, cited, floor)
        case NotApplicable(reason, confirmed_by):
            if question.critical and confirmed_by in ("", answer.answered_by):
                return _unknown(
                    question,
                    UnknownKind.NOT_ASKED,
                    "Not applicable on a critical question counts only when a second person confirms it.",
                )
            return _not_applicable(question, reason)
        case Unknown(kind):
            return _unknown(question, kind, "")
        case _:
            assert_never(answer.state)


def supported_value(
    question: Question, scale: Scale, cited: Sequence[EvidenceItem], floor: EvidenceFloor
) -> tuple[Fraction, str]:
    """The highest value the cited evidence supports, and the sentence why no higher.

    Source: the evidence floor of the policy, which follows the Berkeley Protocol's demand for
    graded, originating sources: full conformity needs a graded item, a critical question needs
    different types with one of an independent type, a management statement alone supports the best
    word of the scale that earns no more than half. An item that nobody described supports nothing.
    """
    if not cited:
        return Fraction(0), "No evidence is cited for it."
    cited = [item for item in cited if item.is_described]
    if not cited:
        return Fraction(0), "Nobody has said yet what the cited evidence is."
    if all(item.type == floor.management_statement for item in cited):
        words = (v.value for v in scale.values if v.value <= floor.management_only_at_most)
        return max(words, default=Fraction(0)), "It rests on a management statement alone."
    below_full = max(
        (entry.value for entry in scale.values if entry.value < FULL), default=Fraction(0)
    )
    if not any(item.grade.at_least(floor.grade) for item in cited):
        return below_full, f"No cited item is graded {floor.grade} or better."
    if question.critical and len({item.type for item in cited}) < floor.critical_types:
        return below_full, (
            f"A critical question needs {floor.critical_types} different types of evidence, "
            f"and only {', '.join(sorted({item.type for item in cited}))} is cited."
        )
    if question.critical and sum(item.independent for item in cited) < floor.critical_independent:
        return below_full, "A critical question needs an item that does not come from the investee."
    originators = distinct(item.originator for item in cited)
    if question.critical and len(originators) < floor.critical_originators:
        return below_full, (
            f"A critical question needs {floor.critical_originators} originators, "
            f"and all of it goes back to {', '.join(originators)}."
        )
    return FULL, ""


def as_claimed(
    question: Question,
    scale: Scale,
    code: str,
    cited: Sequence[EvidenceItem],
    floor: EvidenceFloor,
) -> EffectiveAnswer:
    """A word of the scale with the evidence cited for it: a point, or the interval up to the word."""
    claimed = scale.value_of(code)
    supported, why = supported_value(question, scale, cited, floor)
    if claimed <= supported:
        return EffectiveAnswer(question.id, Standing.DETERMINED, Bounds.exactly(claimed), None, "")
    return EffectiveAnswer(
        question.id, Standing.CAPPED, Bounds(supported, claimed), None, f"{code} is claimed. {why}"
    )


def _disputed(
    effective: EffectiveAnswer, scale: Scale, unsettled: Sequence[Contradiction]
) -> EffectiveAnswer:
    if effective.standing in (Standing.UNKNOWN, Standing.NOT_APPLICABLE):
        return effective
    readings = [scale.value_of(r.word) for c in unsettled for r in c.readings]
    value = Bounds(min(effective.value.lowest, *readings), max(effective.value.highest, *readings))
    named = ", ".join(contradiction.id for contradiction in unsettled)
    because = " ".join(
        filter(None, (effective.because, f"Sources contradict each other ({named})."))
    )
    return EffectiveAnswer(effective.question, Standing.DISPUTED, value, None, because)


def _unknown(question: Question, kind: UnknownKind, because: str) -> EffectiveAnswer:
    return EffectiveAnswer(question.id, Standing.UNKNOWN, ANYTHING, kind, because)


def _not_applicable(question: Question, because: str) -> EffectiveAnswer:
    return EffectiveAnswer(question.id, Standing.NOT_APPLICABLE, ANYTHING, None, because)
