"""How much a capture may take: bytes, times, ratios. Whatever answers cannot make it take more."""

from __future__ import annotations

import time
from dataclasses import dataclass

from audit.capture.failure import CaptureFailed, FailureKind


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one capture with all its redirects. Sizes in bytes, times in seconds."""

    received: int = 50_000_000
    """Everything that comes over the wire in one exchange."""
    head: int = 131_072
    """Status line and headers of one response."""
    decoded: int = 200_000_000
    """The body after its content coding is undone."""
    ratio: int = 200
    """How many times its coded size a body may have, once it is larger than a megabyte."""
    total: float = 120
    idle: float = 20
    """Between two pieces of a response."""
    redirects: int = 10


class Deadline:
    """A moment after which nothing goes on."""

    def __init__(self, seconds: float) -> None:
        self._allowed = seconds
        self._end = time.monotonic() + seconds

    def left(self, most: float) -> float:
        """Seconds that are left, at most so many; raises CaptureFailed when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise self.passed()
        return min(seconds, most)

    def is_over(self) -> bool:
        """Whether no time is left."""
        return time.monotonic() >= self._end

    def passed(self) -> CaptureFailed:
        """The failure that stands for the end of the time."""
        return CaptureFailed(
            FailureKind.TIME, f"It took longer than the {self._allowed:g} seconds that are allowed."
        )
