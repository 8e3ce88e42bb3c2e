"""What reviewers had before them, what they signed, what was decided, and what was made of it."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.decision import Decision
from audit.domain.errors import AuditError, TransitionRefused
from audit.domain.signoff import SignOff
from audit.records import canonical, from_json, to_json
from audit.state.repository.sealed import seal, text_of
from audit.state.repository.sign_offs import add_sign_off, last_sign_off
from audit.state.tables import (
    DecisionRow,
    DossierRow,
    PolicyChangeRow,
    ReportRow,
    ReviewRecordRow,
    ReviewTurnRow,
)


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
        """Make this the record that a reviewer reads, and return the digest that they sign."""
        digest = seal(self._session, ReviewRecordRow, audit, record, at)
        last = self._last_turn(audit)
        if last is None or last.digest != digest:
            sequence = last.sequence + 1 if last else 1
            turn = ReviewTurnRow(audit=audit, sequence=sequence, digest=digest, created_at=at)
            self._session.add(turn)
            self._session.flush()
        return digest

    def review_record(self, audit: str, digest: str) -> ReviewRecord:
        """The review record with this digest."""
        return from_json(ReviewRecord, self.review_record_text(audit, digest))

    def review_record_text(self, audit: str, digest: str) -> str:
        """The text with this digest, as it was stored."""
        text = text_of(self._session, ReviewRecordRow, audit, digest)
        if text is None:
            raise AuditError(f"There is no review record {digest} in audit {audit}.")
        return text

    def latest_review_record(self, audit: str) -> ReviewRecord | None:
        """The review record that was added last, also when it had been added before."""
        last = self.latest_digest(audit)
        return self.review_record(audit, last) if last else None

    def latest_digest(self, audit: str) -> str:
        """The digest under which that record is stored; empty when there is none.

        A record that an earlier version of the program wrote has another text when it is written again.
        """
        last = self._last_turn(audit)
        return last.digest if last else ""

    def add_sign_off(self, audit: str, sign_off: SignOff) -> None:
        """Record a reviewer's act; one that is not independent raises SignOffRefused."""
        add_sign_off(self._session, audit, sign_off)

    def sign_off_for(self, audit: str, basis_digest: str) -> SignOff | None:
        """The last sign-off over this review record."""
        row = last_sign_off(self._session, audit, basis_digest)
        return from_json(SignOff, row.record) if row else None

    def add_decision(self, audit: str, decision: Decision) -> None:
        """Record what was decided, once, with the rules for future deals that it proposes."""
        record = to_json(decision)
        stored = self._session.get(DecisionRow, audit)
        if stored is None:
            self._session.add(_decision_row(audit, decision, record))
            self._session.flush()
            self._session.add_all(
                PolicyChangeRow(audit=audit, sequence=sequence, record=to_json(change))
                for sequence, change in enumerate(decision.policy_changes, start=1)
            )
            self._session.flush()
        elif stored.record != record:
            raise TransitionRefused(
                f"Audit {audit} is decided already ({stored.outcome}); open a new audit instead."
            )

    def decision(self, audit: str) -> Decision | None:
        """What was decided; None while the audit is under way."""
        row = self._session.get(DecisionRow, audit)
        return from_json(Decision, row.record) if row else None

    def add_dossier(self, audit: str, dossier: Dossier, at: datetime) -> str:
        """Store the frozen whole, and return its digest."""
        return seal(self._session, DossierRow, audit, dossier, at)

    def dossier(self, audit: str) -> Dossier | None:
        """The dossier made last, found to have its digest."""
        text = self.dossier_text(audit)
        return from_json(Dossier, text) if text else None

    def dossier_text(self, audit: str) -> str:
        """The text of that dossier as it was stored; empty when there is none."""
        last = self._session.scalars(
            select(DossierRow.digest)
            .where(DossierRow.audit == audit)
            .order_by(DossierRow.created_at.desc(), DossierRow.digest)
            .limit(1)
        ).first()
        return (text_of(self._session, DossierRow, audit, last) or "") if last else ""

    def add_report(self, audit: str, report: MadeReport) -> None:
        """Record a PDF file; the same file again changes nothing."""
        key = (audit, report.dossier_digest, report.pdf_sha256)
        if self._session.get(ReportRow, key) is None:
            self._session.add(_report_row(audit, report))
            self._session.flush()

    def reports(self, audit: str) -> tuple[MadeReport, ...]:
        """The PDF files made for the audit, oldest first."""
        rows = self._session.scalars(
            select(ReportRow)
            .where(ReportRow.audit == audit)
            .order_by(ReportRow.rendered_at, ReportRow.pdf_sha256)
        )
        return tuple(map(_report, rows))

    def _last_turn(self, audit: str) -> ReviewTurnRow | None:
        return self._session.scalars(
            select(ReviewTurnRow)
            .where(ReviewTurnRow.audit == audit)
            .order_by(ReviewTurnRow.sequence.desc())
            .limit(1)
        ).first()


def _decision_row(audit: str, decision: Decision, record: str) -> DecisionRow:
    return DecisionRow(
        audit=audit,
        outcome=decision.outcome,
        next_review_on=decision.next_review_on,
        decided_at=decision.decided_at,
        record=record,
    )


def _report_row(audit: str, report: MadeReport) -> ReportRow:
    return ReportRow(
        audit=audit,
        dossier_digest=report.dossier_digest,
        pdf_sha256=report.pdf_sha256,
        size=report.size,
        rendered_at=report.rendered_at,
        versions=canonical(report.versions),
    )


def _report(row: ReportRow) -> MadeReport:
    versions = tuple(json.loads(row.versions))
    return MadeReport(row.dossier_digest, row.pdf_sha256, row.size, row.rendered_at, versions)
