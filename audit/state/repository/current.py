"""The fieldwork of an audit as it stands: of every record, its latest correction."""

from collections.abc import Iterable
from typing import TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.allegation import AllegationAssessment
from audit.domain.answer import Answer
from audit.domain.contradiction import Contradiction
from audit.domain.evidence import Claim, EvidenceItem, Limitation
from audit.domain.fieldwork import Fieldwork, Independence, TimelineEvent
from audit.domain.finding import Finding
from audit.domain.impact import AdverseImpact
from audit.domain.leverage import LeverageView
from audit.domain.terms import Terms
from audit.domain.truth import YesNo
from audit.records import from_json
from audit.state.record_kind import RecordKind
from audit.state.repository.appraisals import appraisals, current_items
from audit.state.repository.erasures import erasures
from audit.state.tables import AnswerRow, ClaimRow, EvidenceItemRow, FieldworkRow

Record = TypeVar("Record")

ANY_TERMS = cast("type[Terms]", Terms)
NO_LEVERAGE_VIEW = LeverageView(YesNo.UNKNOWN, "", ())
NO_INDEPENDENCE = Independence("not recorded", "not recorded", "not recorded", "not recorded")


def current_fieldwork(session: Session, audit: str) -> Fieldwork:
    """Everything current; what nobody recorded is empty, unknown or said not to be recorded."""
    records = _Records(session, audit)
    leverage = records.of(RecordKind.LEVERAGE_VIEW, LeverageView)
    independence = records.of(RecordKind.INDEPENDENCE, Independence)
    return Fieldwork(
        evidence=_evidence(session, audit),
        claims=_claims(session, audit),
        limitations=records.of(RecordKind.LIMITATION, Limitation),
        answers=_answers(session, audit),
        assessments=records.of(RecordKind.ASSESSMENT, AllegationAssessment),
        impacts=records.of(RecordKind.IMPACT, AdverseImpact),
        findings=records.of(RecordKind.FINDING, Finding),
        leverage=leverage[-1] if leverage else NO_LEVERAGE_VIEW,
        independence=independence[-1] if independence else NO_INDEPENDENCE,
        methods=records.of(RecordKind.METHOD, str),
        timeline=records.of(RecordKind.TIMELINE_EVENT, TimelineEvent),
        notes=records.of(RecordKind.NOTE, str),
        contradictions=records.of(RecordKind.CONTRADICTION, Contradiction),
        terms=records.of(RecordKind.TERMS, ANY_TERMS),
        appraisals=appraisals(session, audit),
        erasures=erasures(session, audit),
    )


class _Records:
    """The latest record of every kind and key.

    A key keeps its place in a dict when its value is replaced: the place of its first record.
    """

    def __init__(self, session: Session, audit: str) -> None:
        rows = session.execute(
            select(FieldworkRow.kind, FieldworkRow.key, FieldworkRow.record)
            .where(FieldworkRow.audit == audit)
            .order_by(FieldworkRow.entry)
        )
        self._latest = {(row.kind, row.key): row.record for row in rows}

    def of(self, kind: RecordKind, cls: type[Record]) -> tuple[Record, ...]:
        texts = (text for (of_kind, _), text in self._latest.items() if of_kind is kind)
        return _read(cls, texts)


def _evidence(session: Session, audit: str) -> tuple[EvidenceItem, ...]:
    appraised = current_items(session, audit)
    query = select(EvidenceItemRow.item, EvidenceItemRow.record)
    rows = session.execute(
        query.where(EvidenceItemRow.audit == audit).order_by(EvidenceItemRow.entry)
    )
    records = {row.item: row.record for row in rows} | appraised
    return _read(EvidenceItem, records.values())


def _claims(session: Session, audit: str) -> tuple[Claim, ...]:
    query = select(ClaimRow.record).where(ClaimRow.audit == audit)
    return _read(Claim, session.scalars(query.order_by(ClaimRow.seq)))


def _answers(session: Session, audit: str) -> tuple[Answer, ...]:
    query = select(AnswerRow.question, AnswerRow.record).where(AnswerRow.audit == audit)
    rows = session.execute(query.order_by(AnswerRow.entry))
    return _read(Answer, {row.question: row.record for row in rows}.values())


def _read(cls: type[Record], texts: Iterable[str]) -> tuple[Record, ...]:
    return tuple(from_json(cls, text) for text in texts)
