"""Words as both databases index them: folded, so that case, accents and width do not matter."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

LAST_MARK = 0xFFFF
LONGEST = 100
"""Characters of a word; what is longer counts by its beginning."""
_PLANE = [chr(number) for number in range(0x300, LAST_MARK)]
_MARKS = "".join(c for c in _PLANE if unicodedata.category(c)[0] == "M")
_ACCENTS = re.compile(f"[{''.join(c for c in _PLANE if unicodedata.combining(c))}]")
# Scripts written without spaces: each sign is a word, and several are a phrase.
_SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0002fa1f"
)
_SIGN, _LETTER = f"(?=[{_SIGNS}])[^\\W_]", f"(?:[A-Za-z0-9]|(?![{_SIGNS}])[^\\W_])"
WORD = re.compile(f"{_SIGN}[{_MARKS}]*|{_LETTER}(?:{_LETTER}|[{_MARKS}])*")
PLAIN_WORD = re.compile(r"[a-z0-9]+")


class Place(NamedTuple):
    """A word of a text, folded, with where it begins and ends in the text as it stands."""

    word: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """The words in their order, folded; none of them holds anything but letters, digits and marks."""
    found = PLAIN_WORD.findall(text.lower()) if text.isascii() else WORD.findall(folded(text))
    return [word[:LONGEST] for word in found]


def places_of(text: str) -> list[Place]:
    """The words with their places; a sign that folds to several words has one place for all."""
    if text.isascii():
        found = PLAIN_WORD.finditer(text.lower())
        return [Place(f.group()[:LONGEST], f.start(), f.end()) for f in found]
    return [
        Place(word, found.start(), found.end())
        for found in WORD.finditer(text)
        for word in words_of(found.group())
    ]


def folded(text: str) -> str:
    """The text without case, accents and width; each sign by itself gives its part of the whole."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()
