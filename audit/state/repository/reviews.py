"""What reviewers had before them, what they signed, what was decided, and what was made of it."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.decision import Decision
from audit.domain.errors import AuditError, SignOffRefused, TransitionRefused
from audit.domain.signoff import SignOff
from audit.records import canonical, from_json, text_digest, to_json
from audit.state.tables import (
    DecisionRow,
    DossierRow,
    PolicyChangeRow,
    ReportRow,
    ReviewRecordRow,
    SignOffRow,
)
from audit.state.triggers import ANALYST_CANNOT_SIGN, REVIEWERS_ONLY


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A PDF file that was made from a dossier, by which versions of which programs."""

    dossier_digest: str
    pdf_sha256: str
    size: int
    rendered_at: datetime
    versions: tuple[str, ...]


class Reviews:
    """From the review record to the report, for every audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_review_record(self, audit: str, record: ReviewRecord, at: datetime) -> str:
        """Store what a reviewer will read, and return the digest that they sign."""
        body = to_json(record)
        digest = text_digest(body)
        if self._session.get(ReviewRecordRow, (audit, digest)) is None:
            last = select(func.max(ReviewRecordRow.sequence)).where(ReviewRecordRow.audit == audit)
            self._add(
                ReviewRecordRow(
                    audit=audit,
                    digest=digest,
                    sequence=(self._session.scalar(last) or 0) + 1,
                    body=body,
                    created_at=at,
                )
            )
        return digest

    def review_record(self, audit: str, digest: str) -> ReviewRecord:
        """The review record with this digest."""
        row = self._session.get(ReviewRecordRow, (audit, digest))
        if row is None:
            raise AuditError(f"There is no review record with the digest {digest} in audit {audit}.")
        return from_json(ReviewRecord, _intact("review record", row))

    def latest_review_record(self, audit: str) -> ReviewRecord | None:
        """The review record made last."""
        row = self._session.scalars(
            select(ReviewRecordRow)
            .where(ReviewRecordRow.audit == audit)
            .order_by(ReviewRecordRow.sequence.desc())
            .limit(1)
        ).first()
        return from_json(ReviewRecord, _intact("review record", row)) if row else None

    def add_sign_off(self, audit: str, sign_off: SignOff) -> None:
        """Record a reviewer's act; the database refuses one that is not independent."""
        last = self._last_sign_off(audit)
        if last is not None and last.record == to_json(sign_off):
            return
        row = _sign_off_row(audit, sign_off, last.sequence + 1 if last else 1)
        try:
            with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError as error:
            raise _refused(audit, sign_off, error) from error

    def sign_off_for(self, audit: str, basis_digest: str) -> SignOff | None:
        """The last sign-off over this review record."""
        row = self._last_sign_off(audit, basis_digest)
        return from_json(SignOff, row.record) if row else None

    def add_decision(self, audit: str, decision: Decision) -> None:
        """Record what was decided, once, with the rules for future deals that it proposes."""
        record = to_json(decision)
        stored = self._session.get(DecisionRow, audit)
        if stored is None:
            self._add(_decision_row(audit, decision, record))
            for sequence, change in enumerate(decision.policy_changes, start=1):
                self._add(PolicyChangeRow(audit=audit, sequence=sequence, record=to_json(change)))
        elif stored.record != record:
            raise TransitionRefused(
                f"Audit {audit} is decided already ({stored.outcome}); open a new audit instead."
            )

    def decision(self, audit: str) -> Decision | None:
        """What was decided; None while the audit is under way."""
        row = self._session.get(DecisionRow, audit)
        return from_json(Decision, row.record) if row else None

    def add_dossier(self, audit: str, dossier: Dossier, at: datetime) -> str:
        """Store the frozen whole and return its digest."""
        body = to_json(dossier)
        digest = text_digest(body)
        if self._session.get(DossierRow, (audit, digest)) is None:
            last = select(func.max(DossierRow.sequence)).where(DossierRow.audit == audit)
            sequence = (self._session.scalar(last) or 0) + 1
            self._add(
                DossierRow(
                    audit=audit, digest=digest, sequence=sequence, body=body, created_at=at
                )
            )
        return digest

    def dossier(self, audit: str) -> Dossier | None:
        """The dossier made last, found to have its digest."""
        row = self._session.scalars(
            select(DossierRow)
            .where(DossierRow.audit == audit)
            .order_by(DossierRow.sequence.desc())
            .limit(1)
        ).first()
        return from_json(Dossier, _intact("dossier", row)) if row else None

    def add_report(self, audit: str, report: MadeReport) -> None:
        """Record a PDF file; the same file again changes nothing."""
        key = (audit, report.dossier_digest, report.pdf_sha256)
        if self._session.get(ReportRow, key) is None:
            self._add(
                ReportRow(
                    audit=audit,
                    dossier_digest=report.dossier_digest,
                    pdf_sha256=report.pdf_sha256,
                    size=report.size,
                    rendered_at=report.rendered_at,
                    versions=canonical(report.versions),
                )
            )

    def reports(self, audit: str) -> tuple[MadeReport, ...]:
        """The PDF files made for the audit, oldest first."""
        rows = self._session.scalars(
            select(ReportRow)
            .where(ReportRow.audit == audit)
            .order_by(ReportRow.rendered_at, ReportRow.pdf_sha256)
        )
        return tuple(
            MadeReport(
                row.dossier_digest,
                row.pdf_sha256,
                row.size,
                row.rendered_at,
                tuple(json.loads(row.versions)),
            )
            for row in rows
        )

    def _last_sign_off(self, audit: str, basis_digest: str | None = None) -> SignOffRow | None:
        query = select(SignOffRow).where(SignOffRow.audit == audit)
        if basis_digest is not None:
            query = query.where(SignOffRow.basis_digest == basis_digest)
        return self._session.scalars(query.order_by(SignOffRow.sequence.desc()).limit(1)).first()

    def _add(
        self, row: ReviewRecordRow | DecisionRow | PolicyChangeRow | DossierRow | ReportRow
    ) -> None:
        self._session.add(row)
        self._session.flush()
