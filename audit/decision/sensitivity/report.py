"""What was found about the sensitivity of an audit's advice, as records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from audit.domain.bounds import Bounds
from audit.domain.decision import Outcome


class Resolved(StrEnum):
    """How the members of a set turn out."""

    WELL = "well"
    """Open questions get the best word still possible."""
    BADLY = "badly"
    """Open questions get the worst word still possible."""
    REMOVED = "removed"
    """Evidence items fall away."""


@dataclass(frozen=True, slots=True)
class FlipSet:
    """Open questions, or evidence items, that together change the advice, and to what."""

    members: tuple[str, ...]
    outcome: Outcome
    more_favourable: bool


@dataclass(frozen=True, slots=True)
class FlipSets:
    """The smallest sets that change the advice when resolved one way."""

    resolved: Resolved
    size: int
    """Members of each set; 0 when no set changes the advice."""
    sets: tuple[FlipSet, ...]
    """At most a dozen of them."""
    members: tuple[str, ...]
    """Everything that is in at least one of them."""
    count: int
    """How many sets of this size there are; at least so many when not exact."""
    exact: bool
    """False when a set was found by removing one member after another, or sets were left uncounted."""


class CarrierKind(StrEnum):
    """What the advice may hang on."""

    EVIDENCE = "evidence"
    ANSWER = "answer"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A single thing without which the advice would be another."""

    kind: CarrierKind
    id: str
    """Evidence item, question, or the name of the judgement."""
    without: Outcome


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """An open question, and what asking it could do."""

    question: str
    critical: bool
    moves: Fraction
    """How much of the span between the bounds of the score it holds open, from 0 to 1."""
    in_smallest_set: int
    """Size of the smallest set of open questions with it that changes the advice; 0 when in none."""


@dataclass(frozen=True, slots=True)
class ReadingEffect:
    """What one reading of a contradiction rests on, and what follows if it is right."""

    reading: str
    originators: tuple[str, ...]
    independent: bool
    """At least one of its items is independent of the investee."""
    best_grade: str
    """Admiralty grade of its best item."""
    share: Bounds
    """The score's bounds if this reading is followed, with what else is open left open."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ContradictionEffect:
    """What each reading of one contradiction would lead to."""

    contradiction: str
    readings: tuple[ReadingEffect, ...]

    @property
    def decides(self) -> bool:
        """Following one reading or the other leads to different advice."""
        return len({reading.outcome for reading in self.readings}) > 1


@dataclass(frozen=True, slots=True)
class Expiry:
    """A day from which evidence no longer supports what rests on it, or the deadline has passed."""

    on: date
    items: tuple[str, ...]
    """Items that no longer support anything from this day on; empty for the deadline."""
    questions: tuple[str, ...]
    """Answers that rest on expired evidence alone by then, and are unknown."""
    lowest: Fraction
    """The lowest score still possible from this day on, from 0 to 1."""
    outcome: Outcome
    """The advice from this day on."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would become of the advice if nothing were renewed."""

    steps: tuple[Expiry, ...]
    supported_until: date | None
    """The last day on which the present advice holds; None when no expiry changes it."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What would change the advice, and what to ask next."""

    well: FlipSets
    badly: FlipSets
    evidence: FlipSets
    carriers: tuple[Carrier, ...]
    next_questions: tuple[NextQuestion, ...]
    """Every open question that the rules can see, the most telling first."""
    contradictions: tuple[ContradictionEffect, ...] = ()
    forecast: Forecast = Forecast((), None)
