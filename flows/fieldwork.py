"""The fieldwork stages: evidence comes in, and people's answers are recorded, with custody kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from audit.catalogue import PreparedItem
from audit.catalogue.fieldwork_files import (
    FieldworkReader,
    KnownIds,
    PreparedFieldwork,
    answer_words,
)
from audit.catalogue.reading import SourceFile
from audit.custody.event import CustodyKind
from audit.decision.review import still_holding
from audit.domain.answer import Answer
from audit.domain.audit import AuditStage, OpenedAudit
from audit.domain.errors import TransitionRefused
from audit.domain.evidence import EvidenceItem
from audit.evidence_store import StoredFile
from audit.records import digest
from audit.state.record_kind import RecordKind
from audit.state.unit_of_work import UnitOfWork
from flows.stages import checklists_of, policy_of
from flows.workplace import Workplace


@dataclass(frozen=True, slots=True)
class StageResult:
    """How many records an audit has after a stage, and whether the stage was done just now."""

    count: int
    fresh: bool


REGISTER_METHOD = "Entry of the source register, transcribed; the publication was not captured"


def collect_evidence(place: Workplace, audit_id: str, moment: datetime) -> StageResult:
    """Take in what the request brings: a prepared case's sources, or what the earlier audit held."""
    with place.work() as work:
        work.lock(audit_id)
        audit = work.audits.get(audit_id)
        if fresh := not _is_complete(work, audit, AuditStage.EVIDENCE):
            if audit.previous_audit:
                _carry_evidence_forward(work, audit, moment)
            elif audit.request.prepared_case:
                _take_prepared_case(place, work, audit, moment)
            _complete(work, audit, AuditStage.EVIDENCE, moment)
            work.commit()
        return StageResult(len(work.fieldwork.load(audit_id).evidence), fresh)


def record_answers(place: Workplace, audit_id: str, moment: datetime) -> StageResult:
    """Record the prepared case's answers, or carry forward those of the earlier audit that still hold."""
    with place.work() as work:
        work.lock(audit_id)
        audit = work.audits.get(audit_id)
        if fresh := not _is_complete(work, audit, AuditStage.ANSWERS):
            if audit.previous_audit:
                _carry_answers_forward(place, work, audit, moment)
            elif audit.request.prepared_case:
                prepared = place.catalogue.case(audit.request.prepared_case).fieldwork
                record_fieldwork(work, audit_id, prepared, audit.request.analyst, moment)
            _complete(work, audit, AuditStage.ANSWERS, moment)
            work.commit()
        return StageResult(len(work.fieldwork.load(audit_id).answers), fresh)


def record_fieldwork_file(
    place: Workplace, audit_id: str, path: Path, analyst: str, moment: datetime
) -> int:
    """Record a fieldwork file of an analyst. Raises CatalogueInvalid naming file, line and key."""
    schema = place.catalogue.root / "schema" / "case-fieldwork.schema.json"
    reader = FieldworkReader(SourceFile(path, path.name), schema)
    with place.work() as work:
        work.lock(audit_id)
        _require_undecided(work, audit_id)
        audit = work.audits.get(audit_id)
        known = KnownIds(
            answer_words(checklists_of(place, audit)),
            [item.id for item in work.fieldwork.load(audit_id).evidence],
            [allegation.id for allegation in audit.request.allegations],
        )
        prepared = reader.read(known)
        record_fieldwork(work, audit_id, prepared, analyst, moment)
        work.commit()
    return len(prepared.answers)


def add_item(
    place: Workplace, audit_id: str, item: PreparedItem, actor: str, moment: datetime
) -> EvidenceItem:
    """Take one item into an open audit, with its custody."""
    stored = place.evidence.put(item.content)
    with place.work() as work:
        work.lock(audit_id)
        _require_undecided(work, audit_id)
        numbered = replace(item, id=item.id or _next_id(work, audit_id))
        evidence = evidence_item(numbered, stored, actor, "Added by hand", moment)
        claims = tuple(replace(claim, evidence=numbered.id) for claim in item.claims)
        take_in(work, audit_id, evidence, replace(numbered, claims=claims), moment)
        work.commit()
    return evidence


def evidence_item(
    item: PreparedItem, stored: StoredFile, collector: str, method: str, moment: datetime
) -> EvidenceItem:
    """A prepared item as collected: who, how, when, and the digest of its bytes."""
    return EvidenceItem(
        id=item.id,
        type=item.type,
        form=item.form,
        title=item.title,
        publisher=item.publisher,
        author=item.author,
        originator=item.originator,
        provided_by=item.provided_by,
        independent=item.independent,
        published_on=item.published_on,
        observed_period=item.observed_period,
        url=item.url,
        language=item.language,
        collector=collector,
        method=method,
        collected_at=moment,
        received_at=moment,
        sha256=stored.sha256,
        size=stored.size,
        media_type=item.media_type,
        grade=item.grade,
        handling=item.handling,
    )


def take_in(
    work: UnitOfWork, audit_id: str, evidence: EvidenceItem, item: PreparedItem, moment: datetime
) -> None:
    """Record one item with its claims and the beginning of its custody."""
    work.fieldwork.add_evidence(audit_id, evidence, item.claims)
    for kind, reason in (
        (CustodyKind.COLLECTED, evidence.method),
        (CustodyKind.RECEIVED, "Taken into the evidence store"),
        (CustodyKind.GRADED, f"Graded {evidence.grade}"),
    ):
        work.ledger.append(
            audit_id, kind, evidence.id, evidence.sha256, evidence.collector, moment, reason
        )


def record_fieldwork(
    work: UnitOfWork, audit_id: str, prepared: PreparedFieldwork, by: str, moment: datetime
) -> None:
    """Record prepared fieldwork under a person's name; what is unchanged is not recorded again."""
    for answer in prepared.answers:
        work.fieldwork.add_answer(
            audit_id,
            Answer(answer.question, answer.state, answer.rationale, answer.evidence, by, moment),
        )
    keyed = [
        *((RecordKind.LIMITATION, item.code, item) for item in prepared.limitations),
        *((RecordKind.ASSESSMENT, item.allegation, item) for item in prepared.assessments),
        *((RecordKind.IMPACT, item.id, item) for item in prepared.impacts),
        *((RecordKind.FINDING, item.id, item) for item in prepared.findings),
        *((RecordKind.METHOD, f"{n:03}", item) for n, item in enumerate(prepared.methods, 1)),
        *((RecordKind.TIMELINE_EVENT, f"{n:03}", e) for n, e in enumerate(prepared.timeline, 1)),
        *((RecordKind.NOTE, f"{n:03}", item) for n, item in enumerate(prepared.notes, 1)),
    ]
    if prepared.leverage is not None:
        keyed.append((RecordKind.LEVERAGE_VIEW, "leverage", prepared.leverage))
    if prepared.independence is not None:
        keyed.append((RecordKind.INDEPENDENCE, "independence", prepared.independence))
    for kind, key, record in keyed:
        work.fieldwork.add_record(audit_id, kind, key, record, by, moment)


def _take_prepared_case(
    place: Workplace, work: UnitOfWork, audit: OpenedAudit, moment: datetime
) -> None:
    for item in place.catalogue.case(audit.request.prepared_case).items:
        stored = place.evidence.put(item.content)
        evidence = evidence_item(item, stored, audit.request.analyst, REGISTER_METHOD, moment)
        take_in(work, audit.id, evidence, item, moment)


def _carry_evidence_forward(work: UnitOfWork, audit: OpenedAudit, moment: datetime) -> None:
    before = work.fieldwork.load(audit.previous_audit)
    for item in before.evidence:
        claims = tuple(claim for claim in before.claims if claim.evidence == item.id)
        carried = replace(item, carried_from=audit.previous_audit)
        work.fieldwork.add_evidence(audit.id, carried, claims)
        work.ledger.append(
            audit.id,
            CustodyKind.TRANSFERRED,
            item.id,
            item.sha256,
            audit.request.analyst,
            moment,
            f"Carried forward from audit {audit.previous_audit}",
        )


def _carry_answers_forward(
    place: Workplace, work: UnitOfWork, audit: OpenedAudit, moment: datetime
) -> None:
    before = work.fieldwork.load(audit.previous_audit)
    by_id = {item.id: item for item in before.evidence}
    on = audit.opened_at.date()
    for answer in still_holding(before.answers, by_id, policy_of(place, audit), on):
        work.fieldwork.add_answer(audit.id, replace(answer, carried_from=audit.previous_audit))
    rest = PreparedFieldwork(
        answers=(),
        limitations=before.limitations,
        assessments=before.assessments,
        impacts=before.impacts,
        findings=before.findings,
        leverage=before.leverage,
        independence=before.independence,
        methods=before.methods,
        timeline=before.timeline,
        notes=before.notes,
    )
    record_fieldwork(work, audit.id, rest, audit.request.analyst, moment)


def _is_complete(work: UnitOfWork, audit: OpenedAudit, stage: AuditStage) -> bool:
    return work.audits.stage_output(audit.id, stage, digest(audit)) is not None


def _complete(work: UnitOfWork, audit: OpenedAudit, stage: AuditStage, moment: datetime) -> None:
    output = digest(work.fieldwork.load(audit.id))
    work.audits.complete_stage(audit.id, stage, digest(audit), output, moment)


def _next_id(work: UnitOfWork, audit_id: str) -> str:
    taken = {item.id for item in work.fieldwork.load(audit_id).evidence}
    return next(name for n in range(1, len(taken) + 2) if (name := f"E{n:03}") not in taken)


def _require_undecided(work: UnitOfWork, audit_id: str) -> None:
    if work.reviews.decision(audit_id) is not None:
        raise TransitionRefused(
            f"Audit {audit_id} is decided and its record is closed; start a re-audit to add to it."
        )
