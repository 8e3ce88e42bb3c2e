"""A register of deployments from its file: read whole, or refused with every problem named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from audit.catalogue.reading import nearest
from audit.catalogue.registers.columns import (
    COLUMNS,
    CellRefused,
    Column,
    columns_by_name,
    normal,
    shown,
)
from audit.catalogue.registers.tables import NOTE, RegisterTable, limited, read_table
from audit.domain.deployment import Deployment
from audit.domain.errors import InputInvalid, Problem
from audit.scoring.register.memo import Memo

NEEDED = "customer"
FIELDS = [field.name for field in fields(Deployment) if field.name != "row"]
DEFAULTS = {
    field.name: field.default for field in fields(Deployment) if field.default is not MISSING
}


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """The deployments of a file, in its order."""

    name: str
    rows: tuple[Deployment, ...]
    absent: tuple[str, ...]
    """Columns that the file does not have; all its rows are unknown in them."""


def read_deployments(content: bytes, name: str) -> RegisterFile:
    """The register in these bytes. Raises InputInvalid with the first 50 problems and their count.

    CSV is UTF-8 with commas or semicolons; a workbook is XLSX, and its first sheet is read. An empty
    cell is unknown. Rows whose first cell begins with "# note:" are no deployments.
    """
    table = read_table(content, name)
    found = _columns(table)
    problems: list[tuple[int, int, Problem]] = []
    values: dict[str, Sequence[Any]] = {}
    cells = list(zip(*table.rows, strict=True))
    for index, column in enumerate(found):
        values[column.name], refused = _read(column.read, cells[index])
        problems += [_problem(table, column, index, *bad) for bad in refused]
    if problems:
        raise InputInvalid(*limited(name, (found for *_, found in sorted(problems, key=_place))))
    missing = [column for column in COLUMNS if column not in found]
    return RegisterFile(name, _rows(table, values), tuple(c.name for c in missing))


def deployment_of(words: Mapping[str, str], row: int = 2) -> Deployment:
    """One deployment from words by column; raises CellRefused, and KeyError for an unknown column."""
    by_name = columns_by_name()
    read = {name: by_name[name].read(cell.strip()) for name, cell in words.items()}
    return Deployment(**{"row": row, "customer": "unknown", **read})


def template() -> str:
    """A register without rows: the column names, and below them the words that each allows."""
    names = ",".join(column.name for column in COLUMNS)
    allowed = ",".join('"' + column.allowed + '"' for column in COLUMNS)
    return f'{names}\r\n"{NOTE} allowed here: {allowed[1:]}\r\n'


def _columns(table: RegisterTable) -> list[Column]:
    """The column each name of the file means; raises InputInvalid naming those that mean none."""
    known, names = columns_by_name(), [normal(name) for name in table.header]
    problems = [
        Problem(
            f"{table.file}, column {index}",
            f"{shown(given)} is no column of a register",
            nearest(name, known),
        )
        for index, (given, name) in enumerate(zip(table.header, names, strict=True), start=1)
        if name not in known
    ]
    problems += [
        Problem(table.file, f"the column {name} stands twice", "keep one of them")
        for name in dict.fromkeys(names)
        if names.count(name) > 1 and name in known
    ]
    if NEEDED not in names and not problems:
        problems.append(Problem(table.file, f"the column {NEEDED} is missing", "add it"))
    if problems:
        raise InputInvalid(*limited(table.file, problems))
    return [known[name] for name in names]


def _read(
    read: Callable[[str], Any], cells: Sequence[str]
) -> tuple[Sequence[Any], list[tuple[int, CellRefused]]]:
    """The values of a column, each different cell read once, and the places of what was refused."""
    refused: dict[str, CellRefused] = {}

    def value(cell: str) -> Any:
        try:
            return read(cell.strip())
        except CellRefused as error:
            refused[cell] = error
            return None

    values = Memo(value).over(cells)
    if not refused:
        return values, []
    return values, [(i, refused[cell]) for i, cell in enumerate(cells) if cell in refused]


def _problem(
    table: RegisterTable, column: Column, index: int, at: int, refused: CellRefused
) -> tuple[int, int, Problem]:
    where = f"{table.file}, row {table.numbers[at]}, column {column.name}"
    return at, index, Problem(where, refused.what, refused.do)


def _place(found: tuple[int, int, Problem]) -> tuple[int, int]:
    return found[:2]


def _rows(table: RegisterTable, values: Mapping[str, Sequence[Any]]) -> tuple[Deployment, ...]:
    height = len(table.rows)
    columns: Iterator[Sequence[Any]] = (
        values[name] if name in values else [DEFAULTS[name]] * height for name in FIELDS
    )
    return tuple(map(Deployment, table.numbers, *columns))
