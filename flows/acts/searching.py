"""The text of evidence: extracted once beside each item, and searched in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.custody.event import CustodyKind
from audit.domain.collection import Derivative, DerivativeKind
from audit.domain.errors import EvidenceUnreadable, TransitionRefused
from audit.domain.evidence import EvidenceItem
from audit.pack.export import why_kept_back
from audit.state.repository.texts import StoredPage
from audit.state.unit_of_work import UnitOfWork
from audit.texts.extraction import Extraction, TextOutcome, TextRecord, extract
from audit.texts.formats.reading import tool_of
from audit.texts.limits import Limits
from audit.texts.query import Query, read_query
from audit.texts.snippet import Piece, snippet
from flows.acts.accessing import require_there
from flows.workplace import Workplace

ACTOR = "investee-audit"
"""The program, which extracts by itself."""
TEXT_TYPE = "text/plain; charset=utf-8"
SHOWN_RESULTS = 20
UNFINISHED = (TextOutcome.FAILED, TextOutcome.IN_PART)
"""What another attempt may improve on."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found, with the part of it that says why."""

    audit: str
    item: str
    sha256: str
    """Of the item's bytes."""
    locator: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What a search could look in, and what it could not."""

    added: int
    """Items whose text was read just now."""
    without_text: tuple[TextRecord, ...]
    """Items that were read in vain or in part, each with the reason."""
    refused: tuple[str, ...]
    """A sentence for each item whose bytes are missing or changed."""
    fresh_without_text: tuple[TextRecord, ...] = ()
    """Of those without text, the ones that were tried just now."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best pages, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int


def index(
    place: Workplace,
    audit_id: str,
    item: EvidenceItem,
    moment: datetime,
    limits: Limits | None = None,
    *,
    again: bool = False,
) -> TextRecord:
    """Extract the text of an item unless that was done; that it cannot be done is recorded as well.

    Raises EvidenceUnreadable, and records nothing, when the bytes are missing or changed.
    """
    with place.reading() as work:
        there = work.texts.current(audit_id).get(item.id)
    if there is not None and not (again and there.outcome in UNFINISHED):
        return there
    extracted = _extracted(place, item, limits or Limits())
    with place.work() as work:
        work.lock(audit_id)
        if work.texts.current(audit_id).get(item.id) != there:
            # Somebody else read it in the meantime.
            return work.texts.current(audit_id)[item.id]
        require_there(work, audit_id, item.id)
        derivative = _stored(place, work, extracted) if extracted.pages else None
        record = TextRecord(
            item=item.id,
            item_sha256=item.sha256,
            outcome=extracted.outcome,
            reason=extracted.reason,
            tool=extracted.tool,
            language=item.language,
            pages=len(extracted.pages),
            derivative=derivative,
            extracted_at=moment,
        )
        work.texts.add(audit_id, record, extracted.pages)
        if derivative is not None:
            work.ledger.append(
                audit_id,
                CustodyKind.TRANSFORMED,
                item.id,
                derivative.sha256,
                ACTOR,
                moment,
                f"Working copy ({derivative.kind}) by {derivative.tool}",
            )
        work.commit()
    return record


def _extracted(place: Workplace, item: EvidenceItem, limits: Limits) -> Extraction:
    if item.size > limits.whole:
        why = f"it has {item.size} bytes, and texts are read from items of up to {limits.whole}"
        return Extraction(TextOutcome.NOT_READ, why, tool_of(item.media_type), ())
    return extract(place.evidence.read(item.sha256), item.media_type, limits)


def index_missing(
    place: Workplace, audit_id: str, moment: datetime, *, again: bool = False
) -> Indexed:
    """Extract the text of every item of the audit that was not read yet."""
    with place.reading() as work:
        items = work.fieldwork.load(audit_id).still_there.evidence
        before = work.texts.current(audit_id)
    refused: list[str] = []
    for item in items:
        if item.id in before and not (again and before[item.id].outcome in UNFINISHED):
            continue
        try:
            index(place, audit_id, item, moment, again=again)
        except (EvidenceUnreadable, TransitionRefused) as error:
            refused.append(f"{item.id} was not read: {error}")
    with place.reading() as work:
        after = work.texts.current(audit_id)
    return Indexed(
        added=sum(name not in before for name in after),
        without_text=tuple(
            after[item.id]
            for item in items
            if item.id in after and after[item.id].outcome is not TextOutcome.EXTRACTED
        ),
        refused=tuple(refused),
        fresh_without_text=tuple(
            record
            for name, record in after.items()
            if name not in before and record.outcome is not TextOutcome.EXTRACTED
        ),
    )


def search(place: Workplace, words: str, audit_id: str = "", most: int = SHOWN_RESULTS) -> Found:
    """The pages with these words, best first; of every audit when none is named.

    Raises InputInvalid when there is nothing to look for.
    """
    query = read_query(words)
    with place.reading() as work:
        pages = work.texts.search(query, audit_id, most)
        total = len(pages) if len(pages) < most else work.texts.count(query, audit_id)
    return Found(tuple(_hit(page, query) for page in pages), total)


def kept_back(place: Workplace, audit_id: str) -> frozenset[str]:
    """Items whose handling forbids that their words are written where an erasure does not reach."""
    with place.reading() as work:
        items = work.fieldwork.load(audit_id).evidence
    return frozenset(item.id for item in items if item.is_described and why_kept_back(item))


def not_indexed(place: Workplace) -> dict[str, int]:
    """How many items of each audit have not been read yet."""
    with place.reading() as work:
        return work.texts.missing()


def _hit(page: StoredPage, query: Query) -> Hit:
    return Hit(page.audit, page.item, page.item_sha256, page.locator, snippet(page.text, query))


def _stored(place: Workplace, work: UnitOfWork, extracted: Extraction) -> Derivative:
    work.need_bytes()
    stored = place.evidence.put(extracted.body)
    return Derivative(DerivativeKind.TEXT, stored.sha256, stored.size, TEXT_TYPE, extracted.tool)
