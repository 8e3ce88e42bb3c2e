"""Questionnaires that were sent, what came back, and what was noted beside it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.questionnaire import AnswerNote, Questionnaire, Returned
from audit.records import from_json, to_json
from audit.state.questionnaire_tables import AnswerNoteRow, QuestionnaireReturnRow, QuestionnaireRow
from audit.state.repository.nearest import unknown


@dataclass(frozen=True, slots=True)
class Sent:
    """A questionnaire with the file that was sent."""

    asked: Questionnaire
    questions_digest: str
    """SHA-256 over the questions asked."""
    file_sha256: str


class Questionnaires:
    """The questionnaires of every audit. Whoever adds to them holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, sent: Sent) -> None:
        """Record a questionnaire that is sent."""
        asked = sent.asked
        self._session.add(
            QuestionnaireRow(
                audit=asked.audit,
                questionnaire=asked.id,
                entry=len(self.sent(asked.audit)) + 1,
                questions_digest=sent.questions_digest,
                file_sha256=sent.file_sha256,
                sent_by=asked.sent_by,
                sent_at=asked.sent_at,
                sent_to=asked.sent_to,
                answer_by=asked.answer_by,
                record=to_json(asked),
            )
        )
        self._session.flush()

    def sent(self, audit: str) -> tuple[Sent, ...]:
        """Every questionnaire of the audit, from the first."""
        rows = self._session.scalars(
            select(QuestionnaireRow)
            .where(QuestionnaireRow.audit == audit)
            .order_by(QuestionnaireRow.entry)
        )
        return tuple(map(_sent, rows))

    def get(self, audit: str, questionnaire: str) -> Sent:
        """One questionnaire; raises AuditError naming the nearest."""
        row = self._session.get(QuestionnaireRow, (audit, questionnaire))
        if row is None:
            known = [sent.asked.id for sent in self.sent(audit)]
            raise unknown(f"questionnaire of audit {audit} called", questionnaire, known)
        return _sent(row)

    def add_return(self, audit: str, returned: Returned) -> None:
        """Record what came back; it replaces what came back for the same questionnaire before."""
        before = select(func.count()).where(
            QuestionnaireReturnRow.audit == audit,
            QuestionnaireReturnRow.questionnaire == returned.questionnaire,
        )
        self._session.add(
            QuestionnaireReturnRow(
                audit=audit,
                questionnaire=returned.questionnaire,
                sequence=(self._session.scalar(before) or 0) + 1,
                item=returned.item,
                taken_by=returned.taken_by,
                taken_at=returned.taken_at,
                record=to_json(returned),
            )
        )
        self._session.flush()

    def returned(self, audit: str, questionnaire: str) -> Returned | None:
        """What came back last; None when nothing did."""
        record = self._session.scalars(
            select(QuestionnaireReturnRow.record)
            .where(
                QuestionnaireReturnRow.audit == audit,
                QuestionnaireReturnRow.questionnaire == questionnaire,
            )
            .order_by(QuestionnaireReturnRow.sequence.desc())
            .limit(1)
        ).first()
        return None if record is None else from_json(Returned, record)

    def add_note(self, audit: str, note: AnswerNote) -> None:
        """Record a note; it replaces the one beside the same given answer."""
        before = select(func.count()).where(
            AnswerNoteRow.audit == audit,
            AnswerNoteRow.questionnaire == note.questionnaire,
            AnswerNoteRow.question == note.question,
        )
        self._session.add(
            AnswerNoteRow(
                audit=audit,
                questionnaire=note.questionnaire,
                question=note.question,
                sequence=(self._session.scalar(before) or 0) + 1,
                noted_by=note.noted_by,
                noted_at=note.noted_at,
                record=to_json(note),
            )
        )
        self._session.flush()

    def notes(self, audit: str, questionnaire: str) -> dict[str, AnswerNote]:
        """The latest note beside each given answer, by question; notes taken back are left out."""
        records = self._session.scalars(
            select(AnswerNoteRow.record)
            .where(AnswerNoteRow.audit == audit, AnswerNoteRow.questionnaire == questionnaire)
            .order_by(AnswerNoteRow.sequence)
        )
        latest = {note.question: note for note in (from_json(AnswerNote, r) for r in records)}
        return {question: note for question, note in latest.items() if note.text}


def _sent(row: QuestionnaireRow) -> Sent:
    return Sent(from_json(Questionnaire, row.record), row.questions_digest, row.file_sha256)
