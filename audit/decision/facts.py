"""The named facts that a policy's rules compare, as they stand now and as they could still turn out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from audit.domain.allegation import (
    ESTABLISHED,
    UNRESOLVED,
    Allegation,
    AllegationConclusion,
    AllegationStatus,
)
from audit.domain.bounds import Bounds, greatest
from audit.domain.checklist import CountsTowards
from audit.domain.condition import Fact, Facts
from audit.domain.impact import AdverseImpact
from audit.domain.leverage import LeveragePanel
from audit.domain.request import AuditRequest, case_facts
from audit.domain.truth import YesNo
from audit.scoring.aggregate import QuestionScore, Score
from audit.scoring.support import OPEN, Standing

UNRATED_SEVERITY = Bounds.between(1, 5)


class Unit(StrEnum):
    """How a fact's value is said."""

    SHARE = "share"
    OF_FIVE = "of_five"
    COUNT = "count"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class FactWords:
    """The name of a fact in a sentence, and its unit."""

    label: str
    unit: Unit


POLICY_FACTS: dict[str, FactWords] = {
    "score": FactWords("The score", Unit.SHARE),
    "coverage": FactWords("Coverage", Unit.SHARE),
    "critical_open": FactWords("The number of undetermined critical questions", Unit.COUNT),
    "unmet_critical_severity": FactWords(
        "The highest severity linked to a critical question that is not met", Unit.OF_FIVE
    ),
    "possible_severity": FactWords("The severity of the gravest impact", Unit.OF_FIVE),
    "leverage": FactWords("The investor's leverage", Unit.OF_FIVE),
    "leverage_can_be_raised": FactWords("Leverage can be raised by renegotiation", Unit.WORD),
    "breach_found": FactWords("A breach of an undertaking was found", Unit.WORD),
    "evidence_deadline_lapsed": FactWords("The deadline for evidence has lapsed", Unit.WORD),
    "allegations_not_addressed": FactWords("The number of allegations not addressed", Unit.COUNT),
    "conflict_or_occupation": FactWords(
        "The product is deployed in conflict, occupation or annexed territory", Unit.WORD
    ),
    "ongoing_public_surveillance": FactWords(
        "A public authority uses it for ongoing surveillance", Unit.WORD
    ),
    "product_identifies_people": FactWords(
        "The product identifies, verifies or tracks people", Unit.WORD
    ),
    "public_authority_end_user": FactWords("A public authority is an end user", Unit.WORD),
}
"""Every fact a policy may name."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules look at, before it is turned into named facts."""

    request: AuditRequest
    score: Score
    impacts: Sequence[AdverseImpact]
    leverage: LeveragePanel
    conclusions: Sequence[AllegationConclusion]
    evidence_deadline: date | None
    as_of: date


def facts_now(situation: Situation) -> Facts:
    """The facts as they stand; the score and other quantities carry their bounds."""
    critical = criticals(situation.score)
    return {
        **_circumstances(situation.request),
        "score": situation.score.total.share,
        "coverage": Bounds.exactly(situation.score.total.coverage),
        "critical_open": Bounds.exactly(sum(_open(scored) for scored in critical)),
        "unmet_critical_severity": _unmet_severity(critical),
        "possible_severity": possible_severity(situation.impacts),
        "leverage": situation.leverage.level,
        "leverage_can_be_raised": situation.leverage.can_be_raised,
        "breach_found": breach_found(situation),
        "evidence_deadline_lapsed": _lapsed(situation),
        "allegations_not_addressed": Bounds.exactly(_not_addressed(situation.conclusions)),
    }


def facts_possible(situation: Situation) -> Facts:
    """The facts with everything that further evidence could still move given its full range."""
    critical = criticals(situation.score)
    could_be = [scored.question.severity.highest for scored in critical if _open(scored)]
    unmet = _unmet_severity(critical)
    return {
        **facts_now(situation),
        "coverage": Bounds(situation.score.total.coverage, Fraction(1)),
        "critical_open": Bounds.between(0, len(could_be)),
        "unmet_critical_severity": Bounds(
            unmet.lowest, max([unmet.highest, *map(Fraction, could_be)])
        ),
        "breach_found": _breach(
            situation.request.allegations,
            situation.conclusions,
            UNRESOLVED | {AllegationStatus.NOT_SUBSTANTIATED},
        ),
        "allegations_not_addressed": Bounds.between(0, _not_addressed(situation.conclusions)),
    }


def in_words(name: str, fact: Fact) -> str:
    """A fact as the beginning of a sentence, such as "Coverage is 12 %"."""
    words = POLICY_FACTS[name]
    if isinstance(fact, YesNo):
        return f"{words.label}: {fact}"
    return f"{words.label} is {quantity_in_words(fact, words.unit)}"


def quantity_in_words(quantity: Bounds, unit: Unit) -> str:
    """An exact quantity for reading; shares in per cent, cut (not rounded) to one decimal."""
    said = [_number(end, unit) for end in (quantity.lowest, quantity.highest)]
    span = said[0] if quantity.is_known else f"{said[0]} to {said[1]}"
    return span + (" of 5" if unit is Unit.OF_FIVE else " %" if unit is Unit.SHARE else "")


def _number(value: Fraction, unit: Unit) -> str:
    if unit is not Unit.SHARE:
        return str(value)
    tenths = int(value * 1000)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def _circumstances(request: AuditRequest) -> dict[str, YesNo]:
    return {name: fact for name, fact in case_facts(request).items() if name in POLICY_FACTS}


def criticals(score: Score) -> list[QuestionScore]:
    """The critical questions about the investee; those about the investor decide through leverage."""
    return [
        scored
        for section in score.sections
        if section.counts_towards is CountsTowards.SCORE
        for scored in section.questions
        if scored.question.critical
    ]


def _open(scored: QuestionScore) -> bool:
    return scored.effective.standing in OPEN


def is_unmet(scored: QuestionScore) -> bool:
    """It is known that nothing of what the question asks for is in place."""
    return scored.effective.standing is Standing.DETERMINED and scored.effective.value.highest == 0


def _unmet_severity(criticals: Sequence[QuestionScore]) -> Bounds:
    return greatest(
        *(Bounds.exactly(s.question.severity.highest) for s in criticals if is_unmet(s))
    )


def possible_severity(impacts: Sequence[AdverseImpact]) -> Bounds:
    """Severity of the gravest impact, 1 to 5; anything while nobody recorded one."""
    return greatest(*(impact.severity for impact in impacts)) if impacts else UNRATED_SEVERITY


BREACH_ORDER = (YesNo.NO, YesNo.UNKNOWN, YesNo.YES)
"""From no breach to a breach; unknown lies between them."""


def breach_found(situation: Situation) -> YesNo:
    """Whether a breach of an undertaking was found, as it stands."""
    return _breach(situation.request.allegations, situation.conclusions, UNRESOLVED)


def _breach(
    allegations: Sequence[Allegation],
    conclusions: Sequence[AllegationConclusion],
    still_open: frozenset[AllegationStatus],
) -> YesNo:
    breaches = {allegation.id for allegation in allegations if allegation.alleges_breach}
    statuses = {
        conclusion.status for conclusion in conclusions if conclusion.allegation in breaches
    }
    if statuses & ESTABLISHED:
        return YesNo.YES
    return YesNo.UNKNOWN if statuses & still_open else YesNo.NO


def _lapsed(situation: Situation) -> YesNo:
    deadline = situation.evidence_deadline
    return YesNo.YES if deadline is not None and situation.as_of > deadline else YesNo.NO


def _not_addressed(conclusions: Sequence[AllegationConclusion]) -> int:
    return sum(c.status is AllegationStatus.NOT_ADDRESSED for c in conclusions)
