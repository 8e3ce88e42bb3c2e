"""An address becomes a database of the newest version, or one sentence says why not."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from audit.domain.errors import AuditError
from audit.state.database import open_database
from audit.state.migrate import VERSION_TABLE
from audit.state.tables import Base
from tests.conftest import PostgresServer

PROCESSES = 4


def is_described(name: str | None, kind: str, _: object) -> bool:
    """The index of words is made as each database has it, and stands in no description."""
    return kind != "table" or not str(name).startswith("text_index")


def test_the_migrated_database_is_the_one_that_the_tables_describe(engine: Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_server_default": True,
                "include_name": is_described,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_table_and_column_says_what_it_means():
    for table in Base.metadata.tables.values():
        assert table.comment
        assert [column.name for column in table.columns if not column.comment] == []


def test_the_steps_are_found_in_the_installed_package():
    steps = files("audit.state") / "migrations" / "versions"

    assert (steps / "0001_audits.py").is_file()
    assert (files("audit.state") / "migrations" / "script.py.mako").is_file()


def test_the_folder_of_a_new_file_is_made(tmp_path: Path):
    open_database(f"sqlite:///{tmp_path}/new/folder/audits.db").dispose()

    assert (tmp_path / "new/folder/audits.db").is_file()


def test_a_sqlite_database_keeps_references_and_lets_readers_read(sqlite_engine: Engine):
    def pragma(name: str) -> object:
        with sqlite_engine.connect() as connection:
            return connection.scalar(text(f"PRAGMA {name}"))

    assert (pragma("foreign_keys"), pragma("journal_mode"), pragma("busy_timeout")) == (
        1,
        "wal",
        30_000,
    )


def test_opening_again_changes_nothing(database_url: str):
    open_database(database_url).dispose()
    open_database(database_url).dispose()


def open_and_close(url: str) -> str:
    engine = open_database(url)
    engine.dispose()
    return engine.dialect.name


@pytest.fixture(params=["sqlite", "postgresql"])
def untouched_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/untouched.db"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"untouched_{next(server.numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    return server.url(name)


def test_several_processes_start_at_once(untouched_url: str):
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        opened = list(pool.map(open_and_close, [untouched_url] * PROCESSES))

    assert len(opened) == PROCESSES


def test_several_threads_start_at_once(untouched_url: str):
    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(open_and_close, [untouched_url] * 8))) == 8


def test_a_database_of_a_newer_version_is_left_alone(database_url: str):
    engine = open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(AuditError, match=r"made by a newer version of this program \(step 9999\)"):
        open_database(database_url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "address of the database cannot be read"),
        ("", "address of the database cannot be read"),
        ("mysql://somebody@host/name", "of a kind that is not supported; use sqlite or postgresql"),
        ("sqlite://", "would be forgotten at once; name a file"),
        ("sqlite:///:memory:", "would be forgotten at once; name a file"),
        ("sqlite:////proc/nowhere/audits.db", "cannot be used: "),
        ("postgresql://u:secret@127.0.0.1:1/name", "cannot be used: connection failed"),
    ],
)
def test_an_unusable_address_is_one_sentence(url: str, said: str):
    with pytest.raises(AuditError, match=said) as error:
        open_database(url)

    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("Nothing but words, and more of them than a header has. " * 20)

    with pytest.raises(AuditError, match=r"notes\.txt cannot be used: file is not a database"):
        open_database(f"sqlite:///{path}")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_every_postgresql_address_uses_the_one_driver(postgresql_url: str, scheme: str):
    engine = open_database(postgresql_url.replace("postgresql", scheme, 1))
    engine.dispose()

    assert engine.url.drivername == "postgresql+psycopg"


def test_a_reader_cannot_write(engine: Engine):
    reading = engine.execution_options(read_only=True)
    register = text("INSERT INTO person SELECT 'a', 'A', '', 'human', CURRENT_TIMESTAMP")

    with reading.begin() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(register)
    with engine.begin() as connection:
        connection.execute(register)
