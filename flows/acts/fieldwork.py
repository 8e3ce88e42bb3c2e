"""The fieldwork stages: evidence comes in, and people's answers are recorded, with custody kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

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
from audit.decision.terms import still_binding
from audit.domain.answer import Answer, NotApplicable
from audit.domain.audit import AuditStage, OpenedAudit
from audit.domain.evidence import EvidenceItem
from audit.domain.fieldwork import Fieldwork
from audit.evidence_store import StoredFile
from audit.records import digest
from audit.state.record_kind import RecordKind
from audit.state.unit_of_work import UnitOfWork
from flows.acts.collecting import Collected, as_item, collect_in, require_open, take_in
from flows.acts.erasing import record_erasure
from flows.acts.opening import require_analyst
from flows.acts.redacting import record_redaction
from flows.acts.stages import PROGRAM, checklists_of, policy_of
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
    place: Workplace, audit_id: str, file: SourceFile, analyst: str, moment: datetime
) -> PreparedFieldwork:
    """Record a fieldwork file of an analyst. Raises CatalogueInvalid naming file, line and key."""
    schema = place.catalogue.root / "schema" / "case-fieldwork.schema.json"
    reader = FieldworkReader(file, schema)
    with place.work() as work:
        work.lock(audit_id)
        require_analyst(work, analyst)
        require_open(work, audit_id)
        audit = work.audits.get(audit_id)
        known = KnownIds(
            answer_words(checklists_of(place, audit)),
            [item.id for item in work.fieldwork.load(audit_id).evidence],
            [allegation.id for allegation in audit.request.allegations],
        )
        prepared = reader.read(known)
        record_fieldwork(work, audit_id, prepared, analyst, moment)
        work.commit()
    return prepared


def take_in_once(
    work: UnitOfWork,
    audit_id: str,
    item: PreparedItem,
    stored: StoredFile,
    actor: str,
    method: str,
    moment: datetime,
) -> EvidenceItem:
    """Record one prepared item with its custody, or find the same one that is there already."""
    return collect_in(work, audit_id, _collected(item, stored, method, moment), actor, moment)


def _collected(item: PreparedItem, stored: StoredFile, method: str, moment: datetime) -> Collected:
    return Collected(item.description, stored, item.media_type, method, moment, claims=item.claims)


def record_fieldwork(
    work: UnitOfWork, audit_id: str, prepared: PreparedFieldwork, by: str, moment: datetime
) -> None:
    """Record prepared fieldwork under a person's name; what is unchanged is not recorded again."""
    current = {answer.question: answer for answer in work.fieldwork.load(audit_id).answers}
    for given in prepared.answers:
        answer = Answer(given.question, given.state, given.rationale, given.evidence, by, moment)
        there = current.get(given.question)
        if there is None or _as_given(there, answer) != answer:
            work.fieldwork.add_answer(audit_id, answer)
    keyed = [
        *((RecordKind.LIMITATION, item.code, item) for item in prepared.limitations),
        *((RecordKind.ASSESSMENT, item.allegation, item) for item in prepared.assessments),
        *((RecordKind.IMPACT, item.id, item) for item in prepared.impacts),
        *((RecordKind.FINDING, item.id, item) for item in prepared.findings),
        *((RecordKind.CONTRADICTION, item.id, item) for item in prepared.contradictions),
        *((RecordKind.TERMS, item.id, item) for item in prepared.terms),
        # These have no id of their own and add up: another file does not replace them.
        *((RecordKind.METHOD, digest(item), item) for item in prepared.methods),
        *((RecordKind.TIMELINE_EVENT, digest(item), item) for item in prepared.timeline),
        *((RecordKind.NOTE, digest(item), item) for item in prepared.notes),
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
        collected = _collected(item, place.evidence.put(item.content), REGISTER_METHOD, moment)
        evidence = as_item(collected, item.id, audit.request.analyst, moment)
        take_in(work, audit.id, evidence, item.claims, moment)


def _carry_evidence_forward(work: UnitOfWork, audit: OpenedAudit, moment: datetime) -> None:
    work.need_bytes()
    before = work.fieldwork.load(audit.previous_audit)
    earlier = work.audits.get(audit.previous_audit).request.allegations
    # What is not about an allegation is context, or is about a question, which keeps its id for ever.
    dropped = {allegation.id for allegation in earlier} - _unchanged_allegations(work, audit)
    for item in before.evidence:
        claims = tuple(
            claim
            for claim in before.claims
            if claim.evidence == item.id and claim.about not in dropped
        )
        carried = replace(item, carried_from=audit.previous_audit)
        work.fieldwork.add_evidence(audit.id, carried, claims)
        work.ledger.append(
            audit.id,
            CustodyKind.TRANSFERRED,
            item.id,
            item.sha256,
            PROGRAM,
            moment,
            f"Carried forward from audit {audit.previous_audit}",
            digest(carried),
        )
    gone = {erasure.item for erasure in before.erasures}
    for redaction in work.redactions.current(audit.previous_audit).values():
        # Packs of this audit carry it in place of the item, as those of the one before did.
        if redaction.item not in gone:
            record_redaction(work, audit.id, redaction, PROGRAM, moment)
    for erasure in before.erasures:
        record_erasure(work, audit.id, erasure, PROGRAM, moment)


def _carry_answers_forward(
    place: Workplace, work: UnitOfWork, audit: OpenedAudit, moment: datetime
) -> None:
    before = work.fieldwork.load(audit.previous_audit)
    there = before.still_there
    by_id = {item.id: item for item in there.evidence}
    on = audit.opened_at.date()
    for answer in still_holding(there.answers, by_id, policy_of(place, audit), on):
        work.fieldwork.add_answer(audit.id, replace(answer, carried_from=audit.previous_audit))
    carried = _carried_records(work, audit, before)
    record_fieldwork(work, audit.id, carried, audit.request.analyst, moment)


def _as_given(there: Answer, answer: Answer) -> Answer:
    """The recorded answer under the name and the moment of another, before anyone confirmed it."""
    state = there.state
    if isinstance(state, NotApplicable):
        state = replace(state, confirmed_by="")
    return replace(
        there, state=state, answered_by=answer.answered_by, answered_at=answer.answered_at
    )


def _carried_records(work: UnitOfWork, audit: OpenedAudit, before: Fieldwork) -> PreparedFieldwork:
    """What of the earlier records is about the same allegations; notes stay with their prepared case."""
    earlier = work.audits.get(audit.previous_audit).request
    same = _unchanged_allegations(work, audit)
    dropped = {allegation.id for allegation in earlier.allegations} - same
    return PreparedFieldwork(
        answers=(),
        limitations=tuple(
            replace(item, affects=tuple(name for name in item.affects if name not in dropped))
            for item in before.limitations
            if not item.affects or set(item.affects) - dropped
        ),
        assessments=tuple(item for item in before.assessments if item.allegation in same),
        impacts=tuple(item for item in before.impacts if not dropped & set(item.allegations)),
        findings=tuple(item for item in before.findings if not dropped & set(item.allegations)),
        leverage=before.leverage,
        independence=before.independence,
        methods=before.methods,
        timeline=before.timeline,
        contradictions=tuple(c for c in before.contradictions if c.about not in dropped),
        notes=before.notes if earlier.prepared_case == audit.request.prepared_case else (),
        terms=still_binding(before.terms, audit.opened_at.date()),
    )


def _unchanged_allegations(work: UnitOfWork, audit: OpenedAudit) -> set[str]:
    """Ids of the allegations that stand in both audits with the same text."""
    earlier = {a.id: a.text for a in work.audits.get(audit.previous_audit).request.allegations}
    return {a.id for a in audit.request.allegations if earlier.get(a.id) == a.text}


def _is_complete(work: UnitOfWork, audit: OpenedAudit, stage: AuditStage) -> bool:
    return work.audits.stage_output(audit.id, stage, digest(audit)) is not None


def _complete(work: UnitOfWork, audit: OpenedAudit, stage: AuditStage, moment: datetime) -> None:
    output = digest(work.fieldwork.load(audit.id))
    work.audits.complete_stage(audit.id, stage, digest(audit), output, moment)
