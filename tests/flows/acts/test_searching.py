"""Evidence is read once beside the item, and found by its words; what has no text is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.custody import ledger
from audit.custody.event import CustodyKind
from audit.domain.errors import EvidenceUnreadable, InputInvalid
from audit.domain.evidence import Description, EvidenceItem, Form
from audit.texts.extraction import TextOutcome
from audit.texts.limits import Limits
from flows.acts.collecting import Collected, collect
from flows.acts.searching import ACTOR, index, index_missing, not_indexed, search
from flows.workplace import ANALYST, Workplace
from tests.audit.state.builders import evidence
from tests.audit.texts.documents import pdf
from tests.factories import MOMENT, small_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import row_counts


def audit_in(place: Workplace) -> str:
    """An open audit without evidence."""
    return to_sign_off(place, small_request())


def given(
    place: Workplace,
    audit: str,
    content: bytes,
    media_type: str = "text/plain",
    title: str = "A title",
) -> EvidenceItem:
    """An item of this content in the audit."""
    like = evidence()
    said = Description(
        "OSI", Form.CAPTURE, title, like.originator, like.provided_by, like.independent, like.grade
    )
    stored = place.evidence.put(content)
    return collect(
        place, audit, Collected(said, stored, media_type, "By hand", MOMENT), ANALYST.id, MOMENT
    )


def path_of(place: Workplace, item: EvidenceItem) -> Path:
    return Path(place.evidence.path_of(item.sha256))


def test_an_item_is_read_once_and_its_custody_says_so(place: Workplace):
    audit = audit_in(place)
    item = given(place, audit, pdf("Cameras at the gate", "Second"), "application/pdf")
    made = index(place, audit, item, MOMENT)
    assert (made.outcome, made.pages, made.language) == (TextOutcome.EXTRACTED, 2, "en")
    assert made.derivative
    assert place.evidence.read(made.derivative.sha256) == b"Cameras at the gate\x0cSecond"
    assert made.tool.endswith(made.tool.split("pypdf")[1])
    counts = row_counts(place)
    assert index(place, audit, item, MOMENT, again=True) == made
    assert row_counts(place) == counts
    with place.reading() as work:
        assert work.fieldwork.evidence(audit, item.id) == item
        events = work.ledger.events(audit)
    ledger.verify(events)
    last = events[-1]
    assert (last.kind, last.item, last.actor) == (CustodyKind.TRANSFORMED, item.id, ACTOR)
    assert last.item_digest == made.derivative.sha256
    assert last.reason == f"Working copy (text) by {made.tool}"


def test_pages_are_found_with_item_place_digest_and_marks(place: Workplace):
    audit = audit_in(place)
    item = given(place, audit, pdf("Nothing", "Cameras at the gate"), "application/pdf")
    assert index_missing(place, audit, MOMENT).added == 1
    found = search(place, "gate -nothing", audit)
    (hit,) = found.hits
    assert (hit.item, hit.locator, hit.sha256, found.total) == (item.id, "page 2", item.sha256, 1)
    assert [piece.text for piece in hit.snippet if piece.found] == ["gate"]
    with pytest.raises(InputInvalid, match="no word to look for"):
        search(place, "***", audit)


def test_more_than_is_shown_is_counted(sqlite_place: Workplace):
    audit = audit_in(sqlite_place)
    given(sqlite_place, audit, pdf(*["gate"] * 5), "application/pdf")
    index_missing(sqlite_place, audit, MOMENT)
    found = search(sqlite_place, "gate", audit, most=2)
    assert (len(found.hits), found.total) == (2, 5)


def test_an_item_without_text_is_a_fact_beside_it(sqlite_place: Workplace):
    audit = audit_in(sqlite_place)
    given(sqlite_place, audit, b"%PDF nonsense", "application/pdf", "Broken")
    given(sqlite_place, audit, b"\x89PNG", "image/png", "Picture")
    indexed = index_missing(sqlite_place, audit, MOMENT)
    assert [(record.item, record.outcome) for record in indexed.without_text] == [
        ("E001", TextOutcome.FAILED),
        ("E002", TextOutcome.NOT_READ),
    ]
    assert all(record.reason and record.derivative is None for record in indexed.without_text)
    assert index_missing(sqlite_place, audit, MOMENT).added == 0
    with sqlite_place.reading() as work:
        kinds = [event.kind for event in work.ledger.events(audit)]
    assert CustodyKind.TRANSFORMED not in kinds


def test_what_failed_can_be_tried_again_and_then_is_found(sqlite_place: Workplace):
    audit = audit_in(sqlite_place)
    item = given(sqlite_place, audit, b"gate one\n" * 1000)
    first = index(sqlite_place, audit, item, MOMENT, Limits(pages=1))
    assert (first.outcome, first.pages) == (TextOutcome.IN_PART, 1)
    index_missing(sqlite_place, audit, MOMENT, again=True)
    assert search(sqlite_place, "gate", audit).total == 3
    with sqlite_place.reading() as work:
        assert work.texts.current(audit)[item.id].outcome is TextOutcome.EXTRACTED


def test_an_item_whose_bytes_changed_is_refused_with_its_digest(sqlite_place: Workplace):
    audit = audit_in(sqlite_place)
    changed = given(sqlite_place, audit, b"The gate.")
    given(sqlite_place, audit, b"Another gate.", title="Other")
    path_of(sqlite_place, changed).chmod(0o600)
    path_of(sqlite_place, changed).write_bytes(b"Forged.")
    counts = row_counts(sqlite_place)
    with pytest.raises(EvidenceUnreadable, match=changed.sha256):
        index(sqlite_place, audit, changed, MOMENT)
    assert row_counts(sqlite_place) == counts
    indexed = index_missing(sqlite_place, audit, MOMENT)
    (sentence,) = indexed.refused
    assert sentence.startswith("E001 was not read: ")
    assert changed.sha256 in sentence
    assert [hit.item for hit in search(sqlite_place, "gate", audit).hits] == ["E002"]


def test_audits_are_searched_apart_or_together(sqlite_place: Workplace):
    first = audit_in(sqlite_place)
    request = small_request()
    other = to_sign_off(
        sqlite_place,
        replace(request, investee=replace(request.investee, legal_name="Other Sensors Ltd")),
    )
    for audit in (first, other):
        given(sqlite_place, audit, b"The gate.")
    assert not_indexed(sqlite_place) == {first: 1, other: 1}
    for audit in (first, other):
        index_missing(sqlite_place, audit, MOMENT)
    assert {hit.audit for hit in search(sqlite_place, "gate", first).hits} == {first}
    assert {hit.audit for hit in search(sqlite_place, "gate").hits} == {first, other}
    assert not_indexed(sqlite_place) == {}
