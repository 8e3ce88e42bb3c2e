"""A small questionnaire, and its workbook filled in as a spreadsheet stores what people type."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from audit.domain.audit import VersionDigest
from audit.domain.questionnaire import (
    AskedQuestion,
    AskedSection,
    AskedWord,
    GivenAnswer,
    Questionnaire,
    Returned,
)
from audit.questionnaire.cells import read_workbook
from audit.questionnaire.plan import sent_workbook
from audit.questionnaire.returning import frozen_of, given_answers, read_inputs, require_same
from audit.questionnaire.writing import write_workbook
from tests.factories import MOMENT

YES_NO = (AskedWord("YES", "It holds."), AskedWord("NOT_MET", "It does not hold."))
LEVELS = (AskedWord("5", "All of it."), AskedWord("0", "None of it."))
FIRST, SECOND = "GOV Policy and governance", "LAW Law"
FILE = "back.xlsx"


def question(name: str, words: tuple[AskedWord, ...] = YES_NO) -> AskedQuestion:
    return AskedQuestion(name, f"Is {name} so?", "Always.", "Look & see: =1+1 <b>.", words)


ASKED = Questionnaire(
    id="Q1",
    audit="small-2026-11-23",
    asker="An investor",
    about="Small Sensors Ltd",
    checklists=(VersionDigest("core", "1.0.0", "a" * 64),),
    sections=(
        AskedSection(
            "Core", "GOV", "Policy and governance", (question("GOV-01"), question("GOV-02"))
        ),
        AskedSection("Core", "LAW", "Law", (question("LAW-01", LEVELS),)),
    ),
    sent_to="=HYPERLINK(Legal)",
    sent_by="analyst",
    sent_at=MOMENT,
    answer_by=date(2026, 12, 20),
)
SENT = write_workbook(sent_workbook(ASKED), MOMENT)


def returned(*answers: GivenAnswer, role: str = "", language: str = "", on: str = "") -> Returned:
    """Given answers, with empty ones for questions that are not named."""
    by_id = {answer.question: answer for answer in answers}
    whole = tuple(by_id.get(q.id, GivenAnswer(q.id)) for q in ASKED.questions)
    return Returned(ASKED.id, "E001", whole, role, language, on, "analyst", MOMENT)


def read_back(content: bytes, asked: Questionnaire = ASKED) -> Returned:
    """What the workbook says, read as what came back is."""
    read = read_workbook(content, FILE)
    require_same(read, frozen_of(read), asked)
    inputs = read_inputs(read, sent_workbook(asked))
    return Returned(
        asked.id,
        "E001",
        given_answers(asked, inputs),
        inputs["", "answered_by"].text,
        inputs["", "language"].text,
        inputs["", "answered_on"].text,
        "analyst",
        MOMENT,
    )


@dataclass(frozen=True)
class Xml:
    """The inside of a cell as it is, with its attributes."""

    attributes: str
    inside: str


def typed(text: str) -> Xml:
    """A text as spreadsheets store it in its cell."""
    return Xml('t="inlineStr"', f'<is><t xml:space="preserve">{escape(text)}</t></is>')


def edited(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The archive with parts replaced, added, or left out where nothing is given for them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            part = parts[name] if name in parts else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return made.getvalue()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def filled(
    cells: Mapping[str, Xml | str], content: bytes = SENT, sheet: int = 2, row_end: str = ""
) -> bytes:
    """The workbook with cells of one sheet filled in; sheets are numbered from the cover, 1."""
    name = f"xl/worksheets/sheet{sheet}.xml"
    text = part(content, name)
    for at, put in cells.items():
        cell = typed(put) if isinstance(put, str) else put
        text, found = re.subn(
            rf'<c r="{at}" s="(\d+)"[^>]*?(?:/>|>.*?</c>)',
            lambda old, at=at, cell=cell: (
                f'<c r="{at}" s="{old[1]}" {cell.attributes}>{cell.inside}</c>'
            ),
            text,
            count=1,
        )
        assert found, f"there is no cell {at}"
    return edited(content, {name: text.replace("</sheetData>", row_end + "</sheetData>").encode()})
