"""The text of evidence, page by page, and the search in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session, aliased

from audit.domain.errors import TransitionRefused
from audit.records import from_json, text_digest, to_json
from audit.state.locks import hold
from audit.state.tables import EvidenceItemRow
from audit.state.text_tables import TextExtractionRow, TextPageRow
from audit.state.word_index import WordIndex
from audit.texts.extraction import TextRecord
from audit.texts.page import Page
from audit.texts.query import Query


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A current page of an item."""

    audit: str
    item: str
    item_sha256: str
    page: int
    """Its place in the extraction, from 1."""
    locator: str
    text: str
    sha256: str = ""
    """Digest of the text as it was recorded; empty where nobody asked for it."""


class Texts:
    """The texts of every audit. Whoever adds to them holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._index = WordIndex(session)

    def add(self, audit: str, record: TextRecord, pages: Sequence[Page]) -> None:
        """Record an attempt with its pages; from now on they are the ones that are found."""
        earlier = self.current(audit).get(record.item)
        sequence = self._sequence(audit, record.item) + 1
        if earlier is not None:
            self._index.remove({row.number: row.text for row in self._rows(audit, record.item)})
        self._session.add(
            TextExtractionRow(
                audit=audit,
                item=record.item,
                sequence=sequence,
                item_sha256=record.item_sha256,
                outcome=record.outcome,
                extracted_at=record.extracted_at,
                record=to_json(record),
            )
        )
        self._session.flush()
        self._add_pages(audit, record.item, sequence, pages)

    def copies(self, audit: str, item: str) -> tuple[str, ...]:
        """SHA-256 of the working copy of every attempt at the item."""
        records = self._session.scalars(
            select(TextExtractionRow.record).where(
                TextExtractionRow.audit == audit, TextExtractionRow.item == item
            )
        )
        made = (from_json(TextRecord, record).derivative for record in records)
        return tuple(copy.sha256 for copy in made if copy is not None)

    def delete(self, audit: str, item: str) -> None:
        """Delete the pages of an erased item; the database refuses it for any other."""
        self._index.remove({row.number: row.text for row in self._rows(audit, item)})
        self._session.execute(
            delete(TextPageRow).where(TextPageRow.audit == audit, TextPageRow.item == item)
        )

    def current(self, audit: str) -> dict[str, TextRecord]:
        """The latest attempt at each item that was read."""
        rows = self._session.execute(
            select(TextExtractionRow.item, TextExtractionRow.record)
            .where(TextExtractionRow.audit == audit)
            .order_by(TextExtractionRow.sequence)
        )
        return {row.item: from_json(TextRecord, row.record) for row in rows}

    def missing(self) -> dict[str, int]:
        """How many items of each audit nobody tried to read yet."""
        read = select(TextExtractionRow.item).where(
            TextExtractionRow.audit == EvidenceItemRow.audit,
            TextExtractionRow.item == EvidenceItemRow.item,
        )
        rows = self._session.execute(
            select(EvidenceItemRow.audit, func.count())
            .where(~read.exists())
            .group_by(EvidenceItemRow.audit)
            .order_by(EvidenceItemRow.audit)
        )
        return {row.audit: row[1] for row in rows}

    def pages(self, audit: str) -> list[StoredPage]:
        """Every current page of the audit, in the order of its items."""
        rows = self._session.execute(
            select(TextPageRow, EvidenceItemRow.sha256)
            .join(EvidenceItemRow, _same_item(TextPageRow))
            .where(TextPageRow.audit == audit, _is_current())
            .order_by(EvidenceItemRow.entry, TextPageRow.page)
        )
        return [
            StoredPage(row.audit, row.item, sha256, row.page, row.locator, row.text, row.sha256)
            for row, sha256 in rows
        ]

    def page(self, audit: str, item: str, page: int) -> StoredPage | None:
        """One current page, found to have its digest."""
        found = self._session.execute(
            select(TextPageRow, EvidenceItemRow.sha256)
            .join(EvidenceItemRow, _same_item(TextPageRow))
            .where(
                TextPageRow.audit == audit,
                TextPageRow.item == item,
                TextPageRow.page == page,
                _is_current(),
            )
        ).first()
        if found is None:
            return None
        row, sha256 = found
        if text_digest(row.text) != row.sha256:
            raise TransitionRefused(
                f"The stored text of {item}, {row.locator}, in audit {audit} no longer has the digest "
                f"{row.sha256}; restore it from a copy."
            )
        return StoredPage(audit, item, sha256, page, row.locator, row.text)

    def search(self, query: Query, audit: str = "", most: int = 20) -> list[StoredPage]:
        """The pages that match, best first; those of every audit when none is named."""
        return [
            StoredPage(
                audit=str(row["audit"]),
                item=str(row["item"]),
                item_sha256=str(row["sha256"]),
                page=int(str(row["page"])),
                locator=str(row["locator"]),
                text=str(row["text"]),
            )
            for row in self._index.search(query, audit, most)
        ]

    def count(self, query: Query, audit: str = "") -> int:
        """How many pages match."""
        return self._index.count(query, audit)

    def rebuild(self) -> int:
        """Make the index anew from the current pages of every audit; how many there are."""
        hold(self._session.connection(), "texts")
        self._index.empty()
        rows = self._session.execute(
            select(TextPageRow.number, TextPageRow.text).where(_is_current())
        )
        pages = {row.number: row.text for row in rows}
        self._index.add(pages)
        return len(pages)

    def _add_pages(self, audit: str, item: str, sequence: int, pages: Sequence[Page]) -> None:
        hold(self._session.connection(), "texts")
        last = self._session.scalar(select(func.max(TextPageRow.number))) or 0
        self._session.add_all(
            TextPageRow(
                audit=audit,
                item=item,
                sequence=sequence,
                page=number,
                number=last + number,
                locator=page.locator,
                sha256=text_digest(page.text),
                text=page.text,
            )
            for number, page in enumerate(pages, start=1)
        )
        self._session.flush()
        self._index.add({last + number: page.text for number, page in enumerate(pages, start=1)})

    def _rows(self, audit: str, item: str) -> Sequence[TextPageRow]:
        return self._session.scalars(
            select(TextPageRow).where(
                TextPageRow.audit == audit, TextPageRow.item == item, _is_current()
            )
        ).all()

    def _sequence(self, audit: str, item: str) -> int:
        last = select(func.max(TextExtractionRow.sequence)).where(
            TextExtractionRow.audit == audit, TextExtractionRow.item == item
        )
        return self._session.scalar(last) or 0


def _same_item(row: type[TextPageRow]) -> ColumnElement[bool]:
    return and_(EvidenceItemRow.audit == row.audit, EvidenceItemRow.item == row.item)


def _is_current() -> ColumnElement[bool]:
    """The page comes from the latest attempt at its item."""
    later = aliased(TextExtractionRow)
    return ~(
        select(later.sequence)
        .where(
            later.audit == TextPageRow.audit,
            later.item == TextPageRow.item,
            later.sequence > TextPageRow.sequence,
        )
        .exists()
    )
