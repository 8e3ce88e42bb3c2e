"""Taking an inbox in, for tests in this process and in others."""

from __future__ import annotations

from pathlib import Path

from audit.custody.ledger import verify
from audit.domain.evidence import EvidenceItem, ProvidedBy
from flows.acts.opening import open_audit
from flows.acts.sidecars import Undescribed
from flows.acts.taking import Taken, Wish, take_inbox
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request
from tests.flows.conftest import inbox_folder

SIDECAR = """title: Delivery note
type: REC
originator: The investee
provided_by: investee
claims:
  - about: A1
    relation: context
    text: Twelve units were sent.
    locator: p. 2
"""
EVERYTHING = Wish(Undescribed("REC", ProvidedBy.INVESTOR))
MEGABYTE = 1024 * 1024


def opened(place: Workplace) -> tuple[str, Path]:
    """An open audit and its inbox."""
    audit = open_audit(place, reference_request(), MOMENT).id
    return audit, inbox_folder(place, audit)


def take(place: Workplace, audit: str, wish: Wish = EVERYTHING) -> Taken:
    return take_inbox(place, audit, wish, "analyst", MOMENT)


def recorded(place: Workplace, audit: str) -> tuple[EvidenceItem, ...]:
    with place.reading() as work:
        verify(work.ledger.events(audit))
        return work.fieldwork.load(audit).evidence
