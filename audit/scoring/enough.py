"""Whether enough of a level was counted to have a score at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from audit.domain.aggregation import Combine
from audit.domain.bounds import Bounds
from audit.domain.truth import Truth
from audit.scoring.combine import ONE, Part
from audit.scoring.ratio import ZERO


@dataclass(frozen=True, slots=True)
class Share:
    """What one child adds to what was counted and to what applies."""

    weight: Fraction
    counts: Truth
    applies: Truth


def weight_of(how: Combine, weight: Fraction, part: Part) -> Fraction:
    """How much a child matters: its weight, its maximum, or one like every other."""
    match how:
        case Combine.WEIGHTED_MEAN:
            return weight
        case Combine.SUM | Combine.SHARE_OF_MAXIMUM:
            return weight * part.maximum.highest
        case _:
            return ONE


def counted_share(shares: Sequence[Share]) -> Bounds:
    """The share of what applies that was counted; nothing where nothing applies."""
    sure = _sum(shares, Truth.TRUE)
    open_ = _sum(shares, Truth.UNDETERMINED)
    missing = [each for each in shares if each.counts is Truth.FALSE]
    may_apply = sum((each.weight for each in missing if each.applies is not Truth.FALSE), ZERO)
    applies = sum((each.weight for each in missing if each.applies is Truth.TRUE), ZERO)
    return Bounds(
        _over(sure, sure + may_apply),
        _over(sure + open_, sure + open_ + applies),
    )


def enough(share: Bounds, least: Fraction) -> Truth:
    """Whether the share reaches what is needed."""
    if share.lowest >= least:
        return Truth.TRUE
    return Truth.FALSE if share.highest < least else Truth.UNDETERMINED


def _sum(shares: Sequence[Share], counts: Truth) -> Fraction:
    return sum((each.weight for each in shares if each.counts is counts), ZERO)


def _over(part: Fraction, whole: Fraction) -> Fraction:
    return part / whole if whole > 0 else ZERO
