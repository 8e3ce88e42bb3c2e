"""A page as passages: pieces of its text that can be quoted, always the same for the same page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORT = 80
"""Characters up to which a paragraph is read with the one after it, as a heading is."""
LONGEST_PASSAGE = 600
PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page, exactly as it stands there."""

    number: int
    """Its place on the page, from 1."""
    text: str


def passages_of(text: str) -> tuple[Passage, ...]:
    """The passages in their order: paragraphs, and the sentences of long ones."""
    spans = [span for start, end in _paragraphs(text) for span in _cut(text, start, end)]
    texts = (text[start:end].strip() for start, end in spans)
    return tuple(Passage(number, said) for number, said in enumerate(filter(None, texts), start=1))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where paragraphs begin and end; a short one goes with what follows it."""
    start = 0
    for gap in PARAGRAPH.finditer(text):
        if gap.start() - start > SHORT:
            yield start, gap.start()
            start = gap.end()
    yield start, len(text)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph in pieces that are short enough: between sentences, lines or words, in this order."""
    while end - start > LONGEST_PASSAGE:
        reach = start + LONGEST_PASSAGE
        sentences = [found.end() for found in SENTENCE.finditer(text, start, reach)]
        cut = sentences[-1] if sentences else max(text.rfind(mark, start, reach) for mark in "\n ")
        cut = cut if cut > start else reach
        yield start, cut
        start = cut
    if start < end:
        yield start, end
