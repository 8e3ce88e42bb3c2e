"""What a pack holds: every file with its place, size and digest, before a byte of it is read."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import IO

from audit.custody.anchor import Anchor
from audit.custody.event import CustodyEvent, CustodyKind
from audit.custody.ledger import event_text, head
from audit.decision.dossier import Dossier
from audit.domain.evidence import EvidenceItem
from audit.domain.redaction import Redaction
from audit.evidence_store import StoredFile
from audit.pack.export import NOT_DESCRIBED, why_kept_back
from audit.pack.readme import readme
from audit.records import canonical, from_json, plain, text_digest

FORMAT = "investee-audit pack 1"
MANIFEST = "manifest.json"
RULES = "checklists"
"""The folder of the published checklists and policies, with the register of their digests."""
WITHOUT_EVIDENCE = "The pack was made without evidence."
REDACTED = "A redacted copy goes in its place."
EXPIRED = "Its bytes were destroyed, as the ledger says."
Opening = Callable[[str], IO[bytes]]
"""From a digest to a stream of the stored bytes."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of the pack, and how its bytes are come by."""

    path: str
    sha256: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is known by its digest alone."""

    path: str
    size: int
    items: tuple[str, ...]
    """The evidence items it belongs to."""
    why: str


@dataclass(frozen=True, slots=True)
class ItemRecords:
    """What is recorded of an item now, as the canonical JSON texts that the ledger sealed."""

    item: str
    redaction: str = ""
    """Its latest redaction; empty when it has none."""
    erasure: str = ""
    """Empty while its bytes are kept."""

    @property
    def line(self) -> str:
        """All of it as one line of canonical JSON."""
        texts = {"item": self.item, "redaction": self.redaction, "erasure": self.erasure}
        return canonical({name: json.loads(text) for name, text in texts.items() if text})


@dataclass(frozen=True, slots=True)
class Material:
    """An audit as it is stored, with the ways to its bytes."""

    dossier: Dossier
    dossier_text: str
    record_text: str
    """The review record that was signed, as it was stored."""
    events: Sequence[CustodyEvent]
    records: Sequence[ItemRecords]
    """One of each item, in the order of recording."""
    anchors: Sequence[Anchor]
    reports: Sequence[StoredFile]
    rules: Mapping[str, bytes]
    """Checklists, policy and register by their paths below the catalogue, byte for byte."""
    open_evidence: Opening
    open_report: Opening


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of one pack in the order in which it is written."""

    files: tuple[PackFile, ...]
    left_out: tuple[LeftOut, ...]
    manifest_sha256: str
    """It stands for the whole pack, as every other file stands in the manifest."""


def contents(material: Material, *, with_evidence: bool = True) -> Contents:
    """The files of a pack; the same material gives the same files in the same order."""
    kept, left_out = _evidence(material, with_evidence)
    described = [
        _small("README.txt", readme(material.dossier, by_reason(left_out)).encode()),
        _small("verify.py", verifier()),
        _small("dossier.json", material.dossier_text.encode()),
        _small("record.json", material.record_text.encode()),
        _lines("ledger.jsonl", map(event_text, material.events)),
        _lines("evidence.jsonl", (records.line for records in material.records)),
        *(_small(anchor_path(anchor), anchor.token) for anchor in material.anchors),
        *(_small(f"{RULES}/{path}", text) for path, text in sorted(material.rules.items())),
        *(_report(report, material.open_report) for report in material.reports),
        *kept,
        *(_redacted(material, left_out) if with_evidence else ()),
    ]
    manifest = _small(MANIFEST, _manifest(material, described, left_out).encode())
    first, *others = described
    return Contents((first, manifest, *others), left_out, manifest.sha256)


def verifier() -> bytes:
    """The program that travels with every pack."""
    return files("audit.pack").joinpath("verify.py").read_bytes()


def verifier_sha256() -> str:
    """The digest by which that program is known."""
    return hashlib.sha256(verifier()).hexdigest()


def anchor_path(anchor: Anchor) -> str:
    """Where the timestamp lies in the pack."""
    return f"anchors/{anchor.sequence:03}.tsr"


def by_reason(left_out: Iterable[LeftOut]) -> dict[str, list[str]]:
    """The items that are known by digest alone, under the reason why."""
    items: dict[str, set[str]] = {}
    for entry in left_out:
        items.setdefault(entry.why, set()).update(entry.items)
    return {why: sorted(items[why]) for why in sorted(items)}


def _evidence(
    material: Material, with_evidence: bool
) -> tuple[tuple[PackFile, ...], tuple[LeftOut, ...]]:
    """Every file of evidence once; where two items share bytes, the stricter one decides."""
    expired = {e.item for e in material.events if e.kind is CustodyKind.EXPIRED}
    redacted = {
        from_json(Redaction, records.redaction).item
        for records in material.records
        if records.redaction
    }
    owners: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    reasons: dict[str, str] = {}
    for item in material.dossier.record.fieldwork.evidence:
        why = _why(item, expired, redacted, with_evidence)
        for path, size in _paths(item):
            owners.setdefault(path, []).append(item.id)
            sizes[path] = size
            reasons[path] = reasons.get(path, "") or why
    kept = (
        PackFile(path, _digest(path), sizes[path], _opening(material.open_evidence, _digest(path)))
        for path in sorted(owners)
        if not reasons[path]
    )
    left_out = (
        LeftOut(path, sizes[path], tuple(owners[path]), reasons[path])
        for path in sorted(owners)
        if reasons[path]
    )
    return tuple(kept), tuple(left_out)


def _redacted(material: Material, left_out: Sequence[LeftOut]) -> Iterator[PackFile]:
    """The redacted copies of items that stay behind."""
    alone = (EXPIRED, NOT_DESCRIBED)
    back = {item for entry in left_out for item in entry.items if entry.why not in alone}
    files: dict[str, PackFile] = {}
    for records in material.records:
        if records.redaction and not records.erasure:
            redaction = from_json(Redaction, records.redaction)
            path, sha256 = f"redacted/{redaction.sha256}", redaction.sha256
            if redaction.item in back:
                opening = _opening(material.open_evidence, sha256)
                files[path] = PackFile(path, sha256, redaction.size, opening)
    yield from (files[path] for path in sorted(files))


def _why(item: EvidenceItem, expired: set[str], redacted: set[str], with_evidence: bool) -> str:
    if item.id in expired:
        return EXPIRED
    if why := why_kept_back(item):
        return why
    if item.id in redacted:
        return REDACTED
    return "" if with_evidence else WITHOUT_EVIDENCE


def _paths(item: EvidenceItem) -> Iterator[tuple[str, int]]:
    yield f"evidence/{item.sha256}", item.size
    for made in item.derivatives:
        yield f"working-copies/{made.sha256}", made.size


def _digest(path: str) -> str:
    return path.rpartition("/")[2]


def _report(report: StoredFile, opening: Opening) -> PackFile:
    path = f"report/{report.sha256}.pdf"
    return PackFile(path, report.sha256, report.size, _opening(opening, report.sha256))


def _opening(opening: Opening, sha256: str) -> Callable[[], IO[bytes]]:
    return lambda: opening(sha256)


def _small(path: str, content: bytes) -> PackFile:
    sha256 = hashlib.sha256(content).hexdigest()
    return PackFile(path, sha256, len(content), lambda: io.BytesIO(content))


def _lines(path: str, lines: Iterable[str]) -> PackFile:
    return _small(path, "".join(f"{line}\n" for line in lines).encode())


def _manifest(
    material: Material, described: Sequence[PackFile], left_out: Sequence[LeftOut]
) -> str:
    document = {
        "format": FORMAT,
        "audit": material.dossier.record.audit,
        "dossier": text_digest(material.dossier_text),
        "ledger": plain(head(material.events)),
        "anchors": [
            {
                "file": anchor_path(anchor),
                "events": anchor.head.events,
                "digest": anchor.head.digest,
                "authority": anchor.authority,
            }
            for anchor in material.anchors
        ],
        "left_out": plain(tuple(left_out)),
        "files": [
            {"path": file.path, "sha256": file.sha256, "size": file.size} for file in described
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
