"""The redacted copies of evidence items."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.redaction import Redaction
from audit.records import from_json, to_json
from audit.state.custody_tables import RedactionRow

Row = RedactionRow


class Redactions:
    """The redactions of every audit. Whoever adds one holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, audit: str, redaction: Redaction) -> None:
        """Record a redacted copy; from now on it is the one that is shown to others."""
        last = select(func.max(Row.sequence)).where(Row.audit == audit, Row.item == redaction.item)
        self._session.add(
            Row(
                audit=audit,
                item=redaction.item,
                sequence=(self._session.scalar(last) or 0) + 1,
                sha256=redaction.sha256,
                redacted_by=redaction.redacted_by,
                redacted_at=redaction.redacted_at,
                record=to_json(redaction),
            )
        )
        self._session.flush()

    def of(self, audit: str) -> tuple[Redaction, ...]:
        """Every redaction of the audit in the order of items and times."""
        records = self._session.scalars(
            select(Row.record).where(Row.audit == audit).order_by(Row.item, Row.sequence)
        )
        return tuple(from_json(Redaction, record) for record in records)

    def current(self, audit: str) -> dict[str, Redaction]:
        """Of each item that has one, its latest redacted copy."""
        return {redaction.item: redaction for redaction in self.of(audit)}
