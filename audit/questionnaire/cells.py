"""The texts in the cells of a workbook from somebody else; what is worked out in a cell is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from typing import Any
from xml.etree.ElementTree import Element

from python_calamine import CalamineError, CalamineWorkbook

from audit.domain.errors import InputInvalid, Problem
from audit.questionnaire.container import Parts, open_parts, packed, parsed, refused
from audit.questionnaire.layout import MOST_NAMED, cell_name, cells_named
from audit.questionnaire.texts import as_typed, unwritable

MOST_ROWS, MOST_COLUMNS = 5_000, 200
"""A cell beyond these was not in any questionnaire, and would take memory for all cells before it."""
NOWHERE = 10**7
"""A row and a column that no name names."""
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
COMMENTS = "/relationships/comments"
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
    elsewhere, formulas, errors, comments, control characters, and cells far from where anything was
    asked.
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
            yield element.get("name", ""), _path("xl", target)


def _inspect(parts: Parts, sheet: str, part: str, file: str) -> None:
    formulas: list[str] = []
    errors: list[str] = []
    for at, cell in _standing(parsed(parts, part, file), f"{file}, sheet {sheet}"):
        if any(_is(child.tag, "f") for child in cell):
            formulas.append(at)
        elif cell.get("t") == "e":
            errors.append(at)
    comments = [comment.get("ref", "") for comment in _comments(parts, part, file)]
    found = ((formulas, "a formula"), (errors, "an error"), (comments, "a comment"))
    for cells, what in found:
        if cells:
            raise _not_a_value(file, sheet, cells, what)


def _standing(sheet: Element, where: str) -> Iterator[tuple[str, Element]]:
    """Every cell in which something stands, with its name; raises InputInvalid for one far beyond.

    Programs name rows and cells there for no more than a height or a colour.
    """
    row = column = 0
    for element in sheet.iter():
        is_cell, at = _is(element.tag, "c"), element.get("r", "")
        if is_cell:
            # Without a name a cell follows the one before it.
            row, column = _place(at) if at else (row, column + 1)
        elif _is(element.tag, "row"):
            row, column = _place(f"A{at}")[0] if at else row + 1, 0
        else:
            continue
        stands = is_cell and len(element) > 0
        is_far = row > MOST_ROWS or column > MOST_COLUMNS
        if is_far and (stands or not at or row == NOWHERE):
            what = f"{at or 'a cell'} lies far beyond the questions"
            raise refused(where, what, "delete what stands there")
        if stands:
            yield at, element


def _comments(parts: Parts, part: str, file: str) -> Iterator[Element]:
    """What was written beside the cells of a sheet; nobody would read it there."""
    folder, _, name = part.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    for relation in parsed(parts, links, file) if links in parts else ():
        if relation.get("Type", "").endswith(COMMENTS):
            written = parsed(parts, _path(folder, relation.get("Target", "")), file)
            yield from (element for element in written.iter() if _is(element.tag, "comment"))


def _path(folder: str, target: str) -> str:
    """The part that a relation of a part in a folder leads to."""
    return target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}")


def _not_a_value(file: str, sheet: str, cells: list[str], what: str) -> InputInvalid:
    return refused(
        f"{file}, sheet {sheet}, {cells_named(cells)}",
        f"{what} stands there",
        "enter the value itself, as text",
    )


def _place(at: str) -> tuple[int, int]:
    """Row and column of a name, counted from 1; nowhere for what names no cell."""
    found = REFERENCE.fullmatch(at)
    return (int(found[2]), _column(found[1])) if found else (NOWHERE, NOWHERE)


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
