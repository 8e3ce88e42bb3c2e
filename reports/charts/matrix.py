"""Findings by how severe they are for people and how likely."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import NamedTuple

from markupsafe import Markup

from reports.charts.drawing import (
    HAIR,
    INK,
    MUTE,
    PAPER,
    circle,
    element,
    figure,
    joined,
    lines,
    number,
    rectangle,
    text,
)
from reports.typesetting.metrics import shorten, text_width, wrap

_CELL = 38.0
_LEFT = 52.0
_TOP = 4.0
_LEVELS = 5
_ASIDE = 8.0
_INSET = 0.75
_LARGEST = 11.0
_SMALLEST = 5.0
_SHADES = ("#eef1ea", "#f4ecd8", "#ecd5b4", "#d9a58d", "#c4705f")
_SHADE_STARTS = (2, 4, 6, 8, 9)


@dataclass(frozen=True, slots=True)
class MatrixPoint:
    """One finding; a likelihood of None was not rated and stands in a column of its own."""

    id: str
    severity: int
    likelihood: int | None


@dataclass(frozen=True, slots=True)
class MatrixWords:
    """The words along the matrix, from the lowest level to the highest."""

    title: str = "Findings by severity and likelihood"
    severity: str = "Severity"
    likelihood: str = "Likelihood"
    severities: tuple[str, str, str, str, str] = (
        "Slight",
        "Limited",
        "Serious",
        "Grave",
        "Extreme",
    )
    likelihoods: tuple[str, str, str, str, str] = (
        "Remote",
        "Unlikely",
        "Possible",
        "Likely",
        "Occurring",
    )
    not_rated: str = "Not rated"


class Marker(NamedTuple):
    """A dot with its text, or what stands for the dots that found no room."""

    x: float
    y: float
    radius: float
    label: str


def severity_matrix(points: Sequence[MatrixPoint], words: MatrixWords = MatrixWords()) -> Markup:
    """Five by five cells, and a column for what was not rated; the dots carry the numbers of the findings."""
    width = _cell_left(None) + _CELL + 2
    height = _TOP + _LEVELS * _CELL + 32
    drawn = joined(_dot(marker) for marker in markers(points))
    return figure(
        width, height, words.title, _described(points, words), _ground(), _axes(words), drawn
    )


def markers(points: Sequence[MatrixPoint]) -> list[Marker]:
    """Where each dot goes: the points of a cell share it out among themselves, so that no dots meet."""
    cells: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    prefix = len(_shared_prefix([point.id for point in points]))
    for point in points:
        likelihood = None if point.likelihood is None else _level(point.likelihood)
        cells[_level(point.severity), likelihood].append(point.id[prefix:])
    return [
        marker
        for (severity, likelihood), ids in cells.items()
        for marker in _shared(ids, _cell_left(likelihood), _cell_top(severity))
    ]


def _shared_prefix(ids: Sequence[str]) -> str:
    """What all numbers begin with, up to a separator: the dots are small, and it tells nothing apart."""
    lowest, highest = min(ids, default=""), max(ids, default="")
    cut = 0
    for place, (one, other) in enumerate(zip(lowest, highest, strict=False), start=1):
        if one != other:
            break
        if one in "-./ ":
            cut = place
    return "" if lowest[:cut] in ids else lowest[:cut]


def _level(value: int) -> int:
    if not 1 <= value <= _LEVELS:
        raise ValueError(f"A level lies between 1 and {_LEVELS}, not {value}.")
    return value


def _cell_left(likelihood: int | None) -> float:
    return _LEFT + (_LEVELS * _CELL + _ASIDE if likelihood is None else (likelihood - 1) * _CELL)


def _cell_top(severity: int) -> float:
    return _TOP + (_LEVELS - severity) * _CELL


def _shared(ids: Sequence[str], left: float, top: float) -> Iterator[Marker]:
    most = int((_CELL - 2 * _INSET) / (2 * _SMALLEST)) ** 2
    shown = list(ids) if len(ids) <= most else [*ids[: most - 1], f"+{len(ids) - most + 1}"]
    side = ceil(sqrt(len(shown)))
    rows = ceil(len(shown) / side)
    step = (_CELL - 2 * _INSET) / side
    radius = min(_LARGEST, step / 2 - 0.4)
    for place, label in enumerate(shown):
        row, column = divmod(place, side)
        in_row = min(side, len(shown) - row * side)
        x = left + _CELL / 2 - _INSET + (column - (in_row - 1) / 2) * step
        y = top + _CELL / 2 - _INSET + (row - (rows - 1) / 2) * step
        yield Marker(x, y, radius, label)


def _dot(marker: Marker) -> Markup:
    room = marker.radius * 1.72
    size = min(7.4, marker.radius * 1.1)
    while size > 4.6 and text_width(marker.label, size, 700) > room:
        size -= 0.2
    label = shorten(marker.label, room, size, 700, keep_end=True)
    name = text(
        marker.x,
        marker.y + size * 0.35,
        label,
        size=size,
        weight=700,
        colour=PAPER,
        anchor="middle",
    )
    return circle(marker.x, marker.y, marker.radius, fill=INK) + name


def _ground() -> Markup:
    side = _CELL - 2 * _INSET
    rated = (
        rectangle(
            _cell_left(likelihood),
            _cell_top(severity),
            side,
            side,
            fill=_shade(severity + likelihood),
        )
        for severity in range(1, _LEVELS + 1)
        for likelihood in range(1, _LEVELS + 1)
    )
    unrated = (
        rectangle(
            _cell_left(None),
            _cell_top(severity),
            side,
            side,
            fill=PAPER,
            stroke=HAIR,
            stroke_width=0.8,
        )
        for severity in range(1, _LEVELS + 1)
    )
    return joined(rated) + joined(unrated)


def _shade(level: int) -> str:
    return _SHADES[sum(level >= start for start in _SHADE_STARTS) - 1]


def _axes(words: MatrixWords) -> Markup:
    below = _TOP + _LEVELS * _CELL + 8
    across = [
        text(
            _cell_left(level) + _CELL / 2 - _INSET,
            below,
            _fitting(label),
            size=7.2,
            colour=MUTE,
            anchor="middle",
        )
        for level, label in enumerate(words.likelihoods, start=1)
    ]
    unrated = wrap(words.not_rated, _CELL + _ASIDE, 7.2, 600)
    aside = _cell_left(None) + _CELL / 2
    across.append(
        lines(
            aside, below, unrated, leading=8.4, size=7.2, weight=600, colour=MUTE, anchor="middle"
        )
    )
    down = [
        text(
            _LEFT - 4,
            _cell_top(level) + _CELL / 2 + 2,
            _fitting(label),
            size=7.2,
            colour=MUTE,
            anchor="end",
        )
        for level, label in enumerate(words.severities, start=1)
    ]
    middle = _TOP + _LEVELS * _CELL / 2
    title = text(
        _LEFT + _LEVELS * _CELL / 2, below + 15, words.likelihood, weight=600, anchor="middle"
    )
    turned = element(
        "g",
        text(0, 0, words.severity, weight=600, anchor="middle"),
        transform=f"translate(8 {number(middle)}) rotate(-90)",
    )
    return joined((*across, *down, title, turned))


def _fitting(label: str) -> str:
    return shorten(label, _CELL - 1, 7.2)


def _described(points: Sequence[MatrixPoint], words: MatrixWords) -> str:
    def one(point: MatrixPoint) -> str:
        rated = (
            words.not_rated if point.likelihood is None else words.likelihoods[point.likelihood - 1]
        )
        severity = words.severities[point.severity - 1]
        return f"{point.id}: {words.severity} {severity}, {words.likelihood} {rated}"

    return "; ".join(map(one, points)) + "."
