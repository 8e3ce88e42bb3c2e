"""A ledger is whole, or the first event that differs is named."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.custody.event import CustodyEvent, CustodyKind
from audit.custody.ledger import (
    EMPTY,
    append,
    event_digest,
    event_text,
    genesis_digest,
    head,
    verify,
)
from audit.decision.dossier import LedgerHead
from audit.domain.errors import LedgerBroken

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ledger(length: int = 5, audit: str = "a-1") -> list[CustodyEvent]:
    events: list[CustodyEvent] = []
    for number in range(length):
        events.append(
            append(
                events[-1] if events else None,
                audit=audit,
                kind=CustodyKind.COLLECTED,
                item=f"E{number:03}",
                item_digest=sha256(str(number).encode()).hexdigest(),
                actor="analyst",
                at=START + timedelta(minutes=number),
                reason="Register entry",
            )
        )
    return events


def other_value(value: object) -> st.SearchStrategy[object]:
    match value:
        case CustodyKind():
            values = st.sampled_from(CustodyKind)
        case str():
            values = st.text() | st.just(value + " ") | st.just(value[:-1])
        case int():
            values = st.integers()
        case _:
            values = st.datetimes(timezones=st.just(UTC))
    return values.filter(lambda other: other != value)


FIELDS = [field.name for field in fields(CustodyEvent)]


def what_differs(changed: str, place: int) -> str:
    match changed:
        case "sequence":
            return "it carries the sequence "
        case "audit":
            first = "its previous_digest is not the audit's genesis digest"
            return "it belongs to audit " if place > 1 else first
        case "previous_digest":
            return "its previous_digest is not "
        case _:
            return "its content does not give its digest"


@given(st.data(), st.integers(1, 6), st.sampled_from(FIELDS))
def test_any_change_of_any_field_of_any_event_is_found_and_named(
    data: st.DataObject, length: int, changed: str
):
    events = ledger(length)
    place = data.draw(st.integers(1, length))
    value = data.draw(other_value(getattr(events[place - 1], changed)))
    events[place - 1] = replace(events[place - 1], **{changed: value})

    with pytest.raises(LedgerBroken) as broken:
        verify(events)
    assert f"broken at event {place}: {what_differs(changed, place)}" in str(broken.value)


@given(st.integers(0, 8))
def test_an_untouched_ledger_is_whole(length: int):
    events = ledger(length)

    verify(events, head(events))
    assert head(events).events == length


@pytest.mark.parametrize("missing", range(1, 5))
def test_a_missing_event_is_found_where_it_is_missing(missing: int):
    events = ledger(5)
    del events[missing - 1]

    with pytest.raises(
        LedgerBroken, match=f"event {missing}: it carries the sequence {missing + 1}"
    ):
        verify(events)


def test_an_event_sealed_anew_breaks_the_chain_at_the_next():
    events = ledger(3)
    forged = replace(events[1], reason="Nothing to see")
    events[1] = replace(forged, digest=event_digest(forged))

    with pytest.raises(
        LedgerBroken, match="event 3: its previous_digest is not the digest of event 2"
    ):
        verify(events)


def test_a_ledger_cut_short_is_whole_but_not_the_one_recorded():
    events = ledger(5)
    verify(events[:3])

    with pytest.raises(
        LedgerBroken, match="Event 4 of the ledger is missing: 5 events were recorded"
    ):
        verify(events[:3], head(events))
    with pytest.raises(LedgerBroken, match="Event 1 of the ledger is missing"):
        verify([], head(events))


def test_a_ledger_written_anew_is_whole_but_not_the_one_recorded():
    recorded = head(ledger(3))
    anew: list[CustodyEvent] = []
    for event in ledger(3):
        anew.append(
            append(
                anew[-1] if anew else None,
                audit="a-1",
                kind=event.kind,
                item=event.item,
                item_digest=event.item_digest,
                actor="somebody else",
                at=event.at,
                reason=event.reason,
            )
        )
    verify(anew)

    with pytest.raises(LedgerBroken, match="event 3: its digest is not the one that was recorded"):
        verify(anew, recorded)


def test_a_ledger_goes_on_after_its_recorded_head():
    events = ledger(5)

    verify(events, head(events[:2]))
    verify(events, EMPTY)


def test_a_ledger_cannot_pass_for_that_of_another_audit():
    event = ledger(1)[0]

    assert event.previous_digest == genesis_digest("a-1") != genesis_digest("a-2")
    with pytest.raises(LedgerBroken, match="cannot go on with audit a-2"):
        append(
            event,
            audit="a-2",
            kind=CustodyKind.GRADED,
            item="E001",
            item_digest="",
            actor="analyst",
            at=START,
            reason="",
        )


def test_a_digest_can_be_recomputed_with_nothing_but_sha256():
    event = ledger(1)[0]
    text = event_text(event).replace(f'"digest":"{event.digest}",', "")

    assert sha256(text.encode()).hexdigest() == event.digest


def test_what_an_act_put_on_record_is_sealed_and_an_empty_one_changes_no_older_ledger():
    plain, sealing = ledger(1)[0], replace(ledger(1)[0], record_digest="f" * 64)

    assert "record_digest" not in event_text(plain)
    assert f'"record_digest":"{"f" * 64}"' in event_text(sealing)
    with pytest.raises(LedgerBroken, match="its content does not give its digest"):
        verify([sealing])


def test_a_moment_is_kept_in_utc_and_never_without_a_time_zone():
    def at(moment: datetime) -> CustodyEvent:
        return append(
            None,
            audit="a-1",
            kind=CustodyKind.ACCESSED,
            item="E001",
            item_digest="",
            actor="analyst",
            at=moment,
            reason="",
        )

    assert at(START.astimezone(timezone(timedelta(hours=2)))) == at(START)
    with pytest.raises(ValueError, match="has no time zone"):
        at(START.replace(tzinfo=None))


def test_the_head_of_nothing_is_empty():
    assert head([]) == LedgerHead(0, "")
