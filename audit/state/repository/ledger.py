"""The custody ledger of each audit."""

from dataclasses import fields
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from audit.custody import ledger
from audit.custody.event import CustodyEvent, CustodyKind
from audit.decision.dossier import LedgerHead
from audit.state.custody_tables import CustodyEventRow
from audit.state.repository.remembered import Remembered

_FIELDS = tuple(field.name for field in fields(CustodyEvent))
_INSERT = insert(cast("Table", CustodyEventRow.__table__))


class Ledger:
    """The events of every audit, each chained to the one before it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._heads = Remembered[CustodyEvent | None](session)

    def append(
        self,
        audit: str,
        kind: CustodyKind,
        item: str,
        item_digest: str,
        actor: str,
        at: datetime,
        reason: str,
        record_digest: str = "",
    ) -> CustodyEvent:
        """Chain an event to the audit's last one. Whoever appends holds the lock of the audit."""
        event = ledger.append(
            self._heads.get(audit, lambda: self._last(audit)),
            audit=audit,
            kind=kind,
            item=item,
            item_digest=item_digest,
            actor=actor,
            at=at,
            reason=reason,
            record_digest=record_digest,
        )
        self._session.execute(_INSERT, {name: getattr(event, name) for name in _FIELDS})
        self._heads.put(audit, event)
        return event

    def events(self, audit: str) -> tuple[CustodyEvent, ...]:
        """Every event of the audit, from the first."""
        rows = self._session.scalars(
            select(CustodyEventRow)
            .where(CustodyEventRow.audit == audit)
            .order_by(CustodyEventRow.sequence)
        )
        return tuple(map(event_of, rows))

    def head(self, audit: str) -> LedgerHead:
        """Where the ledger of the audit stands."""
        last = self._last(audit)
        return LedgerHead(last.sequence, last.digest) if last else ledger.EMPTY

    def _last(self, audit: str) -> CustodyEvent | None:
        row = self._session.scalars(
            select(CustodyEventRow)
            .where(CustodyEventRow.audit == audit)
            .order_by(CustodyEventRow.sequence.desc())
            .limit(1)
        ).first()
        return event_of(row) if row else None


def event_of(row: CustodyEventRow) -> CustodyEvent:
    """The event that a row holds."""
    return CustodyEvent(**{field.name: getattr(row, field.name) for field in fields(CustodyEvent)})
