"""Shapes and text as SVG, escaped and with the same digits every time; one unit is one point on paper."""

from collections.abc import Iterable
from typing import Literal

from markupsafe import Markup, escape

from reports.typesetting.metrics import Weight, text_width

INK = "#1d1c19"
MUTE = "#6f6a60"
HAIR = "#d9d4c9"
RULE = "#b9b3a6"
BLUE = "#12395c"
BLOOD = "#8f2d20"
OCHRE = "#b8862b"
OCHRE_TEXT = "#86600f"
SAGE = "#4d7a5e"
SAGE_TEXT = "#3c6650"
PAPER = "#ffffff"

PAGE_WIDTH = 482.0
TEXT_SIZE = 8.0

_FAMILIES = (
    "Source Sans 3, IBM Plex Sans Arabic, Noto Serif Hebrew, Noto Sans SC, Noto Sans Devanagari"
)
Anchor = Literal["start", "middle", "end"]
Value = str | float | None


def element(name: str, *children: str, **attributes: Value) -> Markup:
    """An SVG element; an attribute of None is left out."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _value(value))
        for key, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, joined(children))


def joined(parts: Iterable[str]) -> Markup:
    """The parts one after the other; what is not yet markup is escaped."""
    return Markup("").join(escape(part) for part in parts)


def figure(width: float, height: float, title: str, description: str, *children: str) -> Markup:
    """A drawing with the words that stand for it; the description carries what the drawing shows."""
    if not title.strip():
        raise ValueError("A drawing that is read aloud needs a title.")
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        font_family=_FAMILIES,
        font_size=TEXT_SIZE,
    )


def decoration(width: float, height: float, *children: str) -> Markup:
    """A drawing that says nothing which is not said elsewhere."""
    return element(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        aria_hidden="true",
        role="presentation",
    )


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float = TEXT_SIZE,
    weight: Weight = 400,
    colour: str = INK,
    anchor: Anchor = "start",
) -> Markup:
    """One line of text on its baseline."""
    return element(
        "text",
        content,
        x=x,
        y=y,
        font_size=size,
        font_weight=None if weight == 400 else str(weight),
        fill=colour,
        text_anchor=None if anchor == "start" else anchor,
    )


def lines(
    x: float,
    y: float,
    contents: Iterable[str],
    *,
    leading: float,
    size: float = TEXT_SIZE,
    weight: Weight = 400,
    colour: str = INK,
    anchor: Anchor = "start",
) -> Markup:
    """Lines below each other, the first on the given baseline."""
    return joined(
        text(
            x, y + place * leading, content, size=size, weight=weight, colour=colour, anchor=anchor
        )
        for place, content in enumerate(contents)
    )


def rectangle(x: float, y: float, width: float, height: float, **attributes: Value) -> Markup:
    return element("rect", x=x, y=y, width=max(0.0, width), height=height, **attributes)


def circle(x: float, y: float, radius: float, **attributes: Value) -> Markup:
    return element("circle", cx=x, cy=y, r=radius, **attributes)


def diamond(x: float, y: float, radius: float, **attributes: Value) -> Markup:
    r = number(radius)
    return element(
        "path", d=f"M{number(x)} {number(y - radius)}l{r} {r}l-{r} {r}l-{r} -{r}z", **attributes
    )


def stroke(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    width: float = 0.8,
    dashes: Value = None,
) -> Markup:
    """A straight line."""
    path = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
    return element(
        "path", d=path, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dashes
    )


def legend(
    x: float, y: float, entries: Iterable[tuple[Markup, str]], width: float
) -> tuple[Markup, float]:
    """Marks drawn around the origin, each with its words, in as many rows as needed; also the lowest baseline."""
    parts: list[Markup] = []
    left = x
    for mark, words in entries:
        needed = 12 + text_width(words, 7.2) + 12
        if left > x and left + needed > x + width:
            left, y = x, y + 11
        parts.append(
            element("g", mark, transform=f"translate({number(left + 4)} {number(y - 2.5)})")
        )
        parts.append(text(left + 12, y, words, size=7.2, colour=MUTE))
        left += needed
    return joined(parts), y


def number(value: float) -> str:
    """Two decimals at most, so that a drawing is the same on every machine."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _value(value: str | float | None) -> str:
    return value if isinstance(value, str) else number(value or 0.0)
