"""From a workbook that came back to what it says, held cell by cell against what was sent."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO

from audit.catalogue.reading import nearest
from audit.domain.answer import NotApplicableGround
from audit.domain.errors import InputInvalid, Problem
from audit.domain.questionnaire import AskedQuestion, GivenAnswer, Questionnaire
from audit.intake import shown
from audit.questionnaire.cells import ReadWorkbook
from audit.questionnaire.container import LARGEST_FILE, NOT_A_ZIP, refused
from audit.questionnaire.frozen import FORMAT, FROZEN, Frozen, questions_digest, read_frozen
from audit.questionnaire.layout import Cell, Field, Fixed, Look, Workbook, cell_name, cells_named

MOST_PROBLEMS = 50
WAYS = {"answer": "Answer", "ground": "Does not apply", "refusal": "We refuse to answer, because"}
"""The columns of which a question may have one."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered in one cell, and where that is."""

    where: str
    text: str


Inputs = Mapping[Field, Entered]


def is_ours(content: bytes) -> bool:
    """Whether these bytes look like a workbook of ours; cheap, and no promise that it can be read."""
    if len(content) > LARGEST_FILE:
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entry = archive.getinfo("xl/workbook.xml")
            with archive.open(entry) as part:
                return FROZEN.encode() in part.read(LARGEST_FILE)
    except (*NOT_A_ZIP, KeyError):
        return False


def frozen_of(read: ReadWorkbook) -> Frozen:
    """The frozen sheet of a workbook; raises InputInvalid when there is none that can be used."""
    if FROZEN not in read.sheets:
        what = f"the sheet {FROZEN} is missing, so nobody can tell what was asked"
        raise refused(read.file, what, "fill in the workbook that was sent")
    frozen = read_frozen(read.sheets[FROZEN])
    if frozen.format != FORMAT:
        what = (
            f"its format is {shown(frozen.format) or 'not named'} and this program reads {FORMAT}"
        )
        raise refused(read.file, what, "fill in the workbook that was sent")
    return frozen


def require_same(read: ReadWorkbook, frozen: Frozen, asked: Questionnaire) -> None:
    """Raise InputInvalid unless the frozen sheet names exactly this questionnaire."""
    used = tuple(f"{version} {version.digest}" for version in asked.checklists)
    if frozen.checklists != used:
        what = (
            f"it names the checklists {shown(', '.join(frozen.checklists), 80) or 'none'}, and "
            f"{asked.id} was sent from {', '.join(map(str, asked.checklists))}"
        )
        raise refused(read.file, what, "fill in the workbook that was sent")
    if frozen.questions != questions_digest(asked):
        what = f"the digest of its questions is not that of {asked.id} as it was sent"
        raise refused(read.file, what, "fill in the workbook that was sent")


def read_inputs(read: ReadWorkbook, plan: Workbook) -> Inputs:
    """What was entered, after everything else was found to stand as planned; raises InputInvalid."""
    _require_sheets(read, plan)
    problems = [*_changed(read, plan), *_beyond(read, plan)]
    if problems:
        raise InputInvalid(*problems[:MOST_PROBLEMS])
    return {
        cell.field: Entered(
            f"{read.file}, sheet {sheet.name}, cell {cell_name(row, column)}",
            read.text(sheet.name, row, column),
        )
        for sheet, row, column, cell in plan.inputs
    }


def worded_as_sent(plan: Workbook, sent: ReadWorkbook) -> Workbook:
    """The plan with the words of the workbook that was sent, whatever this version would write today."""
    return replace(
        plan,
        sheets=tuple(
            replace(
                sheet,
                rows=tuple(
                    tuple(_as_sent(cell, sent, sheet.name, r, c) for c, cell in enumerate(cells))
                    for r, cells in enumerate(sheet.rows)
                ),
            )
            for sheet in plan.sheets
            if sheet.name in sent.sheets
        ),
    )


def _as_sent(cell: Cell, sent: ReadWorkbook, sheet: str, row: int, column: int) -> Cell:
    return replace(cell, text=sent.text(sheet, row, column)) if isinstance(cell, Fixed) else cell


def given_answers(asked: Questionnaire, inputs: Inputs) -> tuple[GivenAnswer, ...]:
    """One given answer a question; raises InputInvalid with every unknown word and contradiction."""
    problems: list[Problem] = []
    answers = tuple(_given(question, inputs, problems) for question in asked.questions)
    if problems:
        raise InputInvalid(*problems[:MOST_PROBLEMS])
    return answers


def _given(question: AskedQuestion, inputs: Inputs, problems: list[Problem]) -> GivenAnswer:
    texts = {name: entered for (of, name), entered in inputs.items() if of == question.id}
    answer = _word(texts["answer"], [word.code for word in question.words], problems)
    grounds = [ground.replace("_", " ") for ground in NotApplicableGround]
    ground = _word(texts["ground"], grounds, problems).replace(" ", "_")
    given = GivenAnswer(
        question.id,
        answer,
        texts["explanation"].text,
        texts["files"].text,
        ground,
        texts["ground_reason"].text,
        texts["refusal"].text,
    )
    if given.ground_reason.strip() and not ground and not texts["ground"].text.strip():
        given = replace(given, ground=NotApplicableGround.IN_WORDS_ONLY)
    ways = [name for name in WAYS if str(getattr(given, name)).strip()]
    if len(ways) > 1:
        named = " and in ".join(f"“{WAYS[name]}”" for name in ways)
        problems.append(
            Problem(
                texts["answer"].where,
                f"{question.id} is answered in {named} at once",
                "keep one of them",
            )
        )
    return given


def _word(entered: Entered, known: list[str], problems: list[Problem]) -> str:
    """The word that was meant, whatever its case; empty where nothing was entered."""
    text = " ".join(entered.text.split())
    if not text:
        return ""
    by_name = {word.casefold().replace("_", " "): word for word in known}
    found = by_name.get(text.casefold().replace("_", " "))
    if found is None:
        what = f"{shown(text)} is none of the words of this question"
        cased = text.upper() if known[0].isupper() else text.lower()
        problems.append(Problem(entered.where, what, nearest(cased, known)))
        return ""
    return found


def _require_sheets(read: ReadWorkbook, plan: Workbook) -> None:
    planned = [sheet.name for sheet in plan.sheets]
    if added := [name for name in read.sheets if name not in planned]:
        what = f"the sheet {shown(added[0])} was not in the workbook that was sent"
        raise refused(read.file, what, "delete it, and send other documents as files of their own")
    if missing := [name for name in planned if name not in read.sheets]:
        what = f"the sheet {missing[0]} is missing"
        raise refused(read.file, what, "fill in the workbook that was sent")


def _changed(read: ReadWorkbook, plan: Workbook) -> list[Problem]:
    edited = [
        (sheet.name, cell_name(row, column))
        for sheet in plan.sheets
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, Fixed)
        and cell.look is not Look.SHOWN
        and _kept(read.text(sheet.name, row, column)) != _kept(cell.text)
    ]
    what = "a locked text is not as it was sent"
    return _by_sheet(read, edited, what, "fill in the workbook that was sent")


def _beyond(read: ReadWorkbook, plan: Workbook) -> list[Problem]:
    """Cells outside of the plan in which something stands; it would be lost otherwise."""
    widths = {sheet.name: [len(cells) for cells in sheet.rows] for sheet in plan.sheets}
    beyond = [
        (sheet, cell_name(row, column))
        for sheet, rows in read.sheets.items()
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text.strip() and (row >= len(widths[sheet]) or column >= widths[sheet][row])
    ]
    what = "something stands where nothing was asked"
    return _by_sheet(read, beyond, what, "move it into the explanation of a question")


def _by_sheet(
    read: ReadWorkbook, cells: list[tuple[str, str]], what: str, do: str
) -> list[Problem]:
    """One sentence for each sheet that has such cells."""
    named = {sheet: [cell for of, cell in cells if of == sheet] for sheet, _ in cells}
    return [
        Problem(f"{read.file}, sheet {sheet}, {cells_named(names)}", what, do)
        for sheet, names in named.items()
    ]


def _kept(text: str) -> str:
    """What every program keeps of a text: they differ in how a line ends, and some drop tabs."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "")
