"""How answers become one score: nodes that combine questions and other nodes, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from audit.domain.condition import Condition


class Combine(StrEnum):
    """How a node makes one number of its children."""

    SUM = "sum"
    SHARE_OF_MAXIMUM = "share_of_maximum"
    """The sum of the points over the sum of the maxima: a share from 0 to 1."""
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    HIGHEST = "highest"
    LOWEST = "lowest"
    PRODUCT = "product"
    FIRST_APPLICABLE = "first_applicable"
    """The first child that is not left out."""


class Mode(StrEnum):
    """Which neighbour a number is rounded to; up is away from zero and down is towards it."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rounding:
    """One step: to so many decimals, or to tens, hundreds … where digits is negative."""

    digits: int
    mode: Mode


class Measure(StrEnum):
    """Which number of a level is meant."""

    POINTS = "points"
    SHARE = "share"
    """Points over the level's maximum."""
    PRINTED = "printed"
    """The number as it is printed, after its scale and its rounding."""


@dataclass(frozen=True, slots=True)
class Printed:
    """How a level is shown. Nothing above the level sees it."""

    of: Measure
    times: Fraction
    round: tuple[Rounding, ...]


class Edge(StrEnum):
    """How a band is bounded."""

    UP_TO = "up_to"
    """From the band before it up to and including the number."""
    BELOW = "below"
    """From the band before it to under the number."""
    AT_LEAST = "at_least"
    """The number and everything above it, as far as no earlier band has it."""
    OTHERWISE = "otherwise"
    """Whatever no earlier band has."""


@dataclass(frozen=True, slots=True)
class Band:
    """A word for a range of scores; the first band that fits is the one."""

    title: str
    edge: Edge
    threshold: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    """The words for the scores of one level, in the order of the scores."""

    of: Measure
    listed: tuple[Band, ...]


class Act(StrEnum):
    """What a deduction does to the points."""

    MULTIPLY = "multiply"
    SUBTRACT = "subtract"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Deduction:
    """A change of a level's points that depends on answers or on other levels."""

    when: Condition
    act: Act
    number: Fraction
    round: tuple[Rounding, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Rescaling:
    """A straight line through two points: `start` becomes `new_start`, `end` becomes `new_end`."""

    start: Fraction
    end: Fraction
    new_start: Fraction
    new_end: Fraction

    def applied(self, value: Fraction) -> Fraction:
        """Where the number comes to lie; numbers outside the two points go on along the line."""
        way = (value - self.start) / (self.end - self.start)
        return self.new_start + way * (self.new_end - self.new_start)


@dataclass(frozen=True, slots=True)
class Child:
    """A question or a node that a node counts, and its weight there."""

    id: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Node:
    """One level of the score."""

    id: str
    title: str
    combine: Combine
    children: tuple[Child, ...]
    across: str = ""
    """The unit node that combines the units; empty where the subject is not assessed unit by unit."""
    left_out_counts_as: Fraction | None = None
    """What a child that is left out counts as; None leaves it out of the denominator as well."""
    least_counted: Fraction | None = None
    """The share of what applies that has to be counted, from 0 to 1; with less, the level is left out."""
    rescale: Rescaling | None = None
    deductions: tuple[Deduction, ...] = ()
    round: tuple[Rounding, ...] = ()
    """Steps that the nodes above see."""
    printed: Printed | None = None
    bands: Bands | None = None


@dataclass(frozen=True, slots=True)
class UnitNode:
    """Some of the units that one subject is assessed in, or units combined.

    It selects units by class, by name, or all that no other unit node selects; or it combines other
    unit nodes. Units it selects count one by one in the node above, unless it combines them itself.
    """

    id: str
    title: str
    combine: Combine | None
    of: tuple[Child, ...] = ()
    classes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    others: bool = False

    @property
    def selects(self) -> bool:
        """It names units itself."""
        return not self.of
