"""How the rules of the policy led to the outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from markupsafe import Markup

from reports.charts.drawing import (
    BLUE,
    INK,
    MUTE,
    OCHRE,
    OCHRE_TEXT,
    PAGE_WIDTH,
    PAPER,
    RULE,
    circle,
    element,
    figure,
    joined,
    lines,
    number,
    rectangle,
    stroke,
    text,
)
from reports.typesetting.metrics import Weight, text_width, wrap

State = Literal["fired", "not_fired", "undetermined"]

_SPINE = 11.0
_BOX_LEFT = 30.0
_BOX_WIDTH = 262.0
_OUTCOME_LEFT = 352.0
_OUTCOME_WIDTH = PAGE_WIDTH - _OUTCOME_LEFT - 1
_PADDING = 7.0
_SIZE = 8.2
_LEADING = 9.8
_GAP = 7.0
_STATE_SIZE = 7.0


@dataclass(frozen=True, slots=True)
class PathStep:
    """One rule in its order: what it asks, what came of it, and the outcome that it limits to."""

    title: str
    state: State
    limits_to: str


@dataclass(frozen=True, slots=True)
class PathOutcome:
    """Where the path ends, with a line that says why."""

    title: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class PathWords:
    """The words that go with the states; no state is told by colour alone."""

    title: str = "Decision path"
    fired: str = "applies"
    not_fired: str = "does not apply"
    undetermined: str = "not determined"
    outcome: str = "Outcome"

    def of(self, state: State) -> str:
        return {
            "fired": self.fired,
            "not_fired": self.not_fired,
            "undetermined": self.undetermined,
        }[state]


class Look(NamedTuple):
    """How a state is drawn."""

    fill: str
    edge: str
    ink: str
    dashes: str | None
    weight: Weight
    thickness: float


_LOOKS: dict[State, Look] = {
    "fired": Look(BLUE, BLUE, PAPER, None, 600, 1.4),
    "not_fired": Look(PAPER, RULE, MUTE, None, 400, 0.7),
    "undetermined": Look(PAPER, OCHRE, OCHRE_TEXT, "3 2", 400, 1.0),
}
# A mark for each state, drawn around the origin inside the dot on the spine.
_MARKS: dict[State, str] = {
    "fired": "M-3 0l2.2 2.4l4 -4.8",
    "not_fired": "M-2.4 0h4.8",
    "undetermined": "",
}


class Box(NamedTuple):
    """Text with the box around it."""

    x: float
    y: float
    width: float
    height: float
    texts: tuple[str, ...]


class Row(NamedTuple):
    """One step with the places of its two boxes."""

    step: PathStep
    question: Box
    outcome: Box

    @property
    def middle(self) -> float:
        return self.question.y + self.question.height / 2


def decision_path(
    steps: Sequence[PathStep], outcome: PathOutcome, words: PathWords = PathWords()
) -> Markup:
    """The rules from top to bottom with what each limits to, and the outcome at the foot."""
    rows = list(layout(steps))
    foot = rows[-1].question.y + rows[-1].question.height + _GAP + 6 if rows else 1.0
    end, height = _end(foot, outcome, words)
    parts = [_spine(rows, foot), *(_row(row, words) for row in rows), end]
    return figure(
        PAGE_WIDTH, foot + height + 1, words.title, _described(steps, outcome, words), *parts
    )


def layout(steps: Sequence[PathStep]) -> Iterator[Row]:
    """The boxes of each step, high enough for the text that they hold."""
    top = 1.0
    for step in steps:
        weight = _LOOKS[step.state].weight
        asked = wrap(step.title, _BOX_WIDTH - 2 * _PADDING, _SIZE, weight)
        limit = wrap(step.limits_to, _OUTCOME_WIDTH - 2 * _PADDING, _SIZE, weight)
        height = max(len(asked), len(limit), 1) * _LEADING + 10
        yield Row(
            step,
            Box(_BOX_LEFT, top, _BOX_WIDTH, height, asked),
            Box(_OUTCOME_LEFT, top, _OUTCOME_WIDTH, height, limit),
        )
        top += height + _GAP


def _spine(rows: Sequence[Row], foot: float) -> Markup:
    return stroke(_SPINE, rows[0].middle, _SPINE, foot, INK, 1.2) if rows else Markup("")


def _row(row: Row, words: PathWords) -> Markup:
    look = _LOOKS[row.step.state]
    is_open = row.step.state == "not_fired"
    parts = [
        stroke(_SPINE, row.middle, _BOX_LEFT, row.middle, INK if not is_open else RULE, 0.8),
        _mark(row, look),
        _boxed(row.question, look, radius=2),
        _arrow(row, look, words.of(row.step.state)),
        _boxed(row.outcome, look, radius=min(10.0, row.outcome.height / 2)),
    ]
    return joined(parts)


def _mark(row: Row, look: Look) -> Markup:
    dot = circle(_SPINE, row.middle, 6.2, fill=look.fill, stroke=look.edge, stroke_width=1.0)
    if row.step.state == "undetermined":
        return dot + text(
            _SPINE, row.middle + 2.9, "?", weight=700, colour=look.ink, anchor="middle"
        )
    tick = element("path", d=_MARKS[row.step.state], fill="none", stroke=look.ink, stroke_width=1.3)
    return dot + element("g", tick, transform=f"translate({number(_SPINE)} {number(row.middle)})")


def _boxed(box: Box, look: Look, radius: float) -> Markup:
    frame = rectangle(
        box.x,
        box.y,
        box.width,
        box.height,
        rx=radius,
        fill=look.fill,
        stroke=look.edge,
        stroke_width=look.thickness,
        stroke_dasharray=look.dashes,
    )
    first = box.y + box.height / 2 + 2.8 - (len(box.texts) - 1) * _LEADING / 2
    return frame + lines(
        box.x + _PADDING,
        first,
        box.texts,
        leading=_LEADING,
        size=_SIZE,
        weight=look.weight,
        colour=look.ink,
    )


def _arrow(row: Row, look: Look, word: str) -> Markup:
    start, end, y = _BOX_LEFT + _BOX_WIDTH, _OUTCOME_LEFT, row.middle
    dashes = "2 2" if row.step.state != "fired" else None
    colour = look.edge
    head = element("path", d=f"M{number(end)} {number(y)}l-5.5 -3v6z", fill=colour)
    ink = BLUE if row.step.state == "fired" else look.ink
    weight: Weight = 700 if row.step.state == "fired" else 400
    size = _STATE_SIZE
    while size > 5 and text_width(word, size, weight) > end - start - 4:
        size -= 0.2
    label = text(
        (start + end) / 2 - 1, y - 3, word, size=size, weight=weight, colour=ink, anchor="middle"
    )
    return stroke(start, y, end - 4, y, colour, look.thickness, dashes) + head + label


def _end(top: float, outcome: PathOutcome, words: PathWords) -> tuple[Markup, float]:
    room = PAGE_WIDTH - 1 - 2 * 12
    title = wrap(outcome.title, room, 13, 600)
    because = wrap(outcome.because, room, _SIZE)
    height = 10 + 9 + len(title) * 15 + len(because) * _LEADING + 8
    parts = [
        rectangle(0.5, top, PAGE_WIDTH - 1, height, rx=2, fill=BLUE),
        text(12, top + 14, words.outcome, size=7.2, weight=600, colour="#c9d5e0"),
        lines(12, top + 29, title, leading=15, size=13, weight=600, colour=PAPER),
        lines(
            12,
            top + 28 + len(title) * 15 - 2,
            because,
            leading=_LEADING,
            size=_SIZE,
            colour="#dde5ec",
        ),
    ]
    return joined(parts), height


def _described(steps: Sequence[PathStep], outcome: PathOutcome, words: PathWords) -> str:
    told = [
        f"{place}. {step.title} ({words.of(step.state)}; limits to: {step.limits_to})"
        for place, step in enumerate(steps, start=1)
    ]
    return " ".join([*told, f"{words.outcome}: {outcome.title}.", outcome.because]).strip()
