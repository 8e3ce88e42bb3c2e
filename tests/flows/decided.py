"""A decided audit with everything that can be verified, made once and copied for each test."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from audit.catalogue import Catalogue
from audit.custody.event import CustodyKind
from audit.custody.timestamp import Trust
from audit.domain.collection import Derivative, DerivativeKind
from audit.records import text_digest
from audit.state.repository.reviews import MadeReport
from flows.acts.collecting import take_in
from flows.workplace import Workplace
from tests.authority import keys
from tests.factories import MOMENT, reference_request
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import workplace_at
from tests.packs import COPY, anchor_over, items, pdf_with, sha256

TRUST = Trust((keys("A").root,))
COPIED = "E900"
"""The item that has a working copy."""


def installation_in(folder: Path, template: Path) -> Path:
    """The reference case with a working copy, decided, with a small report and a timestamp."""
    shutil.copy(template, folder / "audits.db")
    place = workplace_at(f"sqlite:///{folder}/audits.db", folder)
    audit = to_sign_off(place, reference_request())
    _add_copied(place, audit)
    follow(place, audit)
    _add_report(place, audit)
    place.engine.dispose()
    return folder


def _add_copied(place: Workplace, audit: str) -> None:
    place.evidence.put(COPY)
    first = items()[0]
    made = Derivative(DerivativeKind.TEXT, sha256(COPY), len(COPY), "text/plain", "reader 1.0")
    with place.work() as work:
        work.lock(audit)
        take_in(work, audit, replace(first, id=COPIED, derivatives=(made,)), (), MOMENT)
        work.commit()


def _add_report(place: Workplace, audit: str) -> None:
    with place.work() as work:
        work.lock(audit)
        dossier = work.reviews.dossier_text(audit)
        stored = place.reports.put(pdf_with(dossier))
        made = MadeReport(text_digest(dossier), stored.sha256, stored.size, MOMENT, ())
        work.reviews.add_report(audit, made)
        work.ledger.append(
            audit, CustodyKind.EXPORTED, "report", stored.sha256, "investee-audit", MOMENT, ""
        )
        work.anchors.add(audit, anchor_over(work.ledger.events(audit)))
        work.commit()


def copied(installation: Path, folder: Path) -> Workplace:
    """A copy of it in which nothing stands in the way of raw SQL."""
    shutil.copytree(installation, folder / "copy")
    place = workplace_at(f"sqlite:///{folder}/copy/audits.db", folder / "copy")
    with place.engine.begin() as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(text(triggers)).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    return replace(place, catalogue=copied_catalogue(folder))


def copied_catalogue(folder: Path) -> Catalogue:
    """A copy of the catalogue that a test may change."""
    root = Path(__file__).resolve().parents[2] / "checklists"
    shutil.copytree(root, folder / "checklists")
    return Catalogue(folder / "checklists")


def audit_of(place: Workplace) -> str:
    with place.reading() as work:
        return work.audits.lines()[0].id
