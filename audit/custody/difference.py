"""Where two records first differ."""

from __future__ import annotations

from typing import cast

from audit.domain.errors import RecordBroken

SHOWN = 80
"""Characters of a value that are shown; what differs may be a whole text."""


def require_same(where: str, expected: object, found: object) -> None:
    """Raise RecordBroken naming the first place at which two JSON values differ, and both values."""
    if expected == found:
        return
    told = f"{where}: expected {_shown(expected)}, found {_shown(found)}."
    if isinstance(expected, dict) and isinstance(found, dict):
        there, here = cast("dict[str, object]", expected), cast("dict[str, object]", found)
        for key in dict.fromkeys([*there, *here]):
            require_same(f"{where}, {key}", there.get(key), here.get(key))
    if isinstance(expected, list) and isinstance(found, list):
        ours, theirs = cast("list[object]", expected), cast("list[object]", found)
        for place, (one, other) in enumerate(zip(ours, theirs, strict=False), start=1):
            require_same(f"{where}, entry {place}", one, other)
    raise RecordBroken(told)


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
