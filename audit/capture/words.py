"""Words of others, made fit for a record: no control characters, one line, not too long."""

from __future__ import annotations


def printable(text: str, most: int) -> str:
    """The text on one line; what cannot be printed, and so not stored everywhere, is marked."""
    marked = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return marked if len(marked) <= most else f"{marked[: most - 1]}…"
