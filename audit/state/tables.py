"""The tables. Each only grows: a correction is a new row, and the database refuses anything else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audit.domain.audit import AuditStage
from audit.domain.decision import Outcome
from audit.domain.evidence import Relation
from audit.domain.signoff import PersonKind
from audit.state.columns import Base
from audit.state.record_kind import RecordKind

RECORD = "The whole record as canonical JSON"
AUDIT = "Id of the audit"
ITEM = "Id of the item in its audit"


class PersonRow(Base):
    """Someone registered to work on audits."""

    __tablename__ = "person"
    __table_args__ = ({"comment": "People registered to work on audits"},)

    id: Mapped[str] = mapped_column(primary_key=True, comment="Id of the person")
    name: Mapped[str] = mapped_column(comment="Name as printed on reports")
    roles: Mapped[str] = mapped_column(comment="Roles, separated by commas without spaces")
    kind: Mapped[PersonKind] = mapped_column(comment="A human being, or a script named as one")
    registered_at: Mapped[datetime] = mapped_column(comment="When the person was registered")


class AuditRow(Base):
    """An audit as it was opened."""

    __tablename__ = "audit"
    __table_args__ = ({"comment": "Audits as they were opened"},)

    id: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    opening_key: Mapped[str] = mapped_column(
        unique=True, comment="Opening twice with the same key gives the same audit"
    )
    opened_at: Mapped[datetime] = mapped_column(comment="When it was opened")
    investee_name: Mapped[str] = mapped_column(index=True, comment="Legal name of the investee")
    investee_country: Mapped[str] = mapped_column(comment="ISO 3166-1 alpha-2 code")
    investor: Mapped[str] = mapped_column(comment="Who holds the investment")
    analyst: Mapped[str] = mapped_column(
        ForeignKey("person.id"), comment="Person who does the audit and cannot sign it off"
    )
    policy_id: Mapped[str] = mapped_column(comment="Decision policy")
    policy_version: Mapped[str] = mapped_column(comment="Version of the policy")
    policy_digest: Mapped[str] = mapped_column(comment="SHA-256 of the policy's file")
    previous_audit: Mapped[str | None] = mapped_column(
        ForeignKey("audit.id"), index=True, comment="The audit before it; null for a first audit"
    )
    evidence_deadline: Mapped[date | None] = mapped_column(
        comment="Day until which evidence can be handed in; null for none"
    )
    request_digest: Mapped[str] = mapped_column(comment="SHA-256 of the request's canonical JSON")
    record: Mapped[str] = mapped_column(comment=RECORD)


class AuditChecklistRow(Base):
    """A checklist version that an audit runs."""

    __tablename__ = "audit_checklist"
    __table_args__ = ({"comment": "Checklist versions that an audit runs"},)

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    checklist_id: Mapped[str] = mapped_column(primary_key=True, comment="Id of the checklist")
    version: Mapped[str] = mapped_column(comment="Published version")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of the checklist's file")


class EvidenceItemRow(Base):
    """An evidence item of an audit."""

    __tablename__ = "evidence_item"
    __table_args__ = (UniqueConstraint("audit", "entry"), {"comment": "Evidence items of an audit"})

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    item: Mapped[str] = mapped_column(primary_key=True, comment="Id of the item in its audit")
    entry: Mapped[int] = mapped_column(comment="Place in the order of recording, from 1")
    type: Mapped[str] = mapped_column(comment="Code of the evidence type")
    sha256: Mapped[str] = mapped_column(index=True, comment="SHA-256 of the stored bytes")
    grade: Mapped[str] = mapped_column(comment="Admiralty grade such as B2")
    originator: Mapped[str] = mapped_column(comment="Who first published the information")
    collected_at: Mapped[datetime] = mapped_column(comment="When it was collected")
    record: Mapped[str] = mapped_column(comment=RECORD)


class ClaimRow(Base):
    """What an evidence item says."""

    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(["audit", "evidence"], ["evidence_item.audit", "evidence_item.item"]),
        {"comment": "What an evidence item says"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    seq: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Place in the order of recording, from 1"
    )
    evidence: Mapped[str] = mapped_column(comment="The item that says it")
    about: Mapped[str] = mapped_column(comment="Allegation or question; empty for context")
    relation: Mapped[Relation] = mapped_column(comment="How it bears on that")
    record: Mapped[str] = mapped_column(comment=RECORD)


class AnswerRow(Base):
    """An answer to a question; the one with the highest sequence is current."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("audit", "entry"),
        {"comment": "Answers; the highest sequence of a question is current"},
    )

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    question: Mapped[str] = mapped_column(primary_key=True, comment="Id of the question")
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first answer, then corrections"
    )
    entry: Mapped[int] = mapped_column(comment="Place in the order of recording, from 1")
    kind: Mapped[str] = mapped_column(comment="valued, not_applicable or unknown")
    value: Mapped[str] = mapped_column(comment="Word of the scale, or why it is unknown")
    answered_by: Mapped[str] = mapped_column(comment="Who answered")
    answered_at: Mapped[datetime] = mapped_column(comment="When it was answered")
    record: Mapped[str] = mapped_column(comment=RECORD)


class FieldworkRow(Base):
    """Another record of the fieldwork; of each key, the one with the highest sequence is current."""

    __tablename__ = "fieldwork_record"
    __table_args__ = (
        UniqueConstraint("audit", "entry"),
        {"comment": "Fieldwork records; the highest sequence of a key is current"},
    )

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    kind: Mapped[RecordKind] = mapped_column(primary_key=True, comment="What the record is")
    key: Mapped[str] = mapped_column(primary_key=True, comment="Which of its kind it is")
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first record, then corrections"
    )
    entry: Mapped[int] = mapped_column(comment="Place in the order of recording, from 1")
    recorded_by: Mapped[str] = mapped_column(comment="Who recorded it")
    recorded_at: Mapped[datetime] = mapped_column(comment="When it was recorded")
    record: Mapped[str] = mapped_column(comment=RECORD)


class StageCompletionRow(Base):
    """A stage that an audit completed for one input."""

    __tablename__ = "stage_completion"
    __table_args__ = ({"comment": "Stages completed, by the digest of what went in"},)

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    stage: Mapped[AuditStage] = mapped_column(primary_key=True, comment="The stage")
    input_digest: Mapped[str] = mapped_column(primary_key=True, comment="Digest of what went in")
    output_digest: Mapped[str] = mapped_column(comment="Digest of what came out")
    completed_at: Mapped[datetime] = mapped_column(comment="When it was completed")


class ReviewRecordRow(Base):
    """What a reviewer had before them."""

    __tablename__ = "review_record"
    __table_args__ = ({"comment": "Exactly what a reviewer had before them"},)

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    digest: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the body")
    body: Mapped[str] = mapped_column(comment=RECORD)
    created_at: Mapped[datetime] = mapped_column(comment="When it was made")


class ReviewTurnRow(Base):
    """Which review record became the one to be read; the highest sequence is."""

    __tablename__ = "review_turn"
    __table_args__ = (
        ForeignKeyConstraint(["audit", "digest"], ["review_record.audit", "review_record.digest"]),
        {"comment": "Which review record became the one to be read"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first review record"
    )
    digest: Mapped[str] = mapped_column(comment="The review record; one from before can return")
    created_at: Mapped[datetime] = mapped_column(comment="When it became the one to be read")


class SignOffRow(Base):
    """A reviewer's act over a review record."""

    __tablename__ = "sign_off"
    __table_args__ = (
        ForeignKeyConstraint(
            ["audit", "basis_digest"], ["review_record.audit", "review_record.digest"]
        ),
        {"comment": "Acts of reviewers over a review record"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first sign-off of an audit"
    )
    reviewer: Mapped[str] = mapped_column(
        ForeignKey("person.id"), comment="Registered reviewer; never the analyst of the audit"
    )
    outcome: Mapped[Outcome] = mapped_column(comment="What the reviewer signs for")
    reason: Mapped[str] = mapped_column(comment="Why, when it differs from the recommendation")
    basis_digest: Mapped[str] = mapped_column(comment="Review record that was read")
    signed_at: Mapped[datetime] = mapped_column(comment="When it was signed")
    record: Mapped[str] = mapped_column(comment=RECORD)


class DecisionRow(Base):
    """What was decided at the end of an audit."""

    __tablename__ = "decision"
    __table_args__ = ({"comment": "What was decided, once for each audit"},)

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    outcome: Mapped[Outcome] = mapped_column(comment="What was decided")
    next_review_on: Mapped[date] = mapped_column(index=True, comment="Day of the next review")
    decided_at: Mapped[datetime] = mapped_column(comment="When it was decided")
    record: Mapped[str] = mapped_column(comment=RECORD)


class PolicyChangeRow(Base):
    """A rule for future deals that a decision proposes."""

    __tablename__ = "policy_change"
    __table_args__ = ({"comment": "Rules for future deals that a decision proposes"},)

    audit: Mapped[str] = mapped_column(
        ForeignKey("decision.audit"), primary_key=True, comment=AUDIT
    )
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Place in the decision, from 1"
    )
    record: Mapped[str] = mapped_column(comment=RECORD)


class DossierRow(Base):
    """The frozen whole of an audit."""

    __tablename__ = "dossier"
    __table_args__ = ({"comment": "Frozen wholes from which reports are made"},)

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    digest: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the body")
    body: Mapped[str] = mapped_column(comment=RECORD)
    created_at: Mapped[datetime] = mapped_column(comment="When it was made")


class ReportRow(Base):
    """A PDF made from a dossier."""

    __tablename__ = "report"
    __table_args__ = (
        ForeignKeyConstraint(["audit", "dossier_digest"], ["dossier.audit", "dossier.digest"]),
        {"comment": "PDF files made from a dossier"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    dossier_digest: Mapped[str] = mapped_column(primary_key=True, comment="Dossier it shows")
    pdf_sha256: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the PDF file")
    size: Mapped[int] = mapped_column(comment="Bytes of the PDF file")
    rendered_at: Mapped[datetime] = mapped_column(comment="When it was rendered")
    versions: Mapped[str] = mapped_column(comment="Programs that made it, as a JSON list")
