"""Where every audit stands, read in as few queries as there are tables."""

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from audit.domain.audit import AuditLine, AuditStage
from audit.state.tables import AuditRow, DecisionRow, StageCompletionRow

PLACE = {stage: place for place, stage in enumerate(AuditStage)}


def audit_lines(session: Session, *which: ColumnElement[bool]) -> list[AuditLine]:
    """The lines of the audits for which every condition holds, newest first."""
    stages = _last_stages(session)
    rows = session.execute(
        select(
            AuditRow.id,
            AuditRow.investee_name,
            AuditRow.investee_country,
            AuditRow.investor,
            AuditRow.analyst,
            AuditRow.opened_at,
            AuditRow.previous_audit,
            DecisionRow.outcome,
            DecisionRow.next_review_on,
        )
        .outerjoin(DecisionRow, DecisionRow.audit == AuditRow.id)
        .where(*which)
        .order_by(AuditRow.opened_at.desc(), AuditRow.id.desc())
    )
    return [
        AuditLine(
            id=row.id,
            investee=row.investee_name,
            country=row.investee_country,
            investor=row.investor,
            analyst=row.analyst,
            opened_at=row.opened_at,
            previous_audit=row.previous_audit or "",
            stage=stages.get(row.id, AuditStage.INTAKE),
            outcome=row.outcome,
            next_review_on=row.next_review_on,
        )
        for row in rows
    ]


def is_due(on: date) -> ColumnElement[bool]:
    """Decided, with the day of review come, and not followed by an audit that was decided as well."""
    later, decided = aliased(AuditRow), aliased(DecisionRow)
    followed = (
        select(later.id)
        .join(decided, decided.audit == later.id)
        .where(later.previous_audit == AuditRow.id)
        .exists()
    )
    return (DecisionRow.next_review_on <= on) & ~followed


def _last_stages(session: Session) -> dict[str, AuditStage]:
    """The stage completed last in each audit; of two completed at one moment, the later stage."""
    completed = session.execute(
        select(StageCompletionRow.completed_at, StageCompletionRow.stage, StageCompletionRow.audit)
    )
    in_order = sorted(completed, key=lambda row: (row.completed_at, PLACE[row.stage]))
    return {row.audit: row.stage for row in in_order}
