"""Whole records that are stored under the digest of their text, and read only while it holds."""

from datetime import datetime

from sqlalchemy.orm import Session

from audit.domain.errors import AuditError
from audit.records import text_digest, to_json
from audit.state.tables import DossierRow, ReviewRecordRow

SealedTable = type[ReviewRecordRow] | type[DossierRow]


def seal(session: Session, table: SealedTable, audit: str, record: object, at: datetime) -> str:
    """Store the record unless it is stored already, and return its digest."""
    body = to_json(record)
    digest = text_digest(body)
    if session.get(table, (audit, digest)) is None:
        session.add(table(audit=audit, digest=digest, body=body, created_at=at))
        session.flush()
    return digest


def text_of(session: Session, table: SealedTable, audit: str, digest: str) -> str | None:
    """The text with this digest."""
    row = session.get(table, (audit, digest))
    if row is None:
        return None
    if text_digest(row.body) != row.digest:
        what = table.__tablename__.replace("_", " ")
        raise AuditError(
            f"The stored {what} {digest} of audit {audit} was changed: "
            "its text no longer has its digest; restore it from a copy."
        )
    return row.body
