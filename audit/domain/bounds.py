"""A quantity of which the lowest and the highest value still possible are known, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from audit.domain.truth import Truth


@dataclass(frozen=True, slots=True)
class Bounds:
    """A closed interval of exact numbers; both ends are possible values."""

    lowest: Fraction
    highest: Fraction

    def __post_init__(self) -> None:
        if self.lowest > self.highest:
            raise ValueError(f"lowest {self.lowest} is above highest {self.highest}")

    @classmethod
    def exactly(cls, value: int | Fraction) -> Bounds:
        """A quantity that is known."""
        return cls(Fraction(value), Fraction(value))

    @classmethod
    def between(cls, lowest: int | Fraction, highest: int | Fraction) -> Bounds:
        """A quantity known only to lie within these two values."""
        return cls(Fraction(lowest), Fraction(highest))

    @property
    def is_known(self) -> bool:
        """Both ends are the same value."""
        return self.lowest == self.highest

    def at_least(self, threshold: Fraction) -> Truth:
        """Whether the quantity reaches the threshold: decided only when both ends agree."""
        if self.lowest >= threshold:
            return Truth.TRUE
        return Truth.FALSE if self.highest < threshold else Truth.UNDETERMINED

    def __str__(self) -> str:
        return str(self.lowest) if self.is_known else f"{self.lowest} to {self.highest}"


def greatest(*parts: Bounds) -> Bounds:
    """Bounds of the maximum; of nothing, exactly zero."""
    return Bounds(
        max((part.lowest for part in parts), default=Fraction(0)),
        max((part.highest for part in parts), default=Fraction(0)),
    )
