"""From an address to a database that is ready: SQLite in a file, or PostgreSQL on a server."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from audit.domain.errors import AuditError
from audit.state.migrate import migrate

BUSY_SECONDS = 30
TRIES_A_SECOND = 50
PRIMARY_CODE = 0xFF
"""SQLite keeps the kind of an error in the lowest byte of its code."""
DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def open_database(url: str) -> Engine:
    """The database at this address with the tables of this version."""
    address = _address(url)
    shown = address.render_as_string()
    try:
        engine = (
            _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
        )
    except (OSError, NoSuchModuleError, ImportError) as error:
        raise AuditError(f"The database {shown} cannot be used: {error}.") from error
    try:
        migrate(engine)
    except DBAPIError as error:
        why = " ".join(str(error.orig).split())
        raise AuditError(f"The database {shown} cannot be used: {why}.") from error
    finally:
        # A process that is forked later must not share these connections.
        engine.dispose()
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise AuditError(
            "The address of the database cannot be read; "
            "give one such as sqlite:///var/audits.db or postgresql://user@host/name."
        ) from error
    backend = address.drivername.partition("+")[0]
    if backend not in DRIVERS:
        raise AuditError(
            f"The database {address.render_as_string()} is of a kind that is not supported; "
            "use sqlite or postgresql."
        )
    if backend == "sqlite" and address.database in (None, "", ":memory:"):
        raise AuditError(
            f"The database {address.render_as_string()} would be forgotten at once; name a file, "
            "such as sqlite:///var/audits.db."
        )
    return address.set(drivername=DRIVERS[backend])


def _sqlite(address: URL) -> Engine:
    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # The driver would begin transactions by itself, and too late.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted after an erasure is overwritten, not only taken out of the tables.
    connection.execute("PRAGMA secure_delete = ON")
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers read while somebody writes. SQLite does not wait for this by itself."""
    for _ in range(BUSY_SECONDS * TRIES_A_SECOND):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(1 / TRIES_A_SECOND)
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    read_only = _is_read_only(connection)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _postgresql(address: URL) -> Engine:
    engine = create_engine(address, pool_pre_ping=True)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if _is_read_only(connection):
        # One state of the database for all the queries of a reader, as SQLite gives it.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _is_read_only(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("read_only", False))
