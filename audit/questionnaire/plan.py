"""From a questionnaire to its workbooks: the one that is sent, and the one in which notes are made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.domain.answer import NotApplicableGround
from audit.domain.questionnaire import (
    AskedQuestion,
    AskedSection,
    GivenAnswer,
    Questionnaire,
    Returned,
)
from audit.questionnaire.cover import cover, notes_cover
from audit.questionnaire.frozen import FROZEN, Kind, frozen_rows
from audit.questionnaire.layout import Cell, Fixed, Input, Look, Sheet, Workbook

LONGEST_SHEET_NAME = 31
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
GROUNDS = tuple(ground.replace("_", " ") for ground in NotApplicableGround)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a section's sheet: what it is called, how wide it is, and what is entered there."""

    title: str
    width: int
    field: str = ""
    """A field of a given answer; empty where the text is ours."""
    prompt: str = ""


ASKED = (
    Column("Question", 10),
    Column("What is asked", 36),
    Column("Asked when", 20),
    Column("What an auditor looks for", 42),
    Column("Words you may answer with", 38),
)
GIVEN = (
    Column("Answer", 12, "answer", "Choose one word. The column to the left says what each means."),
    Column("Explanation", 42, "explanation", "Say what is in place, since when and for whom."),
    Column("Files sent along", 20, "files", "Names of the files that show it, one a line."),
    Column(
        "Does not apply",
        16,
        "ground",
        "Choose a ground only where the question does not concern you; then leave the answer empty.",
    ),
    Column("Why it does not apply", 24, "ground_reason", "In your own words."),
    Column(
        "We refuse to answer, because",
        24,
        "refusal",
        "Fill this in only where you refuse; then leave the answer empty.",
    ),
)
RECORDED = Column("Answer of the audit", 24)
NOTE = Column("Note", 40, "note", "Your note beside the given answer; it changes nothing of it.")


def sent_workbook(asked: Questionnaire, filled: Returned | None = None) -> Workbook:
    """The workbook that is sent; filled in only where somebody else's filling in is imitated."""
    given = {answer.question: answer for answer in filled.answers} if filled else {}
    names = sheet_names(asked.sections)
    sheets = tuple(
        _sheet(
            names[index],
            section,
            (*ASKED, *GIVEN),
            [_sent_row(q, given) for q in section.questions],
        )
        for index, section in enumerate(asked.sections)
    )
    return _workbook(asked, Kind.ASKED, cover(asked, filled), sheets)


def notes_workbook(
    asked: Questionnaire,
    returned: Returned,
    recorded: Mapping[str, str],
    notes: Mapping[str, str],
) -> Workbook:
    """The workbook for notes: what was given is locked, and beside it stands the audit's own answer.

    Both mappings are by question id; what is missing is empty.
    """
    given = {answer.question: answer for answer in returned.answers}
    names = sheet_names(asked.sections)
    sheets = tuple(
        _sheet(
            names[index],
            section,
            (*ASKED[:2], *GIVEN, RECORDED, NOTE),
            [_noted_row(q, given, recorded, notes) for q in section.questions],
        )
        for index, section in enumerate(asked.sections)
    )
    return _workbook(asked, Kind.NOTES, notes_cover(asked, returned), sheets)


def sheet_names(sections: Sequence[AskedSection]) -> list[str]:
    """A name for each section's sheet, unique within the workbook whatever the letters' case."""
    made: list[str] = []
    taken = {FROZEN.lower(), "start"}
    for section in sections:
        whole = NOT_IN_A_SHEET_NAME.sub(" ", f"{section.id} {section.title}")
        name, number = _cut(whole, LONGEST_SHEET_NAME), 1
        while name.lower() in taken:
            number += 1
            name = f"{_cut(whole, LONGEST_SHEET_NAME - 4)} {number}"
        taken.add(name.lower())
        made.append(name)
    return made


def _workbook(
    asked: Questionnaire, kind: Kind, first: Sheet, sheets: tuple[Sheet, ...]
) -> Workbook:
    rows = tuple(tuple(map(Fixed, row)) for row in frozen_rows(asked, kind))
    frozen = Sheet(FROZEN, rows, (30, 80), hidden=True)
    return Workbook(
        f"Questionnaire {asked.id} of audit {asked.audit}", asked.asker, (first, *sheets, frozen)
    )


def _sheet(
    name: str,
    section: AskedSection,
    columns: Sequence[Column],
    rows: Sequence[tuple[Cell, ...]],
) -> Sheet:
    title = (Fixed(f"{section.title} ({section.checklist})", Look.TITLE),)
    header = tuple(Fixed(column.title, Look.HEADER) for column in columns)
    return Sheet(name, (title, header, *rows), tuple(column.width for column in columns), table=1)


def _sent_row(question: AskedQuestion, given: Mapping[str, GivenAnswer]) -> tuple[Cell, ...]:
    answer = given.get(question.id, GivenAnswer(question.id))
    words = "\n".join(f"{word.code}: {word.meaning}" for word in question.words)
    fixed = (question.id, question.text, question.asked_when, question.guidance, words)
    return (
        *map(Fixed, fixed),
        *(
            Input(
                (question.id, column.field),
                _choices(question, column.field),
                column.prompt,
                entered(answer, column.field),
            )
            for column in GIVEN
        ),
    )


def _noted_row(
    question: AskedQuestion,
    given: Mapping[str, GivenAnswer],
    recorded: Mapping[str, str],
    notes: Mapping[str, str],
) -> tuple[Cell, ...]:
    answer = given[question.id]
    return (
        Fixed(question.id),
        Fixed(question.text),
        *(Fixed(entered(answer, column.field), Look.GIVEN) for column in GIVEN),
        Fixed(recorded.get(question.id, ""), Look.SHOWN),
        Input((question.id, NOTE.field), (), NOTE.prompt, notes.get(question.id, "")),
    )


def entered(answer: GivenAnswer, field: str) -> str:
    """What stands in a cell for one field of a given answer."""
    text = str(getattr(answer, field))
    return text.replace("_", " ") if field == "ground" else text


def _choices(question: AskedQuestion, field: str) -> tuple[str, ...]:
    if field == "answer":
        return tuple(word.code for word in question.words)
    return GROUNDS if field == "ground" else ()


def _cut(text: str, most: int) -> str:
    """At most so many characters, cut between words where that leaves any."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    return (whole[: most + 1].rpartition(" ")[0] or whole[:most]).rstrip(",;-–")
