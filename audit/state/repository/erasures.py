"""What was destroyed of each audit; only the digests and the reasons are left."""

from collections.abc import Sequence
from itertools import chain

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from audit.domain.erasure import Erasure
from audit.records import from_json, to_json
from audit.state.custody_tables import EvidenceErasureRow, RedactionRow
from audit.state.questionnaire_tables import QuestionnaireRow
from audit.state.tables import EvidenceItemRow
from audit.state.text_tables import TextExtractionRow

Row = EvidenceErasureRow
OfItem = type[EvidenceItemRow] | type[TextExtractionRow] | type[RedactionRow]
OF_ITEMS: tuple[OfItem, ...] = (EvidenceItemRow, TextExtractionRow, RedactionRow)
"""The tables whose records name files of the store that belong to items."""


class Erasures:
    """The erasures of every audit. Whoever adds one holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, audit: str, erasure: Erasure) -> None:
        """Record that an item is destroyed; from now on the database lets its text be deleted."""
        last = select(func.max(Row.entry)).where(Row.audit == audit)
        self._session.add(
            Row(
                audit=audit,
                item=erasure.item,
                entry=(self._session.scalar(last) or 0) + 1,
                sha256=erasure.sha256,
                erased_by=erasure.erased_by,
                erased_at=erasure.erased_at,
                record=to_json(erasure),
            )
        )
        self._session.flush()

    def of(self, audit: str) -> tuple[Erasure, ...]:
        """The erasures of the audit in order."""
        return erasures(self._session, audit)

    def holding(self, sha256: str) -> tuple[tuple[str, str], ...]:
        """Audit and item of everything that has these bytes and is not erased."""
        gone = select(Row.item).where(
            Row.audit == EvidenceItemRow.audit, Row.item == EvidenceItemRow.item
        )
        rows = self._session.execute(
            select(EvidenceItemRow.audit, EvidenceItemRow.item)
            .where(EvidenceItemRow.sha256 == sha256, ~gone.exists())
            .order_by(EvidenceItemRow.audit, EvidenceItemRow.entry)
        )
        return tuple((row.audit, row.item) for row in rows)

    def needed(self, digests: Sequence[str], besides: Sequence[tuple[str, str]]) -> frozenset[str]:
        """Which of these files something needs that is neither erased nor among these items."""
        gone = {*besides, *self._session.execute(select(Row.audit, Row.item)).tuples()}
        kept: set[str] = set()
        for sha256 in dict.fromkeys(digests):
            found = chain.from_iterable(
                self._session.execute(_mentioning(table, sha256)).tuples() for table in OF_ITEMS
            )
            sent = select(QuestionnaireRow.audit).where(QuestionnaireRow.file_sha256 == sha256)
            if set(found) - gone or self._session.scalar(sent.limit(1)):
                kept.add(sha256)
        return frozenset(kept)


def _mentioning(table: OfItem, sha256: str) -> Select[tuple[str, str]]:
    return select(table.audit, table.item).where(table.record.contains(f'"{sha256}"'))


def erasures(session: Session, audit: str) -> tuple[Erasure, ...]:
    """The erasures of the audit in order."""
    records = session.scalars(select(Row.record).where(Row.audit == audit).order_by(Row.entry))
    return tuple(from_json(Erasure, record) for record in records)
