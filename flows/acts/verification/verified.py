"""What a verification found, and what the ledger says was done."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.custody.event import CustodyKind


@dataclass(slots=True)
class Verified:
    """What was checked, and how much of it there was."""

    audit: str
    events: int = 0
    items: int = 0
    expired: int = 0
    """Items whose bytes were destroyed in time; their digests are checked against the ledger."""
    files: int = 0
    """Files of evidence and working copies."""
    bytes: int = 0
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

    def digests(self, item: str, *kinds: CustodyKind) -> list[str]:
        """The digests that the item had at the acts of these kinds."""
        return [digest for kind, digest in self.done.get(item, []) if kind in kinds]
