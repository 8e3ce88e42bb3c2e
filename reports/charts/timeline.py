"""What happened when: allegations and context above the line, audits and decisions below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from markupsafe import Markup

from reports.charts.drawing import (
    BLOOD,
    BLUE,
    INK,
    MUTE,
    PAGE_WIDTH,
    PAPER,
    circle,
    diamond,
    figure,
    joined,
    legend,
    lines,
    rectangle,
    stroke,
    text,
)
from reports.typesetting.metrics import text_width, wrap

Kind = Literal["allegation", "audit", "decision", "context"]

_KINDS: tuple[Kind, ...] = ("allegation", "audit", "decision", "context")
_ABOVE: tuple[Kind, ...] = ("allegation", "context")
_COLOURS: dict[Kind, str] = {"allegation": BLOOD, "audit": BLUE, "decision": INK, "context": MUTE}
# Narrow labels need fewer lanes, wide ones fewer lines: the lowest drawing is taken.
_LABEL_WIDTHS = (104.0, 84.0, 68.0, 56.0)
_SIZE = 7.6
_LEADING = 8.8
_OFFSET = 6.0
_BREATH = 6.0
_BAND = 13.0
_LEFT = 3.0
_FIRST_LANE = 9.0
_LANE_GAP = 5.0


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something with a date; the label is printed as it is."""

    on: date
    label: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class TimelineWords:
    """The words of the legend."""

    title: str = "Timeline"
    allegation: str = "allegation"
    audit: str = "audit"
    decision: str = "decision"
    context: str = "context"

    def of(self, kind: Kind) -> str:
        return {
            "allegation": self.allegation,
            "audit": self.audit,
            "decision": self.decision,
            "context": self.context,
        }[kind]


class Flag(NamedTuple):
    """A label beside its stem, in one of the lanes of its side."""

    event: TimelineEvent
    texts: tuple[str, ...]
    x: float
    lane: int
    near: float
    far: float

    @property
    def right(self) -> float:
        return self.x + _OFFSET + max(text_width(line, _SIZE) for line in self.texts)


class Axis(NamedTuple):
    """Dates laid out along a line."""

    start: date
    end: date
    length: float

    def x(self, on: date) -> float:
        return _LEFT + self.length * (on - self.start).days / (self.end - self.start).days


def timeline(events: Sequence[TimelineEvent], words: TimelineWords = TimelineWords()) -> Markup:
    """The events on one line; labels move to further lanes rather than meet."""
    if not events:
        raise ValueError("A timeline needs at least one event.")
    above, below, axis = arrange(events)
    top = 4 + _reach(above)
    foot = top + _BAND + _reach(below)
    kinds: list[Kind] = [kind for kind in _KINDS if any(event.kind == kind for event in events)]
    key, lowest = legend(
        0, foot + 20, [(_mark(0, 0, kind), words.of(kind)) for kind in kinds], PAGE_WIDTH
    )
    flags = [_flag(flag, top, -1) for flag in above] + [
        _flag(flag, top + _BAND, 1) for flag in below
    ]
    told = "; ".join(
        f"{event.on.isoformat()} {words.of(event.kind)}: {event.label}"
        for event in sorted(events, key=_by_date)
    )
    return figure(PAGE_WIDTH, lowest + 4, words.title, f"{told}.", _band(axis, top), *flags, key)


def _by_date(event: TimelineEvent) -> tuple[date, str, str]:
    return event.on, event.label, event.kind


class Arrangement(NamedTuple):
    """The flags above and below the line, and the line itself."""

    above: list[Flag]
    below: list[Flag]
    axis: Axis

    @property
    def height(self) -> float:
        return _reach(self.above) + _reach(self.below)


def arrange(events: Sequence[TimelineEvent]) -> Arrangement:
    """The lowest of the arrangements in which no label meets another or is crossed by a stem."""
    ordered = sorted(dict.fromkeys(events), key=_by_date)
    return min(
        (_arranged(ordered, width) for width in _LABEL_WIDTHS),
        key=lambda found: round(found.height, 3),
    )


def _reach(flags: Sequence[Flag]) -> float:
    return max((flag.far for flag in flags), default=0.0)


def _arranged(events: Sequence[TimelineEvent], width: float) -> Arrangement:
    labels = {event: wrap(event.label, width, _SIZE) or ("",) for event in events}
    axis = _axis(labels)
    placed = [(event, labels[event], axis.x(event.on)) for event in events]
    above = [entry for entry in placed if entry[0].kind in _ABOVE]
    below = [entry for entry in placed if entry[0].kind not in _ABOVE]
    return Arrangement(_lanes(above), _lanes(below), axis)


def _axis(labels: dict[TimelineEvent, tuple[str, ...]]) -> Axis:
    """From the first to the last year, short enough for every label to end on the page."""
    first, last = min(event.on for event in labels), max(event.on for event in labels)
    start, end = date(first.year, 1, 1), date(last.year + 1, 1, 1)
    unit = Axis(start, end, 1.0)
    length = PAGE_WIDTH - 2 * _LEFT
    for event, texts in labels.items():
        share = unit.x(event.on) - _LEFT
        room = PAGE_WIDTH - _LEFT - _OFFSET - max(text_width(line, _SIZE) for line in texts)
        if share > 0:
            length = min(length, room / share)
    return Axis(start, end, length)


def _lanes(placed: Sequence[tuple[TimelineEvent, tuple[str, ...], float]]) -> list[Flag]:
    """From the last event to the first: a label stands right of its stem, so a new stem meets no earlier label."""
    flags: list[Flag] = []
    for event, texts, x in reversed(placed):
        flag = Flag(event, texts, x, 0, 0.0, 0.0)
        while any(_collides(flag, other) for other in flags):
            flag = flag._replace(lane=flag.lane + 1)
        flags.append(flag)
    return _with_heights(list(reversed(flags)))


def _collides(flag: Flag, other: Flag) -> bool:
    """Their labels meet in one lane, or the stem of the further one runs through the nearer label."""
    if other.lane == flag.lane:
        return other.x - _BREATH < flag.right
    return other.lane > flag.lane and other.x - _BREATH / 2 < flag.right and other.x > flag.x


def _with_heights(flags: list[Flag]) -> list[Flag]:
    """Each lane is as high as its tallest label."""
    tallest: dict[int, int] = {}
    for flag in flags:
        tallest[flag.lane] = max(tallest.get(flag.lane, 1), len(flag.texts))
    near: dict[int, float] = {}
    edge = _FIRST_LANE
    for lane in range(max(tallest, default=-1) + 1):
        near[lane] = edge
        edge += tallest.get(lane, 1) * _LEADING + _LANE_GAP
    return [
        flag._replace(near=near[flag.lane], far=near[flag.lane] + len(flag.texts) * _LEADING)
        for flag in flags
    ]


def _flag(flag: Flag, line: float, direction: int) -> Markup:
    """A stem, a mark at its end, and the label beside it."""
    colour = _COLOURS[flag.event.kind]
    top = line - flag.far if direction < 0 else line + flag.near
    mark_y = top + _LEADING / 2
    stem = stroke(flag.x, line, flag.x, mark_y, colour, 0.8)
    label = lines(flag.x + _OFFSET, top + _LEADING - 2, flag.texts, leading=_LEADING, size=_SIZE)
    return stem + _mark(flag.x, mark_y, flag.event.kind) + label


def _mark(x: float, y: float, kind: Kind) -> Markup:
    colour = _COLOURS[kind]
    if kind == "allegation":
        return diamond(x, y, 3.4, fill=colour)
    if kind == "audit":
        return circle(x, y, 3.0, fill=colour)
    if kind == "decision":
        return rectangle(x - 2.8, y - 2.8, 5.6, 5.6, fill=colour)
    return circle(x, y, 2.6, fill=PAPER, stroke=colour, stroke_width=1.0)


def _band(axis: Axis, top: float) -> Markup:
    """The line with its years, and with months where there is room for them."""
    ground = rectangle(_LEFT, top, axis.length, _BAND, fill="#f5f2ec")
    edges = stroke(_LEFT, top, _LEFT + axis.length, top, INK, 0.9)
    years = range(axis.start.year, axis.end.year + 1)
    return joined((ground, edges, *_months(axis, top), *_years(axis, years, top)))


def _years(axis: Axis, years: Sequence[int], top: float) -> Iterable[Markup]:
    """A tick for every year; a name only where it does not meet the name before."""
    free_from = 0.0
    for year in years:
        x = axis.x(date(year, 1, 1))
        yield stroke(x, top, x, top + _BAND, INK, 0.8)
        name = str(year)
        if x + 3 >= free_from and year < years[-1]:
            yield text(x + 3, top + 9, name, size=7.2, weight=600, colour=INK)
            free_from = x + 3 + text_width(name, 7.2, 600) + 5


def _months(axis: Axis, top: float) -> Iterable[Markup]:
    years = axis.end.year - axis.start.year
    if axis.length / (12 * years) < 5:
        return
    for year in range(axis.start.year, axis.end.year):
        for month in range(2, 13):
            x = axis.x(date(year, month, 1))
            yield stroke(x, top + _BAND - 3, x, top + _BAND, MUTE, 0.5)
