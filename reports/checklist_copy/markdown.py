"""A review copy as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checklist_copy.model import Block, Entry, Fact, Facts, Line, Part, ReviewCopy, Table

_MARKUP = re.compile(r"([\\`*\[\]<>#|~]|(?<![^\W_])_|_(?![^\W_]))")


def markdown(copy: ReviewCopy) -> str:
    """The whole copy, ending with a line break."""
    return "\n".join(_whole(copy)).rstrip() + "\n"


def plain(text: str) -> str:
    """Text in one line in which nothing is taken for markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def table(heads: tuple[str, ...], rows: tuple[tuple[Line, ...], ...]) -> Iterator[str]:
    """A table; its lines, and an empty one after it."""
    yield f"| {' | '.join(map(plain, heads))} |"
    yield f"|{'---|' * len(heads)}"
    for cells in rows:
        yield f"| {' | '.join(map(_line, cells))} |"
    yield ""


def _whole(copy: ReviewCopy) -> Iterator[str]:
    yield f"# {plain(copy.title)}"
    yield ""
    yield f"{copy.kind} {plain(copy.version)}, copy for review. **{plain(copy.standing)}**"
    yield ""
    yield plain(copy.purpose)
    yield ""
    yield from _facts(copy.facts)
    for part in copy.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    yield f"## {plain(part.title)}"
    yield ""
    if part.intro:
        yield plain(part.intro)
        yield ""
    for block in part.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Entry):
        yield from _entry(block)
        return
    if block.title:
        yield f"### {plain(block.title)}"
        yield ""
    if isinstance(block, Facts):
        yield from _facts(block.entries)
        return
    yield from _table(block)


def _table(block: Table) -> Iterator[str]:
    if block.intro:
        yield plain(block.intro)
        yield ""
    yield from table(block.heads, block.rows)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### {plain(entry.id)} {plain(entry.title)}"
    yield ""
    marks = [f"**{plain(m)}**" if m in entry.grave else plain(m) for m in entry.marks]
    for paragraph in filter(None, (" · ".join(marks), plain(entry.text))):
        yield paragraph
        yield ""
    yield from _facts(entry.facts)


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        if len(fact.lines) == 1:
            yield f"- **{plain(fact.label)}:** {_line(fact.lines[0])}"
            continue
        yield f"- **{plain(fact.label)}:**"
        yield from (f"  - {_line(line)}" for line in fact.lines)
    yield ""


def _line(line: Line) -> str:
    text = plain(line.text)
    said = f"[{text}]({line.address})" if line.address else text
    return f"{said} **[{plain(line.mark)}]**" if line.mark else said
