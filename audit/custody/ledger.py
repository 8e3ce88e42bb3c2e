"""The chain of custody events: how one is appended, and how a change to any of them is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from audit.custody.event import CustodyEvent, CustodyKind
from audit.decision.dossier import LedgerHead
from audit.domain.errors import LedgerBroken
from audit.records import canonical, plain, text_digest

FORMAT = "investee-audit custody ledger 1"
EMPTY = LedgerHead(0, "")


def genesis_digest(audit: str) -> str:
    """What the first event of an audit is chained to, so that no ledger can pass for another's."""
    return text_digest(canonical({"audit": audit, "format": FORMAT}))


def event_text(event: CustodyEvent) -> str:
    """The canonical JSON of an event. A record digest that is empty is left out, as in the first ledgers."""
    return canonical(_content(event))


def sealed_text(event: CustodyEvent) -> str:
    """The canonical JSON of every field but the digest."""
    content = _content(event)
    del content["digest"]
    return canonical(content)


def event_digest(event: CustodyEvent) -> str:
    """SHA-256 of the text that is sealed."""
    return text_digest(sealed_text(event))


def append(
    previous: CustodyEvent | None,
    *,
    audit: str,
    kind: CustodyKind,
    item: str,
    item_digest: str,
    actor: str,
    at: datetime,
    reason: str,
    record_digest: str = "",
) -> CustodyEvent:
    """The next event of an audit's ledger, chained to the one before it."""
    if previous is not None and previous.audit != audit:
        raise LedgerBroken(f"The ledger of audit {previous.audit} cannot go on with audit {audit}.")
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    unsealed = CustodyEvent(
        audit=audit,
        sequence=previous.sequence + 1 if previous else 1,
        kind=kind,
        item=item,
        item_digest=item_digest,
        actor=actor,
        at=at.astimezone(UTC),
        reason=reason,
        previous_digest=previous.digest if previous else genesis_digest(audit),
        digest="",
        record_digest=record_digest,
    )
    return replace(unsealed, digest=event_digest(unsealed))


class Chain:
    """Checks a ledger event by event, so that memory does not grow with it."""

    def __init__(self, audit: str, recorded: Iterable[int] = ()) -> None:
        self._audit = audit
        self._previous: CustodyEvent | None = None
        self._reached = dict.fromkeys(recorded, "")

    def add(self, event: CustodyEvent) -> None:
        """Raise LedgerBroken when this event does not follow the one before it."""
        place = self.head.events + 1
        _check(event, place, self._previous, self._audit)
        self._previous = event
        if place in self._reached:
            self._reached[place] = event.digest

    @property
    def head(self) -> LedgerHead:
        """Where the ledger stands after the events so far."""
        return (
            LedgerHead(self._previous.sequence, self._previous.digest) if self._previous else EMPTY
        )

    def require(self, recorded: LedgerHead, who: str = "the record") -> None:
        """Raise LedgerBroken unless the ledger once ended where somebody recorded that it did."""
        if self.head.events < recorded.events:
            raise LedgerBroken(
                f"Event {self.head.events + 1} of the ledger is missing: "
                f"{recorded.events} events were recorded and {self.head.events} are there."
            )
        found = self._reached.get(recorded.events, self.head.digest) if recorded.events else ""
        if found != recorded.digest:
            differs = "its digest is not the one that was recorded when the ledger ended there"
            differs = f"{differs} ({who} has {recorded.digest}, the ledger {found})"
            raise _broken(self._audit, recorded.events, differs)


def verify(events: Sequence[CustodyEvent], recorded: LedgerHead | None = None) -> None:
    """Raise LedgerBroken at the first event that differs from the chain.

    A recorded head, such as the one in a signed review record, must still be found in the ledger:
    a chain cut short or written anew from its beginning is whole in itself.
    """
    chain = Chain(events[0].audit if events else "", (recorded.events,) if recorded else ())
    for event in events:
        chain.add(event)
    if recorded is not None:
        chain.require(recorded)


def head(events: Sequence[CustodyEvent]) -> LedgerHead:
    """How many events there are, and the digest of the last; zero and an empty text for none."""
    return LedgerHead(len(events), events[-1].digest) if events else EMPTY


def _content(event: CustodyEvent) -> dict[str, object]:
    content = plain(event)
    if not event.record_digest:
        del content["record_digest"]
    return content


def _check(event: CustodyEvent, place: int, previous: CustodyEvent | None, audit: str) -> None:
    if event.sequence != place:
        raise _broken(audit, place, f"it carries the sequence {event.sequence}")
    if event.audit != audit:
        raise _broken(audit, place, f"it belongs to audit {event.audit}")
    expected = previous.digest if previous else genesis_digest(audit)
    if event.previous_digest != expected:
        before = f"the digest of event {place - 1}" if previous else "the audit's genesis digest"
        differs = f"its previous_digest is not {before}"
        differs = f"{differs} (expected {expected}, found {event.previous_digest})"
        raise _broken(audit, place, differs)
    if event.digest != (given := event_digest(event)):
        differs = "its content does not give its digest"
        raise _broken(audit, place, f"{differs} (it gives {given}, recorded is {event.digest})")


def _broken(audit: str, place: int, what: str) -> LedgerBroken:
    return LedgerBroken(f"The ledger of audit {audit} is broken at event {place}: {what}.")
