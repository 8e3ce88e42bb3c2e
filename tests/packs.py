"""A pack to take apart: the reference case with its ledger, a small PDF, and its bytes in memory."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import IO

from audit.catalogue import packaged_catalogue
from audit.custody import ledger
from audit.custody.anchor import Anchor
from audit.custody.event import CustodyEvent, CustodyKind
from audit.custody.timestamp import request_over
from audit.decision.dossier import Dossier
from audit.domain.collection import Derivative, DerivativeKind
from audit.domain.evidence import EvidenceItem
from audit.evidence_store import StoredFile
from audit.pack.contents import Contents, ItemRecords, Material, contents
from audit.pack.write import write_pack
from audit.records import digest, text_digest, to_json
from reports.assembly.closing import ATTACHMENT
from reports.typesetting import AttachedFile, html_to_pdf
from tests.authority import POLICY, Authority
from tests.factories import (
    MOMENT,
    reference_case,
    reference_fieldwork,
    reference_request,
    review_record,
    signed,
)

COPY = b"The text of the item.\n"
SEEN = 4
"""Items that the pack has; the others of the case would only make it longer."""


@dataclass(frozen=True)
class Bytes:
    """Stored bytes by their digest."""

    by_digest: dict[str, bytes]

    def stream(self, sha256: str) -> IO[bytes]:
        return io.BytesIO(self.by_digest[sha256])


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def items() -> tuple[EvidenceItem, ...]:
    """The first items of the case, one with a working copy."""
    first, *others = reference_fieldwork().evidence[:SEEN]
    copy = Derivative(DerivativeKind.TEXT, sha256(COPY), len(COPY), "text/plain", "reader 1.0")
    return (replace(first, derivatives=(copy,)), *others)


def custody(evidence: Sequence[EvidenceItem]) -> list[CustodyEvent]:
    """The ledger in which these items came in."""
    events: list[CustodyEvent] = []
    for item in evidence:
        add(events, CustodyKind.COLLECTED, item.id, item.sha256)
        add(events, CustodyKind.RECEIVED, item.id, item.sha256, digest(item))
        for made in item.derivatives:
            add(events, CustodyKind.TRANSFORMED, item.id, made.sha256)
    return events


def add(
    events: list[CustodyEvent], kind: CustodyKind, item: str, item_digest: str, sealed: str = ""
) -> None:
    """Chain one more event."""
    events.append(
        ledger.append(
            events[-1] if events else None,
            audit="anyvision-2026-11-23",
            kind=kind,
            item=item,
            item_digest=item_digest,
            actor="analyst",
            at=MOMENT,
            reason="As it was seen",
            record_digest=sealed,
        )
    )


def pdf_with(dossier_text: str) -> bytes:
    """A page with a dossier attached."""
    return html_to_pdf(
        '<!doctype html><html lang="en"><head><title>Report</title></head><body><h1>Report</h1></body></html>',
        attachments=[AttachedFile(ATTACHMENT, dossier_text.encode(), "Dossier")],
        issued_at=MOMENT,
        identifier=b"A-1",
        stylesheets=[],
    )


@cache
def material() -> Material:
    """Everything that a pack is made of, stamped by an authority."""
    return material_of(items())


def material_of(evidence: tuple[EvidenceItem, ...], attached: str = "") -> Material:
    """The material of an audit with these items; another dossier may be attached to its report."""
    cited = {item.id for item in evidence}
    whole = reference_fieldwork()
    claims = tuple(claim for claim in whole.claims if claim.evidence in cited)
    events = custody(evidence)
    record = review_record(
        reference_request(), replace(whole, evidence=evidence, claims=claims, answers=())
    )
    record = replace(record, ledger=ledger.head(events))
    record_text = to_json(record)
    dossier = signed(record, text_digest(record_text))
    dossier_text = to_json(dossier)
    pdf = pdf_with(attached or dossier_text)
    add(events, CustodyKind.EXPORTED, "report", sha256(pdf))
    case = reference_case()
    stored = {sha256(item.content): item.content for item in case.items}
    stored |= {sha256(COPY): COPY}
    return Material(
        dossier=dossier,
        dossier_text=dossier_text,
        record_text=record_text,
        events=events,
        records=[ItemRecords(to_json(item)) for item in evidence],
        anchors=(anchor_over(events),),
        reports=(StoredFile(sha256(pdf), len(pdf)),),
        rules=rules_of(dossier),
        open_evidence=Bytes(stored).stream,
        open_report=Bytes({sha256(pdf): pdf}).stream,
    )


def anchor_over(events: Sequence[CustodyEvent], authority: Authority | None = None) -> Anchor:
    """A timestamp over the last of these events."""
    asked = authority or Authority()
    token = asked.reply(request_over(events[-1]).as_bytes())
    return Anchor(1, ledger.head(events), "http://tsa.test/", token, POLICY, asked.at, "analyst")


def rules_of(dossier: Dossier) -> dict[str, bytes]:
    root, policy = packaged_catalogue().root, dossier.record.policy
    paths = ["published.sha256", f"policies/{policy.id}/{policy.version}/policy.yaml"]
    paths += [f"{used.id}/{used.version}/checklist.yaml" for used in dossier.record.checklists]
    return {path: (root / path).read_bytes() for path in paths}


def packed(inside: Contents) -> bytes:
    """The ZIP file."""
    target = io.BytesIO()
    write_pack(inside, target)
    return target.getvalue()


@cache
def pack() -> bytes:
    """The pack of the material."""
    return packed(contents(material()))


Members = dict[str, bytes]


def members(content: bytes) -> Members:
    """Every file of a pack in its order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed_again(files: Members) -> Members:
    """The same with a manifest that agrees, as whoever changed a file would make it."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"path": name, "sha256": sha256(content), "size": len(content)}
        for name, content in files.items()
        if name != "manifest.json"
    ]
    manifest["dossier"] = sha256(files["dossier.json"])
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    return {**files, "manifest.json": text.encode()}


def zipped(files: Members | Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP file as a pack is written."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
