"""One writer at a time for a named thing, until the end of the transaction."""

import hashlib

from sqlalchemy import Connection, func, select


def hold(connection: Connection, name: str) -> None:
    """Wait for the name and keep it until the transaction ends.

    On SQLite a writing transaction has the whole database to itself from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_number(name))))


def share(connection: Connection, name: str) -> None:
    """Wait while somebody holds the name, and keep it with others until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock_shared(_number(name))))


def _number(name: str) -> int:
    digest = hashlib.sha256(f"investee-audit {name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
