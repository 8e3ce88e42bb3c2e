"""Exact sums of one question, section, checklist or audit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from audit.domain.bounds import Bounds

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """Points in units of question weight. 0 ≤ earned ≤ lowest ≤ highest ≤ possible."""

    possible: Fraction
    """Weight of every question that applies, whether or not it could be determined."""
    determined: Fraction
    """Weight of the questions whose answer is a point."""
    earned: Fraction
    """Points earned by determined answers."""
    lowest: Fraction
    """Points earned if everything open turns out worst."""
    highest: Fraction
    """Points earned if everything open turns out best."""

    @property
    def coverage(self) -> Fraction:
        """Weight determined of weight applicable; nothing is covered where nothing applies."""
        return self.determined / self.possible if self.possible else NOTHING

    @property
    def share(self) -> Bounds:
        """The score as a share from 0 to 1; anything is possible where nothing applies."""
        if not self.possible:
            return Bounds.between(0, 1)
        return Bounds(self.lowest / self.possible, self.highest / self.possible)

    @property
    def share_of_determined(self) -> Fraction | None:
        """Earned of determined weight; None when nothing was determined. Never without coverage beside it."""
        return self.earned / self.determined if self.determined else None


def total(parts: Iterable[Tally]) -> Tally:
    """The sum of the parts; the breakdown always adds up to it."""
    listed = tuple(parts)
    return Tally(
        *(
            sum((getattr(part, name) for part in listed), NOTHING)
            for name in ("possible", "determined", "earned", "lowest", "highest")
        )
    )
