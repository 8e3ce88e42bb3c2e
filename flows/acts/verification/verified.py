"""What a verification found, and what the ledger says was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.custody.event import CustodyEvent, CustodyKind
from audit.domain.errors import RecordBroken


@dataclass(slots=True)
class Verified:
    """What was checked, and how much of it there was."""

    audit: str
    events: int = 0
    items: int = 0
    expired: int = 0
    """Items whose bytes were destroyed; their digests are checked against the ledger."""
    sealed: int = 0
    """Items, appraisals, redactions and erasures whose record the ledger seals."""
    files: int = 0
    """Files of evidence and working copies."""
    bytes: int = 0
    texts: int = 0
    """Items whose extracted text was checked page by page."""
    records: int = 0
    """Review records and dossiers."""
    sign_offs: int = 0
    reports: int = 0
    rules: int = 0
    """Checklists and policy."""
    anchors: int = 0
    signatures: int = 0
    """Of the anchors, those whose signature was checked too."""


@dataclass(slots=True)
class Custody:
    """What the ledger says was done, by item."""

    done: dict[str, list[tuple[CustodyKind, str]]] = field(default_factory=dict)
    sealed: dict[tuple[str, CustodyKind], list[CustodyEvent]] = field(default_factory=dict)
    """The acts of a kind on an item that put something on record."""

    def add(self, event: CustodyEvent) -> None:
        """Take note of an event."""
        self.done.setdefault(event.item, []).append((event.kind, event.item_digest))
        if event.record_digest:
            self.sealed.setdefault((event.item, event.kind), []).append(event)

    def require_no_more(self, kind: CustodyKind, made: Mapping[str, int], called: str) -> None:
        """Raise RecordBroken when there is no record of an act of this kind that the ledger has."""
        for (name, of), events in self.sealed.items():
            if of is kind and len(events) > made.get(name, 0):
                raise RecordBroken(
                    f"{name}: the ledger has {called} more than there are records of."
                )

    def digests(self, item: str, *kinds: CustodyKind) -> list[str]:
        """The digests that the item had at the acts of these kinds."""
        return [digest for kind, digest in self.done.get(item, []) if kind in kinds]
