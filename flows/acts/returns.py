"""A workbook that came back: evidence of what was given, and given answers apart from the audit's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.catalogue.reading import nearest
from audit.domain.audit import OpenedAudit
from audit.domain.errors import EvidenceUnreadable, InputInvalid, Problem
from audit.domain.evidence import (
    Credibility,
    Description,
    EvidenceItem,
    Form,
    Grade,
    ProvidedBy,
    Reliability,
)
from audit.domain.questionnaire import AnswerNote, Questionnaire, Returned
from audit.evidence_store import StoredFile
from audit.intake import shown
from audit.questionnaire.cells import ReadWorkbook, read_workbook
from audit.questionnaire.frozen import Kind
from audit.questionnaire.layout import Workbook
from audit.questionnaire.plan import notes_workbook, sent_workbook
from audit.questionnaire.returning import (
    Inputs,
    frozen_of,
    given_answers,
    read_inputs,
    require_same,
    worded_as_sent,
)
from audit.state.repository.questionnaires import Sent
from flows.acts.collecting import Collected, collect_in, require_open, require_stored
from flows.acts.opening import require_analyst
from flows.workplace import Workplace

METHOD = "Questionnaire, filled in and returned"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_GRADED = Grade(Reliability.F, Credibility.CANNOT_BE_JUDGED)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a workbook: its item and what it says, or the notes that it brought."""

    questionnaire: str
    item: EvidenceItem | None
    """None where the workbook was one for notes."""
    returned: Returned | None
    notes: tuple[AnswerNote, ...]
    """Notes that are new."""
    fresh: bool
    """False where the same had been taken in before."""


def take_workbook(
    place: Workplace,
    audit_id: str,
    content: bytes,
    actor: str,
    moment: datetime,
    *,
    name: str = "questionnaire.xlsx",
    provided_by: ProvidedBy = ProvidedBy.INVESTEE,
) -> Taken:
    """Take in a workbook that was sent from this audit, filled in; whole, or nothing of it.

    Raises InputInvalid for a workbook of another audit or version, one whose structure was edited,
    an unknown word, a question answered in two ways, and everything that is no plainly typed text.
    """
    read = read_workbook(content, name)
    frozen = frozen_of(read)
    if frozen.audit != audit_id:
        what = (
            f"it belongs to the audit {shown(frozen.audit) or 'of no name'} and not to {audit_id}"
        )
        raise InputInvalid(Problem(name, what, "take it in there"))
    with place.reading() as work:
        work.audits.get(audit_id)
        known = [sent.asked.id for sent in work.questionnaires.sent(audit_id)]
        if frozen.questionnaire not in known:
            what = f"{shown(frozen.questionnaire)} was not sent from this audit"
            do = nearest(frozen.questionnaire, known) if known else "take it in where it was sent"
            raise InputInvalid(Problem(name, what, do))
        sent = work.questionnaires.get(audit_id, frozen.questionnaire)
    require_same(read, frozen, sent.asked)
    if frozen.kind == Kind.NOTES:
        return _take_notes(place, read, sent.asked, actor, moment)
    inputs = read_inputs(read, _as_sent(place, sent))
    # Also where a spreadsheet opened and saved it, so that its bytes are others.
    if not any(entered.text.strip() for entered in inputs.values()):
        what = f"it is {sent.asked.id} as it was sent, with nothing filled in"
        raise InputInvalid(Problem(name, what, "take in the file that came back"))
    return _take_answers(place, sent, inputs, content, actor, moment, provided_by)


def _as_sent(place: Workplace, sent: Sent) -> Workbook:
    """The workbook as it went out; where its bytes are lost, as this version would write it."""
    plan = sent_workbook(sent.asked)
    try:
        content = place.evidence.read(sent.file_sha256)
    except EvidenceUnreadable:
        return plan
    return worded_as_sent(plan, read_workbook(content, f"{sent.asked.id} as sent"))


def sentence_of(taken: Taken) -> str:
    """What came of a workbook, in a sentence."""
    if taken.returned is None:
        count = len(taken.notes)
        return f"Notes on {taken.questionnaire} came back: {count} of them are new"
    filled = sum(not answer.is_empty for answer in taken.returned.answers)
    asked = len(taken.returned.answers)
    return (
        f"{taken.questionnaire} came back as {taken.returned.item}, filled in for {filled} of {asked} "
        "questions; no answer of the audit changes until an analyst records it"
    )


def provider_in(where: str, text: str) -> ProvidedBy:
    """Who handed something over, as a word of a form; raises InputInvalid for any other."""
    word = text.strip().replace(" ", "_")
    if word not in list(ProvidedBy):
        what = f"{shown(text)} is none who could hand it over"
        raise InputInvalid(Problem(where, what, nearest(word, list(ProvidedBy))))
    return ProvidedBy(word)


def _take_answers(
    place: Workplace,
    sent: Sent,
    inputs: Inputs,
    content: bytes,
    actor: str,
    moment: datetime,
    provided_by: ProvidedBy,
) -> Taken:
    asked = sent.asked
    answers = given_answers(asked, inputs)
    stored = place.evidence.put(content)
    with place.work() as work:
        work.lock(asked.audit)
        require_analyst(work, actor)
        require_open(work, asked.audit)
        collected = _collected(work.audits.get(asked.audit), asked, stored, provided_by, moment)
        require_stored(place, work, [collected])
        item = collect_in(work, asked.audit, collected, actor, moment)
        there = work.questionnaires.returned(asked.audit, asked.id)
        if there is not None and there.item == item.id:
            return Taken(asked.id, item, there, (), fresh=False)
        returned = Returned(
            asked.id,
            item.id,
            answers,
            inputs["", "answered_by"].text,
            inputs["", "language"].text,
            inputs["", "answered_on"].text,
            actor,
            moment,
        )
        work.questionnaires.add_return(asked.audit, returned)
        work.commit()
    return Taken(asked.id, item, returned, (), fresh=True)


def _take_notes(
    place: Workplace, read: ReadWorkbook, asked: Questionnaire, actor: str, moment: datetime
) -> Taken:
    with place.work() as work:
        work.lock(asked.audit)
        work.people.get(actor)
        require_open(work, asked.audit)
        returned = work.questionnaires.returned(asked.audit, asked.id)
        if returned is None:
            what = f"nothing came back for {asked.id}, so there is nothing to note"
            raise InputInvalid(Problem(read.file, what, "take in what came back first"))
        inputs = read_inputs(read, notes_workbook(asked, returned, {}, {}))
        before = work.questionnaires.notes(asked.audit, asked.id)
        notes = tuple(
            AnswerNote(asked.id, question, entered.text.strip(), actor, moment)
            for (question, _), entered in inputs.items()
            if entered.text.strip() != (before[question].text if question in before else "")
        )
        for note in notes:
            work.questionnaires.add_note(asked.audit, note)
        work.commit()
    return Taken(asked.id, None, None, notes, fresh=bool(notes))


def _collected(
    audit: OpenedAudit,
    asked: Questionnaire,
    stored: StoredFile,
    provided_by: ProvidedBy,
    moment: datetime,
) -> Collected:
    by_investor = provided_by is ProvidedBy.INVESTOR
    request = audit.request
    description = Description(
        type="ATT",
        form=Form.CAPTURE,
        title=f"Answers to questionnaire {asked.id}, asked of {asked.sent_to}",
        # What a form was filled in with goes back to whoever filled it in, whoever hands it over.
        originator=request.investment.investor if by_investor else request.investee.legal_name,
        provided_by=provided_by,
        independent=False,
        grade=NOT_GRADED,
        language="",
    )
    return Collected(description, stored, XLSX, METHOD, moment)
