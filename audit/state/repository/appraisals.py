"""What people said later of items of evidence: every appraisal, and each item as it now stands."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.appraisal import Appraisal
from audit.domain.evidence import EvidenceItem
from audit.records import from_json, plain, to_json
from audit.state.custody_tables import EvidenceAppraisalRow
from audit.state.tables import EvidenceItemRow

Row = EvidenceAppraisalRow


class Appraisals:
    """The appraisals of every audit. Whoever adds one holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, audit: str, item: EvidenceItem, reason: str, by: str, at: datetime) -> None:
        """Record an item as it stands from now on."""
        of_audit = select(func.max(Row.entry)).where(Row.audit == audit)
        of_item = select(func.max(Row.sequence)).where(Row.audit == audit, Row.item == item.id)
        self._session.add(
            Row(
                audit=audit,
                item=item.id,
                sequence=(self._session.scalar(of_item) or 0) + 1,
                entry=(self._session.scalar(of_audit) or 0) + 1,
                grade=str(item.grade),
                reason=reason,
                appraised_by=by,
                appraised_at=at,
                record=to_json(item),
            )
        )
        self._session.flush()

    def of(self, audit: str) -> tuple[Appraisal, ...]:
        """Every appraisal of the audit in order, each against how the item stood before."""
        return appraisals(self._session, audit)


def current_items(session: Session, audit: str) -> dict[str, str]:
    """Of each item that was appraised, its record from then on."""
    rows = session.execute(
        select(Row.item, Row.record).where(Row.audit == audit).order_by(Row.entry)
    )
    return {row.item: row.record for row in rows}


def current_item(session: Session, audit: str, item: str, recorded: str) -> EvidenceItem:
    """An item as it now stands."""
    latest = session.scalar(
        select(Row.record)
        .where(Row.audit == audit, Row.item == item)
        .order_by(Row.sequence.desc())
        .limit(1)
    )
    return from_json(EvidenceItem, latest or recorded)


def appraisals(session: Session, audit: str) -> tuple[Appraisal, ...]:
    """Every appraisal of the audit in order."""
    rows = session.scalars(select(Row).where(Row.audit == audit).order_by(Row.entry)).all()
    if not rows:
        return ()
    of_items = select(EvidenceItemRow.item, EvidenceItemRow.record).where(
        EvidenceItemRow.audit == audit, EvidenceItemRow.item.in_({row.item for row in rows})
    )
    standing = {row.item: from_json(EvidenceItem, row.record) for row in session.execute(of_items)}
    return tuple(_following(rows, standing))


def _following(rows: Sequence[Row], standing: dict[str, EvidenceItem]) -> Iterator[Appraisal]:
    for row in rows:
        before, after = standing[row.item], from_json(EvidenceItem, row.record)
        standing[row.item] = after
        yield Appraisal(
            item=row.item,
            before=before.grade,
            after=after.grade,
            changed=changed_parts(before, after),
            reason=row.reason,
            appraised_by=row.appraised_by,
            appraised_at=row.appraised_at,
        )


def changed_parts(before: EvidenceItem, after: EvidenceItem) -> tuple[str, ...]:
    """Names of what is said differently of the item, besides its grade."""
    was, now = plain(before), plain(after)
    return tuple(name for name in was if was[name] != now[name] and name != "grade")
