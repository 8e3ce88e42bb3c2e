"""Checking an audit where it is stored: everything that has a digest, against that digest.

The first difference is raised in a sentence that names it. Files are streamed, and each is read once.
"""

from __future__ import annotations

import json

from audit.custody.difference import require_same
from audit.custody.timestamp import Trust
from audit.domain.audit import OpenedAudit
from audit.records import canonical, text_digest
from audit.state.unit_of_work import UnitOfWork
from flows.acts.verification.conclusions import (
    check_against_dossier,
    check_conclusions,
    check_reports,
    check_rules,
)
from flows.acts.verification.evidence import check_evidence, check_sealed_records
from flows.acts.verification.ledger import check_anchors, check_ledger
from flows.acts.verification.rows import check_columns, named
from flows.acts.verification.texts import check_texts
from flows.acts.verification.verified import Verified
from flows.workplace import Workplace

__all__ = ["Verified", "verify_audit"]


def verify_audit(place: Workplace, audit_id: str, trust: Trust | None = None) -> Verified:
    """Check everything stored of an audit. Raises the AuditError of the first difference.

    Without trust, the signatures of anchors are left unchecked.
    """
    found = Verified(audit_id)
    with place.reading() as work:
        opened = _opened(work, audit_id)
        custody = check_ledger(work, audit_id, found)
        dossier = check_conclusions(work, opened, found)
        check_evidence(place, work, audit_id, custody, found)
        check_texts(place, work, audit_id, custody, found)
        if dossier is not None:
            check_against_dossier(work, opened, dossier)
        check_sealed_records(work, audit_id, custody, found)
        check_reports(place, work, audit_id, custody, found)
        check_rules(place, opened, dossier, found)
        check_anchors(work, audit_id, trust, found)
    return found


def _opened(work: UnitOfWork, audit_id: str) -> OpenedAudit:
    """The audit as it was opened, its row found to be whole; an unknown one is refused as elsewhere."""
    if audit_id not in work.audits.ids_starting_with(audit_id):
        return work.audits.get(audit_id)
    row = work.stored.audit(audit_id)
    check_columns("The row of the audit", row)
    given = text_digest(canonical(json.loads(row.text)["request"]))
    require_same("The digest of the request", row.columns["request_digest"], given)
    with named("The row of the audit"):
        return work.audits.get(audit_id)
