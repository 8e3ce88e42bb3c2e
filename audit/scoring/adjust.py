"""What happens to a level after its children are combined: line, deductions, rounding, print, band."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from audit.domain.aggregation import (
    Act,
    Bands,
    Deduction,
    Edge,
    Measure,
    Node,
    Printed,
    Rescaling,
)
from audit.domain.bounds import Bounds
from audit.domain.condition import Condition
from audit.domain.truth import Truth
from audit.scoring.combine import Part, hull, share_of
from audit.scoring.rounding import rounded, rounded_bounds, written


@dataclass(frozen=True, slots=True)
class Applied:
    """A deduction and whether it was made; undetermined means that both are still possible."""

    deduction: Deduction
    truth: Truth


def adjusted(
    part: Part, node: Node, holds: Callable[[Condition], Truth]
) -> tuple[Part, tuple[Applied, ...]]:
    """The level after its line, its deductions and its rounding, in this order."""
    if part.counts is Truth.FALSE:
        return part, ()
    applied = tuple(Applied(item, holds(item.when)) for item in node.deductions)
    before = part
    if node.rescale is not None:
        part = _rescaled(part, node.rescale)
    for item in applied:
        part = _deducted(part, item)
    part = _moved(part, rounded_bounds(part.points, node.round), rounded(part.earned, node.round))
    if part != before:
        part = replace(part, share=share_of(part.points, part.maximum), summed=())
    return part, applied


def measured(part: Part, of: Measure, printed: Printed | None) -> Bounds | None:
    """The number of a level that is asked for; None where it has none."""
    match of:
        case Measure.POINTS:
            return part.points
        case Measure.SHARE:
            return part.share
        case Measure.PRINTED:
            if printed is None:
                return part.points
            number = measured(part, printed.of, None)
            return None if number is None else _printed(number, printed)
        case _:
            assert_never(of)


def printed_texts(part: Part, printed: Printed) -> tuple[str, ...]:
    """The level as it is printed: one number, or the lowest and the highest; none where it has none."""
    number = measured(part, printed.of, None)
    if number is None:
        return ()
    texts = [written(end * printed.times, printed.round) for end in (number.lowest, number.highest)]
    return tuple(texts[:1] if number.is_known else texts)


def bands_reached(bands: Bands, number: Bounds) -> tuple[str, ...]:
    """Every band between the one of the lowest and the one of the highest, in the file's order."""
    ends = [_band(bands, number.lowest), _band(bands, number.highest)]
    return tuple(band.title for band in bands.listed[min(ends) : max(ends) + 1])


def _band(bands: Bands, number: Fraction) -> int:
    for index, band in enumerate(bands.listed):
        match band.edge:
            case Edge.UP_TO:
                fits = number <= band.threshold
            case Edge.BELOW:
                fits = number < band.threshold
            case Edge.AT_LEAST:
                fits = number >= band.threshold
            case Edge.OTHERWISE:
                fits = True
        if fits:
            return index
    return len(bands.listed)


def _printed(number: Bounds, printed: Printed) -> Bounds:
    times = Bounds(number.lowest * printed.times, number.highest * printed.times)
    return rounded_bounds(times, printed.round)


def _rescaled(part: Part, line: Rescaling) -> Part:
    ends = [line.applied(part.points.lowest), line.applied(part.points.highest)]
    moved = _moved(part, Bounds(min(ends), max(ends)), line.applied(part.earned))
    return replace(moved, maximum=Bounds.exactly(max(line.new_start, line.new_end)))


def _deducted(part: Part, item: Applied) -> Part:
    if item.truth is Truth.FALSE:
        return part
    act = item.deduction
    changed = [_acted(end, act) for end in (part.points.lowest, part.points.highest)]
    after = Bounds(changed[0], changed[1])
    earned = _acted(part.earned, act)
    if item.truth is Truth.TRUE:
        return _moved(part, after, earned)
    return _moved(part, hull([part.points, after]), min(part.earned, earned))


def _acted(points: Fraction, deduction: Deduction) -> Fraction:
    match deduction.act:
        case Act.MULTIPLY:
            points = points * deduction.number
        case Act.SUBTRACT:
            points = points - deduction.number
        case Act.AT_MOST:
            points = min(points, deduction.number)
        case Act.AT_LEAST:
            points = max(points, deduction.number)
    return rounded(points, deduction.round)


def _moved(part: Part, points: Bounds, earned: Fraction) -> Part:
    return replace(part, points=points, earned=min(earned, points.lowest))
