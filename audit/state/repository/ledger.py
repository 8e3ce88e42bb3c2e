"""The custody ledger of each audit."""

from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.custody import ledger
from audit.custody.event import CustodyEvent, CustodyKind
from audit.decision.dossier import LedgerHead
from audit.state.tables import CustodyEventRow


class Ledger:
    """The events of every audit, each chained to the one before it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self,
        audit: str,
        kind: CustodyKind,
        item: str,
        item_digest: str,
        actor: str,
        at: datetime,
        reason: str,
    ) -> CustodyEvent:
        """Chain an event to the audit's last one. Whoever appends holds the lock of the audit."""
        event = ledger.append(
            self._last(audit),
            audit=audit,
            kind=kind,
            item=item,
            item_digest=item_digest,
            actor=actor,
            at=at,
            reason=reason,
        )
        self._session.add(CustodyEventRow(**asdict(event)))
        self._session.flush()
        return event

    def events(self, audit: str) -> tuple[CustodyEvent, ...]:
        """Every event of the audit, from the first."""
        rows = self._session.scalars(
            select(CustodyEventRow)
            .where(CustodyEventRow.audit == audit)
            .order_by(CustodyEventRow.sequence)
        )
        return tuple(map(_event, rows))

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
        return _event(row) if row else None


def _event(row: CustodyEventRow) -> CustodyEvent:
    return CustodyEvent(**{field.name: getattr(row, field.name) for field in fields(CustodyEvent)})
