"""Given answers beside notes and the audit's own answers, and what an analyst records of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from audit.catalogue.fieldwork_files import PreparedAnswer, PreparedFieldwork
from audit.catalogue.reading import nearest
from audit.domain.answer import (
    Answer,
    AnswerState,
    NotApplicable,
    NotApplicableGround,
    Unknown,
    UnknownKind,
    Valued,
)
from audit.domain.errors import InputInvalid, Problem
from audit.domain.questionnaire import (
    AnswerNote,
    AskedQuestion,
    GivenAnswer,
    Questionnaire,
    Returned,
)
from audit.intake import shown
from audit.questionnaire.plan import notes_workbook
from audit.questionnaire.writing import write_workbook
from audit.state.unit_of_work import UnitOfWork
from flows.acts.collecting import require_open
from flows.acts.fieldwork import record_fieldwork
from flows.acts.opening import require_analyst
from flows.acts.register_output import answer_words
from flows.acts.returns import METHOD
from flows.workplace import Workplace

LONGEST_QUOTE = 600
"""Characters of an explanation that a rationale repeats; all of it is in the evidence."""
UNANSWERED = frozenset({UnknownKind.NOT_ASKED, UnknownKind.ASKED_NO_ANSWER})


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One question as it was asked last, with all that there is about it."""

    asked: Questionnaire
    question: AskedQuestion
    returned: Returned | None
    given: GivenAnswer | None
    note: AnswerNote | None
    recorded: Answer | None
    proposed: PreparedAnswer | None
    """None while an answer may still come."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Questions by what became of their given answers."""

    recorded: tuple[str, ...]
    kept: tuple[str, ...]
    """Answered from something else before; these answers stay unless the question is named."""
    awaited: tuple[str, ...]


def given_lines(place: Workplace, audit_id: str, today: date) -> tuple[GivenLine, ...]:
    """Every question asked in writing, in the order in which it was first asked.

    Of a question asked more than once, the line is that of the last questionnaire that came back.
    """
    with place.reading() as work:
        work.audits.get(audit_id)
        return _lines(work, audit_id, today)


def record_given(
    place: Workplace, audit_id: str, analyst: str, moment: datetime, only: Collection[str] = ()
) -> Recorded:
    """Record given answers as the audit's, each citing the workbook, in one transaction.

    An answer that rests on anything else stays, unless its question is named. Raises InputInvalid
    for a name that was not asked about.
    """
    with place.work() as work:
        work.lock(audit_id)
        require_analyst(work, analyst)
        require_open(work, audit_id)
        lines = _lines(work, audit_id, moment.date())
        _require_asked(only, lines)
        files = _files(work, audit_id)
        wanted = [line for line in lines if not only or line.question.id in only]
        kept = [] if only else [line for line in wanted if not _is_free(line.recorded, files)]
        taken = [line for line in wanted if line.proposed and line not in kept]
        answers = tuple(line.proposed for line in taken if line.proposed)
        nothing: tuple[()] = ()
        prepared = PreparedFieldwork(
            answers, nothing, nothing, nothing, nothing, None, None, nothing, nothing, nothing
        )
        record_fieldwork(work, audit_id, prepared, analyst, moment)
        work.commit()
    return Recorded(
        tuple(line.question.id for line in taken),
        tuple(line.question.id for line in kept),
        tuple(line.question.id for line in wanted if line not in taken and line not in kept),
    )


def note_given(
    place: Workplace,
    audit_id: str,
    question: str,
    text: str,
    person: str,
    moment: datetime,
) -> AnswerNote:
    """Write a note beside a given answer; an empty one takes the note back."""
    with place.work() as work:
        work.lock(audit_id)
        work.people.get(person)
        require_open(work, audit_id)
        lines = _lines(work, audit_id, moment.date())
        _require_asked([question], lines)
        line = next(line for line in lines if line.question.id == question)
        note = AnswerNote(line.asked.id, question, text.strip(), person, moment)
        work.questionnaires.add_note(audit_id, note)
        work.commit()
    return note


def notes_file(place: Workplace, audit_id: str, questionnaire: str, moment: datetime) -> bytes:
    """The workbook in which notes are made beside what came back for one questionnaire."""
    with place.reading() as work:
        asked = work.questionnaires.get(audit_id, questionnaire).asked
        returned = work.questionnaires.returned(audit_id, questionnaire)
        if returned is None:
            what = f"nothing came back for {questionnaire} yet"
            raise InputInvalid(Problem("questionnaire", what, "name one that was answered"))
        recorded = {a.question: _in_words(a) for a in work.fieldwork.load(audit_id).answers}
        notes = {name: n.text for name, n in work.questionnaires.notes(audit_id, asked.id).items()}
    return write_workbook(notes_workbook(asked, returned, recorded, notes), moment)


def _lines(work: UnitOfWork, audit_id: str, today: date) -> tuple[GivenLine, ...]:
    recorded = {answer.question: answer for answer in work.fieldwork.load(audit_id).answers}
    found: dict[str, GivenLine] = {}
    for sent in work.questionnaires.sent(audit_id):
        asked = sent.asked
        returned = work.questionnaires.returned(audit_id, asked.id)
        given = {answer.question: answer for answer in returned.answers} if returned else {}
        notes = work.questionnaires.notes(audit_id, asked.id)
        for question in asked.questions:
            there = found.get(question.id)
            if there is None or returned or not there.returned:
                answer = given.get(question.id)
                found[question.id] = GivenLine(
                    asked,
                    question,
                    returned,
                    answer,
                    notes.get(question.id),
                    recorded.get(question.id),
                    _proposed(asked, question.id, returned, answer, today),
                )
    return tuple(found.values())


def _proposed(
    asked: Questionnaire,
    question: str,
    returned: Returned | None,
    given: GivenAnswer | None,
    today: date,
) -> PreparedAnswer | None:
    if returned is None or given is None:
        if asked.answer_by is None or today <= asked.answer_by:
            return None
        why = (
            f"Asked of {asked.sent_to} in questionnaire {asked.id} on {asked.sent_at.date()}, to be "
            f"answered by {asked.answer_by}; nothing came back."
        )
        return PreparedAnswer(question, Unknown(UnknownKind.ASKED_NO_ANSWER), why, ())
    state, why = _state(asked, given)
    more = [_quoted(why, given.explanation)]
    if given.files.strip():
        more.append(f"Files named: {_cut(given.files)}.")
    return PreparedAnswer(question, state, " ".join(more), (returned.item,))


def _state(asked: Questionnaire, given: GivenAnswer) -> tuple[AnswerState, str]:
    """What was given as an answer of the audit, and how it was given."""
    where = f"questionnaire {asked.id}"
    if given.answer:
        return Valued(given.answer), f"{asked.sent_to} answers in {where}"
    if given.ground:
        ground = NotApplicableGround(given.ground)
        reason = _cut(given.ground_reason) or ground.replace("_", " ").capitalize()
        said = f"{asked.sent_to} states in {where} that it does not apply"
        return NotApplicable(reason, ground=ground), said
    if given.refusal.strip():
        said = f"Asked in {where} and refused, because “{_cut(given.refusal)}”"
        return Unknown(UnknownKind.ASKED_AND_REFUSED), said
    return Unknown(
        UnknownKind.ASKED_NO_ANSWER
    ), f"Asked in {where}, which came back without an answer"


def _is_free(answer: Answer | None, files: Collection[str]) -> bool:
    """Nobody answered it yet, or the answer came from questionnaires alone."""
    if answer is None:
        return True
    if isinstance(answer.state, Unknown) and answer.state.kind in UNANSWERED:
        return True
    return bool(answer.evidence) and all(item in files for item in answer.evidence)


def _files(work: UnitOfWork, audit_id: str) -> frozenset[str]:
    items = work.fieldwork.load(audit_id).evidence
    return frozenset(item.id for item in items if item.method == METHOD)


def _require_asked(names: Collection[str], lines: Collection[GivenLine]) -> None:
    asked = [line.question.id for line in lines]
    if unknown := [name for name in names if name not in asked]:
        what = f"{shown(unknown[0])} was not asked in a questionnaire of this audit"
        raise InputInvalid(Problem("question", what, nearest(unknown[0], asked)))


def _in_words(answer: Answer) -> str:
    return f"{answer_words(answer.state)} ({answer.answered_by}): {_cut(answer.rationale)}"


def _quoted(said: str, explanation: str) -> str:
    return f"{said}: “{_cut(explanation)}”." if explanation.strip() else f"{said}."


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
