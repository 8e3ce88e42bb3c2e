"""Having a database give up, in its own files as well, what was deleted from its tables."""

from __future__ import annotations

import re
import sqlite3
import time
from typing import Any, cast

import psycopg
from sqlalchemy import Engine

from audit.domain.errors import EvidenceNotErased
from audit.state import database

SQLITE = (
    "PRAGMA query_only = OFF",
    # Deleted words stay in the parts of an index until these are merged.
    "INSERT INTO text_index (text_index) VALUES ('optimize')",
)
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
POSTGRESQL = (b"VACUUM (FULL, VERBOSE) text_page", b"VACUUM (FULL, VERBOSE) text_index")
KEPT_FOR_A_READER = re.compile(r"[1-9]\d* ")
"""How PostgreSQL begins to say that deleted rows were kept, because somebody could still see them."""


def forget(engine: Engine) -> None:
    """Rewrite the tables of texts, so that their files no longer hold what was deleted.

    Raises EvidenceNotErased while somebody reads in a state of the database from before the deletion.
    What the operating system, a backup or the write-ahead archive of a server still has of it is out
    of reach from here.
    """
    lent = engine.raw_connection()
    connection = cast("sqlite3.Connection | psycopg.Connection[Any]", lent.driver_connection)
    # Neither can be done within a transaction, and every connection of ours begins one by itself.
    lent.detach()
    try:
        if isinstance(connection, psycopg.Connection):
            done = _rewritten(connection)
        else:
            done = _truncated(connection)
    finally:
        connection.close()
    if not done:
        raise EvidenceNotErased(
            "The bytes were destroyed, and the deleted text is still in the files of the database, because "
            "somebody still reads in the database as it was before; erase the same items again later."
        )


def _rewritten(connection: psycopg.Connection[Any]) -> bool:
    connection.rollback()
    connection.autocommit = True
    said: list[str] = []
    connection.add_notice_handler(lambda notice: said.append(notice.message_detail or ""))
    end = time.monotonic() + database.BUSY_SECONDS
    while True:
        said.clear()
        for statement in POSTGRESQL:
            connection.execute(statement)
        if not any(map(KEPT_FOR_A_READER.match, said)) or time.monotonic() >= end:
            return not any(map(KEPT_FOR_A_READER.match, said))
        time.sleep(1)


def _truncated(connection: sqlite3.Connection) -> bool:
    for statement in SQLITE:
        connection.execute(statement)
    busy, *_ = connection.execute(CHECKPOINT).fetchone()
    return not busy
