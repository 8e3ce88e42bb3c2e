"""The standard of proof: what status the evidence allows for an allegation, and how firmly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.domain.allegation import (
    Allegation,
    AllegationAssessment,
    AllegationConclusion,
    AllegationStatus,
    Confidence,
)
from audit.domain.evidence import (
    Claim,
    Credibility,
    EvidenceItem,
    Grade,
    Limitation,
    Relation,
    Reliability,
)
from audit.scoring.originators import distinct

TWO_ORIGINATORS = 2
WEIGHTY = Grade(Reliability.B, Credibility.PROBABLY_TRUE)
USABLE = Grade(Reliability.C, Credibility.POSSIBLY_TRUE)


@dataclass(frozen=True, slots=True)
class _Weight:
    """The claims on one side: who originated them and how good the best item is."""

    originators: tuple[str, ...]
    weighty: bool
    usable: bool
    admission: bool


def conclude(
    allegation: Allegation,
    assessment: AllegationAssessment | None,
    claims: Sequence[Claim],
    evidence: Mapping[str, EvidenceItem],
    limitations: Sequence[Limitation],
) -> AllegationConclusion:
    """Apply the standard of proof (balance of probabilities) to the analyst's assessment.

    Source: finding status per allegation and its needs, after the practice of UN fact-finding
    bodies; corroboration counts originators, not outlets. An allegation nobody assessed is kept
    and marked as not addressed. A limitation that touches the allegation, or names nothing and so
    touches the whole audit, caps the confidence at moderate.
    """
    about = [claim for claim in claims if claim.about == allegation.id]
    supporting = _weigh(about, Relation.SUPPORTS, evidence)
    contradicting = _weigh(about, Relation.CONTRADICTS, evidence)
    touching = tuple(item.code for item in limitations if allegation.id in item.affects)
    assessed = assessment.status if assessment else AllegationStatus.NOT_ADDRESSED
    general = tuple(item.code for item in limitations if not item.affects)
    status, why = _allowed(assessed, supporting, contradicting, touching)
    confidence, how = _confidence(status, supporting, contradicting, touching + general)
    reasons = (
        ((assessment.rationale,) if assessment else ("Nobody has assessed it yet.",)) + why + how
    )
    return AllegationConclusion(
        allegation.id,
        status,
        assessed,
        confidence,
        tuple(reason for reason in reasons if reason),
        touching,
        supporting.originators,
        contradicting.originators,
    )


def _weigh(
    claims: Sequence[Claim], relation: Relation, evidence: Mapping[str, EvidenceItem]
) -> _Weight:
    described = {name for name, item in evidence.items() if item.is_described}
    side = [claim for claim in claims if claim.relation is relation and claim.evidence in described]
    items = [evidence[claim.evidence] for claim in side]
    originators = distinct(
        claim.originator or item.originator
        for claim, item in zip(side, items, strict=True)
        if item.grade.at_least(USABLE)
    )
    return _Weight(
        originators,
        any(item.grade.at_least(WEIGHTY) for item in items),
        any(item.grade.at_least(USABLE) for item in items),
        any(claim.admission for claim in side),
    )


def _allowed(
    assessed: AllegationStatus,
    supporting: _Weight,
    contradicting: _Weight,
    limitations: tuple[str, ...],
) -> tuple[AllegationStatus, tuple[str, ...]]:
    """The assessed status if its needs are met, otherwise the status that is, with the sentence why."""
    match assessed:
        case AllegationStatus.SUBSTANTIATED:
            if supporting.admission or _corroborated(supporting):
                return assessed, ()
            why = (
                "Substantiation needs an admission, or two originators and an item graded B2 or "
                f"better. There is support from {_named(supporting.originators)}."
            )
            return AllegationStatus.NOT_SUBSTANTIATED, (why,)
        case AllegationStatus.PARTLY_SUBSTANTIATED:
            if supporting.usable:
                return assessed, ()
            return AllegationStatus.NOT_SUBSTANTIATED, (
                "Partial substantiation needs a supporting item graded C3 or better.",
            )
        case AllegationStatus.ACKNOWLEDGED:
            if supporting.admission:
                return assessed, ()
            return AllegationStatus.NOT_SUBSTANTIATED, (
                "Acknowledgement needs a claim in which the company itself admits it.",
            )
        case AllegationStatus.REFUTED:
            if limitations:
                return AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED, (
                    f"Refutation is not concluded while access was restricted ({', '.join(limitations)}).",
                )
            if _corroborated(contradicting):
                return assessed, ()
            return AllegationStatus.NOT_SUBSTANTIATED, (
                "Refutation needs two originators with an item graded B2 or better.",
            )
        case AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED:
            if limitations:
                return assessed, ()
            return AllegationStatus.NOT_SUBSTANTIATED, (
                "Restricted access needs a recorded limitation that touches the allegation.",
            )
        case AllegationStatus.NOT_SUBSTANTIATED | AllegationStatus.NOT_ADDRESSED:
            return assessed, ()


def _corroborated(side: _Weight) -> bool:
    return len(side.originators) >= TWO_ORIGINATORS and side.weighty


def _confidence(
    status: AllegationStatus,
    supporting: _Weight,
    contradicting: _Weight,
    limitations: tuple[str, ...],
) -> tuple[Confidence, tuple[str, ...]]:
    if status is AllegationStatus.NOT_ADDRESSED:
        return Confidence.LOW, ()
    reached = _reached(status, supporting, contradicting)
    if limitations and reached is Confidence.HIGH:
        return Confidence.MODERATE, (
            f"Confidence is capped at moderate by {', '.join(limitations)}.",
        )
    return reached, ()


def _reached(status: AllegationStatus, supporting: _Weight, contradicting: _Weight) -> Confidence:
    if status is AllegationStatus.ACKNOWLEDGED:
        return Confidence.HIGH
    if supporting.originators and contradicting.originators:
        return (
            Confidence.MODERATE if supporting.weighty or contradicting.weighty else Confidence.LOW
        )
    one_sided = supporting if supporting.originators else contradicting
    if _corroborated(one_sided):
        return Confidence.HIGH
    return Confidence.MODERATE if one_sided.weighty else Confidence.LOW


def _named(originators: tuple[str, ...]) -> str:
    return ", ".join(originators) if originators else "no usable source"
