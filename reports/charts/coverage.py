"""How much of what was asked could be determined."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.drawing import (
    BLUE,
    OCHRE,
    PAGE_WIDTH,
    PAPER,
    RULE,
    figure,
    joined,
    legend,
    rectangle,
    stroke,
)

_HEIGHT = 14.0
_HATCH = 3.0


@dataclass(frozen=True, slots=True)
class Portion:
    """A weight for drawing, and the words that are printed for it."""

    weight: float
    words: str


def coverage_strip(
    determined: Portion,
    unknown: Portion,
    not_applicable: Portion,
    title: str = "What could be determined",
) -> Markup:
    """One strip: solid is determined, hatched is unknown, empty does not apply."""
    portions = (determined, unknown, not_applicable)
    total = sum(portion.weight for portion in portions)
    parts: list[Markup] = []
    left = 0.0
    for portion, draw in zip(portions, (_solid, _hatched, _empty), strict=True):
        width = PAGE_WIDTH * portion.weight / total if total else 0.0
        if width:
            parts.append(draw(left, 1, width, _HEIGHT))
        left += width
    if not total:
        parts.append(_empty(0, 1, PAGE_WIDTH, _HEIGHT))
    marks = (_solid(-4, -4, 8, 8), _hatched(-4, -4, 8, 8), _empty(-4, -4, 8, 8))
    entries = [(mark, portion.words) for mark, portion in zip(marks, portions, strict=True)]
    key, lowest = legend(0, _HEIGHT + 15, entries, PAGE_WIDTH)
    described = "; ".join(portion.words for portion in portions)
    return figure(PAGE_WIDTH, lowest + 4, title, f"{described}.", *parts, key)


def _solid(x: float, y: float, width: float, height: float) -> Markup:
    return rectangle(x, y, width, height, fill=BLUE)


def _hatched(x: float, y: float, width: float, height: float) -> Markup:
    """Hatching survives a grey copy, where two pale colours would become one."""
    count = int((width - 0.5) / _HATCH)
    hatch = (
        stroke(x + (place + 0.5) * _HATCH, y, x + (place + 0.5) * _HATCH, y + height, OCHRE, 0.9)
        for place in range(count)
    )
    return (
        rectangle(x, y, width, height, fill="#f4ecd8")
        + joined(hatch)
        + _frame(x, y, width, height, OCHRE)
    )


def _empty(x: float, y: float, width: float, height: float) -> Markup:
    return rectangle(x, y, width, height, fill=PAPER) + _frame(x, y, width, height, RULE)


def _frame(x: float, y: float, width: float, height: float, colour: str) -> Markup:
    inset = 0.35
    return rectangle(
        x + inset,
        y + inset,
        width - 2 * inset,
        height - 2 * inset,
        fill="none",
        stroke=colour,
        stroke_width=0.7,
    )
