"""What was found out once within a transaction, so that it is not asked of the database again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy.orm import Session, SessionTransaction

Found = TypeVar("Found")


class Remembered(Generic[Found]):
    """Values by key, forgotten with the transaction that they were found in.

    Only for what nobody else can change meanwhile: what the lock of the audit protects.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._within: SessionTransaction | None = None
        self._values: dict[object, Found] = {}

    def get(self, key: object, find: Callable[[], Found]) -> Found:
        """The value, found out when it is not known in this transaction."""
        values = self._current()
        if key not in values:
            values[key] = find()
            # Asking may have begun the transaction.
            self._within = self._session.get_transaction()
        return values[key]

    def put(self, key: object, value: Found) -> None:
        """What the value is from now on."""
        self._current()[key] = value

    def _current(self) -> dict[object, Found]:
        within = self._session.get_transaction()
        if within is None or within is not self._within:
            self._within, self._values = within, {}
        return self._values
