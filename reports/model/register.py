"""What is alleged, and what was found."""

from dataclasses import dataclass

from reports.model.parts import Badge, Heading, Link


@dataclass(frozen=True, slots=True)
class EarlierEntry:
    """What an earlier auditor's published summary said about an allegation."""

    auditor: str
    """Who audited before."""
    status: Badge
    """That auditor's own category."""
    summary: str
    """The summary in a sentence."""
    sources: tuple[Link, ...]
    """Where the summary is published."""


@dataclass(frozen=True, slots=True)
class AllegationEntry:
    """One allegation with both sides and its status; none is ever left out."""

    id: str
    """Its id."""
    anchor: str
    """The name that links point to."""
    text: str
    """What is alleged."""
    nature: str
    """Whether evidence can settle it, and whether it alleges a breach."""
    raised_by: str
    """Who raised it."""
    sources: tuple[Link, ...]
    """Where it was raised."""
    position: str
    """What the company said about it."""
    position_sources: tuple[Link, ...]
    """Where the company said so."""
    status: Badge
    """What may be said about it."""
    assessed: str
    """The analyst's status, when the standard of proof allowed less; otherwise empty."""
    confidence: str
    """How firmly the status is held."""
    earlier: tuple[EarlierEntry, ...]
    """What earlier auditors said."""
    limitations: tuple[Link, ...]
    """What could not be seen and touches it."""
    because: tuple[str, ...]
    """Why it has this status and no other."""
    originators_for: tuple[str, ...]
    """Those who first reported what supports it."""
    originators_against: tuple[str, ...]
    """Those who first reported what contradicts it."""
    supporting: tuple[Link, ...]
    """Evidence with a claim that supports it."""
    contradicting: tuple[Link, ...]
    """Evidence with a claim that contradicts it."""
    context: tuple[Link, ...]
    """Evidence that bears on it without taking a side."""


@dataclass(frozen=True, slots=True)
class AllegationsRegister:
    """Section 4: every allegation taken in."""

    heading: Heading
    """Its heading."""
    intro: str
    """How many there are and how they stand."""
    entries: tuple[AllegationEntry, ...]
    """The allegations in the order in which they were taken in."""


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A finding with its five attributes and the reply."""

    id: str
    """Its id."""
    anchor: str
    """The name that links point to."""
    title: str
    """What was found, in one line."""
    rating: Badge
    """How grave it is for people."""
    criteria: str
    """What should be."""
    condition: str
    """What is."""
    cause: str
    """Why it is so."""
    effect: str
    """What follows for people."""
    recommendation: str
    """What should be done."""
    reply: str
    """What the company answered."""
    questions: tuple[Link, ...]
    """The questions it answers."""
    allegations: tuple[Link, ...]
    """The allegations it bears on."""
    evidence: tuple[Link, ...]
    """What it rests on."""


@dataclass(frozen=True, slots=True)
class FindingsSection:
    """Section 5: what the audit reports."""

    heading: Heading
    """Its heading."""
    entries: tuple[FindingEntry, ...]
    """The findings, gravest first."""
