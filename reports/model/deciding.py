"""How the recommendation came about, what happened when, and what changed since the audit before."""

from dataclasses import dataclass

from reports.charts import PathOutcome, PathStep, TimelineEvent
from reports.model.parts import Badge, Fact, Heading, Link, PolicyChangeEntry


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What one rule of the policy did."""

    title: str
    """What it asks."""
    state: Badge
    """Whether it applies, does not apply, or cannot be determined and what follows then."""
    limit: str
    """The most favourable outcome it still allows when it applies."""
    because: tuple[str, ...]
    """The facts it compared."""
    source: str
    """What it rests on."""
    rationale: str
    """Why the policy has it."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A critical question without a determined answer."""

    link: Link
    """Its id, leading to the answer."""
    text: str
    """What is asked."""
    why: str
    """Why it is open."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened, as reported."""

    number: str
    """Its number in the figure."""
    on: str
    """When, as exactly as is known."""
    kind: str
    """What kind of event it is."""
    text: str
    """What happened."""
    unverified: bool
    """Whether it was not read in a source."""
    sources: tuple[Link, ...]
    """Where it is reported."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One value then and now."""

    label: str
    """What is compared."""
    before: str
    """The value in the audit before."""
    now: str
    """The value in this audit."""


@dataclass(frozen=True, slots=True)
class AnswerMove:
    """A question whose answer is no longer the same."""

    link: Link
    """Its id, leading to the answer."""
    before: str
    """What could be claimed for it then."""
    now: str
    """What can be claimed for it now."""


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition of the earlier decision, and what became of it."""

    title: str
    """Its id and what had to change."""
    question: Link
    """The question whose answer it had to change."""
    word: str
    """What the answer had to reach."""
    due: str
    """The last day for it."""
    standing: Badge
    """Whether it is met, open or overdue."""
    follows: str
    """What was agreed for a default; empty unless it is overdue."""


@dataclass(frozen=True, slots=True)
class TermsEntry:
    """Something that the decision binds people to."""

    title: str
    """Its id and its kind."""
    rows: tuple[Fact, ...]
    """What is agreed, with owners and days."""
    sources: tuple[Link, ...]
    """Where it is agreed or reported."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """What changed since the audit before."""

    previous: str
    """The id of the audit before."""
    digest: str
    """The SHA-256 of its dossier."""
    verdict: str
    """Whether the recommendation changed, in a sentence."""
    rows: tuple[ChangeRow, ...]
    """Outcome, score and coverage then and now."""
    moves: tuple[AnswerMove, ...]
    """The answers behind the difference."""
    conditions: tuple[ConditionRow, ...]
    """The conditions of the earlier decision."""


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Section 6: from the numbers to the decision."""

    heading: Heading
    """Its heading."""
    steps: tuple[PathStep, ...]
    """The rules in their order, for the path."""
    end: PathOutcome
    """Where the path ends."""
    rules: tuple[RuleRow, ...]
    """The rules with the facts they compared."""
    reachable: tuple[str, ...]
    """Every outcome that further evidence could still lead to."""
    robust: str
    """Whether anything unknown could change the advice."""
    opinion: str
    """The overall opinion."""
    opinion_meaning: str
    """What the opinion says."""
    qualifications: tuple[str, ...]
    """Why the opinion is not unqualified."""
    recommendation: str
    """The outcome that the policy advised."""
    decision: str
    """The outcome that people decided."""
    relation: str
    """Whether they agree, and the typed reason when they do not."""
    terms: tuple[TermsEntry, ...]
    """What the decision binds people to."""
    policy_changes: tuple[PolicyChangeEntry, ...]
    """Rules for future deals that the case suggests."""
    open_questions: tuple[OpenQuestion, ...]
    """The critical questions that are open."""
    timeline: tuple[TimelineEvent, ...]
    """The dated events for the figure."""
    events: tuple[EventRow, ...]
    """The events in words."""
    change: ChangeEntry | None
    """None for a first audit."""
