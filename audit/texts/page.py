"""A page of text: its place in the item, and no more than one entry of the index can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_PAGE = 12_000
"""Characters of a page; PostgreSQL keeps places in a text up to 16 383."""
CHUNK = 3_000
"""Characters after which text that has no pages of its own begins a new one."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Page:
    """Text and where it stands, such as page 3, rows 1 to 50 of a sheet, or lines 1 to 40."""

    locator: str
    text: str


class Unreadable(Exception):
    """The item cannot be read as what it is said to be; the text is the reason in words."""


def clean(text: str) -> str:
    """The text as a database keeps it: one kind of line end, no control characters."""
    plain = UNPRINTABLE.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    )
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n")


def whole(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages that have text, cleaned; one that is too long goes on as further parts."""
    for page in pages:
        text = clean(page.text)
        if not text.strip():
            continue
        parts = list(_parts(text))
        for number, part in enumerate(parts, start=1):
            of = f", part {number}" if len(parts) > 1 else ""
            yield Page(f"{clean(page.locator)}{of}", part)


def grouped(
    pieces: Iterable[str], one: str, joint: str = "\n", most: int = CHUNK
) -> Iterator[Page]:
    """Pieces such as lines or paragraphs, put together to pages named by their numbers."""
    kept: list[str] = []
    first, size = 1, 0
    for number, piece in enumerate(pieces, start=1):
        if kept and size + len(piece) > most:
            yield Page(span(one, first, number - 1), joint.join(kept))
            kept, first, size = [], number, 0
        kept.append(piece)
        size += len(piece)
    if kept:
        yield Page(span(one, first, first + len(kept) - 1), joint.join(kept))


def span(one: str, first: int, last: int) -> str:
    """A number, or the first and the last, such as "lines 3 to 9"."""
    return f"{one} {first}" if first == last else f"{one}s {first} to {last}"


def _parts(text: str) -> Iterator[str]:
    while len(text) > LONGEST_PAGE:
        cut = max(text.rfind(mark, LONGEST_PAGE // 2, LONGEST_PAGE) for mark in ("\n", " "))
        cut = cut if cut > 0 else LONGEST_PAGE
        yield text[:cut]
        text = text[cut:].lstrip()
    if text:
        yield text
