"""Questionnaires that were sent, what came back, and notes beside it."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from audit.domain.errors import AuditError
from audit.state.triggers import append_only

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, then let the database itself refuse any change to their rows."""
    dialect = op.get_bind().dialect.name
    for table in _tables():
        for statement in append_only(dialect, table):
            op.execute(statement)


def downgrade() -> None:
    """There is no way back that keeps the history."""
    raise AuditError("History is appended; go back to a copy of the database instead.")


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False, comment=comment)


def _moment(name: str, comment: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, comment=comment)


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_{table}_{column}")


def _questionnaire(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["audit", "questionnaire"],
        ["questionnaire.audit", "questionnaire.questionnaire"],
        name=f"fk_{table}_audit_questionnaire",
    )


def _tables() -> Iterator[sa.Table]:
    yield op.create_table(
        "questionnaire",
        _text("audit", "Id of the audit"),
        _text("questionnaire", "Id of the questionnaire in its audit"),
        _number("entry", "Place in the order of sending, from 1"),
        _text("questions_digest", "SHA-256 over the questions asked"),
        _text("file_sha256", "SHA-256 of the file that was sent"),
        _text("sent_by", "Who sent it"),
        _moment("sent_at", "When it was sent"),
        _text("sent_to", "Who was asked"),
        sa.Column(
            "answer_by",
            sa.Date(),
            nullable=True,
            comment="Day by which it was to come back; null for none",
        ),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "questionnaire", name="pk_questionnaire"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_questionnaire_audit"),
        _person("questionnaire", "sent_by"),
        sa.UniqueConstraint("audit", "entry", name="uq_questionnaire_audit_entry"),
        comment="Questionnaires as they were sent",
    )
    yield op.create_table(
        "questionnaire_return",
        _text("audit", "Id of the audit"),
        _text("questionnaire", "What it answers"),
        _number("sequence", "1 for the first file, then corrections"),
        _text("item", "The evidence item that the file became"),
        _text("taken_by", "Who took it in"),
        _moment("taken_at", "When it was taken in"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint(
            "audit", "questionnaire", "sequence", name="pk_questionnaire_return"
        ),
        _questionnaire("questionnaire_return"),
        sa.ForeignKeyConstraint(
            ["audit", "item"],
            ["evidence_item.audit", "evidence_item.item"],
            name="fk_questionnaire_return_audit_item",
        ),
        _person("questionnaire_return", "taken_by"),
        comment="What came back of questionnaires; the highest sequence is current",
    )
    yield op.create_table(
        "answer_note",
        _text("audit", "Id of the audit"),
        _text("questionnaire", "Where it was asked"),
        _text("question", "Id of the question"),
        _number("sequence", "1 for the first note, then later ones"),
        _text("noted_by", "Who noted it"),
        _moment("noted_at", "When it was noted"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint(
            "audit", "questionnaire", "question", "sequence", name="pk_answer_note"
        ),
        _questionnaire("answer_note"),
        _person("answer_note", "noted_by"),
        comment="Notes beside given answers; the highest sequence is current",
    )
