"""The timestamps over the ledger of each audit."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.custody.anchor import Anchor
from audit.decision.dossier import LedgerHead
from audit.state.custody_tables import AnchorRow


class Anchors:
    """The anchors of every audit. Whoever adds one holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, audit: str, anchor: Anchor) -> None:
        """Record a timestamp."""
        self._session.add(
            AnchorRow(
                audit=audit,
                sequence=anchor.sequence,
                events=anchor.head.events,
                digest=anchor.head.digest,
                authority=anchor.authority,
                token=anchor.token,
                policy=anchor.policy,
                stamped_at=anchor.stamped_at,
                requested_by=anchor.requested_by,
            )
        )
        self._session.flush()

    def of(self, audit: str) -> tuple[Anchor, ...]:
        """The anchors of the audit, oldest first."""
        rows = self._session.scalars(
            select(AnchorRow).where(AnchorRow.audit == audit).order_by(AnchorRow.sequence)
        )
        return tuple(map(_anchor, rows))


def _anchor(row: AnchorRow) -> Anchor:
    return Anchor(
        sequence=row.sequence,
        head=LedgerHead(row.events, row.digest),
        authority=row.authority,
        token=row.token,
        policy=row.policy,
        stamped_at=row.stamped_at,
        requested_by=row.requested_by,
    )
