"""Scores as what is shown and what is still possible."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from reports.charts.drawing import (
    BLOOD,
    BLUE,
    HAIR,
    INK,
    MUTE,
    OCHRE,
    OCHRE_TEXT,
    PAGE_WIDTH,
    PAPER,
    SAGE,
    SAGE_TEXT,
    circle,
    decoration,
    diamond,
    element,
    figure,
    joined,
    legend,
    lines,
    number,
    rectangle,
    stroke,
    text,
)
from reports.typesetting.metrics import shorten, text_width, wrap

_LABEL_WIDTH = 150.0
_WORDS_WIDTH = 122.0
_GAP = 10.0
_LEADING = 9.6
_LABEL_SIZE = 8.6
_ROW = 25.0
_TEXT_COLOURS = {BLUE: BLUE, BLOOD: BLOOD, OCHRE: OCHRE_TEXT, SAGE: SAGE_TEXT}

_COLUMN_SHARE = 0.76
_ON_DARK = {
    BLOOD: ("#e08a5f", 0.95),
    OCHRE: ("#e3bd72", 0.75),
    SAGE: ("#ffffff", 0.3),
    BLUE: ("#ffffff", 0.3),
}


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One score: shares between 0 and 1 are for drawing only, the words are what is printed."""

    label: str
    earned_share: float
    lowest: float
    highest: float
    previous: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share that has to be reached, with its words."""

    share: float
    label: str


@dataclass(frozen=True, slots=True)
class BarWords:
    """The words around the bars."""

    title: str = "Scores with what is still possible"
    shown: str = "shown by the evidence"
    possible: str = "still possible"
    earned: str = "share of what is known"
    previous: str = "previous audit"
    scale: tuple[str, ...] = field(default=("0", "25", "50", "75", "100"))


def score_bars(
    rows: Sequence[ChartRow], threshold: Threshold | None, words: BarWords = BarWords()
) -> Markup:
    """A solid bar for what is shown, a pale band for what is still possible, a ring for the previous audit."""
    labels = [wrap(row.label, _LABEL_WIDTH, _LABEL_SIZE) for row in rows]
    heights = [max(_ROW, len(label) * _LEADING + 8) for label in labels]
    top = 14.0
    bottom = top + sum(heights)
    parts = [_grid(top, bottom, words.scale)]
    y = top
    for row, label, height in zip(rows, labels, heights, strict=True):
        parts.append(_bar(row, label, y + height / 2, _tone(row, threshold)))
        y += height
    if threshold:
        parts.insert(1, _threshold(threshold, bottom))
    key, lowest = legend(0, bottom + 27, _legend(rows, words), PAGE_WIDTH)
    described = "; ".join(f"{row.label}: {row.words}" for row in rows)
    described += f". {threshold.label}." if threshold else "."
    return figure(PAGE_WIDTH, lowest + 4, words.title, described, *parts, key)


def _x(share: float) -> float:
    start = _LABEL_WIDTH + _GAP
    return start + min(1.0, max(0.0, share)) * (PAGE_WIDTH - _WORDS_WIDTH - _GAP - start)


def _grid(top: float, bottom: float, scale: tuple[str, ...]) -> Markup:
    last = max(1, len(scale) - 1)
    return joined(
        stroke(_x(place / last), top, _x(place / last), bottom, HAIR, 0.6)
        + text(_x(place / last), bottom + 10, label, size=7.4, colour=MUTE, anchor="middle")
        for place, label in enumerate(scale)
    )


def _threshold(threshold: Threshold, bottom: float) -> Markup:
    x = _x(threshold.share)
    label = shorten(threshold.label, PAGE_WIDTH - 8, 7.2, 600)
    half = text_width(label, 7.2, 600) / 2
    middle = min(max(x, half), PAGE_WIDTH - half)
    line = stroke(x, 9, x, bottom, INK, 0.9, "2 2")
    return line + text(middle, 6, label, size=7.2, weight=600, anchor="middle")


def _tone(row: ChartRow, threshold: Threshold | None) -> str:
    """Green is above the threshold and red below it whatever the open questions bring; ochre is undecided."""
    if threshold is None:
        return BLUE
    if row.lowest >= threshold.share:
        return SAGE
    return BLOOD if row.highest < threshold.share else OCHRE


def _bar(row: ChartRow, label: Sequence[str], y: float, tone: str) -> Markup:
    low, high = _x(row.lowest), _x(row.highest)
    words = wrap(row.words, _WORDS_WIDTH - 4, 8.2, 600)
    parts = [
        lines(
            _LABEL_WIDTH,
            _first_baseline(y, label),
            label,
            leading=_LEADING,
            size=_LABEL_SIZE,
            anchor="end",
        ),
        rectangle(low, y - 5.5, high - low, 11, fill=tone, fill_opacity=0.26),
        rectangle(_x(0), y - 3, low - _x(0), 6, fill=tone),
        stroke(low, y - 5.5, low, y + 5.5, tone, 1.0),
        stroke(high, y - 5.5, high, y + 5.5, tone, 1.0),
    ]
    if _is_between(row):
        parts.append(
            diamond(_x(row.earned_share), y, 3.0, fill=INK, stroke=PAPER, stroke_width=0.6)
        )
    if row.previous is not None:
        parts.append(circle(_x(row.previous), y, 3.0, fill=PAPER, stroke=INK, stroke_width=0.9))
    left = PAGE_WIDTH - _WORDS_WIDTH + 4
    colour = _TEXT_COLOURS[tone]
    parts.append(
        lines(
            left,
            _first_baseline(y, words),
            words,
            leading=_LEADING,
            size=8.2,
            weight=600,
            colour=colour,
        )
    )
    return joined(parts)


def _first_baseline(middle: float, texts: Sequence[str]) -> float:
    return middle + 3 - (len(texts) - 1) * _LEADING / 2


def _is_between(row: ChartRow) -> bool:
    """The share of what is known says more than the bounds only when it lies inside them."""
    return row.lowest + 0.005 < row.earned_share < row.highest - 0.005


def _legend(rows: Sequence[ChartRow], words: BarWords) -> list[tuple[Markup, str]]:
    entries = [
        (rectangle(-4, -3, 8, 6, fill=INK), words.shown),
        (rectangle(-4, -4, 8, 8, fill=INK, fill_opacity=0.22), words.possible),
    ]
    if any(_is_between(row) for row in rows):
        entries.append((diamond(0, 0, 3.0, fill=INK), words.earned))
    if any(row.previous is not None for row in rows):
        entries.append(
            (circle(0, 0, 3.0, fill=PAPER, stroke=INK, stroke_width=0.9), words.previous)
        )
    return entries


def skyline(rows: Sequence[ChartRow], threshold: Threshold | None = None) -> Markup:
    """The cover's columns: one for each score, for a dark ground; 210 by 120, to fill a page's width."""
    pitch = 170.0 / (max(1, len(rows)) - (1 - _COLUMN_SHARE))
    width = pitch * _COLUMN_SHARE
    columns = (_column(20 + place * pitch, width, row, threshold) for place, row in enumerate(rows))
    return decoration(210, 120, *columns)


def _column(x: float, width: float, row: ChartRow, threshold: Threshold | None) -> Markup:
    colour, opacity = _ON_DARK[_tone(row, threshold)]
    base = 112.0
    low, high = min(1.0, row.lowest) * 100, min(1.0, row.highest) * 100
    ground = f"M{number(x)} {number(base)}h{number(width)}"
    return joined(
        (
            element("path", d=ground, stroke="#fff", stroke_opacity=0.35, stroke_width=0.25),
            rectangle(x, base - high, width, high - low, fill="#fff", fill_opacity=0.12),
            rectangle(x, base - low, width, low, fill=colour, fill_opacity=opacity),
        )
    )
