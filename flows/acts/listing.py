"""The items of an audit as lines of a list: what each is, and what was done to it last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.domain.evidence import EvidenceItem
from flows.acts.accessing import editions
from flows.workplace import Workplace
from reports.assembly.sources import guarded


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item."""

    item: EvidenceItem
    editions: tuple[str, ...]
    """What can be opened; nothing of it once it was destroyed."""
    authority: str
    """What allowed its destruction; empty while it is kept."""
    last_act: str
    last_actor: str
    last_at: datetime
    acts: int
    """How many events the ledger has of it."""

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def title(self) -> str:
        return guarded(self.item).title

    @property
    def type(self) -> str:
        return self.item.type

    @property
    def grade(self) -> str:
        return str(self.item.grade)

    @property
    def originator(self) -> str:
        return guarded(self.item).originator


def lines_of(place: Workplace, audit_id: str) -> list[ItemLine]:
    """Every item in the order of recording. Raises AuditError for an audit that there is not."""
    with place.reading() as work:
        work.audits.get(audit_id)
        fieldwork = work.fieldwork.load(audit_id)
        gone = {erasure.item: erasure.authority for erasure in fieldwork.erasures}
        texts, redacted = work.texts.current(audit_id), work.redactions.current(audit_id)
        events = {item.id: [] for item in fieldwork.evidence}
        for event in work.ledger.events(audit_id):
            if event.item in events:
                events[event.item].append(event)
    return [
        ItemLine(
            item,
            () if item.id in gone else tuple(editions(item, texts, redacted)),
            gone.get(item.id, ""),
            events[item.id][-1].kind.value,
            events[item.id][-1].actor,
            events[item.id][-1].at,
            len(events[item.id]),
        )
        for item in fieldwork.evidence
    ]
