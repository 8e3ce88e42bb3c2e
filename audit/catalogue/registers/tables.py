"""A register as a table of texts, from CSV or from a workbook; what no person typed is refused."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from audit.domain.errors import InputInvalid, Problem

NOTE = "# note:"
"""What begins the first cell of a row that is a note and no deployment."""
ZIP_BEGINS = b"PK\x03\x04"
LARGEST_TABLE = 512 * 1024 * 1024
"""Bytes that an unpacked workbook may have."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What reading a part of a damaged workbook raises."""
FORMULA = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*<(?:\w+:)?f[\s>/]')
FORMULA_MARKS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
"""What stands in every sheet with a formula; looking for it costs next to nothing."""
ERROR = re.compile(rb'<(?:\w+:)?c [^>]*\bt="e"[^>]*>')
CELL_NAME = re.compile(rb'\br="([A-Z]{1,3}\d+)"')
FIRST_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?\b\w+:id="([^"]+)"')
RELATION = re.compile(rb"<(?:\w+:)?Relationship [^>]*>")


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """The names of the columns, and each row with its number as a spreadsheet counts; spaces as typed."""

    file: str
    header: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(content: bytes, file: str) -> RegisterTable:
    """The first sheet of a workbook, or a CSV file; raises InputInvalid naming file and row."""
    workbook = content.startswith(ZIP_BEGINS)
    records = _workbook_rows(content, file) if workbook else _csv_rows(content, file)
    header: tuple[str, ...] = ()
    numbers: list[int] = []
    rows: list[tuple[str, ...]] = []
    for number, cells in enumerate(records, start=1):
        if not "".join(cells).strip() or cells[0].startswith(NOTE):
            continue
        if not header:
            header = _without_empty_end(cells)
        else:
            numbers.append(number)
            rows.append(cells)
    if not rows:
        raise _refused(file, "it has no rows below the column names", "enter a row a deployment")
    return RegisterTable(file, header, tuple(numbers), _even(file, header, numbers, rows))


def _csv_rows(content: bytes, file: str) -> Iterator[tuple[str, ...]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"it is neither a workbook nor UTF-8 text (byte {error.start})"
        raise _refused(file, what, "save it as CSV UTF-8 or as XLSX") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for cells in reader:
            yield tuple(cells)
    except csv.Error as error:
        what = f"line {reader.line_num} is not CSV ({error})"
        raise _refused(file, what, "correct the quotation marks of that line") from None


def _delimiter(text: str) -> str:
    """The mark that stands between the column names."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(NOTE))
    names = next(lines, "")
    return ";" if names.count(";") > names.count(",") else ","


def _workbook_rows(content: bytes, file: str) -> Iterator[tuple[str, ...]]:
    _refuse_computed(content, file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise _refused(file, f"the workbook cannot be read ({error})", "save it again") from None
    return (tuple(map(_text, cells)) for cells in rows)


def _refuse_computed(content: bytes, file: str) -> None:
    """What a formula shows was typed by nobody, and may be out of date; an error would read as empty."""
    sheet = _sheet_xml(content, file)
    formulas = FORMULA.findall(sheet) if any(mark in sheet for mark in FORMULA_MARKS) else []
    tags = ERROR.findall(sheet) if b't="e"' in sheet else []
    errors = [name[1] for tag in tags if (name := CELL_NAME.search(tag))]
    for cells, kind in ((formulas, "formulas"), (errors, "errors")):
        if cells:
            named = ", ".join(cell.decode() for cell in cells[:10])
            what = f"cells of the first sheet hold {kind}: {named} ({len(cells)} in all)"
            raise _refused(file, what, "enter the values themselves")


def _sheet_xml(content: bytes, file: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            size = sum(entry.file_size for entry in parts.infolist())
            if size > LARGEST_TABLE:
                what = f"the workbook unpacks to {size} bytes and the limit is {LARGEST_TABLE}"
                raise _refused(file, what, "split it, or save the register as CSV")
            return parts.read(_first_sheet(parts))
    except BROKEN as error:
        raise _refused(file, f"it is no XLSX workbook ({error})", "save it again") from None


def _first_sheet(parts: zipfile.ZipFile) -> str:
    first = FIRST_SHEET.search(parts.read("xl/workbook.xml"))
    for relation in RELATION.findall(parts.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'\bTarget="([^"]+)"', relation)
        if first and target and b'Id="' + first[1] + b'"' in relation:
            name = target[1].decode()
            return name.removeprefix("/") if name.startswith("/") else f"xl/{name}"
    raise KeyError("it names no sheet")


def _text(cell: Any) -> str:
    """A cell of a workbook as the text a person would type for it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return str(cell.date()) if cell.time() == datetime.min.time() else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    return cells[: filled[-1] + 1]


def _even(
    file: str, header: tuple[str, ...], numbers: list[int], rows: list[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Every row as wide as the column names; raises InputInvalid naming the rows that are not."""
    width = len(header)
    uneven = [
        (number, len(cells))
        for number, cells in zip(numbers, rows, strict=True)
        if len(cells) < width or "".join(cells[width:]).strip()
    ]
    if uneven:
        raise InputInvalid(*limited(file, map(_uneven(file, width), uneven)))
    return tuple(cells[:width] for cells in rows)


def _uneven(file: str, width: int) -> Any:
    def problem(row: tuple[int, int]) -> Problem:
        what = f"it has {row[1]} cells and there are {width} column names"
        return Problem(f"{file}, row {row[0]}", what, "give each column its cell")

    return problem


def limited(file: str, problems: Iterable[Problem], most: int = 50) -> tuple[Problem, ...]:
    """The first problems, and how many there are in all when there are more."""
    listed = tuple(problems)
    if len(listed) <= most:
        return listed
    what = f"there are {len(listed)} problems, and the first {most} are named"
    return (*listed[:most], Problem(file, what, "correct these and look again"))


def _refused(file: str, what: str, do: str) -> InputInvalid:
    return InputInvalid(Problem(file, what, do))
