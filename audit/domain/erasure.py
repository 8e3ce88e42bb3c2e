"""The destruction of an item's bytes, in time or because a law demands it; its digest stays."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """From then on the item supports nothing, because nobody can look at it any more.

    Source: the retention date among the handling of an item; storage limitation and the right to
    erasure, Regulation (EU) 2016/679, Articles 5(1)(e) and 17.
    """

    item: str
    sha256: str
    """Of the bytes that were destroyed."""
    copies: tuple[str, ...]
    """SHA-256 of each working copy that was destroyed with them."""
    authority: str
    """What allowed it: the day until which it was to be kept, or the law, order or request."""
    erased_by: str
    erased_at: datetime
