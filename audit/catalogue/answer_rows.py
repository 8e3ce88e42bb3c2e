"""Files of answers to rows: what stands where, before anybody asks whether it makes sense."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from audit.catalogue.reading import nearest
from audit.domain.errors import InputInvalid, Problem

SUBJECT, QUESTION, ANSWER, UNIT, UNIT_CLASS = "subject", "question", "answer", "unit", "unit_class"
COLUMNS = (SUBJECT, QUESTION, ANSWER, UNIT, UNIT_CLASS)
MEGABYTE = 1_000_000
LARGEST = 16 * MEGABYTE
"""Bytes of a sheet; far more answers than published instruments have."""
ALONE = "the subject"
"""The name of the subject where the sheet names none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it stands in a file. None is no answer; a list is several words."""

    where: str
    """File and line, or file and place."""
    subject: str
    question: str
    answer: str | Sequence[str] | None
    unit: str
    unit_class: str
    in_column: bool = False
    """The question is the name of a column."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a file are called, and which of them are passed over."""

    names: Mapping[str, str]
    """The file's own name for subject, question, answer, unit or unit_class."""
    passed_over: Sequence[str] = ()

    def name(self, column: str) -> str:
        """What the file calls this column."""
        return self.names.get(column, column)


def refuse(where: str, what: str, do: str) -> NoReturn:
    """Refuse a file of answers."""
    raise InputInvalid(Problem(where, what, do))


def read_rows(path: Path, layout: Layout) -> list[Row]:
    """Every answer in a CSV or JSON file; raises InputInvalid naming file and line."""
    text = _text(path)
    if not text.strip():
        refuse(path.name, "the file is empty", "write answers into it")
    if path.suffix.lower() == ".json":
        return list(_json_rows(path.name, text))
    return list(_csv_rows(path.name, text, layout))


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            refuse(
                path.name,
                f"the file has {size // MEGABYTE} MB and at most {LARGEST // MEGABYTE} are read",
                "split it by subject",
            )
        content = path.read_bytes()
    except OSError as error:
        refuse(path.name, f"the file cannot be read ({error.strerror})", "name a readable file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refuse(
            f"{path.name}, line {line}",
            f"the file is not UTF-8 text (byte {error.start})",
            "save it as UTF-8",
        )


def _csv_rows(label: str, text: str, layout: Layout) -> Iterator[Row]:
    first = text.splitlines()[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        _check_header(label, header, layout)
        long = layout.name(QUESTION) in header
        read = _long if long else _wide
        count = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            where = f"{label}, line {reader.line_num}"
            if len(cells) != len(header):
                refuse(
                    where,
                    f"the row has {len(cells)} cells and the first line {len(header)}",
                    "give every column one cell",
                )
            count += 1
            row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            yield from read(where, row, layout)
    except csv.Error as error:
        refuse(f"{label}, line {reader.line_num}", f"not valid CSV ({error})", "correct the line")
    if not count:
        refuse(label, "there is no row below the first line", "write answers into it")


def _check_header(label: str, header: list[str], layout: Layout) -> None:
    where = f"{label}, line 1"
    seen: set[str] = set()
    for index, name in enumerate(header, start=1):
        if not name:
            refuse(where, f"the column {index} has no name", "name it, or take it out")
        if name in seen:
            refuse(where, f"the column {name} stands twice", "keep one of them")
        seen.add(name)
    if not header:
        refuse(where, "the line is empty", "name the columns in the first line")
    for column, name in layout.names.items():
        if name not in header:
            refuse(where, f"there is no column {name} for the {column}", nearest(name, header))
    for name in layout.passed_over:
        if name not in header:
            refuse(where, f"there is no column {name} to pass over", nearest(name, header))
    if layout.name(ANSWER) in header and layout.name(QUESTION) not in header:
        refuse(
            where,
            "there is a column of answers and none of questions",
            "add a column question, or name it with --column question=NAME",
        )
    if layout.name(QUESTION) in header and layout.name(ANSWER) not in header:
        refuse(where, "there is a column of questions and none of answers", "add a column answer")


def _long(where: str, row: Mapping[str, str], layout: Layout) -> Iterator[Row]:
    cell = {column: row.get(layout.name(column), "") for column in COLUMNS}
    yield Row(
        where,
        cell[SUBJECT] or ALONE,
        cell[QUESTION],
        cell[ANSWER] or None,
        cell[UNIT],
        cell[UNIT_CLASS],
    )


def _wide(where: str, row: Mapping[str, str], layout: Layout) -> Iterator[Row]:
    about = {column: row.get(layout.name(column), "") for column in (SUBJECT, UNIT, UNIT_CLASS)}
    apart = {layout.name(column) for column in about} | set(layout.passed_over)
    for question, answer in row.items():
        if question not in apart:
            yield Row(
                f"{where}, column {question}",
                about[SUBJECT] or ALONE,
                question,
                answer or None,
                about[UNIT],
                about[UNIT_CLASS],
                in_column=True,
            )


def _json_rows(label: str, text: str) -> Iterator[Row]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in pairs:
            if key in made:
                refuse(label, f"the key {key} stands twice in one object", "keep one of them")
            made[key] = value
        return made

    try:
        # Numbers stay the text they are: 0.1 is one tenth.
        document = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        refuse(f"{label}, line {error.lineno}", f"not valid JSON ({error.msg})", "correct the line")
    except RecursionError:
        refuse(label, "brackets are nested too deeply", "write a flat list of answers")
    _check_text(label, document)
    if isinstance(document, list):
        for index, entry in enumerate(document, start=1):
            yield _entry(f"{label}, entry {index}", entry)
        return
    if not isinstance(document, dict):
        refuse(label, "it is neither a list of answers nor an object", "write one of the two")
    by_subject = all(isinstance(value, dict) for value in document.values())
    subjects = document if by_subject else {ALONE: document}
    for subject, answers in subjects.items():
        for question, answer in answers.items():
            where = f"{label}, {subject}, {question}"
            yield Row(where, subject, question, _answer(where, answer), "", "")


def _entry(where: str, entry: Any) -> Row:
    if not isinstance(entry, dict):
        refuse(where, "it is not an object", "write an object with question and answer")
    for key in entry:
        if key not in COLUMNS:
            refuse(where, f"the key {key} is unknown", nearest(key, COLUMNS))
    if QUESTION not in entry:
        refuse(where, "it names no question", "add the key question")
    texts = {key: _name(where, key, entry) for key in (SUBJECT, QUESTION, UNIT, UNIT_CLASS)}
    return Row(
        where,
        texts[SUBJECT] or ALONE,
        texts[QUESTION],
        _answer(where, entry.get(ANSWER)),
        texts[UNIT],
        texts[UNIT_CLASS],
    )


def _name(where: str, key: str, entry: Mapping[str, Any]) -> str:
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        refuse(where, f"the {key} {value} is not a text", "write it in quotation marks")
    return value.strip()


def _check_text(label: str, document: Any) -> None:
    """Half of a character of two halves can be written in JSON, and in no file of text."""
    if not document:
        refuse(label, "there is no answer in it", "write answers into it")
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        refuse(label, "it holds half a character (\\ud800 to \\udfff)", "write the whole character")


def _answer(where: str, answer: Any) -> str | Sequence[str] | None:
    match answer:
        case None | "":
            return None
        case str():
            return answer.strip()
        case list() if all(isinstance(word, str) for word in answer):
            return tuple(word.strip() for word in answer)
        case _:
            refuse(where, f"{answer} is not an answer", "write a word, a number or a list of words")
