"""The texts in the cells of a workbook from somebody else; what is worked out in a cell is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from audit.domain.errors import InputInvalid, Problem
from audit.questionnaire.container import Parts, open_parts, packed, parsed, refused
from audit.questionnaire.layout import cell_name
from audit.questionnaire.texts import as_typed, unwritable

MOST_ROWS, MOST_COLUMNS = 5_000, 200
"""A cell beyond these was not in any questionnaire, and would take memory for all cells before it."""
MOST_NAMED = 10
"""How many cells a sentence names."""
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """The sheets of a workbook in their order, each as rows of texts from the first cell on."""

    file: str
    sheets: Mapping[str, tuple[Row, ...]]

    def text(self, sheet: str, row: int, column: int) -> str:
        """What stands in a cell, from row and column counted from 0; empty where nothing does."""
        rows = self.sheets[sheet]
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def read_workbook(content: bytes, file: str) -> ReadWorkbook:
    """Every cell as a text. Raises InputInvalid for anything that is not plainly typed values.

    Refused are other formats, parts that unpack to too much, macros, document types, data from
    elsewhere, formulas, errors, control characters, and cells far from where anything was asked.
    """
    parts = open_parts(content, file)
    for name, part in _sheet_parts(parts, file):
        _inspect(parts, name, part, file)
    read = _read(packed(parts), file)
    _refuse_unwritable(read)
    return read


def _sheet_parts(parts: Parts, file: str) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part that holds it."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in parsed(parts, "xl/_rels/workbook.xml.rels", file)
    }
    for element in parsed(parts, "xl/workbook.xml", file).iter():
        if _is(element.tag, "sheet"):
            target = targets.get(element.get(RELATION) or element.get(STRICT) or "", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
            yield element.get("name", ""), path


def _inspect(parts: Parts, sheet: str, part: str, file: str) -> None:
    formulas: list[str] = []
    errors: list[str] = []
    rows = 0
    for cell in parsed(parts, part, file).iter():
        is_row = _is(cell.tag, "row")
        if not is_row and not _is(cell.tag, "c"):
            continue
        at, rows = cell.get("r", ""), rows + is_row
        # Without a name a cell follows the one before it, so they are counted as well.
        if _is_far(at) or rows > MOST_ROWS or (is_row and len(cell) > MOST_COLUMNS):
            raise refused(
                f"{file}, sheet {sheet}",
                f"{at or 'a cell'} lies far beyond the questions",
                "delete what stands there",
            )
        if any(_is(child.tag, "f") for child in cell):
            formulas.append(at)
        elif cell.get("t") == "e":
            errors.append(at)
    for cells, what in ((formulas, "a formula"), (errors, "an error")):
        if cells:
            raise _worked_out(file, sheet, cells, what)


def _worked_out(file: str, sheet: str, cells: list[str], what: str) -> InputInvalid:
    named = ", ".join(cells[:MOST_NAMED])
    more = f" and {len(cells) - MOST_NAMED} more" if len(cells) > MOST_NAMED else ""
    return refused(
        f"{file}, sheet {sheet}, cell {named}{more}",
        f"{what} stands there",
        "enter the value itself, as text",
    )


def _is_far(at: str) -> bool:
    if at.isascii() and at.isdigit():
        return len(at) > len(str(MOST_ROWS)) or int(at) > MOST_ROWS
    found = REFERENCE.fullmatch(at)
    if not found:
        return bool(at)
    return _column(found[1]) > MOST_COLUMNS or int(found[2]) > MOST_ROWS


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _is(tag: Any, name: str) -> bool:
    return isinstance(tag, str) and tag.rpartition("}")[2] == name


def _read(content: bytes, file: str) -> ReadWorkbook:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            if len(set(book.sheet_names)) != len(book.sheet_names):
                raise refused(file, "two sheets have one name", "save it again")
            return ReadWorkbook(
                file,
                {
                    name: tuple(
                        tuple(map(as_typed, row))
                        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                    )
                    for name in book.sheet_names
                },
            )
    except (CalamineError, OSError, ValueError) as error:
        raise refused(file, f"the workbook cannot be read ({error})", "save it again") from None


def _refuse_unwritable(read: ReadWorkbook) -> None:
    problems = [
        Problem(f"{read.file}, sheet {sheet}, cell {cell_name(r, c)}", why, "correct the text")
        for sheet, rows in read.sheets.items()
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (why := unwritable(text))
    ]
    if problems:
        raise InputInvalid(*problems[:MOST_NAMED])
