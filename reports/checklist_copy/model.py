"""The parts of a review copy, the same for Markdown and for print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; the mark is a warning beside it, the address where to read on."""

    text: str
    mark: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One question, rule or instrument: its name in the margin, its text and its facts."""

    id: str
    title: str
    marks: tuple[str, ...]
    """Short words in the margin, such as Critical."""
    grave: tuple[str, ...]
    """Those of the marks that a reader must not miss."""
    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. Widths are per cent and add up to 100; the first cell names its row."""

    title: str
    intro: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values, one below the other."""

    title: str
    entries: tuple[Fact, ...]


Block = Entry | Table | Facts


@dataclass(frozen=True, slots=True)
class Part:
    """A part with a heading of its own."""

    title: str
    intro: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ReviewCopy:
    """Everything a reviewer reads about one version."""

    kind: str
    """Checklist or Policy."""
    title: str
    version: str
    """Name and version, such as core-hrdd@1.0.0."""
    standing: str
    """Whether it is published, a draft or withdrawn, in a sentence."""
    purpose: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    language: str


def line(text: object, mark: str = "", address: str = "") -> Line:
    """One line."""
    return Line(str(text), mark, address)


def fact(label: str, *lines: str | Line) -> Fact:
    """A fact of these lines."""
    return Fact(label, tuple(Line(text) if isinstance(text, str) else text for text in lines))


def row(*cells: object) -> tuple[Line, ...]:
    """A row of a table."""
    return tuple(cell if isinstance(cell, Line) else Line(str(cell)) for cell in cells)
