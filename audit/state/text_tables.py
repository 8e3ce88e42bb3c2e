"""The tables of texts and suggestions. Each only grows; the index of words beside them is derived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audit.state.columns import Base
from audit.state.tables import AUDIT, ITEM, RECORD
from audit.texts.extraction import TextOutcome
from audit.texts.suggestion import Verdict


class TextExtractionRow(Base):
    """An attempt to read the text of an item."""

    __tablename__ = "text_extraction"
    __table_args__ = (
        ForeignKeyConstraint(["audit", "item"], ["evidence_item.audit", "evidence_item.item"]),
        {"comment": "Attempts to read the text of an item; the highest sequence is current"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    item: Mapped[str] = mapped_column(primary_key=True, comment=ITEM)
    sequence: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        comment="1 for the first attempt at the item, then later ones",
    )
    item_sha256: Mapped[str] = mapped_column(comment="SHA-256 of the item's bytes")
    outcome: Mapped[TextOutcome] = mapped_column(comment="Whether there is text, and if not, why")
    extracted_at: Mapped[datetime] = mapped_column(comment="When it was done")
    record: Mapped[str] = mapped_column(comment=RECORD)


class TextPageRow(Base):
    """A page of text."""

    __tablename__ = "text_page"
    __table_args__ = (
        ForeignKeyConstraint(
            ["audit", "item", "sequence"],
            ["text_extraction.audit", "text_extraction.item", "text_extraction.sequence"],
        ),
        UniqueConstraint("number"),
        Index(None, "number", "audit"),
        {"comment": "Text of evidence items, page by page"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    item: Mapped[str] = mapped_column(primary_key=True, comment=ITEM)
    sequence: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="The extraction it comes from"
    )
    page: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Place in the extraction, from 1"
    )
    number: Mapped[int] = mapped_column(
        comment="Place among all pages of all audits; what the index calls it"
    )
    locator: Mapped[str] = mapped_column(comment="Where it stands in the item, such as page 3")
    sha256: Mapped[str] = mapped_column(comment="SHA-256 of the text in UTF-8")
    text: Mapped[str] = mapped_column(comment="The text")


class SuggestionDecisionRow(Base):
    """What a person decided on a suggested passage."""

    __tablename__ = "suggestion_decision"
    __table_args__ = (
        ForeignKeyConstraint(["audit", "item"], ["evidence_item.audit", "evidence_item.item"]),
        UniqueConstraint("audit", "entry"),
        {"comment": "What people decided on suggested passages"},
    )

    audit: Mapped[str] = mapped_column(primary_key=True, comment=AUDIT)
    suggestion: Mapped[str] = mapped_column(
        primary_key=True, comment="Id of the suggestion in its audit"
    )
    entry: Mapped[int] = mapped_column(comment="Place in the order of recording, from 1")
    about: Mapped[str] = mapped_column(comment="Question or allegation")
    asked_sha256: Mapped[str] = mapped_column(
        comment="SHA-256 of the words of that question or allegation"
    )
    item: Mapped[str] = mapped_column(comment="The item with the passage")
    passage_sha256: Mapped[str] = mapped_column(comment="SHA-256 of the passage in UTF-8")
    verdict: Mapped[Verdict] = mapped_column(comment="What was decided")
    decided_by: Mapped[str] = mapped_column(ForeignKey("person.id"), comment="Who decided")
    decided_at: Mapped[datetime] = mapped_column(comment="When it was decided")
    record: Mapped[str] = mapped_column(comment=RECORD)
