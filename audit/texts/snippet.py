"""The part of a page in which most of what was looked for stands, with each place marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.texts.query import Query, Term
from audit.texts.words import Place, places_of

WIDTH = 240
"""Characters of a snippet, about three lines."""
MORE = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a snippet, which are what was looked for or stand around it."""

    text: str
    found: bool


def snippet(text: str, query: Query) -> tuple[Piece, ...]:
    """The best part of the text as pieces in one line; its beginning when nothing is marked."""
    places = places_of(text)
    found = _found(places, query.terms)
    start, end = _window(places, found, len(text))
    pieces = [Piece(MORE, False)] if start else []
    last = start
    for begins, ends in found:
        if begins >= last and ends <= end:
            pieces += [
                Piece(_line(text[last:begins]), False),
                Piece(_line(text[begins:ends]), True),
            ]
            last = ends
    pieces.append(Piece(_line(text[last:end]) + (MORE if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece.text)


def _found(places: Sequence[Place], terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms begin and end, in the order of the text."""
    words = [place.word for place in places]
    spans = {
        (places[at].start, places[at + len(term.words) - 1].end)
        for term in terms
        for at in _standing(words, term)
    }
    return sorted(spans)


def _standing(words: Sequence[str], term: Term) -> Iterator[int]:
    """Where the term begins."""
    *before, last = term.words
    for end, word in enumerate(words):
        if word == last or (term.open_end and word.startswith(last)):
            at = end - len(before)
            if at >= 0 and list(words[at:end]) == before:
                yield at


def _window(
    places: Sequence[Place], found: Sequence[tuple[int, int]], length: int
) -> tuple[int, int]:
    """Where the part with most of the found places begins and ends, cut between words."""
    if not found:
        middle = 0
    else:
        begins_at = [a for a, _ in found]
        fitting = [bisect_left(begins_at, a + WIDTH * 3 // 4) - n for n, a in enumerate(begins_at)]
        middle = begins_at[fitting.index(max(fitting))]
    start = max(0, middle - WIDTH // 4)
    end = min(length, start + WIDTH)
    first = bisect_left([place.start for place in places], start)
    begins = places[first].start if first < len(places) else start
    last = bisect_right([place.end for place in places], end) - 1
    ends = places[last].end if last >= first else end
    return (0 if first == 0 else begins), (length if end == length else ends)


def _line(text: str) -> str:
    """The text with every run of white space as one space."""
    inside = " ".join(text.split())
    return (
        (" " if text[:1].isspace() else "")
        + inside
        + (" " if inside and text[-1:].isspace() else "")
    )
