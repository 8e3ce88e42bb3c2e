"""Every answer and every item of evidence."""

from dataclasses import dataclass

from reports.model.parts import Badge, Heading, Link


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question with its answer or its typed unknown."""

    anchor: str
    """The name that links point to."""
    id: str
    """The id of the question."""
    text: str
    """What is asked."""
    critical: bool
    """Whether the question is critical."""
    answer: Badge
    """The answer, the kind of unknown, or that it does not apply."""
    points: str
    """Points earned or still possible, of the points possible."""
    why: tuple[str, ...]
    """The reasons, the cap and the search, one statement each."""
    evidence: tuple[Link, ...]
    """The evidence that is cited."""
    recorded: str
    """Who recorded it and when; empty when nobody did."""


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The questions of one section."""

    title: str
    """The section."""
    checklist: str
    """The checklist it belongs to, and where its answers go."""
    standing: str
    """How many of its questions were determined."""
    rows: tuple[AnswerRow, ...]
    """Its questions in reading order."""


@dataclass(frozen=True, slots=True)
class AnswersAnnex:
    """Section 8: every question asked."""

    heading: Heading
    """Its heading."""
    intro: str
    """How many questions there are and how they stand."""
    groups: tuple[AnswerGroup, ...]
    """The sections in reading order."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What an item says about an allegation."""

    relation: str
    """Whether it supports, contradicts or gives context."""
    about: tuple[Link, ...]
    """The allegation; nothing when it is context."""
    told_by: str
    """Who says so, when it is not the item's originator; otherwise empty."""
    text: str
    """What it says, paraphrased."""
    locator: str
    """Where in the item it says so; empty when only the register entry was read."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One item of evidence."""

    anchor: str
    """The name that links point to."""
    id: str
    """Its id."""
    title: str
    """What it is called."""
    source: str
    """Who published, wrote and first reported it."""
    address: Link
    """Where it was published; without words when there is no address."""
    date: str
    """When it was published."""
    collected: str
    """When it was collected."""
    type: str
    """What kind of evidence it is."""
    form: str
    """Whether the thing itself is kept or only its citation."""
    grade: str
    """The Admiralty grade of source and information."""
    provided: str
    """Who handed it over, and whether it is independent of the investee."""
    digest: str
    """The first 16 characters of the SHA-256 of what is kept."""
    handling: str
    """What has to be observed with it; empty when nothing has."""
    claims: tuple[ClaimLine, ...]
    """What it says."""
    history: tuple[str, ...]
    """Who graded or described it again, and its destruction, with the reasons."""


@dataclass(frozen=True, slots=True)
class EvidenceIndex:
    """Section 9: everything seen."""

    heading: Heading
    """Its heading."""
    intro: str
    """How many items and originators there are."""
    rows: tuple[EvidenceRow, ...]
    """The items in the order of their registration."""
