"""Tables: workbooks by sheet and rows, CSV by rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from audit.texts.formats.packed import opened
from audit.texts.formats.plain import decoded
from audit.texts.limits import Limits
from audit.texts.page import Page, Unreadable, span

ROWS = 50
"""Rows of a page."""
JOINT = " | "
LARGEST_CELL = 1_000_000
SEPARATORS = ",;\t|"


def workbook_pages(content: bytes, limits: Limits) -> Iterator[Page]:
    """The rows of each sheet as the file keeps them; formulas by their stored results."""
    if content.startswith(b"PK"):
        opened(content, limits).close()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            # Empty rows at the top keep their numbers.
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield from _pages(rows, f"sheet {name}, ")
    except CalamineError as error:
        raise Unreadable(f"it is not a readable workbook ({error})") from error


def csv_pages(content: bytes, encoding: str = "") -> Iterator[Page]:
    """The rows of the file; the separator is the one that its first line has most of."""
    text = decoded(content, encoding)
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(LARGEST_CELL)
    try:
        yield from _pages(csv.reader(io.StringIO(text, newline=""), delimiter=separator), "")
    except csv.Error as error:
        raise Unreadable(f"it is not a readable table ({error})") from error


def _pages(rows: Iterable[Sequence[object]], where: str) -> Iterator[Page]:
    kept: list[str] = []
    first, last = 1, 0
    for number, row in enumerate(rows, start=1):
        if line := JOINT.join(text for cell in row if (text := str(cell).strip())):
            first = first if kept else number
            kept.append(line)
            last = number
        if len(kept) == ROWS:
            yield Page(where + span("row", first, last), "\n".join(kept))
            kept = []
    if kept:
        yield Page(where + span("row", first, last), "\n".join(kept))
