"""A unit of work keeps what was committed, waits for whoever holds the audit, and reads one state."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from audit.state.unit_of_work import UnitOfWork
from tests.audit.state.builders import ANALYST, BOTH, MOMENT, REVIEWER, opened, with_audit

SOON = 0.2
LATE = 20


def test_what_was_committed_is_kept_and_the_rest_forgotten(engine: Engine):
    with UnitOfWork(engine) as work:
        work.people.register(ANALYST, MOMENT)
        work.commit()
        work.people.register(REVIEWER, MOMENT)

    with UnitOfWork(engine) as work:
        assert work.people.all() == (ANALYST,)


def test_an_error_forgets_what_was_not_committed(engine: Engine):
    def fail() -> None:
        with UnitOfWork(engine) as work:
            work.people.register(ANALYST, MOMENT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with UnitOfWork(engine) as work:
        assert work.people.all() == ()


def test_a_moment_without_a_time_zone_is_not_stored(engine: Engine):
    with (
        UnitOfWork(engine) as work,
        pytest.raises(StatementError, match="2026-11-23T09:00:00 has no time zone"),
    ):
        work.people.register(ANALYST, MOMENT.replace(tzinfo=None))


def hold_until(engine: Engine, audit: str, held: Event, done: Event) -> None:
    with UnitOfWork(engine) as work:
        work.lock(audit)
        held.set()
        assert done.wait(LATE)
        work.commit()


def take(engine: Engine, audit: str) -> bool:
    with UnitOfWork(engine) as work:
        work.lock(audit)
    return True


def held_by_another(engine: Engine, pool: ThreadPoolExecutor, done: Event) -> Future[None]:
    held = Event()
    holding = pool.submit(hold_until, engine, "a-1", held, done)
    assert held.wait(LATE)
    return holding


def test_who_wants_an_audit_waits_for_who_holds_it(engine: Engine):
    with_audit(engine)
    done = Event()
    with ThreadPoolExecutor(2) as pool:
        holding = held_by_another(engine, pool, done)
        waiting = pool.submit(take, engine, "a-1")
        with pytest.raises(TimeoutError):
            waiting.result(SOON)
        done.set()
        assert waiting.result(LATE)
        holding.result(LATE)


def test_another_audit_is_free_on_the_server(postgresql_engine: Engine):
    with_audit(postgresql_engine, opened("a-1"), opened("a-2"))
    done = Event()
    with ThreadPoolExecutor(2) as pool:
        holding = held_by_another(postgresql_engine, pool, done)
        assert pool.submit(take, postgresql_engine, "a-2").result(LATE)
        done.set()
        holding.result(LATE)


def test_a_reader_waits_for_nobody_and_reads_one_state(engine: Engine):
    with UnitOfWork(engine) as writing, UnitOfWork(engine, read_only=True) as reading:
        writing.people.register(ANALYST, MOMENT)
        assert reading.people.all() == ()
        writing.commit()
        writing.people.register(BOTH, MOMENT)
        assert reading.people.all() == ()
    with UnitOfWork(engine, read_only=True) as reading:
        assert reading.people.all() == (ANALYST,)
