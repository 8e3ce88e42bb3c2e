"""Taking words out of a text, and finding words that are still in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from audit.texts.words import WORD, folded

MARK = "[removed]"
"""What stands for every part that was taken out; it says nothing of its length."""
UNSEEN = re.compile(
    "[\u034f\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Marks besides those of Unicode's category Cf that change no word for the eye: fillers, selectors of
another drawing, and what only makes an Arabic word wider."""
TURNED = re.compile("\u202e([^\u202c\n]*)\u202c?")
"""What is shown in the other direction than it is written."""
MOST_ACCENTS = 50
DOTLESS = str.maketrans("\u0131", "i")
"""Turkish capitals do not say which of the two letters they stand for."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without the words, and in how many places they stood."""

    text: str
    places: int
    unfound: tuple[str, ...]
    """Phrases that stood nowhere, as they were given."""


def without(text: str, phrases: Sequence[str]) -> Redacted:
    """The text with every occurrence of the phrases taken out.

    A phrase is found whatever its case, its accents, and what stands between and within its words,
    such as the end of a line or the hyphen before it; a phrase within a longer word is not. Signs that
    are not shown are left out first, so that none hides a word.
    """
    shown = _shown(text)
    spans, unfound = _spans(shown, phrases)
    pieces: list[str] = []
    end = places = 0
    for start, stop in spans:
        if start >= end:
            pieces += [shown[end:start], MARK]
            places += 1
        end = max(end, stop)
    return Redacted("".join([*pieces, shown[end:]]), places, unfound)


def still_in(text: str, phrases: Sequence[str]) -> tuple[str, ...]:
    """The phrases that can be found in the text, as they were given."""
    _, unfound = _spans(_shown(text), phrases)
    return tuple(phrase for phrase in phrases if phrase not in unfound)


def letters_of(text: str) -> str:
    """The words of a text as they are compared: folded, and with nothing between them."""
    return "".join(WORD.findall("".join(map(_folded, _shown(text)))))


def _shown(text: str) -> str:
    turned = TURNED.sub(lambda found: found[1][::-1], text)
    return UNSEEN.sub("", "".join(mark for mark in turned if unicodedata.category(mark) != "Cf"))


@cache
def _folded(mark: str) -> str:
    """One sign as letters; a sign for several of them, such as that of a trade mark, is none."""
    made = folded(mark).translate(DOTLESS)
    is_sign = unicodedata.category(mark)[0] == "S" and sum(map(str.isalnum, made)) > 1
    return " " if is_sign else made


def _spans(text: str, phrases: Sequence[str]) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Where the phrases stand, in the order of their beginnings, and which stand nowhere."""
    words = _Words(text)
    spans: list[tuple[int, int]] = []
    unfound: list[str] = []
    for phrase in phrases:
        found = list(words.found(letters_of(phrase)))
        spans += found
        if not found:
            unfound.append(phrase)
    return sorted(spans), tuple(unfound)


class _Words:
    """The words of a text, with where each begins and ends in it."""

    def __init__(self, text: str) -> None:
        parts = list(map(_folded, text))
        origin = [place for place, part in enumerate(parts) for _ in part]
        found = list(WORD.finditer("".join(parts)))
        self._letters = "".join(word.group() for word in found)
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        at = 0
        for word in found:
            self._starts[at] = origin[word.start()]
            at += len(word.group())
            # Accents that follow a letter go with it.
            end = origin[word.end() - 1] + 1
            self._ends[at] = end + len(
                list(takewhile(lambda part: not part, parts[end : end + MOST_ACCENTS]))
            )

    def found(self, sought: str) -> Iterator[tuple[int, int]]:
        """Where these letters are whole words, be they one or several."""
        at = self._letters.find(sought) if sought else -1
        while at >= 0:
            start, end = self._starts.get(at), self._ends.get(at + len(sought))
            if start is not None and end is not None:
                yield start, end
            at = self._letters.find(sought, at + 1)
