"""What stands where in a workbook: the one plan that the writer follows and the reader holds it against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_NAMED = 10
"""How many cells a sentence names."""
Field = tuple[str, str]
"""What an input is about: the id of a question, or empty for the file as a whole, and the column."""


class Look(StrEnum):
    """How a cell is shown."""

    TITLE = "title"
    LABEL = "label"
    HEADER = "header"
    TEXT = "text"
    GIVEN = "given"
    """What somebody else wrote, locked."""
    SHOWN = "shown"
    """Something that may have changed since; the reader does not compare it."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A locked cell."""

    text: str
    look: Look = Look.TEXT


@dataclass(frozen=True, slots=True)
class Input:
    """A cell to be filled in."""

    field: Field
    choices: tuple[str, ...] = ()
    """The words of its drop-down; without any, every text is allowed."""
    prompt: str = ""
    """Shown when the cell is chosen; at most 255 characters."""
    filled: str = ""


Cell = Fixed | Input


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows of cells from the first column on."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    """Of the columns, in characters."""
    table: int | None = None
    """The row that holds the column names, from 0; None where the rows are labelled at their left."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """Every sheet in its order; the last is the frozen one."""

    title: str
    author: str
    sheets: tuple[Sheet, ...]

    @property
    def inputs(self) -> Iterator[tuple[Sheet, int, int, Input]]:
        """Every cell to be filled in, with its sheet, row and column from 0."""
        for sheet in self.sheets:
            for row, cells in enumerate(sheet.rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, Input):
                        yield sheet, row, column, cell


def cell_name(row: int, column: int) -> str:
    """The name of a cell as spreadsheets write it, from row and column counted from 0."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def cells_named(names: Sequence[str]) -> str:
    """Cells as a sentence names them: the first of them, and how many there are beside."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"cell {', '.join(names[:MOST_NAMED])}{more}"
