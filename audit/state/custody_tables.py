"""The tables of custody: what was done to evidence, and what followed from it. Each only grows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from audit.custody.event import CustodyKind
from audit.state.columns import Base
from audit.state.tables import AUDIT, ITEM, RECORD

OF_ITEM = (["audit", "item"], ["evidence_item.audit", "evidence_item.item"])


class CustodyEventRow(Base):
    """One link of an audit's custody ledger."""

    __tablename__ = "custody_event"
    __table_args__ = ({"comment": "Hash-chained custody ledger of each audit"},)

    audit: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True, comment=AUDIT)
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first event, without gaps"
    )
    kind: Mapped[CustodyKind] = mapped_column(comment="What was done to the item")
    item: Mapped[str] = mapped_column(comment="What it was done to")
    item_digest: Mapped[str] = mapped_column(comment="SHA-256 of the item at that moment")
    actor: Mapped[str] = mapped_column(comment="Who did it")
    at: Mapped[datetime] = mapped_column(comment="When it was done")
    reason: Mapped[str] = mapped_column(comment="Why it was done")
    previous_digest: Mapped[str] = mapped_column(comment="Digest of the event before it")
    digest: Mapped[str] = mapped_column(unique=True, comment="SHA-256 over every other field")
    record_digest: Mapped[str] = mapped_column(
        server_default=text("''"),
        comment="SHA-256 of what the act put on record; empty where it recorded nothing",
    )


class AnchorRow(Base):
    """A timestamp of an outside authority over one event of the ledger."""

    __tablename__ = "anchor"
    __table_args__ = (
        ForeignKeyConstraint(
            ["audit", "events"], ["custody_event.audit", "custody_event.sequence"]
        ),
        {"comment": "Timestamps of outside authorities over the ledger"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first anchor of an audit"
    )
    events: Mapped[int] = mapped_column(comment="The event of the ledger that it is over")
    digest: Mapped[str] = mapped_column(comment="Digest of that event, which was stamped")
    authority: Mapped[str] = mapped_column(comment="Address of the timestamp authority")
    token: Mapped[bytes] = mapped_column(comment="The authority's response in DER (RFC 3161)")
    policy: Mapped[str] = mapped_column(comment="Object identifier of the authority's policy")
    stamped_at: Mapped[datetime] = mapped_column(comment="The time that the authority claims")
    requested_by: Mapped[str] = mapped_column(comment="Who asked for it")


class EvidenceAppraisalRow(Base):
    """An item as somebody described or graded it later; the one with the highest sequence is current."""

    __tablename__ = "evidence_appraisal"
    __table_args__ = (
        ForeignKeyConstraint(*OF_ITEM),
        UniqueConstraint("audit", "entry"),
        {"comment": "Evidence items as they were described or graded later"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    item: Mapped[str] = mapped_column(primary_key=True, comment=ITEM)
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first appraisal of the item"
    )
    entry: Mapped[int] = mapped_column(comment="Place in the order of recording, from 1")
    grade: Mapped[str] = mapped_column(comment="Admiralty grade from then on, such as B2")
    reason: Mapped[str] = mapped_column(comment="Why")
    appraised_by: Mapped[str] = mapped_column(ForeignKey("person.id"), comment="Who did it")
    appraised_at: Mapped[datetime] = mapped_column(comment="When it was done")
    record: Mapped[str] = mapped_column(comment="The whole item from then on as canonical JSON")


class EvidenceErasureRow(Base):
    """An item whose bytes were destroyed."""

    __tablename__ = "evidence_erasure"
    __table_args__ = (
        ForeignKeyConstraint(*OF_ITEM),
        UniqueConstraint("audit", "entry"),
        {"comment": "Evidence items whose bytes were destroyed; their digests stay"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    item: Mapped[str] = mapped_column(primary_key=True, comment=ITEM)
    entry: Mapped[int] = mapped_column(comment="Place in the order of recording, from 1")
    sha256: Mapped[str] = mapped_column(index=True, comment="SHA-256 of the bytes destroyed")
    erased_by: Mapped[str] = mapped_column(ForeignKey("person.id"), comment="Who did it")
    erased_at: Mapped[datetime] = mapped_column(comment="When it was done")
    record: Mapped[str] = mapped_column(comment=RECORD)


class RedactionRow(Base):
    """A redacted copy of an item; the one with the highest sequence is current."""

    __tablename__ = "redaction"
    __table_args__ = (
        ForeignKeyConstraint(*OF_ITEM),
        {"comment": "Redacted copies of evidence items; the highest sequence is current"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    item: Mapped[str] = mapped_column(primary_key=True, comment=ITEM)
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="1 for the first redaction of the item"
    )
    sha256: Mapped[str] = mapped_column(comment="SHA-256 of the redacted copy")
    redacted_by: Mapped[str] = mapped_column(ForeignKey("person.id"), comment="Who did it")
    redacted_at: Mapped[datetime] = mapped_column(comment="When it was done")
    record: Mapped[str] = mapped_column(comment=RECORD)
