"""The stages of an audit: each one transaction, each the same when repeated.

The database is the truth. A stage that was interrupted left nothing; a stage that was completed is
found completed. The moment is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from audit.custody.event import CustodyKind
from audit.decision.assess import assess
from audit.decision.decide import decided
from audit.decision.delta import PreviousAudit, change_since
from audit.decision.dossier import FORMAT, Dossier, ReviewRecord
from audit.decision.terms import lacking
from audit.domain.audit import AuditStage, OpenedAudit, VersionDigest
from audit.domain.checklist import Checklist
from audit.domain.decision import DecisionPolicy, Outcome
from audit.domain.errors import (
    NotPublished,
    SignOffRefused,
    TransitionRefused,
)
from audit.domain.request import VersionRef
from audit.domain.signoff import Person, PersonKind, SignOff
from audit.records import digest, from_json, text_digest
from audit.state.repository.reviews import MadeReport
from audit.state.unit_of_work import UnitOfWork
from flows.workplace import Workplace
from reports.render import render_pdf
from reports.typesetting import versions

Versioned = TypeVar("Versioned", Checklist, DecisionPolicy)
PROGRAM = "investee-audit"
"""The actor of what the program does by itself."""
INDEPENDENCE = "I took no part in the fieldwork of this audit and have no interest in its result."


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A rendered report: its digest in the store of reports, and its working copy."""

    audit: str
    dossier_digest: str
    pdf_sha256: str
    size: int
    path: Path


def assess_audit(place: Workplace, audit_id: str, moment: datetime) -> tuple[str, ReviewRecord]:
    """Score and recommend on the records as they stand; the record a reviewer reads, with its digest.

    While nothing under it has changed, the record made earlier stays the one to be read.
    """
    with place.work() as work:
        work.lock(audit_id)
        if dossier := work.reviews.dossier(audit_id):
            return dossier.record_digest, dossier.record
        fresh = _review_record(place, work, audit_id, moment.date())
        latest = work.reviews.latest_review_record(audit_id)
        if latest is not None and _says_the_same(latest, fresh):
            fresh, record_digest = latest, work.reviews.latest_digest(audit_id)
        else:
            record_digest = work.reviews.add_review_record(audit_id, fresh, moment)
        _complete(work, audit_id, AuditStage.ASSESSMENT, record_digest, record_digest, moment)
        work.commit()
    return record_digest, fresh


def sign(
    place: Workplace,
    audit_id: str,
    reviewer: str,
    outcome: Outcome,
    reason: str,
    basis_digest: str,
    moment: datetime,
) -> SignOff:
    """A reviewer's act over the record they read. Raises SignOffRefused when it may not be made."""
    with place.work() as work:
        work.lock(audit_id)
        if existing := work.reviews.sign_off_for(audit_id, basis_digest):
            return _repeated(existing, reviewer, outcome, reason)
        record = work.reviews.latest_review_record(audit_id)
        fresh = _review_record(place, work, audit_id, moment.date())
        if (
            record is None
            or work.reviews.latest_digest(audit_id) != basis_digest
            or not _says_the_same(record, fresh)
        ):
            raise SignOffRefused(
                f"The record of audit {audit_id} changed after {basis_digest[:12]}… was read; "
                "read the new record and sign that."
            )
        person = work.people.get(reviewer)
        _require_independent(work, record, person)
        advised = record.assessment.recommendation.outcome
        if outcome is not advised and not reason.strip():
            raise SignOffRefused(
                f"The decision {outcome} differs from the recommendation {advised}; type the reason."
            )
        _require_terms(record, outcome, moment.date())
        sign_off = SignOff(
            reviewer=person.id,
            reviewer_name=person.name,
            reviewer_kind=person.kind,
            outcome=outcome,
            reason=reason.strip(),
            basis_digest=basis_digest,
            signed_at=moment,
            statement=INDEPENDENCE,
        )
        work.reviews.add_sign_off(audit_id, sign_off)
        _complete(work, audit_id, AuditStage.SIGN_OFF, basis_digest, digest(sign_off), moment)
        work.commit()
    return sign_off


def _repeated(existing: SignOff, reviewer: str, outcome: Outcome, reason: str) -> SignOff:
    """The same act again is the act recorded; another one over a signed record is refused."""
    if (existing.reviewer, existing.outcome, existing.reason) == (
        reviewer,
        outcome,
        reason.strip(),
    ):
        return existing
    raise SignOffRefused(
        f"The record is already signed by {existing.reviewer_name} as {existing.outcome}; "
        "a sign-off is not changed."
    )


def _require_independent(work: UnitOfWork, record: ReviewRecord, person: Person) -> None:
    """The analyst and whoever is not a reviewer are refused by the database; these two here."""
    if person.id in work.fieldwork.people(record.audit):
        raise SignOffRefused(
            f"{person.name} took part in the fieldwork of audit {record.audit} (independence); "
            "another reviewer has to sign it."
        )
    if person.kind is PersonKind.SCRIPTED and not record.request.prepared_case:
        raise SignOffRefused(
            f"{person.name} is a script and signs only prepared cases; a person has to sign this one."
        )


def _require_terms(record: ReviewRecord, outcome: Outcome, on: date) -> None:
    if needs := lacking(outcome, record.fieldwork.terms, on):
        raise SignOffRefused(
            f"The decision {outcome} needs {needs}, still running on {on}, and the record of audit "
            f"{record.audit} has none; write it under the key terms of a fieldwork file and record that "
            f"with the flow Record fieldwork or `investee-audit fieldwork {record.audit} FILE`."
        )


def conclude(place: Workplace, audit_id: str, moment: datetime) -> Dossier:
    """The decision that follows from the sign-off, and the frozen dossier of the whole audit."""
    with place.work() as work:
        work.lock(audit_id)
        if dossier := work.reviews.dossier(audit_id):
            return dossier
        record = work.reviews.latest_review_record(audit_id)
        record_digest = work.reviews.latest_digest(audit_id)
        sign_off = work.reviews.sign_off_for(audit_id, record_digest)
        if record is None or sign_off is None:
            raise TransitionRefused(
                f"Audit {audit_id} is not signed off in its present state; sign it off first."
            )
        dossier = Dossier(
            FORMAT,
            version("investee-audit"),
            record,
            record_digest,
            sign_off,
            decided(record, sign_off),
        )
        work.reviews.add_decision(audit_id, dossier.decision)
        dossier_digest = work.reviews.add_dossier(audit_id, dossier, moment)
        _complete(work, audit_id, AuditStage.DECISION, digest(sign_off), dossier_digest, moment)
        work.commit()
    return dossier


def produce_report(place: Workplace, audit_id: str, moment: datetime) -> ReportFile:
    """The PDF of a decided audit, stored under its digest.

    The same dossier gives the same bytes until another timestamp is set on the ledger.
    """
    with place.reading() as work:
        text = work.reviews.dossier_text(audit_id)
        anchors = work.anchors.of(audit_id)
    if not text:
        raise TransitionRefused(f"Audit {audit_id} is not decided yet; sign it off first.")
    content = render_pdf(from_json(Dossier, text), text, anchors)
    stored = place.reports.put(content)
    path = _working_copy(place, audit_id, content)
    dossier_digest = text_digest(text)
    with place.work() as work:
        work.lock(audit_id)
        if stored.sha256 not in [made.pdf_sha256 for made in work.reviews.reports(audit_id)]:
            work.reviews.add_report(
                audit_id,
                MadeReport(dossier_digest, stored.sha256, stored.size, moment, _versions()),
            )
            work.ledger.append(
                audit_id,
                CustodyKind.EXPORTED,
                "report",
                stored.sha256,
                PROGRAM,
                moment,
                f"Report rendered from the dossier {dossier_digest[:12]}…",
            )
        # Other versions of the typesetter may give other bytes; that is another rendering, not an error.
        stamped = (anchor.head.digest for anchor in anchors)
        inputs = digest((dossier_digest, *_versions(), *stamped))
        _complete(work, audit_id, AuditStage.REPORT, inputs, stored.sha256, moment)
        work.commit()
    return ReportFile(audit_id, dossier_digest, stored.sha256, stored.size, path)


def working_copy(place: Workplace, audit_id: str) -> Path:
    """Where the working copy of an audit's report lies."""
    return place.pdf / f"{audit_id}.pdf"


def _working_copy(place: Workplace, audit_id: str, content: bytes) -> Path:
    path = working_copy(place, audit_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return path


def checklists_of(place: Workplace, audit: OpenedAudit) -> tuple[Checklist, ...]:
    """The checklist versions an audit was opened with."""
    return tuple(
        _unchanged(place.catalogue.checklist(VersionRef(ref.id, ref.version)), ref)
        for ref in audit.checklists
    )


def policy_of(place: Workplace, audit: OpenedAudit) -> DecisionPolicy:
    """The policy version an audit was opened with."""
    ref = audit.policy
    return _unchanged(place.catalogue.policy(VersionRef(ref.id, ref.version)), ref)


def _unchanged(used: Versioned, ref: VersionDigest) -> Versioned:
    if used.digest != ref.digest:
        raise NotPublished(
            f"{ref}: the audit was opened with the contents {ref.digest[:12]}…, and the catalogue has "
            f"{used.digest[:12]}…; restore the version that was published."
        )
    return used


def _review_record(place: Workplace, work: UnitOfWork, audit_id: str, as_of: date) -> ReviewRecord:
    audit = work.audits.get(audit_id)
    checklists, policy = checklists_of(place, audit), policy_of(place, audit)
    fieldwork = work.fieldwork.load(audit_id)
    assessment = assess(
        audit.request, checklists, policy, fieldwork, as_of, audit.evidence_deadline
    )
    previous = _previous(work, audit.previous_audit)
    vocabulary = place.catalogue.vocabulary
    return ReviewRecord(
        audit=audit.id,
        opened_at=audit.opened_at,
        request=audit.request,
        checklists=checklists,
        policy=policy,
        instruments=tuple(vocabulary.instruments.values()),
        evidence_types=tuple(vocabulary.evidence_types.values()),
        fieldwork=fieldwork,
        assessment=assessment,
        change=change_since(previous, assessment) if previous else None,
        ledger=work.ledger.head(audit_id),
    )


def _previous(work: UnitOfWork, audit_id: str) -> PreviousAudit | None:
    text = work.reviews.dossier_text(audit_id) if audit_id else ""
    if not text:
        return None
    dossier = from_json(Dossier, text)
    assessment = dossier.record.assessment
    return PreviousAudit(
        audit=audit_id,
        dossier_digest=text_digest(text),
        decided_outcome=dossier.decision.outcome,
        recommended_outcome=assessment.recommendation.outcome,
        share=assessment.score.total.share,
        coverage=assessment.score.total.coverage,
        answers=tuple(scored.effective for scored in assessment.score.questions),
        terms=dossier.decision.terms,
    )


def _says_the_same(earlier: ReviewRecord, later: ReviewRecord) -> bool:
    """Nothing that the earlier one says has changed. The ledger goes on with every look at an item."""
    assessment = replace(later.assessment, as_of=earlier.assessment.as_of)
    return replace(later, assessment=assessment, ledger=earlier.ledger) == earlier


def _versions() -> tuple[str, ...]:
    return tuple(f"{name} {number}" for name, number in sorted(versions().items()))


def _complete(
    work: UnitOfWork,
    audit_id: str,
    stage: AuditStage,
    input_digest: str,
    output_digest: str,
    moment: datetime,
) -> None:
    work.audits.complete_stage(audit_id, stage, input_digest, output_digest, moment)
