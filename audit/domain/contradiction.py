"""Two or more accounts of the same point that cannot all be right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ContradictionStatus(StrEnum):
    """What became of it."""

    OPEN = "open"
    RESOLVED = "resolved"
    IRREDUCIBLE = "irreducible"
    """No evidence that could be had would decide it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One account of the point, and what follows if it is right."""

    id: str
    text: str
    """The account, attributed to who gives it."""
    word: str
    """The word of the question's scale, or the allegation status, that follows from it."""
    evidence: tuple[str, ...]
    """The items that carry it; never empty."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which reading was followed, by whom and why."""

    reading: str
    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A point on which sources disagree. Until it is resolved no answer on it counts as a point."""

    id: str
    about: str
    """The question or the allegation it bears on."""
    point: str
    """What exactly is in dispute."""
    readings: tuple[Reading, ...]
    """At least two."""
    status: ContradictionStatus
    resolution: Resolution | None = None
    """Present exactly when it is resolved."""
    why_irreducible: str = ""

    @property
    def is_settled(self) -> bool:
        """A person resolved it."""
        return self.status is ContradictionStatus.RESOLVED
