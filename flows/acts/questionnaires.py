"""Questionnaires of an audit: sent as frozen workbooks, and taken in again as evidence and given answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from audit.catalogue.reading import nearest
from audit.custody.event import CustodyKind
from audit.decision.assess import assess
from audit.domain.audit import OpenedAudit
from audit.domain.checklist import Checklist, CountsTowards, Question, Section
from audit.domain.condition import evaluate
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.questionnaire import AskedQuestion, AskedSection, AskedWord, Questionnaire
from audit.domain.request import case_facts
from audit.domain.truth import Truth
from audit.intake import line_problem, shown
from audit.questionnaire.frozen import questions_digest
from audit.questionnaire.plan import sent_workbook
from audit.questionnaire.writing import write_workbook
from audit.scoring.support import OPEN
from audit.state.repository.questionnaires import Sent
from audit.state.unit_of_work import UnitOfWork
from flows.acts.collecting import require_open
from flows.acts.opening import require_analyst
from flows.acts.returns import Taken, take_workbook
from flows.acts.stages import checklists_of, policy_of
from flows.workplace import Workplace
from reports.checklist_copy.conditions import asked_when

__all__ = ["Asking", "SentFile", "Taken", "kept_copy", "send_questionnaire", "take_workbook"]


@dataclass(frozen=True, slots=True)
class Asking:
    """Which questions are put to whom, and by when answers are due."""

    sent_to: str = ""
    """Empty for the investee."""
    sections: tuple[str, ...] = ()
    """Ids of sections; empty for every section that counts towards the investee's score."""
    only_open: bool = False
    """Leave out what has a determined answer."""
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class SentFile:
    """A questionnaire with the bytes that were sent."""

    sent: Sent
    content: bytes
    fresh: bool
    """False where the same one had been sent before: it is found again, byte for byte."""

    @property
    def name(self) -> str:
        """A file name that says what it is."""
        return f"{self.sent.asked.audit}-{self.sent.asked.id}.xlsx"


def send_questionnaire(
    place: Workplace, audit_id: str, asking: Asking, analyst: str, moment: datetime
) -> SentFile:
    """Freeze a questionnaire, keep its bytes, and record who asked whom for what.

    The same questions to the same people by the same day are the questionnaire that is there;
    anything else is a new one with the next number.
    """
    if asking.answer_by and asking.answer_by < moment.date():
        what = f"{asking.answer_by} has passed"
        raise InputInvalid(Problem("answer by", what, "give a day to come"))
    with place.work() as work:
        work.lock(audit_id)
        require_analyst(work, analyst)
        require_open(work, audit_id)
        asked = _asked(place, work, audit_id, asking, analyst, moment)
        for there in work.questionnaires.sent(audit_id):
            if _same(there.asked, asked):
                return SentFile(there, place.evidence.read(there.file_sha256), fresh=False)
        content = write_workbook(sent_workbook(asked), asked.sent_at)
        # Stored before it is recorded, so that no record is without its bytes.
        stored = place.evidence.put(content)
        sent = Sent(asked, questions_digest(asked), stored.sha256)
        work.questionnaires.add(sent)
        reason = f"Questionnaire with {len(asked.questions)} questions, sent to {asked.sent_to}"
        work.ledger.append(
            audit_id, CustodyKind.EXPORTED, asked.id, stored.sha256, analyst, moment, reason
        )
        work.commit()
    return SentFile(sent, content, fresh=True)


def kept_copy(place: Workplace, made: SentFile, to: Path | None = None) -> Path:
    """Write the file for whoever sends it on; another file of its name is never replaced."""
    path = to or place.pdf.parent / "questionnaires" / made.name
    if path.is_file() and sha256(path.read_bytes()).hexdigest() == made.sent.file_sha256:
        return path
    if to is None:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(made.content)
    except FileExistsError:
        what = "there is another file of this name"
        raise InputInvalid(Problem(str(path), what, "name a new one")) from None
    except OSError as error:
        what = f"the file cannot be written ({error.strerror})"
        raise InputInvalid(Problem(str(path), what, "name another one")) from None
    return path


def _asked(
    place: Workplace,
    work: UnitOfWork,
    audit_id: str,
    asking: Asking,
    analyst: str,
    moment: datetime,
) -> Questionnaire:
    audit = work.audits.get(audit_id)
    sent_to = asking.sent_to.strip() or audit.request.investee.legal_name
    if problem := line_problem("sent to", sent_to):
        raise InputInvalid(problem)
    checklists = checklists_of(place, audit)
    wanted = _open_questions(place, work, audit, checklists, moment) if asking.only_open else None
    sections = tuple(_sections(audit, checklists, asking.sections, wanted))
    if not sections:
        raise TransitionRefused(
            f"Audit {audit_id} has no question left to ask in the sections chosen; choose others."
        )
    return Questionnaire(
        id=f"Q{len(work.questionnaires.sent(audit_id)) + 1}",
        audit=audit_id,
        asker=audit.request.investment.investor,
        about=audit.request.investee.legal_name,
        checklists=audit.checklists,
        sections=sections,
        sent_to=sent_to,
        sent_by=analyst,
        sent_at=moment,
        answer_by=asking.answer_by,
    )


def _sections(
    audit: OpenedAudit,
    checklists: Sequence[Checklist],
    named: Collection[str],
    wanted: Collection[str] | None,
) -> Iterator[AskedSection]:
    """What is asked, section by section; what surely does not apply is left out."""
    known = [section.id for checklist in checklists for section in checklist.sections]
    if unknown := [name for name in named if name not in known]:
        what = f"{shown(unknown[0])} is no section of this audit's checklists"
        raise InputInvalid(Problem("section", what, nearest(unknown[0], known)))
    facts = case_facts(audit.request)
    for checklist in checklists:
        for section in checklist.sections:
            asked = [
                question
                for question in section.questions
                if evaluate(question.applies_when, facts) is not Truth.FALSE
                and (wanted is None or question.id in wanted)
            ]
            if asked and _is_chosen(section, named):
                yield AskedSection(
                    checklist.title,
                    section.id,
                    section.title,
                    tuple(_question(question, checklist) for question in asked),
                )


def _is_chosen(section: Section, named: Collection[str]) -> bool:
    """Without names, everything but what is about the investor and not the investee."""
    return section.id in named if named else section.counts_towards is CountsTowards.SCORE


def _question(question: Question, checklist: Checklist) -> AskedQuestion:
    return AskedQuestion(
        question.id,
        question.text,
        asked_when(question.applies_when),
        question.guidance,
        tuple(AskedWord(v.code, v.meaning) for v in checklist.scale(question.scale).values),
    )


def _open_questions(
    place: Workplace,
    work: UnitOfWork,
    audit: OpenedAudit,
    checklists: tuple[Checklist, ...],
    moment: datetime,
) -> frozenset[str]:
    """Questions of which it is open what their answers are worth."""
    fieldwork = work.fieldwork.load(audit.id)
    policy = policy_of(place, audit)
    score = assess(audit.request, checklists, policy, fieldwork, moment.date()).score
    return frozenset(
        entry.question.id for entry in score.questions if entry.effective.standing in OPEN
    )


def _same(there: Questionnaire, asked: Questionnaire) -> bool:
    return (there.sections, there.sent_to, there.answer_by) == (
        asked.sections,
        asked.sent_to,
        asked.answer_by,
    )
