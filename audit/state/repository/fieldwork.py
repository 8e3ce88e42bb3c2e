"""What people and files brought to each audit, with every correction kept."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from audit.domain.answer import Answer, AnswerState, NotApplicable, Unknown, Valued
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.evidence import Claim, EvidenceItem
from audit.domain.fieldwork import Fieldwork
from audit.records import from_json, kind_of, to_json
from audit.state.record_kind import CLASS_OF, FieldworkRecord, RecordKind
from audit.state.repository.appraisals import current_item
from audit.state.repository.current import current_fieldwork
from audit.state.repository.nearest import unknown
from audit.state.repository.remembered import Remembered
from audit.state.tables import AnswerRow, ClaimRow, EvidenceItemRow, FieldworkRow
from audit.state.text_tables import SuggestionDecisionRow

NUMBERED = re.compile(r"E\d{3,}")
"""Ids that items are given here; a prepared case brings its own."""
# Straight to the tables: keeping track of every row costs more than writing it.
_INSERT_EVIDENCE = insert(cast("Table", EvidenceItemRow.__table__))
_IS_TAKEN = select(EvidenceItemRow.item).where(
    EvidenceItemRow.audit == bindparam("audit"), EvidenceItemRow.item == bindparam("item")
)


class FieldworkRecords:
    """The fieldwork of every audit. Whoever adds to it holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._numbers = Remembered[int](session)
        self._names = Remembered[str](session)

    def add_evidence(self, audit: str, item: EvidenceItem, claims: Sequence[Claim]) -> None:
        """Add an item and what it says; what is recorded already is not recorded again."""
        _check_claims(item, claims)
        stored = self._session.scalar(
            select(EvidenceItemRow.record).where(
                EvidenceItemRow.audit == audit, EvidenceItemRow.item == item.id
            )
        )
        if stored is None:
            entry = self._next(EvidenceItemRow.entry, EvidenceItemRow.audit, audit)
            self._session.execute(_INSERT_EVIDENCE, _evidence_row(audit, item, entry))
        elif current_item(self._session, audit, item.id, stored) != item:
            raise TransitionRefused(
                f"Evidence {item.id} of audit {audit} is recorded already with other content; "
                "record this under another id."
            )
        if claims:
            self._add_claims(audit, item.id, claims)

    def add_answer(self, audit: str, answer: Answer) -> None:
        """Record an answer as the current one of its question."""
        current = self._session.scalars(
            select(AnswerRow)
            .where(AnswerRow.audit == audit, AnswerRow.question == answer.question)
            .order_by(AnswerRow.sequence.desc())
            .limit(1)
        ).first()
        record = to_json(answer)
        if current is not None and current.record == record:
            return
        self._add(
            AnswerRow(
                audit=audit,
                question=answer.question,
                sequence=current.sequence + 1 if current else 1,
                entry=self._next(AnswerRow.entry, AnswerRow.audit, audit),
                kind=kind_of(answer.state),
                value=_value(answer.state),
                answered_by=answer.answered_by,
                answered_at=answer.answered_at,
                record=record,
            )
        )

    def add_record(
        self, audit: str, kind: RecordKind, key: str, record: FieldworkRecord, by: str, at: datetime
    ) -> None:
        """Record something else as the current one of its kind and key."""
        if not isinstance(record, CLASS_OF[kind]):
            raise TypeError(f"a {kind} is not a {type(record).__name__}")
        current = self._session.scalars(
            select(FieldworkRow)
            .where(FieldworkRow.audit == audit, FieldworkRow.kind == kind, FieldworkRow.key == key)
            .order_by(FieldworkRow.sequence.desc())
            .limit(1)
        ).first()
        text = to_json(record, CLASS_OF[kind])
        if current is not None and current.record == text:
            return
        self._add(
            FieldworkRow(
                audit=audit,
                kind=kind,
                key=key,
                sequence=current.sequence + 1 if current else 1,
                entry=self._next(FieldworkRow.entry, FieldworkRow.audit, audit),
                recorded_by=by,
                recorded_at=at,
                record=text,
            )
        )

    def load(self, audit: str) -> Fieldwork:
        """The current records, in the order in which each was first recorded."""
        return current_fieldwork(self._session, audit)

    def evidence(self, audit: str, item: str) -> EvidenceItem:
        """One item of the audit."""
        stored = self._session.get(EvidenceItemRow, (audit, item))
        if stored is None:
            ids = select(EvidenceItemRow.item).where(EvidenceItemRow.audit == audit)
            raise unknown(
                f"evidence in audit {audit} called", item, self._session.scalars(ids).all()
            )
        return current_item(self._session, audit, item, stored.record)

    def with_bytes(
        self, audit: str, sha256: str
    ) -> tuple[tuple[EvidenceItem, tuple[Claim, ...]], ...]:
        """The items of the audit with these bytes, each with what it says, in their order."""
        # By the digest alone: asked for the audit as well, SQLite reads all items of the audit.
        rows = self._session.execute(
            select(EvidenceItemRow.audit, EvidenceItemRow.entry, EvidenceItemRow.record).where(
                EvidenceItemRow.sha256 == sha256
            )
        )
        of_audit = sorted((row.entry, row.record) for row in rows if row.audit == audit)
        items = [from_json(EvidenceItem, record) for _, record in of_audit]
        return tuple((item, self._claims_of(audit, item.id)) for item in items)

    def next_item(self, audit: str) -> str:
        """An id such as E017 that no item of the audit has: the one after the last of this form."""
        last = self._names.get(audit, lambda: self._last_numbered(audit))
        number = int(last[1:]) + 1
        while self._session.scalar(_IS_TAKEN, {"audit": audit, "item": f"E{number:03}"}):
            number += 1
        self._names.put(audit, f"E{number:03}")
        return f"E{number:03}"

    def people(self, audit: str) -> frozenset[str]:
        """Everyone who answered, recorded, collected, graded or accepted something for this audit itself."""
        answered = self._session.scalars(select(AnswerRow.record).where(AnswerRow.audit == audit))
        recorded = self._session.scalars(
            select(FieldworkRow.recorded_by).where(FieldworkRow.audit == audit)
        )
        chose = self._session.scalars(
            select(SuggestionDecisionRow.decided_by).where(SuggestionDecisionRow.audit == audit)
        )
        work = self.load(audit)
        return frozenset(recorded).union(
            chose,
            (appraisal.appraised_by for appraisal in work.appraisals),
            (
                a.answered_by
                for a in (from_json(Answer, text) for text in answered)
                if not a.carried_from
            ),
            (item.collector for item in work.evidence if not item.carried_from),
        )

    def _add_claims(self, audit: str, item: str, claims: Sequence[Claim]) -> None:
        of_item = select(ClaimRow.record).where(ClaimRow.audit == audit, ClaimRow.evidence == item)
        recorded = set(self._session.scalars(of_item))
        for claim in claims:
            if (record := to_json(claim)) not in recorded:
                recorded.add(record)
                self._add(
                    ClaimRow(
                        audit=audit,
                        seq=self._next(ClaimRow.seq, ClaimRow.audit, audit),
                        evidence=claim.evidence,
                        about=claim.about,
                        relation=claim.relation,
                        record=record,
                    )
                )

    def _claims_of(self, audit: str, item: str) -> tuple[Claim, ...]:
        of_item = select(ClaimRow.record).where(ClaimRow.audit == audit, ClaimRow.evidence == item)
        records = self._session.scalars(of_item.order_by(ClaimRow.seq))
        return tuple(from_json(Claim, record) for record in records)

    def _last_numbered(self, audit: str) -> str:
        last = self._session.scalar(
            select(EvidenceItemRow.item)
            .where(EvidenceItemRow.audit == audit, EvidenceItemRow.item.like("E___%"))
            .order_by(EvidenceItemRow.entry.desc())
            .limit(1)
        )
        return last if last and NUMBERED.fullmatch(last) else "E000"

    def _next(
        self, place: InstrumentedAttribute[int], of: InstrumentedAttribute[str], audit: str
    ) -> int:
        def last() -> int:
            return self._session.scalar(select(func.max(place)).where(of == audit)) or 0

        key = (str(place), audit)
        number = self._numbers.get(key, last) + 1
        self._numbers.put(key, number)
        return number

    def _add(self, row: ClaimRow | AnswerRow | FieldworkRow) -> None:
        self._session.add(row)
        self._session.flush()


def _check_claims(item: EvidenceItem, claims: Sequence[Claim]) -> None:
    others = sorted({claim.evidence for claim in claims} - {item.id})
    if others:
        raise InputInvalid(
            Problem(
                f"claims of evidence {item.id}",
                f"name other evidence: {', '.join(others)}",
                "add each claim with the item that says it",
            )
        )


def _evidence_row(audit: str, item: EvidenceItem, entry: int) -> dict[str, object]:
    return {
        "audit": audit,
        "item": item.id,
        "entry": entry,
        "type": item.type,
        "sha256": item.sha256,
        "grade": str(item.grade),
        "originator": item.originator,
        "collected_at": item.collected_at,
        "record": to_json(item),
    }


def _value(state: AnswerState) -> str:
    match state:
        case Valued(value):
            return value
        case NotApplicable():
            return ""
        case Unknown(kind):
            return kind.value
