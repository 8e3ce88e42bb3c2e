"""Having a database give up, in its own files as well, what was deleted from its tables."""

from __future__ import annotations

from sqlalchemy import Engine

SQLITE = (
    # Deleted words stay in the parts of an index until these are merged.
    "INSERT INTO text_index (text_index) VALUES ('optimize')",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)
POSTGRESQL = ("VACUUM (FULL) text_page", "VACUUM (FULL) text_index")


def forget(engine: Engine) -> None:
    """Rewrite the tables of texts, so that their files no longer hold what was deleted.

    What the operating system, a backup or the write-ahead archive of a server still has of it is out
    of reach from here.
    """
    statements = SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
