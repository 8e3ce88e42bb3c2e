"""From an item's bytes to its text, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from audit.domain.collection import Derivative
from audit.texts.confined import read_confined
from audit.texts.formats.reading import UNHURT, kind_of, pages_of, tool_of
from audit.texts.limits import Limits
from audit.texts.page import Page, Unreadable, whole

LIMITS = Limits()
Reader = Callable[[bytes, str, Limits], Iterator[Page]]
"""From bytes, their media type and the limits to pages."""
BETWEEN_PAGES = "\f"
"""Form feed: what ends a page in the working copy."""
REASON_SHOWN = 300


class TextOutcome(StrEnum):
    """What came of an attempt to read the text of an item."""

    EXTRACTED = "extracted"
    IN_PART = "in_part"
    """The pages there are can be used; the reason says what is missing."""
    NO_TEXT = "no_text"
    NOT_READ = "not_read"
    """Its kind is not one whose text is read."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Extraction:
    """The pages of an item, and what came of reading it."""

    outcome: TextOutcome
    reason: str
    """In words; empty when everything was read."""
    tool: str
    """Names and versions of what read it."""
    pages: tuple[Page, ...]

    @property
    def body(self) -> bytes:
        """The working copy: every page, with a form feed between them."""
        return BETWEEN_PAGES.join(page.text for page in self.pages).encode()


@dataclass(frozen=True, slots=True)
class TextRecord:
    """One attempt at an item, as a fact beside it; the item itself is never changed."""

    item: str
    item_sha256: str
    outcome: TextOutcome
    reason: str
    tool: str
    language: str
    """As recorded with the item; nothing is guessed."""
    pages: int
    derivative: Derivative | None
    """The working copy; None when there is no text."""
    extracted_at: datetime


def extract(content: bytes, media_type: str, limits: Limits = LIMITS) -> Extraction:
    """The text of an item. It never raises for what is in the item: that is an outcome.

    All but the plainest kinds are read in a process of their own that is ended at the limits.
    """
    tool = tool_of(media_type)
    kind = kind_of(media_type)
    if not kind:
        named = media_type or "an unnamed kind of file"
        return Extraction(TextOutcome.NOT_READ, f"the text of {named} is not read", tool, ())
    if kind in UNHURT:
        pages, reason = drained(limited(content, media_type, limits))
    else:
        pages, reason = read_confined(content, media_type, limits)
    return Extraction(_outcome(pages, reason), reason or _missing(pages), tool, pages)


def extract_everything(content: bytes, media_type: str, limits: Limits = LIMITS) -> Extraction:
    """All that can be read in a file: its text, and what programs keep beside it where nobody looks."""
    pages, reason = read_confined(content, media_type, limits, "everything")
    return Extraction(
        _outcome(pages, reason), reason or _missing(pages), tool_of(media_type), pages
    )


def limited(
    content: bytes, media_type: str, limits: Limits, reader: Reader = pages_of
) -> Iterator[Page]:
    """The pages that have text, up to the limits; raises Unreadable beyond them."""
    characters = 0
    pages = whole(reader(content, media_type, limits))
    for page in islice(pages, limits.pages):
        characters += len(page.text)
        if characters > limits.characters:
            raise Unreadable(f"its text is longer than {limits.characters} characters")
        yield page
    if next(pages, None) is not None:
        raise Unreadable(f"it has more than {limits.pages} pages of text")


def drained(pages: Iterator[Page]) -> tuple[tuple[Page, ...], str]:
    """The pages up to the first thing that cannot be read, with what that was."""
    kept: list[Page] = []
    try:
        for page in pages:
            kept.append(page)
    except Exception as error:  # whatever a hostile file provokes is a fact about it
        return tuple(kept), reason_of(error)
    return tuple(kept), ""


def reason_of(error: Exception) -> str:
    """What went wrong, in words for people."""
    if isinstance(error, Unreadable):
        said = str(error)
    elif isinstance(error, MemoryError):
        said = "reading it needs more memory than is allowed"
    elif isinstance(error, RecursionError):
        said = "it is nested too deeply"
    else:
        said = f"it is damaged ({type(error).__name__}: {error})"
    return " ".join(said.split())[:REASON_SHOWN]


def _outcome(pages: tuple[Page, ...], reason: str) -> TextOutcome:
    if reason:
        return TextOutcome.IN_PART if pages else TextOutcome.FAILED
    return TextOutcome.EXTRACTED if pages else TextOutcome.NO_TEXT


def _missing(pages: tuple[Page, ...]) -> str:
    return "" if pages else "no text was found in it; pictures of text are not read"
