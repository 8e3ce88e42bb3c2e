"""What is asserted about the investee, what it says itself, and what an audit may conclude."""

from dataclasses import dataclass
from enum import StrEnum


class AllegationStatus(StrEnum):
    """What the evidence lets an audit say about an allegation. None of them means true or false."""

    SUBSTANTIATED = "substantiated"
    PARTLY_SUBSTANTIATED = "partly_substantiated"
    NOT_SUBSTANTIATED = "not_substantiated"
    REFUTED = "refuted"
    ACKNOWLEDGED = "acknowledged"
    INCONCLUSIVE_ACCESS_RESTRICTED = "inconclusive_access_restricted"
    NOT_ADDRESSED = "not_addressed"


ESTABLISHED = frozenset(
    {
        AllegationStatus.SUBSTANTIATED,
        AllegationStatus.PARTLY_SUBSTANTIATED,
        AllegationStatus.ACKNOWLEDGED,
    }
)
"""Statuses under which at least part of what is alleged was found."""

UNRESOLVED = frozenset(
    {
        AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED,
        AllegationStatus.NOT_ADDRESSED,
    }
)
"""Statuses that leave open what further access would show."""


class Confidence(StrEnum):
    """How firmly a status is held; apart from the status itself."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Nature(StrEnum):
    """Whether evidence can settle the allegation at all."""

    FACT = "fact"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class CompanyPosition:
    """What the company said about an allegation, printed beside it (right of reply)."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allegation:
    """An assertion of harm or breach taken in at intake; every one gets a status."""

    id: str
    text: str
    nature: Nature
    alleges_breach: bool
    """It asserts that an undertaking or principle that binds the investee was broken."""
    raised_by: str
    sources: tuple[str, ...]
    """Where it was raised: evidence ids or addresses; never empty."""
    position: CompanyPosition


@dataclass(frozen=True, slots=True)
class EarlierStatus:
    """What an earlier auditor's published summary said, kept in that auditor's own category."""

    auditor: str
    status: AllegationStatus
    summary: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllegationAssessment:
    """The analyst's judgement of one allegation, before the standard of proof is applied."""

    allegation: str
    status: AllegationStatus
    rationale: str
    earlier: tuple[EarlierStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class AllegationConclusion:
    """What may be said about one allegation, and why no more."""

    allegation: str
    status: AllegationStatus
    assessed: AllegationStatus
    """The analyst's status before the standard of proof was applied."""
    confidence: Confidence
    because: tuple[str, ...]
    limitations: tuple[str, ...]
    supporting_originators: tuple[str, ...]
    contradicting_originators: tuple[str, ...]
