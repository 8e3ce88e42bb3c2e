"""What depends only on a few cells is worked out once for each combination that occurs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(Generic[Key, Value]):
    """A function of hashable keys that remembers."""

    def __init__(self, work: Callable[[Key], Value]) -> None:
        self._known = _Known(work)

    def over(self, keys: Iterable[Key]) -> list[Value]:
        """The value of each key, in order."""
        return list(map(self._known.__getitem__, keys))


class _Known(dict[Key, Value]):
    # A missing key is worked out by the dictionary itself, so that a known one costs no call.
    def __init__(self, work: Callable[[Key], Value]) -> None:
        self._work = work

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._work(key)
        return value
