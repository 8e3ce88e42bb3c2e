"""The database itself refuses to change history, and a sign-off that is not independent."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Engine, Table, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from audit.domain.signoff import Person
from audit.state.tables import Base
from audit.state.unit_of_work import UnitOfWork
from tests.audit.state.builders import (
    ANALYST,
    BOTH,
    MOMENT,
    REVIEW,
    opened,
    with_a_row_in_every_table,
    with_audit,
)

TABLES = sorted(Base.metadata.tables)


def kept(table: str) -> str:
    return f"append-only: {table} keeps its history; record a correction instead"


def some_column(table: Table) -> str:
    return list(table.columns)[-1].name


@pytest.mark.parametrize("name", TABLES)
def test_no_row_of_any_table_can_be_changed_or_deleted(engine: Engine, name: str):
    with_a_row_in_every_table(engine)
    column = some_column(Base.metadata.tables[name])

    for statement in (f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}"):
        with engine.connect() as connection:
            assert connection.scalar(text(f"SELECT count(*) FROM {name}")), "nothing to refuse"
            with pytest.raises(IntegrityError, match=kept(name)):
                connection.execute(text(statement))


@pytest.mark.parametrize("name", TABLES)
def test_no_table_can_be_emptied_at_once(postgresql_engine: Engine, name: str):
    with (
        postgresql_engine.connect() as connection,
        pytest.raises(IntegrityError, match="append-only: "),
    ):
        connection.execute(text(f"TRUNCATE {name} CASCADE"))


@pytest.mark.parametrize("name", TABLES)
def test_no_row_can_be_replaced(sqlite_engine: Engine, name: str):
    with_a_row_in_every_table(sqlite_engine)
    same = f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"
    with sqlite_engine.connect() as connection, pytest.raises(IntegrityError, match=kept(name)):
        connection.execute(text(same))


def test_a_foreign_program_is_refused_too(sqlite_engine: Engine):
    with_a_row_in_every_table(sqlite_engine)
    assert sqlite_engine.url.database
    with closing(sqlite3.connect(sqlite_engine.url.database)) as connection:
        for statement in (
            "UPDATE decision SET outcome = 'approve'",
            "DELETE FROM custody_event",
            "REPLACE INTO audit SELECT * FROM audit",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only: "):
                connection.execute(statement)


def test_a_conflict_cannot_be_turned_into_a_change(engine: Engine):
    with_audit(engine)
    upsert = (
        "INSERT INTO person (id, name, roles, kind, registered_at) "
        "SELECT id, 'Somebody else', roles, kind, registered_at FROM person WHERE id = 'analyst' "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name"
    )
    with engine.connect() as connection, pytest.raises(IntegrityError, match=kept("person")):
        connection.execute(text(upsert))


SIGN = text(
    "INSERT INTO sign_off (audit, sequence, reviewer, outcome, reason, basis_digest, signed_at, record) "
    "VALUES (:audit, 1, :reviewer, 'divest', '', :basis, :at, '{}')"
)


def sign(engine: Engine, reviewer: str, audit: str = "a-1") -> None:
    with UnitOfWork(engine) as work:
        basis = work.reviews.add_review_record(audit, REVIEW, MOMENT)
        work.commit()
    with engine.begin() as connection:
        at = MOMENT.replace(tzinfo=None) if connection.dialect.name == "sqlite" else MOMENT
        connection.execute(
            SIGN, {"audit": audit, "reviewer": reviewer, "basis": basis, "at": at.isoformat(" ")}
        )


def test_a_registered_reviewer_can_sign(engine: Engine):
    with_audit(engine)
    sign(engine, "reviewer")


@pytest.mark.parametrize("analyst", [ANALYST, BOTH], ids=["analyst", "analyst who also reviews"])
def test_the_analyst_of_an_audit_cannot_sign_it(engine: Engine, analyst: Person):
    with_audit(engine, opened("a-1", analyst=analyst.id))

    refused = "independence: the analyst of an audit cannot sign it off"
    with pytest.raises(DBAPIError, match=refused):
        sign(engine, analyst.id)


@pytest.mark.parametrize("nobody", ["analyst", "nobody", "review", ""])
def test_only_a_registered_reviewer_signs(engine: Engine, nobody: str):
    with_audit(engine, opened("a-1", analyst=BOTH.id))
    with pytest.raises(DBAPIError, match="independence: only a registered reviewer signs off"):
        sign(engine, nobody)


def test_a_reviewer_who_also_does_audits_signs_those_of_others(engine: Engine):
    with_audit(engine)
    sign(engine, BOTH.id)
