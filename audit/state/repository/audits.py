"""Audits as they were opened, and the stages that they completed."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from audit.domain.audit import AuditLine, AuditStage, OpenedAudit
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.request import AuditRequest
from audit.records import from_json, to_json
from audit.state.locks import hold
from audit.state.repository.lines import audit_lines, is_due
from audit.state.repository.nearest import unknown
from audit.state.tables import (
    AuditChecklistRow,
    AuditRow,
    DecisionRow,
    PersonRow,
    StageCompletionRow,
)


class Audits:
    """Every audit ever opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, audit: OpenedAudit) -> OpenedAudit:
        """Open an audit; with an opening key that was used before, the audit opened then."""
        hold(self._session.connection(), f"opening {audit.opening_key}")
        stored = self.by_opening_key(audit.opening_key)
        if stored is not None:
            return stored
        self._check(audit)
        self._session.add(_row(audit))
        self._session.flush()
        self._session.add_all(
            AuditChecklistRow(
                audit=audit.id, checklist_id=used.id, version=used.version, digest=used.digest
            )
            for used in audit.checklists
        )
        self._session.flush()
        return audit

    def get(self, audit: str) -> OpenedAudit:
        """The audit with this id."""
        stored = self._one(select(AuditRow.record).where(AuditRow.id == audit))
        if stored is None:
            known = self._session.scalars(select(AuditRow.id)).all()
            raise unknown("audit", audit, known)
        return stored

    def by_opening_key(self, key: str) -> OpenedAudit | None:
        """The audit that was opened with this key."""
        return self._one(select(AuditRow.record).where(AuditRow.opening_key == key))

    def undecided_of(self, request: AuditRequest) -> OpenedAudit | None:
        """The newest audit of this holding that is still under way."""
        decided = select(DecisionRow.audit).where(DecisionRow.audit == AuditRow.id).exists()
        return self._one(
            select(AuditRow.record)
            .where(*_same_holding(request), ~decided)
            .order_by(AuditRow.opened_at.desc(), AuditRow.id.desc())
        )

    def latest_decided_of(self, request: AuditRequest) -> OpenedAudit | None:
        """The audit of this holding that was decided last."""
        return self._one(
            select(AuditRow.record)
            .join(DecisionRow, DecisionRow.audit == AuditRow.id)
            .where(*_same_holding(request))
            .order_by(DecisionRow.decided_at.desc(), AuditRow.id.desc())
        )

    def lines(self) -> list[AuditLine]:
        """Every audit with where it stands, newest first."""
        return audit_lines(self._session)

    def due(self, on: date) -> list[AuditLine]:
        """Decided audits whose day of review has come and that no later audit follows."""
        return audit_lines(self._session, is_due(on))

    def ids_starting_with(self, prefix: str) -> list[str]:
        """Ids for completing what somebody types."""
        # LIKE would ignore upper and lower case on one of the two databases.
        start = func.substr(AuditRow.id, 1, len(prefix))
        return sorted(self._session.scalars(select(AuditRow.id).where(start == prefix)))

    def complete_stage(
        self, audit: str, stage: AuditStage, input_digest: str, output_digest: str, at: datetime
    ) -> None:
        """Record that a stage turned this input into this output; saying it again changes nothing."""
        known = self.stage_output(audit, stage, input_digest)
        if known is None:
            self._session.add(
                StageCompletionRow(
                    audit=audit,
                    stage=stage,
                    input_digest=input_digest,
                    output_digest=output_digest,
                    completed_at=at,
                )
            )
            self._session.flush()
        elif known != output_digest:
            raise TransitionRefused(
                f"The stage {stage} of audit {audit} was completed for the same input with another "
                "output; use the output that is recorded."
            )

    def stage_output(self, audit: str, stage: AuditStage, input_digest: str) -> str | None:
        """What came out of a stage for this input; None when it was not completed."""
        row = self._session.get(StageCompletionRow, (audit, stage, input_digest))
        return row.output_digest if row else None

    def _one(self, query: Select[tuple[str]]) -> OpenedAudit | None:
        record = self._session.scalars(query.limit(1)).first()
        return None if record is None else from_json(OpenedAudit, record)

    def _check(self, audit: OpenedAudit) -> None:
        if self._session.get(PersonRow, audit.request.analyst) is None:
            raise InputInvalid(
                Problem(
                    "analyst",
                    f"{audit.request.analyst!r} is not a registered person",
                    "register the person first",
                )
            )
        if audit.previous_audit:
            self.get(audit.previous_audit)
        if self._session.get(AuditRow, audit.id) is not None:
            raise TransitionRefused(
                f"The id {audit.id} belongs to an audit that was opened with another key; "
                "open this one under another id."
            )


def _row(audit: OpenedAudit) -> AuditRow:
    return AuditRow(
        id=audit.id,
        opening_key=audit.opening_key,
        opened_at=audit.opened_at,
        investee_name=audit.request.investee.legal_name,
        investee_country=audit.request.investee.country,
        investor=audit.request.investment.investor,
        analyst=audit.request.analyst,
        policy_id=audit.policy.id,
        policy_version=audit.policy.version,
        policy_digest=audit.policy.digest,
        previous_audit=audit.previous_audit or None,
        evidence_deadline=audit.evidence_deadline,
        request_digest=audit.request_digest,
        record=to_json(audit),
    )


def _same_holding(request: AuditRequest) -> tuple[ColumnElement[bool], ...]:
    """An investee is one enterprise in one country, and each investor's holding is its own."""
    return (
        AuditRow.investee_name == request.investee.legal_name,
        AuditRow.investee_country == request.investee.country,
        AuditRow.investor == request.investment.investor,
    )
