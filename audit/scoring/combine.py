"""Parts to one level, exactly, also where some parts are open and some may not count at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from audit.domain.aggregation import Combine
from audit.domain.bounds import Bounds
from audit.domain.truth import Truth
from audit.scoring.ratio import ZERO, Term, ratio, scaled, scaled_terms
from audit.scoring.tally import Tally

ONE = Fraction(1)
NOTHING = Bounds.exactly(0)
MOST_TERMS = 20_000
"""Terms that a sum keeps apart; more than any instrument has questions."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question or level as the level above it sees it."""

    counts: Truth
    """False when it is left out; undetermined when nobody can say yet whether it applies."""
    points: Bounds
    maximum: Bounds
    """The most the points could be; an interval while nobody can say what applies."""
    earned: Fraction
    """Points with everything open at nothing."""
    coverage: Fraction
    """The share of what counts that is known, from 0 to 1."""
    share: Bounds | None
    """Points over maximum; None for a question, and where there is no maximum to have a share of."""
    weight: Fraction = ONE
    """Matters in a weighted mean alone."""
    summed: tuple[Term, ...] = ()
    """What a sum was made of, so that points stay with the maximum they belong to; empty for others."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """Its points over its maximum, as far apart as they can be told."""
        own = Term(self.points, self.maximum, self.counts is Truth.UNDETERMINED)
        return self.summed or (own,)

    @property
    def tally(self) -> Tally:
        """The same as exact sums; nothing at all where the level is left out."""
        if self.counts is Truth.FALSE:
            return Tally(ZERO, ZERO, ZERO, ZERO, ZERO)
        most = self.maximum.highest
        return Tally(
            most, most * self.coverage, self.earned, self.points.lowest, self.points.highest
        )


LEFT_OUT = Part(Truth.FALSE, NOTHING, NOTHING, ZERO, ZERO, None)


def times(part: Part, factor: Fraction) -> Part:
    """The part with its points and its maximum multiplied by a weight of zero or more."""
    return replace(
        part,
        points=scaled(part.points, factor),
        maximum=scaled(part.maximum, factor),
        earned=part.earned * factor,
        share=part.share if factor else None,
        summed=scaled_terms(part.summed, factor),
    )


def instead_of_left_out(part: Part, value: Fraction) -> Part:
    """The part as it counts when it is taken as a fixed number wherever it is left out."""
    fixed = Bounds.exactly(value)
    if part.counts is Truth.UNDETERMINED:
        points, earned = hull([fixed, part.points]), min(part.earned, value)
        return replace(
            part, counts=Truth.TRUE, points=points, earned=earned,
            share=share_of(points, part.maximum), summed=(),
        )  # fmt: skip
    return replace(
        part, counts=Truth.TRUE, points=fixed, earned=value, coverage=ONE,
        share=share_of(fixed, part.maximum),
    )  # fmt: skip


def hull(parts: Iterable[Bounds]) -> Bounds:
    """The smallest interval with all of these in it."""
    listed = list(parts)
    return Bounds(min(b.lowest for b in listed), max(b.highest for b in listed))


def share_of(points: Bounds, maximum: Bounds) -> Bounds | None:
    """Points over maximum, whatever the two turn out to be; None where the maximum may be nothing."""
    if maximum.lowest <= 0:
        return None
    ends = [p / m for p in (points.lowest, points.highest) for m in (maximum.lowest, maximum.highest)]  # fmt: skip
    return Bounds(min(ends), max(ends))


def combined(how: Combine, parts: Sequence[Part]) -> Part:
    """One level of its parts; left out when every part is, or when all that counts weighs nothing."""
    counting = [part for part in parts if part.counts is not Truth.FALSE]
    if how is Combine.FIRST_APPLICABLE:
        counting = _until_the_first_certain(counting)
    points = _points(how, counting) if counting else None
    if points is None:
        return replace(LEFT_OUT, maximum=_whole_maximum(how, parts))
    maximum = _points(how, [_standing_at(part, part.maximum) for part in counting])
    earned = _points(how, [_standing_at(part, Bounds.exactly(part.earned)) for part in counting])
    return Part(
        _counts(how, counting),
        points,
        maximum or points,
        (earned or points).lowest,
        _coverage(how, counting),
        _share(how, counting, points, maximum or points),
        summed=_terms(counting) if how is Combine.SUM else (),
    )


def _terms(parts: Sequence[Part]) -> tuple[Term, ...]:
    """The terms of a sum; none, which only widens bounds, where levels count each other too often."""
    if sum(len(part.terms) for part in parts) > MOST_TERMS:
        return ()
    return tuple(term for part in parts for term in part.terms)


def _standing_at(part: Part, points: Bounds) -> Part:
    """The part as if these were its points."""
    return replace(part, points=points, summed=())


def _counts(how: Combine, parts: Sequence[Part]) -> Truth:
    """Certain when what surely counts makes a level by itself, so that something is weighed."""
    certain = [part for part in parts if part.counts is Truth.TRUE]
    if len(certain) == len(parts) or (certain and _points(how, certain) is not None):
        return Truth.TRUE
    return Truth.UNDETERMINED


def _whole_maximum(how: Combine, parts: Sequence[Part]) -> Bounds:
    """The maximum as if every part counted."""
    every = [replace(_standing_at(part, part.maximum), counts=Truth.TRUE) for part in parts]
    return (_points(how, every) if every else None) or NOTHING


def _until_the_first_certain(parts: Sequence[Part]) -> list[Part]:
    certain = next((i for i, part in enumerate(parts) if part.counts is Truth.TRUE), len(parts))
    return list(parts[: certain + 1])


def _points(how: Combine, parts: Sequence[Part]) -> Bounds | None:
    sure = [part.points for part in parts if part.counts is Truth.TRUE]
    every = [part.points for part in parts]
    match how:
        case Combine.SUM:
            return _sum(parts)
        case Combine.SHARE_OF_MAXIMUM:
            return ratio(term for part in parts for term in part.terms)
        case Combine.MEAN | Combine.WEIGHTED_MEAN:
            return _mean(how, parts)
        case Combine.HIGHEST:
            least = max((b.lowest for b in sure), default=min(b.lowest for b in every))
            return Bounds(least, max(b.highest for b in every))
        case Combine.LOWEST:
            most = min((b.highest for b in sure), default=max(b.highest for b in every))
            return Bounds(min(b.lowest for b in every), most)
        case Combine.PRODUCT:
            return _product(parts)
        case Combine.FIRST_APPLICABLE:
            return hull(every)
        case _:
            assert_never(how)


def _sum(parts: Sequence[Part]) -> Bounds:
    return Bounds(
        sum((min(p.points.lowest, ZERO) if _optional(p) else p.points.lowest for p in parts), ZERO),
        sum(
            (max(p.points.highest, ZERO) if _optional(p) else p.points.highest for p in parts), ZERO
        ),
    )


def _mean(how: Combine, parts: Sequence[Part]) -> Bounds | None:
    return ratio(
        Term(scaled(p.points, _weight(how, p)), Bounds.exactly(_weight(how, p)), _optional(p))
        for p in parts
    )


def _product(parts: Sequence[Part]) -> Bounds:
    product = Bounds.exactly(1)
    for part in parts:
        ends = [a * b for a in _ends(product) for b in _ends(part.points)]
        both = Bounds(min(ends), max(ends))
        product = hull([product, both]) if _optional(part) else both
    return product


def _ends(bounds: Bounds) -> tuple[Fraction, Fraction]:
    return bounds.lowest, bounds.highest


def _share(how: Combine, parts: Sequence[Part], points: Bounds, maximum: Bounds) -> Bounds | None:
    """Sums and means know which part of the maximum goes with which points; the others do not."""
    with_maximum = all(part.maximum.lowest >= 0 for part in parts)
    if how not in (Combine.SUM, Combine.MEAN, Combine.WEIGHTED_MEAN) or not with_maximum:
        return share_of(points, maximum)
    return ratio(term for part in parts for term in scaled_terms(part.terms, _weight(how, part)))


def _coverage(how: Combine, parts: Sequence[Part]) -> Fraction:
    by_maximum = how in (Combine.SUM, Combine.SHARE_OF_MAXIMUM)
    weights = [p.maximum.highest if by_maximum else _weight(how, p) for p in parts]
    if sum(weights, ZERO) <= 0 or min(weights) < 0:
        weights = [ONE] * len(parts)
    known = sum((w * p.coverage for w, p in zip(weights, parts, strict=True)), ZERO)
    return known / sum(weights, ZERO)


def _weight(how: Combine, part: Part) -> Fraction:
    return part.weight if how is Combine.WEIGHTED_MEAN else ONE


def _optional(part: Part) -> bool:
    return part.counts is Truth.UNDETERMINED
