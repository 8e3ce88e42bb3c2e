"""Method, limitations, independence and sign-off."""

from dataclasses import dataclass

from reports.model.parts import Fact, Heading, Link, Term


@dataclass(frozen=True, slots=True)
class LimitationEntry:
    """What the audit could not see."""

    code: str
    """Its code."""
    anchor: str
    """The name that links point to."""
    text: str
    """What could not be seen."""
    basis: str
    """How this is known."""
    affects: tuple[Link, ...]
    """What it touches; nothing when it touches the whole audit."""
    sources: tuple[Link, ...]
    """Where it is reported."""


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """A number of the policy with the reason for it."""

    value: str
    """The number."""
    name: str
    """What it is called in the policy."""
    rationale: str
    """Why it is set so."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """Something the report rests on that was not read in its primary text."""

    what: str
    """What kind of thing it is."""
    name: str
    """Which one."""
    note: str
    """What is known about it; may be empty."""


@dataclass(frozen=True, slots=True)
class Method:
    """Section 10: how this was done and what limits it."""

    heading: Heading
    """Its heading."""
    methods: tuple[str, ...]
    """What was done."""
    limitations: tuple[LimitationEntry, ...]
    """What could not be seen."""
    floor: tuple[str, ...]
    """What evidence an answer needs, in sentences."""
    statuses: tuple[Term, ...]
    """The words for allegations."""
    unknowns: tuple[Term, ...]
    """The words for questions without an answer."""
    reliability: tuple[Term, ...]
    """The first character of a grade."""
    credibility: tuple[Term, ...]
    """The second character of a grade."""
    thresholds: tuple[ThresholdRow, ...]
    """The numbers of the policy."""
    unverified: tuple[Unverified, ...]
    """What was not read in its primary text."""


@dataclass(frozen=True, slots=True)
class IndependenceSection:
    """Section 11: who pays, who worked for whom, who controls the text."""

    heading: Heading
    """Its heading."""
    facts: tuple[Fact, ...]
    """Payer, prior work, control of the text, and the statement."""
    sources: tuple[Link, ...]
    """Where this is reported."""


@dataclass(frozen=True, slots=True)
class SignOffSection:
    """Section 12: who stands for it, and how to check the file."""

    heading: Heading
    """Its heading."""
    people: tuple[Fact, ...]
    """Who recorded, signed and decided, in which role, and when."""
    scripted: str
    """That the reviewer is a script and not a person; empty when it is a person."""
    statement: str
    """What the reviewer declares."""
    decision: tuple[Fact, ...]
    """What was signed, with the reason that was typed."""
    record_digest: str
    """The SHA-256 of the audit record in this dossier."""
    basis_digest: str
    """The SHA-256 of the record that the reviewer had and signed; the same unless it went stale."""
    ledger_events: str
    """How many custody events the record rests on."""
    ledger_digest: str
    """The digest of the last of them."""
    anchors: tuple[Fact, ...]
    """The timestamps over the ledger that were known: event and time, authority, policy and digest."""
    attachment: str
    """The name of the attached dossier."""
    attachment_digest: str
    """The SHA-256 of the attached dossier; empty when none is attached."""
    made_with: tuple[Fact, ...]
    """The release and the format that made this file."""
