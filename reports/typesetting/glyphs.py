"""A character that no font can draw is found before the page is set: it would break PDF/A and PDF/UA."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from reports.typesetting.errors import RenderError
from reports.typesetting.fonts import coverage

_NAMED_AT_MOST = 8
# Joiners, direction marks, soft hyphens and the like are never drawn.
_INVISIBLE_CATEGORY = "Cf"
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_GRAPHEME_JOINER = 0x034F


class Passage(NamedTuple):
    """A piece of visible text and the heading it stands under."""

    text: str
    heading: str = ""


def missing_glyphs(text: str) -> list[str]:
    """The characters of the text that no bundled font can draw, in code point order."""
    return [character for character in sorted(set(text)) if not _is_drawable(character)]


def guard_glyphs(passages: Iterable[Passage]) -> None:
    """Refuse a document with a character that no bundled font can draw."""
    places: dict[str, Passage] = {}
    for passage in passages:
        for character in missing_glyphs(passage.text):
            places.setdefault(character, passage)
    if places:
        raise RenderError(_sentence(places))


def _is_drawable(character: str) -> bool:
    point = ord(character)
    return (
        point in coverage()
        or character.isspace()
        or unicodedata.category(character) == _INVISIBLE_CATEGORY
        or point in _VARIATION_SELECTORS
        or point == _GRAPHEME_JOINER
    )


def _sentence(places: dict[str, Passage]) -> str:
    first = min(places)
    named = [_name(character) for character in sorted(places)[:_NAMED_AT_MOST]]
    more = len(places) - len(named)
    listed = ", ".join(named) + (f" and {more} more" if more else "")
    passage = places[first]
    under = f" under the heading “{passage.heading}”" if passage.heading else ""
    return f"No bundled font can draw {listed}; the first is in “{_excerpt(passage.text, first)}”{under}."


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"


def _excerpt(text: str, character: str) -> str:
    place = text.index(character)
    return " ".join(text[max(0, place - 24) : place + 25].split())
