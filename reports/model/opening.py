"""The cover, the summary with the decision, and the mandate."""

from dataclasses import dataclass

from reports.charts import ChartRow, Threshold
from reports.model.parts import Badge, Fact, Heading, Link, PolicyChangeEntry


@dataclass(frozen=True, slots=True)
class About:
    """What the file says about itself to a reader's software and on every page."""

    title: str
    """The title of the document."""
    author: str
    """Who made the audit and who signed it."""
    subject: str
    """One sentence on what the report is about."""
    keywords: str
    """Words to find the file by, separated by commas."""
    language: str
    """The language of the report as a BCP 47 tag."""
    issued: str
    """The time of issue in ISO 8601, UTC."""
    running_title: str
    """The words at the head of every page."""
    running_note: str
    """The statement at the foot of every page; empty when the audit carries none."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    audit: str
    """The id of the audit."""
    imprint: str
    """What kind of document this is."""
    title: str
    """The title of the report."""
    investee: str
    """The enterprise assessed."""
    line: str
    """What it does and where it is registered."""
    band: str
    """What a reconstruction is not; empty for an audit that is none."""
    columns: tuple[ChartRow, ...]
    """The sections that count towards the score, for the motif."""
    threshold: Threshold | None
    """The score threshold that the colours of the motif follow."""
    legend: str
    """What the motif shows."""
    facts: tuple[Fact, ...]
    """Who, what, when and for whom."""


@dataclass(frozen=True, slots=True)
class DecisionBox:
    """What was decided, what was advised, and what follows."""

    outcome: str
    """The outcome that people decided."""
    reasons: tuple[str, ...]
    """Why, in the words of the policy's reasons."""
    decided: str
    """When and by whom, and whether that was a person."""
    recommendation: str
    """The outcome that the policy advised."""
    relation: str
    """Whether the decision follows the recommendation."""
    reason_text: str
    """The reviewer's own reason; empty when none was typed."""
    policy_changes: tuple[PolicyChangeEntry, ...]
    """Rules for future deals that the case suggests."""
    terms: str
    """How many terms of each kind it has; empty when it has none."""
    review_on: str
    """The day of the next full review."""
    review_why: str
    """The review interval and the light check between reviews."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number that a reader takes away."""

    value: str
    """The number with its unit."""
    label: str
    """What it counts."""


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many allegations have one status."""

    count: str
    """The number of allegations."""
    status: Badge
    """The status they share."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in the summary's list."""

    link: Link
    """Its title, leading to the finding."""
    rating: Badge
    """How grave it is for people."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Section 1: what a reader with one minute needs."""

    heading: Heading
    """Its heading."""
    lead: str
    """The result in a few sentences, built by rule from the data."""
    decision: DecisionBox
    """The decision beside the recommendation."""
    figures: tuple[KeyFigure, ...]
    """Coverage, score, open critical questions, allegations."""
    statuses: tuple[StatusCount, ...]
    """The allegations by status, only those that occur."""
    findings: tuple[FindingLine, ...]
    """All findings, gravest first."""


@dataclass(frozen=True, slots=True)
class UndertakingEntry:
    """A promise of the investee about its conduct."""

    name: str
    """What it is called."""
    substance: str
    """What it binds the investee to."""
    audit_right: str
    """Whether it gives a right to audit."""
    unread: str
    """What of its text could not be read; empty when the text was read."""
    sources: tuple[Link, ...]
    """Where it is reported."""


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A checklist or policy as used by this audit."""

    kind: str
    """Checklist or policy."""
    title: str
    """Its title."""
    purpose: str
    """What it asks or decides; for a policy, who approved it."""
    version: str
    """Its id and version."""
    in_force: str
    """Since when it is in force."""
    digest: str
    """The SHA-256 of its file."""


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """A norm that the questions rest on."""

    title: Link
    """Its title, leading to the text that was read."""
    publisher: str
    """Who issued it."""
    dates: str
    """When it was adopted and from when it applies."""
    questions: str
    """How many of the questions refer to it."""
    read: Badge
    """Whether its primary text was read."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """Section 2: what was audited, for whom, and against what."""

    heading: Heading
    """Its heading."""
    intro: str
    """One sentence on subject and scope."""
    investee: tuple[Fact, ...]
    """The enterprise assessed."""
    investment: tuple[Fact, ...]
    """The holding in it."""
    amount_note: str
    """What is uncertain about the amount; empty when nothing is."""
    undertakings: tuple[UndertakingEntry, ...]
    """What the investee promised."""
    circumstances: tuple[Fact, ...]
    """The facts that decide which questions apply."""
    modules_reason: str
    """Why the analyst chose the checklists; empty when the rule chose them."""
    versions: tuple[PublishedVersion, ...]
    """The checklists and the policy."""
    instruments: tuple[InstrumentRow, ...]
    """The norms behind the questions that were asked."""
    notes: tuple[str, ...]
    """Statements that stand on every copy."""
