"""How wide a text is before it is drawn, from the advance widths of the fonts that draw it."""

from functools import cache
from typing import Any, Literal, NamedTuple

from fontTools.ttLib import TTFont

from reports.typesetting.fonts import FONT_FOLDER

Weight = Literal[400, 600, 700]

_SANS: dict[Weight, str] = {
    400: "SourceSans3-Regular",
    600: "SourceSans3-Semibold",
    700: "SourceSans3-Bold",
}
_OTHER_SCRIPTS = (
    "IBMPlexSansArabic-Regular",
    "NotoSerifHebrew-Regular",
    "NotoSansDevanagari-Regular",
)
# Chinese characters, and whatever no font here knows, fill a square.
_FULL_SQUARE = 1.0
# Kerning and shaping can make a run a little wider than the sum of its glyphs.
_SAFETY = 1.02


class Metrics(NamedTuple):
    """The advance of each character of one font, in ems."""

    advances: dict[int, float]

    def advance(self, code_point: int) -> float | None:
        return self.advances.get(code_point)


def text_width(text: str, size: float, weight: Weight = 400) -> float:
    """The width of one line of text set in the sans serif of the report, on the safe side."""
    return sum(_advance(ord(character), weight) for character in text) * size * _SAFETY


def wrap(text: str, width: float, size: float, weight: Weight = 400) -> tuple[str, ...]:
    """The text in lines no wider than the width; a word that is too long for a line is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size, weight) <= width:
            line = candidate
            continue
        lines.extend([line] if line else [])
        *full, line = _cut(word, width, size, weight)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def shorten(
    text: str, width: float, size: float, weight: Weight = 400, *, keep_end: bool = False
) -> str:
    """The text if it fits into the width, or its beginning or end with an ellipsis."""
    if text_width(text, size, weight) <= width:
        return text
    while text and text_width(f"{text}…", size, weight) > width:
        text = text[1:] if keep_end else text[:-1]
    return f"…{text.lstrip()}" if keep_end else f"{text.rstrip()}…"


def _cut(word: str, width: float, size: float, weight: Weight) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, weight) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


@cache
def _advance(code_point: int, weight: Weight) -> float:
    for name in (_SANS[weight], *_OTHER_SCRIPTS):
        advance = _metrics(name).advance(code_point)
        if advance is not None:
            return advance
    return _FULL_SQUARE


@cache
def _metrics(name: str) -> Metrics:
    with TTFont(FONT_FOLDER / f"{name}.ttf", lazy=True) as opened:
        font: Any = opened
        units, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return Metrics(
            {point: widths[glyph][0] / units for point, glyph in font.getBestCmap().items()}
        )
