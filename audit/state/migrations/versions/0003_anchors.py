"""Timestamps of outside authorities over the custody ledger."""

import sqlalchemy as sa
from alembic import op

from audit.domain.errors import AuditError
from audit.state.triggers import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, which only grows."""
    for statement in append_only(op.get_bind().dialect.name, _anchors()):
        op.execute(statement)


def downgrade() -> None:
    """There is no way back that keeps the history."""
    raise AuditError("History is appended; go back to a copy of the database instead.")


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False, comment=comment)


def _anchors() -> sa.Table:
    return op.create_table(
        "anchor",
        _text("audit", "Id of the audit"),
        _number("sequence", "1 for the first anchor of an audit"),
        _number("events", "The event of the ledger that it is over"),
        _text("digest", "Digest of that event, which was stamped"),
        _text("authority", "Address of the timestamp authority"),
        sa.Column(
            "token",
            sa.LargeBinary(),
            nullable=False,
            comment="The authority's response in DER (RFC 3161)",
        ),
        _text("policy", "Object identifier of the authority's policy"),
        sa.Column(
            "stamped_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="The time that the authority claims",
        ),
        _text("requested_by", "Who asked for it"),
        sa.PrimaryKeyConstraint("audit", "sequence", name="pk_anchor"),
        sa.ForeignKeyConstraint(
            ["audit", "events"],
            ["custody_event.audit", "custody_event.sequence"],
            name="fk_anchor_audit_events",
        ),
        comment="Timestamps of outside authorities over the ledger",
    )
