"""One address with everything it redirects to, each step checked and kept as its own exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.capture.decoding import decoded
from audit.capture.exchange import Exchange, Terms, exchange
from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.http_message import codings_of
from audit.capture.limits import Deadline
from audit.capture.target import Target, recordable, redirected, target_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened when an address was asked for."""

    requested_url: str
    """As it was asked for, without a password and without control characters."""
    exchanges: tuple[Exchange, ...]
    """In order; the last one is the page, or where it failed."""
    body: bytes
    """The last body with its content coding undone; empty after a failure."""
    started_at: datetime
    ended_at: datetime
    failure: CaptureFailed | None

    @property
    def last(self) -> Exchange | None:
        """The last exchange; None when nothing was asked."""
        return self.exchanges[-1] if self.exchanges else None


def visit(url: str, terms: Terms) -> Visit:
    """Ask for an address and follow where it leads. A failure stands in what is returned."""
    started, exchanges = terms.clock(), list[Exchange]()
    body, failure = b"", None
    try:
        _follow(target_of(url), terms, exchanges)
        body = _body(exchanges[-1], terms)
    except CaptureFailed as error:
        failure = error
    except Exception as error:  # what nobody thought of is a failed capture too, and no gap
        said = f"Something unexpected happened: {type(error).__name__}: {error}."
        failure = CaptureFailed(FailureKind.PROTOCOL, said)
    return Visit(recordable(url), tuple(exchanges), body, started, terms.clock(), failure)


def _follow(target: Target, terms: Terms, exchanges: list[Exchange]) -> None:
    deadline = Deadline(terms.limits.total)
    for _ in range(terms.limits.redirects + 1):
        made = exchange(target, terms, deadline)
        exchanges.append(made)
        if made.failure is not None:
            raise made.failure
        location = _location(made)
        if not location:
            return
        target = redirected(target, location)
    raise CaptureFailed(
        FailureKind.REDIRECTS,
        f"It redirects more than the {terms.limits.redirects} times that are allowed.",
    )


def _location(made: Exchange) -> str:
    if made.head is None or made.head.status not in REDIRECTS:
        return ""
    text = made.head.value("location")
    try:
        # Headers are read as Latin-1; addresses that are not ASCII are sent as UTF-8.
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def _body(made: Exchange, terms: Terms) -> bytes:
    return decoded(made.payload, codings_of(made.head), terms.limits) if made.head else b""
