"""What is stored of an audit, exactly as it is stored, for whoever checks it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.custody.event import CustodyEvent
from audit.domain.errors import LedgerBroken
from audit.state.custody_tables import (
    CustodyEventRow,
    EvidenceAppraisalRow,
    EvidenceErasureRow,
    RedactionRow,
)
from audit.state.repository.ledger import event_of
from audit.state.repository.sealed import SealedTable
from audit.state.tables import (
    AuditRow,
    DecisionRow,
    DossierRow,
    EvidenceItemRow,
    ReviewRecordRow,
    SignOffRow,
)

AT_ONCE = 1000
"""Rows that are read at once, so that memory does not grow with a ledger."""


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row's text beside the columns that repeat parts of it, by the key of that part in the text."""

    name: str
    text: str
    columns: dict[str, str]
    beside: dict[str, object] = field(default_factory=dict)
    """What other columns say, by their names."""


class Stored:
    """Rows without a judgement on them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def audit(self, audit: str) -> StoredRow:
        """The audit as it was opened."""
        row = self._session.get_one(AuditRow, audit)
        columns = {"id": row.id, "opening_key": row.opening_key}
        columns["request_digest"] = row.request_digest
        return StoredRow(audit, row.record, columns)

    def events(self, audit: str) -> Iterator[CustodyEvent]:
        """Every event from the first; raises LedgerBroken at one that is not written as an event."""
        query = select(CustodyEventRow).where(CustodyEventRow.audit == audit)
        query = query.order_by(CustodyEventRow.sequence)
        try:
            for row in self._session.scalars(query.execution_options(yield_per=AT_ONCE)):
                yield event_of(row)
        except (LookupError, TypeError, ValueError) as error:
            raise LedgerBroken(
                f"The ledger of audit {audit} is broken at event {self._unreadable(audit)}: "
                f"it cannot be read ({error})."
            ) from error

    def evidence(self, audit: str) -> Iterator[StoredRow]:
        """Every evidence item in the order of recording."""
        query = select(EvidenceItemRow).where(EvidenceItemRow.audit == audit)
        for row in self._session.scalars(query.order_by(EvidenceItemRow.entry)):
            columns = {"id": row.item, "sha256": row.sha256, "type": row.type}
            yield StoredRow(row.item, row.record, columns)

    def appraisals(self, audit: str) -> Iterator[StoredRow]:
        """Every appraisal in the order of recording; its record is the whole item from then on."""
        row = EvidenceAppraisalRow
        for found in self._session.scalars(
            select(row).where(row.audit == audit).order_by(row.entry)
        ):
            beside: dict[str, object] = {
                "entry": found.entry,
                "sequence": found.sequence,
                "grade": found.grade,
            }
            beside |= {"appraised_by": found.appraised_by, "appraised_at": found.appraised_at}
            beside |= {"reason": found.reason}
            yield StoredRow(found.item, found.record, {"id": found.item}, beside)

    def erasures(self, audit: str) -> Iterator[StoredRow]:
        """Every erasure in the order of recording."""
        row = EvidenceErasureRow
        for found in self._session.scalars(
            select(row).where(row.audit == audit).order_by(row.entry)
        ):
            columns = {"item": found.item, "sha256": found.sha256, "erased_by": found.erased_by}
            beside: dict[str, object] = {"entry": found.entry, "erased_at": found.erased_at}
            yield StoredRow(found.item, found.record, columns, beside)

    def redactions(self, audit: str) -> Iterator[StoredRow]:
        """Every redaction in the order of items and times."""
        row = RedactionRow
        for found in self._session.scalars(
            select(row).where(row.audit == audit).order_by(row.item, row.sequence)
        ):
            columns = {"item": found.item, "sha256": found.sha256}
            columns["redacted_by"] = found.redacted_by
            beside: dict[str, object] = {
                "sequence": found.sequence,
                "redacted_at": found.redacted_at,
            }
            yield StoredRow(found.item, found.record, columns, beside)

    def review_records(self, audit: str) -> Iterator[tuple[str, str]]:
        """Digest and text of every record that a reviewer was to read."""
        return self._sealed(ReviewRecordRow, audit)

    def dossiers(self, audit: str) -> Iterator[tuple[str, str]]:
        """Digest and text of every dossier."""
        return self._sealed(DossierRow, audit)

    def sign_offs(self, audit: str) -> Iterator[StoredRow]:
        """Every act of a reviewer."""
        query = select(SignOffRow).where(SignOffRow.audit == audit)
        for row in self._session.scalars(query.order_by(SignOffRow.sequence)):
            columns = {"reviewer": row.reviewer, "outcome": str(row.outcome)}
            columns |= {"basis_digest": row.basis_digest, "reason": row.reason}
            yield StoredRow(str(row.sequence), row.record, columns)

    def decision(self, audit: str) -> StoredRow | None:
        """What was decided; None while the audit is under way."""
        row = self._session.get(DecisionRow, audit)
        if row is None:
            return None
        columns = {"outcome": str(row.outcome), "next_review_on": row.next_review_on.isoformat()}
        return StoredRow(audit, row.record, columns)

    def _sealed(self, table: SealedTable, audit: str) -> Iterator[tuple[str, str]]:
        query = select(table.digest, table.body).where(table.audit == audit)
        for row in self._session.execute(query.order_by(table.created_at, table.digest)):
            yield row.digest, row.body

    def _unreadable(self, audit: str) -> int:
        """The first event that cannot be read."""
        column = CustodyEventRow.sequence
        query = select(column).where(CustodyEventRow.audit == audit).order_by(column)
        for place in self._session.scalars(query).all():
            try:
                self._session.get(CustodyEventRow, (audit, place))
            except (LookupError, TypeError, ValueError):
                return place
        return 0
