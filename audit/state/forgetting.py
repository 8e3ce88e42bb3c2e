"""Having a database give up, in its own files as well, what was deleted from its tables."""

from __future__ import annotations

import sqlite3
from typing import Any, cast

import psycopg
from sqlalchemy import Engine

SQLITE = (
    "PRAGMA query_only = OFF",
    # Deleted words stay in the parts of an index until these are merged.
    "INSERT INTO text_index (text_index) VALUES ('optimize')",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)
POSTGRESQL = (b"VACUUM (FULL) text_page", b"VACUUM (FULL) text_index")


def forget(engine: Engine) -> None:
    """Rewrite the tables of texts, so that their files no longer hold what was deleted.

    What the operating system, a backup or the write-ahead archive of a server still has of it is out
    of reach from here.
    """
    lent = engine.raw_connection()
    connection = cast("sqlite3.Connection | psycopg.Connection[Any]", lent.driver_connection)
    # Neither can be done within a transaction, and every connection of ours begins one by itself.
    lent.detach()
    try:
        if isinstance(connection, psycopg.Connection):
            connection.rollback()
            connection.autocommit = True
            for statement in POSTGRESQL:
                connection.execute(statement)
        else:
            for statement in SQLITE:
                connection.execute(statement)
    finally:
        connection.close()
