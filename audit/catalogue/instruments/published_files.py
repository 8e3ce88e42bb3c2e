"""What the importers share: tables read strictly, and files written for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from audit.catalogue.reading import nearest
from audit.domain.errors import InputInvalid, Problem

ANSWERS, CHECKLIST = "answers.csv", "checklist.yaml"
LONG = 80
Table = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Imported:
    """An instrument as it will be written: the checklist file, the answers, and what was passed over."""

    document: Mapping[str, Any]
    answers: Sequence[Mapping[str, str]]
    remarks: tuple[str, ...] = ()


def refuse(where: str, what: str, do: str) -> NoReturn:
    """Refuse a publisher's folder."""
    raise InputInvalid(Problem(where, what, do))


def the_file(folder: Path, ending: str) -> Path:
    """The one file whose name ends so; raises InputInvalid when there is none or several."""
    if not folder.is_dir():
        refuse(str(folder), "there is no such folder", "name the folder with the publisher's files")
    found = sorted(folder.glob(f"*{ending}"))
    if len(found) != 1:
        names = " and ".join(path.name for path in found)
        do = "keep one of them" if found else "add it"
        what = f"{names} do" if found else "none does"
        refuse(folder.name, f"one file should end with {ending} and {what}", do)
    return found[0]


def table(path: Path, columns: Sequence[str]) -> Table:
    """The rows of a CSV file; raises InputInvalid when a column is missing."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(path.name, f"the file is not UTF-8 text (byte {error.start})", "save it as UTF-8")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return _rows(path, reader, columns)
    except csv.Error as error:
        where = f"{path.name}, line {reader.line_num}"
        refuse(where, f"not valid CSV ({error})", "correct the line")


def _rows(path: Path, reader: csv.DictReader[str], columns: Sequence[str]) -> Table:
    header = list(reader.fieldnames or [])
    for column in columns:
        if column not in header:
            hint = nearest(column, header) if header else "add a first line"
            refuse(f"{path.name}, line 1", f"there is no column {column}", hint)
    rows: Table = []
    for row in reader:
        if None in row or None in row.values():
            refuse(
                f"{path.name}, line {reader.line_num}",
                "the row has more or fewer cells than the first line",
                "give every column one cell",
            )
        rows.append(dict(row))
    return rows


def quoted(value: Fraction | int | str) -> str:
    """A number or a word of a scale as the checklist file writes it, in quotation marks."""
    return DoubleQuotedScalarString(str(value))


def words(text: str) -> str:
    """A text for the checklist file; a long one is folded, and a single word stands in quotation marks."""
    text = " ".join(text.split())
    if " " not in text:
        return quoted(text)
    return FoldedScalarString(text) if len(text) > LONG else text


def write(imported: Imported, folder: Path) -> tuple[Path, Path]:
    """Write the checklist file and the sheet of answers; both, or neither where one stands already."""
    checklist, answers = folder / CHECKLIST, folder / ANSWERS
    for path in (checklist, answers):
        if path.exists():
            refuse(str(path), "the file stands already", "name another folder, or remove it")
    folder.mkdir(parents=True, exist_ok=True)
    checklist.write_text(_yaml(imported.document), "utf-8")
    answers.write_text(_csv(imported.answers), "utf-8")
    return checklist, answers


def _yaml(document: Mapping[str, Any]) -> str:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 100
    stream = io.StringIO()
    yaml.dump(dict(document), stream)
    return stream.getvalue()


def _csv(rows: Sequence[Mapping[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
