"""The tables of an audit, each of which only grows."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

import sqlalchemy as sa
from alembic import op

from audit.domain.errors import AuditError
from audit.state.triggers import append_only, independent_sign_off, refuse_change_function

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, then let the database itself refuse any change to their rows."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(refuse_change_function())
    for table in chain(_people_and_audits(), _fieldwork(), _conclusions()):
        for statement in append_only(dialect, table):
            op.execute(statement)
    for statement in independent_sign_off(dialect):
        op.execute(statement)


def downgrade() -> None:
    """There is no way back that keeps the history."""
    raise AuditError("History is appended; go back to a copy of the database instead.")


def _text(name: str, comment: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, comment=comment)


def _word(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), nullable=False, comment=comment)


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False, comment=comment)


def _day(name: str, comment: str, *, nullable: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=nullable, comment=comment)


def _moment(name: str, comment: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, comment=comment)


def _people_and_audits() -> Iterator[sa.Table]:
    yield op.create_table(
        "person",
        _text("id", "Id of the person"),
        _text("name", "Name as printed on reports"),
        _text("roles", "Roles, separated by commas without spaces"),
        _word("kind", "A human being, or a script named as one"),
        _moment("registered_at", "When the person was registered"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        comment="People registered to work on audits",
    )
    yield op.create_table(
        "audit",
        _text("id", "Id of the audit"),
        _text("opening_key", "Opening twice with the same key gives the same audit"),
        _moment("opened_at", "When it was opened"),
        _text("investee_name", "Legal name of the investee"),
        _text("investee_country", "ISO 3166-1 alpha-2 code"),
        _text("investor", "Who holds the investment"),
        _text("analyst", "Person who does the audit and cannot sign it off"),
        _text("policy_id", "Decision policy"),
        _text("policy_version", "Version of the policy"),
        _text("policy_digest", "SHA-256 of the policy's file"),
        _text("previous_audit", "The audit before it; null for a first audit", nullable=True),
        _day(
            "evidence_deadline",
            "Day until which evidence can be handed in; null for none",
            nullable=True,
        ),
        _text("request_digest", "SHA-256 of the request's canonical JSON"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(["analyst"], ["person.id"], name="fk_audit_analyst"),
        sa.ForeignKeyConstraint(["previous_audit"], ["audit.id"], name="fk_audit_previous_audit"),
        sa.UniqueConstraint("opening_key", name="uq_audit_opening_key"),
        comment="Audits as they were opened",
    )
    op.create_index("ix_audit_investee_name", "audit", ["investee_name"])
    op.create_index("ix_audit_previous_audit", "audit", ["previous_audit"])
    yield op.create_table(
        "audit_checklist",
        _text("audit", "Id of the audit"),
        _text("checklist_id", "Id of the checklist"),
        _text("version", "Published version"),
        _text("digest", "SHA-256 of the checklist's file"),
        sa.PrimaryKeyConstraint("audit", "checklist_id", name="pk_audit_checklist"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_audit_checklist_audit"),
        comment="Checklist versions that an audit runs",
    )
    yield op.create_table(
        "stage_completion",
        _text("audit", "Id of the audit"),
        _word("stage", "The stage"),
        _text("input_digest", "Digest of what went in"),
        _text("output_digest", "Digest of what came out"),
        _moment("completed_at", "When it was completed"),
        sa.PrimaryKeyConstraint("audit", "stage", "input_digest", name="pk_stage_completion"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_stage_completion_audit"),
        comment="Stages completed, by the digest of what went in",
    )


def _fieldwork() -> Iterator[sa.Table]:
    yield op.create_table(
        "evidence_item",
        _text("audit", "Id of the audit"),
        _text("item", "Id of the item in its audit"),
        _number("entry", "Place in the order of recording, from 1"),
        _text("type", "Code of the evidence type"),
        _text("sha256", "SHA-256 of the stored bytes"),
        _text("grade", "Admiralty grade such as B2"),
        _text("originator", "Who first published the information"),
        _moment("collected_at", "When it was collected"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "item", name="pk_evidence_item"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_evidence_item_audit"),
        sa.UniqueConstraint("audit", "entry", name="uq_evidence_item_audit_entry"),
        comment="Evidence items of an audit",
    )
    op.create_index("ix_evidence_item_sha256", "evidence_item", ["sha256"])
    yield op.create_table(
        "claim",
        _text("audit", "Id of the audit"),
        _number("seq", "Place in the order of recording, from 1"),
        _text("evidence", "The item that says it"),
        _text("about", "Allegation; empty for context"),
        _word("relation", "How it bears on the allegation"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "seq", name="pk_claim"),
        sa.ForeignKeyConstraint(
            ["audit", "evidence"],
            ["evidence_item.audit", "evidence_item.item"],
            name="fk_claim_audit_evidence",
        ),
        comment="What an evidence item says about an allegation",
    )
    yield op.create_table(
        "answer",
        _text("audit", "Id of the audit"),
        _text("question", "Id of the question"),
        _number("sequence", "1 for the first answer, then corrections"),
        _number("entry", "Place in the order of recording, from 1"),
        _text("kind", "valued, not_applicable or unknown"),
        _text("value", "Word of the scale, or why it is unknown"),
        _text("answered_by", "Who answered"),
        _moment("answered_at", "When it was answered"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "question", "sequence", name="pk_answer"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_answer_audit"),
        sa.UniqueConstraint("audit", "entry", name="uq_answer_audit_entry"),
        comment="Answers; the highest sequence of a question is current",
    )
    yield op.create_table(
        "fieldwork_record",
        _text("audit", "Id of the audit"),
        _word("kind", "What the record is"),
        _text("key", "Which of its kind it is"),
        _number("sequence", "1 for the first record, then corrections"),
        _number("entry", "Place in the order of recording, from 1"),
        _text("recorded_by", "Who recorded it"),
        _moment("recorded_at", "When it was recorded"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "kind", "key", "sequence", name="pk_fieldwork_record"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_fieldwork_record_audit"),
        sa.UniqueConstraint("audit", "entry", name="uq_fieldwork_record_audit_entry"),
        comment="Fieldwork records; the highest sequence of a key is current",
    )
    yield op.create_table(
        "custody_event",
        _text("audit", "Id of the audit"),
        _number("sequence", "1 for the first event, without gaps"),
        _word("kind", "What was done to the item"),
        _text("item", "What it was done to"),
        _text("item_digest", "SHA-256 of the item at that moment"),
        _text("actor", "Who did it"),
        _moment("at", "When it was done"),
        _text("reason", "Why it was done"),
        _text("previous_digest", "Digest of the event before it"),
        _text("digest", "SHA-256 over every other field"),
        sa.PrimaryKeyConstraint("audit", "sequence", name="pk_custody_event"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_custody_event_audit"),
        sa.UniqueConstraint("digest", name="uq_custody_event_digest"),
        comment="Hash-chained custody ledger of each audit",
    )


def _conclusions() -> Iterator[sa.Table]:
    yield op.create_table(
        "review_record",
        _text("audit", "Id of the audit"),
        _text("digest", "SHA-256 of the body"),
        _text("body", "The whole record as canonical JSON"),
        _moment("created_at", "When it was made"),
        sa.PrimaryKeyConstraint("audit", "digest", name="pk_review_record"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_review_record_audit"),
        comment="Exactly what a reviewer had before them",
    )
    yield op.create_table(
        "review_turn",
        _text("audit", "Id of the audit"),
        _number("sequence", "1 for the first review record"),
        _text("digest", "The review record; one from before can return"),
        _moment("created_at", "When it became the one to be read"),
        sa.PrimaryKeyConstraint("audit", "sequence", name="pk_review_turn"),
        sa.ForeignKeyConstraint(
            ["audit", "digest"],
            ["review_record.audit", "review_record.digest"],
            name="fk_review_turn_audit_digest",
        ),
        comment="Which review record became the one to be read",
    )
    yield op.create_table(
        "sign_off",
        _text("audit", "Id of the audit"),
        _number("sequence", "1 for the first sign-off of an audit"),
        _text("reviewer", "Registered reviewer; never the analyst of the audit"),
        _word("outcome", "What the reviewer signs for"),
        _text("reason", "Why, when it differs from the recommendation"),
        _text("basis_digest", "Review record that was read"),
        _moment("signed_at", "When it was signed"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "sequence", name="pk_sign_off"),
        sa.ForeignKeyConstraint(
            ["audit", "basis_digest"],
            ["review_record.audit", "review_record.digest"],
            name="fk_sign_off_audit_basis_digest",
        ),
        sa.ForeignKeyConstraint(["reviewer"], ["person.id"], name="fk_sign_off_reviewer"),
        comment="Acts of reviewers over a review record",
    )
    yield op.create_table(
        "decision",
        _text("audit", "Id of the audit"),
        _word("outcome", "What was decided"),
        _day("next_review_on", "Day of the next review"),
        _moment("decided_at", "When it was decided"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", name="pk_decision"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_decision_audit"),
        comment="What was decided, once for each audit",
    )
    op.create_index("ix_decision_next_review_on", "decision", ["next_review_on"])
    yield op.create_table(
        "policy_change",
        _text("audit", "Id of the audit"),
        _number("sequence", "Place in the decision, from 1"),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "sequence", name="pk_policy_change"),
        sa.ForeignKeyConstraint(["audit"], ["decision.audit"], name="fk_policy_change_audit"),
        comment="Rules for future deals that a decision proposes",
    )
    yield op.create_table(
        "dossier",
        _text("audit", "Id of the audit"),
        _text("digest", "SHA-256 of the body"),
        _text("body", "The whole record as canonical JSON"),
        _moment("created_at", "When it was made"),
        sa.PrimaryKeyConstraint("audit", "digest", name="pk_dossier"),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="fk_dossier_audit"),
        comment="Frozen wholes from which reports are made",
    )
    yield op.create_table(
        "report",
        _text("audit", "Id of the audit"),
        _text("dossier_digest", "Dossier it shows"),
        _text("pdf_sha256", "SHA-256 of the PDF file"),
        _number("size", "Bytes of the PDF file"),
        _moment("rendered_at", "When it was rendered"),
        _text("versions", "Programs that made it, as a JSON list"),
        sa.PrimaryKeyConstraint("audit", "dossier_digest", "pdf_sha256", name="pk_report"),
        sa.ForeignKeyConstraint(
            ["audit", "dossier_digest"],
            ["dossier.audit", "dossier.digest"],
            name="fk_report_audit_dossier_digest",
        ),
        comment="PDF files made from a dossier",
    )
