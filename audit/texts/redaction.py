"""Taking words out of a text, and finding words that are still in one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.texts.words import places_of, words_of

MARK = "[removed]"
"""What stands for every part that was taken out; it says nothing of its length."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without the words, and in how many places they stood."""

    text: str
    places: int
    unfound: tuple[str, ...]
    """Phrases that stood nowhere, as they were given."""


def without(text: str, phrases: Sequence[str]) -> Redacted:
    """The text with every occurrence of the phrases taken out.

    A phrase is found whatever its case, its accents, and what stands between its words, such as the
    end of a line; a phrase within a longer word is not. Signs that are not shown are left out first,
    so that none hides a word.
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


def _shown(text: str) -> str:
    return "".join(mark for mark in text if unicodedata.category(mark) != "Cf")


def _spans(text: str, phrases: Sequence[str]) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Where the phrases stand, in the order of their beginnings, and which stand nowhere."""
    places = places_of(text)
    at: dict[str, list[int]] = {}
    for index, place in enumerate(places):
        at.setdefault(place.word, []).append(index)
    spans: list[tuple[int, int]] = []
    unfound: list[str] = []
    for phrase in phrases:
        wanted = words_of(phrase)
        found = list(_found(wanted, [place.word for place in places], at)) if wanted else []
        spans += [(places[i].start, places[i + len(wanted) - 1].end) for i in found]
        if not found:
            unfound.append(phrase)
    return sorted(spans), tuple(unfound)


def _found(wanted: list[str], words: list[str], at: dict[str, list[int]]) -> Iterator[int]:
    for index in at.get(wanted[0], []):
        if words[index : index + len(wanted)] == wanted:
            yield index
