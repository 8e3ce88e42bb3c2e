"""Appraisals, erasures and redactions, and ledger events that seal what is recorded of an item."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from audit.domain.errors import AuditError
from audit.state.triggers import append_only, erasable

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the tables; from now on the text of what was erased can be deleted."""
    dialect = op.get_bind().dialect.name
    op.add_column("custody_event", _record_digest())
    for table in _tables():
        for statement in append_only(dialect, table):
            op.execute(statement)
    op.create_index("ix_evidence_erasure_sha256", "evidence_erasure", ["sha256"])
    for statement in erasable(dialect, sa.Table("text_page", sa.MetaData())):
        op.execute(statement)


def downgrade() -> None:
    """There is no way back that keeps the history."""
    raise AuditError("History is appended; go back to a copy of the database instead.")


def _record_digest() -> sa.Column[str]:
    return sa.Column(
        "record_digest",
        sa.Text(),
        nullable=False,
        server_default=sa.text("''"),
        comment="SHA-256 of what the act put on record; empty where it recorded nothing",
    )


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False, comment=comment)


def _moment(name: str, comment: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, comment=comment)


def _keys(table: str, *more: str, by: str) -> Iterator[sa.Constraint]:
    """Of one item of one audit, by a registered person."""
    yield sa.PrimaryKeyConstraint("audit", "item", *more, name=f"pk_{table}")
    yield sa.ForeignKeyConstraint(
        ["audit", "item"],
        ["evidence_item.audit", "evidence_item.item"],
        name=f"fk_{table}_audit_item",
    )
    yield sa.ForeignKeyConstraint([by], ["person.id"], name=f"fk_{table}_{by}")


def _entry(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("audit", "entry", name=f"uq_{table}_audit_entry")


def _tables() -> Iterator[sa.Table]:
    yield op.create_table(
        "evidence_appraisal",
        _text("audit", "Id of the audit"),
        _text("item", "Id of the item in its audit"),
        _number("sequence", "1 for the first appraisal of the item"),
        _number("entry", "Place in the order of recording, from 1"),
        _text("grade", "Admiralty grade from then on, such as B2"),
        _text("reason", "Why"),
        _text("appraised_by", "Who did it"),
        _moment("appraised_at", "When it was done"),
        _text("record", "The whole item from then on as canonical JSON"),
        *_keys("evidence_appraisal", "sequence", by="appraised_by"),
        _entry("evidence_appraisal"),
        comment="Evidence items as they were described or graded later",
    )
    yield op.create_table(
        "evidence_erasure",
        _text("audit", "Id of the audit"),
        _text("item", "Id of the item in its audit"),
        _number("entry", "Place in the order of recording, from 1"),
        _text("sha256", "SHA-256 of the bytes destroyed"),
        _text("erased_by", "Who did it"),
        _moment("erased_at", "When it was done"),
        _text("record", "The whole record as canonical JSON"),
        *_keys("evidence_erasure", by="erased_by"),
        _entry("evidence_erasure"),
        comment="Evidence items whose bytes were destroyed; their digests stay",
    )
    yield op.create_table(
        "redaction",
        _text("audit", "Id of the audit"),
        _text("item", "Id of the item in its audit"),
        _number("sequence", "1 for the first redaction of the item"),
        _text("sha256", "SHA-256 of the redacted copy"),
        _text("redacted_by", "Who did it"),
        _moment("redacted_at", "When it was done"),
        _text("record", "The whole record as canonical JSON"),
        *_keys("redaction", "sequence", by="redacted_by"),
        comment="Redacted copies of evidence items; the highest sequence is current",
    )
