"""The stored ledger is one unbroken chain, whoever appends at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from audit.custody.event import CustodyEvent, CustodyKind
from audit.custody.ledger import verify
from audit.decision.dossier import LedgerHead
from audit.domain.errors import LedgerBroken
from audit.state.unit_of_work import UnitOfWork
from tests.audit.state.builders import MOMENT, opened, with_audit

THREADS, EACH = 2, 25


def append(engine: Engine, item: str, audit: str = "a-1") -> CustodyEvent:
    with UnitOfWork(engine) as work:
        work.lock(audit)
        event = work.ledger.append(
            audit,
            CustodyKind.ACCESSED,
            item,
            "b" * 64,
            "analyst",
            MOMENT + timedelta(microseconds=7),
            "Read for an answer",
        )
        work.commit()
    return event


def test_events_come_back_as_they_were_sealed(engine: Engine):
    with_audit(engine)
    sealed = tuple(append(engine, f"E{number}") for number in range(3))
    with UnitOfWork(engine, read_only=True) as work:
        assert repr(work.ledger.events("a-1")) == repr(sealed)
        assert work.ledger.head("a-1") == LedgerHead(3, sealed[-1].digest)
        verify(work.ledger.events("a-1"), work.ledger.head("a-1"))


def test_a_ledger_without_events_has_an_empty_head(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        assert work.ledger.events("a-1") == ()
        assert work.ledger.head("a-1") == LedgerHead(0, "")


def test_ledgers_of_two_audits_do_not_touch(engine: Engine):
    with_audit(engine, opened("a-1"), opened("a-2"))
    first, second = append(engine, "E1"), append(engine, "E1", "a-2")

    assert first.sequence == second.sequence == 1
    assert first.digest != second.digest


def test_threads_that_append_at_once_make_one_unbroken_chain(engine: Engine):
    with_audit(engine)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda number: append(engine, f"E{number}"), range(THREADS * EACH)))

    with UnitOfWork(engine) as work:
        events = work.ledger.events("a-1")
    verify(events)
    assert len(events) == THREADS * EACH
    assert {event.item for event in events} == {f"E{number}" for number in range(THREADS * EACH)}


def test_a_change_behind_the_back_of_the_database_is_found(sqlite_engine: Engine):
    with_audit(sqlite_engine)
    for number in range(3):
        append(sqlite_engine, f"E{number}")
    with sqlite_engine.begin() as connection:
        connection.execute(text("DROP TRIGGER append_only_custody_event_update"))
        connection.execute(text("UPDATE custody_event SET actor = 'nobody' WHERE sequence = 2"))

    with (
        UnitOfWork(sqlite_engine) as work,
        pytest.raises(LedgerBroken, match="broken at event 2: its content"),
    ):
        verify(work.ledger.events("a-1"))


def test_an_event_cannot_take_the_place_of_another(engine: Engine):
    with_audit(engine)
    append(engine, "E1")
    again = (
        "INSERT INTO custody_event SELECT audit, sequence, kind, 'E2', item_digest, actor, at, "
        "reason, previous_digest, 'x', record_digest FROM custody_event"
    )
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(again))
