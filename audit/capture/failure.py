"""Why a capture failed, as a word and a sentence; the record of a failed capture keeps both."""

from __future__ import annotations

from enum import StrEnum

from audit.capture.words import printable
from audit.domain.errors import AuditError

LONGEST = 1000
"""Characters of a sentence."""


class FailureKind(StrEnum):
    """What went wrong, so that failures can be counted and told apart."""

    ADDRESS = "address"
    """What was asked for is no usable web address."""
    REFUSED = "refused"
    """The address leads to where a capture may not go."""
    NAME = "name"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TIME = "time"
    SIZE = "size"
    PROTOCOL = "protocol"
    REDIRECTS = "redirects"
    CODING = "coding"


class CaptureFailed(AuditError):
    """One capture, or one part of it, did not succeed; the text says why in one sentence."""

    def __init__(self, kind: FailureKind, said: str) -> None:
        self.kind = kind
        # A sentence may repeat what a server said.
        super().__init__(printable(said, LONGEST))
