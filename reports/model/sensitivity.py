"""What would change the advice, and on which points sources contradict each other."""

from dataclasses import dataclass

from reports.model.parts import Badge, Heading, Link


@dataclass(frozen=True, slots=True)
class FlipRow:
    """One smallest set, and the advice it would lead to."""

    members: tuple[Link, ...]
    """The open questions, or the evidence items."""
    outcome: str
    """What the policy would advise."""


@dataclass(frozen=True, slots=True)
class FlipBlock:
    """The smallest sets of one kind."""

    title: str
    """What is supposed to happen."""
    said: str
    """How small the smallest sets are, how many there are, and how sure that is."""
    rows: tuple[FlipRow, ...]
    """Some of them."""


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """Single things without any one of which the advice would be another."""

    kind: str
    """What they are."""
    members: tuple[Link, ...]
    """The things."""
    outcome: str
    """What the policy would advise without one of them."""


@dataclass(frozen=True, slots=True)
class NextQuestionRow:
    """An open question in the order of what asking it could do."""

    link: Link
    """Its id, leading to the answer."""
    text: str
    """What is asked."""
    why: str
    """What asking it could do."""


@dataclass(frozen=True, slots=True)
class ExpiryRow:
    """A day on which evidence stops supporting what rests on it, or the deadline for evidence has passed."""

    on: str
    """The first day without it."""
    items: tuple[Link, ...]
    """The items that expire; none on the day after the deadline."""
    lost: str
    """How many answers are unknown by then, and the lowest score still possible."""
    outcome: str
    """What the policy would advise from that day."""


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading of a contradiction."""

    text: str
    """The account, attributed."""
    word: str
    """What follows for the question or the allegation."""
    rests_on: str
    """How many originators it has, whether one is independent, and the best grade."""
    sources: tuple[Link, ...]
    """The items that carry it."""
    effect: str
    """The score's bounds and the advice if it is followed."""


@dataclass(frozen=True, slots=True)
class ContradictionEntry:
    """A point on which sources disagree."""

    name: str
    """Its id."""
    about: Link
    """The question or the allegation."""
    point: str
    """What is in dispute."""
    standing: Badge
    """Open, resolved or irreducible."""
    settled: str
    """By whom and why it was resolved, or why it cannot be."""
    readings: tuple[ReadingRow, ...]
    """Its readings."""
    decides: str
    """Whether the advice hangs on it."""


@dataclass(frozen=True, slots=True)
class SensitivitySection:
    """Section 7: what would change the advice."""

    heading: Heading
    """Its heading."""
    computed: bool
    """False for an audit made before this was computed."""
    blocks: tuple[FlipBlock, ...]
    """The smallest sets: answered well, answered badly, evidence fallen away."""
    carriers: tuple[CarrierRow, ...]
    """What the advice hangs on."""
    next_questions: tuple[NextQuestionRow, ...]
    """What to ask next."""
    further_questions: str
    """How many open questions are not listed."""
    supported: str
    """Until when the evidence supports the recommendation."""
    expiries: tuple[ExpiryRow, ...]
    """The days on which evidence expires, if nothing is renewed."""
    contradictions: tuple[ContradictionEntry, ...]
    """The contradictions."""
