"""The tables of questionnaires: what was sent, what came back, and notes beside it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audit.state.columns import Base
from audit.state.tables import AUDIT, RECORD


class QuestionnaireRow(Base):
    """A questionnaire as it was sent."""

    __tablename__ = "questionnaire"
    __table_args__ = (
        UniqueConstraint("audit", "entry"),
        {"comment": "Questionnaires as they were sent"},
    )

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    questionnaire: Mapped[str] = mapped_column(
        primary_key=True, comment="Id of the questionnaire in its audit"
    )
    entry: Mapped[int] = mapped_column(comment="Place in the order of sending, from 1")
    questions_digest: Mapped[str] = mapped_column(comment="SHA-256 over the questions asked")
    file_sha256: Mapped[str] = mapped_column(comment="SHA-256 of the file that was sent")
    sent_by: Mapped[str] = mapped_column(ForeignKey("person.id"), comment="Who sent it")
    sent_at: Mapped[datetime] = mapped_column(comment="When it was sent")
    sent_to: Mapped[str] = mapped_column(comment="Who was asked")
    answer_by: Mapped[date | None] = mapped_column(
        comment="Day by which it was to come back; null for none"
    )
    record: Mapped[str] = mapped_column(comment=RECORD)


class QuestionnaireReturnRow(Base):
    """A file that came back; the one with the highest sequence is current."""

    __tablename__ = "questionnaire_return"
    __table_args__ = (
        ForeignKeyConstraint(
            ["audit", "questionnaire"], ["questionnaire.audit", "questionnaire.questionnaire"]
        ),
        ForeignKeyConstraint(["audit", "item"], ["evidence_item.audit", "evidence_item.item"]),
        {"comment": "What came back of questionnaires; the highest sequence is current"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    questionnaire: Mapped[str] = mapped_column(primary_key=True, comment="What it answers")
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first file, then corrections"
    )
    item: Mapped[str] = mapped_column(comment="The evidence item that the file became")
    taken_by: Mapped[str] = mapped_column(ForeignKey("person.id"), comment="Who took it in")
    taken_at: Mapped[datetime] = mapped_column(comment="When it was taken in")
    record: Mapped[str] = mapped_column(comment=RECORD)


class AnswerNoteRow(Base):
    """A note beside a given answer; the one with the highest sequence is current."""

    __tablename__ = "answer_note"
    __table_args__ = (
        ForeignKeyConstraint(
            ["audit", "questionnaire"], ["questionnaire.audit", "questionnaire.questionnaire"]
        ),
        {"comment": "Notes beside given answers; the highest sequence is current"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    questionnaire: Mapped[str] = mapped_column(primary_key=True, comment="Where it was asked")
    question: Mapped[str] = mapped_column(primary_key=True, comment="Id of the question")
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first note, then later ones"
    )
    noted_by: Mapped[str] = mapped_column(ForeignKey("person.id"), comment="Who noted it")
    noted_at: Mapped[datetime] = mapped_column(comment="When it was noted")
    record: Mapped[str] = mapped_column(comment=RECORD)
