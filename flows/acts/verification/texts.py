"""The extracted texts: each page, the working copy that all pages of an item make, and its event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby

from audit.custody.difference import require_same
from audit.custody.event import CustodyKind
from audit.domain.errors import LedgerBroken, RecordBroken
from audit.records import text_digest
from audit.state.repository.texts import StoredPage
from audit.state.unit_of_work import UnitOfWork
from audit.texts.extraction import BETWEEN_PAGES, TextRecord
from flows.acts.verification.rows import named
from flows.acts.verification.verified import Custody, Verified
from flows.workplace import Workplace


def check_texts(
    place: Workplace, work: UnitOfWork, audit: str, custody: Custody, found: Verified
) -> None:
    """What is searched in and quoted from is the text that was extracted."""
    erased = {erasure.item for erasure in work.erasures.of(audit)}
    pages = {item: list(of) for item, of in groupby(work.texts.pages(audit), lambda p: p.item)}
    for item, record in work.texts.current(audit).items():
        if record.derivative is None or item in erased:
            continue
        _check(place, f"The text of {item}", record, pages.pop(item, []), custody, found)
    for item in sorted(pages):
        raise RecordBroken(f"The text of {item}: there are pages that nobody read from it.")


def _check(
    place: Workplace,
    what: str,
    record: TextRecord,
    pages: list[StoredPage],
    custody: Custody,
    found: Verified,
) -> None:
    copy = record.derivative
    if copy is None:
        return
    if copy.sha256 not in custody.digests(record.item, CustodyKind.TRANSFORMED):
        raise LedgerBroken(f"{what}: the ledger has no working copy {copy.sha256}.")
    for page in pages:
        if text_digest(page.text) != page.sha256:
            raise RecordBroken(
                f"{what}, {page.locator}: its text no longer has the digest {page.sha256}."
            )
    require_same(f"{what}, all pages together", copy.sha256, _digest(pages))
    with named(what):
        size = place.evidence.check(copy.sha256)
    found.files, found.bytes, found.texts = found.files + 1, found.bytes + size, found.texts + 1


def _digest(pages: list[StoredPage]) -> str:
    hasher = hashlib.sha256()
    for piece in _pieces(pages):
        hasher.update(piece.encode())
    return hasher.hexdigest()


def _pieces(pages: list[StoredPage]) -> Iterator[str]:
    for number, page in enumerate(pages):
        if number:
            yield BETWEEN_PAGES
        yield page.text
