"""Handing an audit over as one file that is checked before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.catalogue.published import REGISTER
from audit.custody.event import CustodyKind
from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.errors import InputInvalid, Problem, RecordBroken, TransitionRefused
from audit.evidence_store import StoredFile
from audit.pack.contents import Contents, ItemRecords, LeftOut, Material, contents
from audit.pack.verify import Broken, found_in, open_pack
from audit.pack.write import write_pack
from audit.records import from_json
from audit.state.unit_of_work import UnitOfWork
from flows.workplace import Workplace

PACK = "pack"
"""What the ledger calls a pack."""


@dataclass(frozen=True, slots=True)
class MadePack:
    """A pack as it was handed over."""

    path: Path
    size: int
    manifest_sha256: str
    left_out: tuple[LeftOut, ...]


def pack(
    place: Workplace,
    audit_id: str,
    target: Path,
    actor: str,
    moment: datetime,
    *,
    with_evidence: bool = True,
) -> MadePack:
    """Write the pack of a decided audit, check it, and record that it left.

    The event comes after the end of the ledger in the pack: it names the pack's manifest.
    """
    if target.exists():
        raise InputInvalid(
            Problem(str(target), "there is such a file already", "name another or move it away")
        )
    with place.reading() as work:
        work.people.get(actor)
        inside = contents(_material(place, work, audit_id), with_evidence=with_evidence)
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        _write_checked(inside, unfinished)
        _record(place, audit_id, inside, actor, moment)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return MadePack(target, target.stat().st_size, inside.manifest_sha256, inside.left_out)


def _material(place: Workplace, work: UnitOfWork, audit_id: str) -> Material:
    audit = work.audits.get(audit_id)
    text, reports = work.reviews.dossier_text(audit_id), work.reviews.reports(audit_id)
    if not text:
        raise TransitionRefused(f"Audit {audit_id} is not decided yet; sign it off first.")
    if not reports:
        raise TransitionRefused(
            f"Audit {audit_id} has no report yet; render it with `investee-audit report {audit_id}`."
        )
    dossier = from_json(Dossier, text)
    return Material(
        dossier=dossier,
        dossier_text=text,
        record_text=work.reviews.review_record_text(audit.id, dossier.record_digest),
        events=work.ledger.events(audit_id),
        records=_records(work, audit_id),
        anchors=work.anchors.of(audit_id),
        reports=[StoredFile(made.pdf_sha256, made.size) for made in reports],
        rules=_rules(place, dossier.record),
        open_evidence=place.evidence.stream,
        open_report=place.reports.stream,
    )


def _records(work: UnitOfWork, audit_id: str) -> list[ItemRecords]:
    items = {row.name: row.text for row in work.stored.evidence(audit_id)}
    items |= {row.name: row.text for row in work.stored.appraisals(audit_id)}
    redactions = {row.name: row.text for row in work.stored.redactions(audit_id)}
    erasures = {row.name: row.text for row in work.stored.erasures(audit_id)}
    return [
        ItemRecords(text, redactions.get(name, ""), erasures.get(name, ""))
        for name, text in items.items()
    ]


def _rules(place: Workplace, record: ReviewRecord) -> dict[str, bytes]:
    root = place.catalogue.root
    policy = record.policy
    paths = [
        REGISTER,
        *(f"{used.id}/{used.version}/checklist.yaml" for used in record.checklists),
        f"policies/{policy.id}/{policy.version}/policy.yaml",
    ]
    return {path: (root / path).read_bytes() for path in paths}


def _write_checked(inside: Contents, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_pack(inside, target)
    try:
        with open_pack(path) as made:
            found_in(made)
    except Broken as broken:
        raise RecordBroken(
            f"The audit is not packed, as its pack would not verify. {broken}"
        ) from None


def _record(
    place: Workplace, audit_id: str, inside: Contents, actor: str, moment: datetime
) -> None:
    left_out = len(inside.left_out)
    with place.work() as work:
        work.lock(audit_id)
        work.ledger.append(
            audit_id,
            CustodyKind.EXPORTED,
            PACK,
            inside.manifest_sha256,
            actor,
            moment,
            f"Handed over as a pack; {left_out} files left out and known by digest only",
        )
        work.commit()
