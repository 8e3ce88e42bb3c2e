"""A copy of an item from which something was taken out, so that it can be shown to others."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted copy; the item itself is never changed. What was taken out is not said here."""

    item: str
    sha256: str
    """Of the redacted copy."""
    size: int
    media_type: str
    places: int
    """How many places were taken out by the program; 0 where a person made the copy elsewhere."""
    tool: str
    reason: str
    redacted_by: str
    redacted_at: datetime
