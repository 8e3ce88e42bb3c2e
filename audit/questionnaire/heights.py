"""How high rows are: our texts are read whole from the start, and a row grows with what is written into it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from audit.questionnaire.layout import Cell, Fixed, Look

LINE, AROUND = 12.75, 4.5
"""Points that a line takes, and that a row takes beside its lines."""
LETTERS = 1.25
"""Letters that fit where one digit of the widths does; more do in the font named, fewer in others."""
HIGHEST = 409
"""Points that spreadsheets allow."""
FIXED_HEIGHT = b' customHeight="1"'
"""What keeps a row from growing; in a sheet it stands nowhere but at rows."""


def height_of(cells: Sequence[Cell], widths: Sequence[int]) -> float:
    """Points that show every text of a row whole; some programs work out no height themselves."""
    lines = max(map(_lines, cells, widths), default=1)
    return min(LINE * lines + AROUND, HIGHEST)


def free_to_grow(sheet: bytes) -> bytes:
    """The part of a sheet with heights that are only where its rows begin."""
    return sheet.replace(FIXED_HEIGHT, b"")


def _lines(cell: Cell, width: int) -> int:
    if isinstance(cell, Fixed) and cell.look is Look.TITLE:
        return 2  # Its letters are larger, and it is not wrapped.
    text = cell.text if isinstance(cell, Fixed) else cell.filled
    return sum(len(textwrap.wrap(line, int(LETTERS * width))) or 1 for line in text.split("\n"))
