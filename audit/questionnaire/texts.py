"""What a cell can hold as a text, and what a cell of a workbook says as a person would type it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

LONGEST_TEXT = 32_767
"""Characters that a cell of a spreadsheet holds, counted in UTF-16 as spreadsheets count."""
ALLOWED_CONTROLS = frozenset("\t\n\r")
LARGEST_EXACT = 10**15
"""From here on a spreadsheet no longer keeps every digit of a number."""


def unwritable(text: str) -> str:
    """Why a cell cannot hold this text; empty when it can."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units > LONGEST_TEXT:
        return f"it has {units} characters and a cell holds {LONGEST_TEXT}"
    for mark in text:
        if _is_control(mark):
            return f"it has a control character (U+{ord(mark):04X})"
    return ""


def as_typed(value: Any) -> str:
    """The text of a cell; a number without a useless end, a day as 2026-11-23."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < LARGEST_EXACT:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return repr(value)


def _is_control(mark: str) -> bool:
    if mark in ALLOWED_CONTROLS:
        return False
    # Noncharacters cannot stand in XML, and lone surrogates in no text at all.
    return unicodedata.category(mark) in ("Cc", "Cs") or ord(mark) & 0xFFFE == 0xFFFE
