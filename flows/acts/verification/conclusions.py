"""What was signed, decided and made of it, each over the digest of what was before it."""

from __future__ import annotations

import json
from typing import Any

from audit.catalogue.published import file_digest, published_digests
from audit.custody.difference import require_same
from audit.custody.event import CustodyKind
from audit.decision.dossier import Dossier
from audit.domain.audit import OpenedAudit
from audit.domain.errors import LedgerBroken, RecordBroken
from audit.domain.fieldwork import Fieldwork
from audit.pack.verify import attached
from audit.records import from_json, plain
from audit.state.repository.stored import StoredRow
from audit.state.unit_of_work import UnitOfWork
from flows.acts.verification.rows import check_columns, named
from flows.acts.verification.verified import Custody, Verified
from flows.workplace import Workplace


def check_conclusions(work: UnitOfWork, opened: OpenedAudit, found: Verified) -> Dossier | None:
    """Sign-offs over records that are there, the decision, and the dossier over all of it."""
    records = {digest for digest, _ in work.stored.review_records(opened.id)}
    dossiers = list(work.stored.dossiers(opened.id))
    found.records = len(records) + len(dossiers)
    signed = list(work.stored.sign_offs(opened.id))
    for row in signed:
        what = f"Sign-off {row.name}"
        check_columns(what, row)
        if row.columns["basis_digest"] not in records:
            raise RecordBroken(f"{what}: there is no review record {row.columns['basis_digest']}.")
    found.sign_offs = len(signed)
    decision = work.stored.decision(opened.id)
    if decision is not None:
        check_columns("The decision", decision)
    dossier = None
    for digest, text in dossiers:
        dossier = from_json(Dossier, text)
        _check_dossier(work, f"The dossier {digest[:12]}…", dossier, signed, decision)
    return dossier


def _check_dossier(
    work: UnitOfWork,
    what: str,
    dossier: Dossier,
    signed: list[StoredRow],
    decision: StoredRow | None,
) -> None:
    record = work.reviews.review_record(dossier.record.audit, dossier.record_digest)
    require_same(f"{what}, record", plain(record), plain(dossier.record))
    basis = dossier.sign_off.basis_digest
    require_same(f"{what}, basis of the sign-off", dossier.record_digest, basis)
    acts = [json.loads(row.text) for row in signed if row.columns["basis_digest"] == basis]
    require_same(f"{what}, sign-off", acts[-1] if acts else None, plain(dossier.sign_off))
    decided = json.loads(decision.text) if decision else None
    require_same(f"{what}, decision", decided, plain(dossier.decision))


def check_against_dossier(work: UnitOfWork, opened: OpenedAudit, dossier: Dossier) -> None:
    """What is recorded now is what was signed: a signed record is closed."""
    require_same("The request", plain(dossier.record.request), plain(opened.request))
    with named("The fieldwork"):
        current = work.fieldwork.load(opened.id)
    require_same("The fieldwork", _by_name(dossier.record.fieldwork), _by_name(current))


def _by_name(fieldwork: Fieldwork) -> dict[str, Any]:
    """The fieldwork as JSON, with items and answers under their ids, so that a difference names them.

    What was destroyed after the sign-off is checked against the ledger; it changes nothing that was signed.
    """
    document = plain(fieldwork)
    del document["erasures"]
    document["evidence"] = {entry["id"]: entry for entry in document["evidence"]}
    document["answers"] = {entry["question"]: entry for entry in document["answers"]}
    return document


def check_reports(
    place: Workplace, work: UnitOfWork, audit: str, custody: Custody, found: Verified
) -> None:
    """Every PDF that is recorded lies in the store, is known to the ledger, and carries its dossier."""
    made = work.reviews.reports(audit)
    for report in made:
        what = f"Report {report.pdf_sha256}"
        if report.pdf_sha256 not in custody.digests("report", CustodyKind.EXPORTED):
            raise LedgerBroken(f"{what}: no event of the ledger has this digest.")
        with named(what):
            content = place.reports.read(report.pdf_sha256)
        require_same(f"{what}, size", report.size, len(content))
        require_same(f"{what}, attached dossier", report.dossier_digest, attached(content))
    known = {report.pdf_sha256 for report in made}
    for digest in custody.digests("report", CustodyKind.EXPORTED):
        if digest not in known:
            raise RecordBroken(f"Report {digest}: the ledger has it, and there is no such report.")
    found.reports = len(made)


def check_rules(
    place: Workplace, opened: OpenedAudit, dossier: Dossier | None, found: Verified
) -> None:
    """Checklists and policy are those of the audit, of the dossier, of the register and on file."""
    register, root = published_digests(place.catalogue.root), place.catalogue.root
    used = [(f"{ref.id}/{ref.version}/checklist.yaml", ref) for ref in opened.checklists]
    policy = opened.policy
    used.append((f"policies/{policy.id}/{policy.version}/policy.yaml", policy))
    for path, ref in used:
        require_same(f"{path}, register of digests", ref.digest, register.get(path))
        with named(path):
            require_same(f"{path}, SHA-256", ref.digest, file_digest(root / path))
    if dossier is not None:
        record = dossier.record
        recorded = [rules.digest for rules in (*record.checklists, record.policy)]
        require_same("The rules in the dossier", [ref.digest for _, ref in used], recorded)
    found.rules = len(used)
