"""The chain of custody events, every head that was recorded of it, and the timestamps over it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from audit.custody.difference import require_same
from audit.custody.ledger import Chain
from audit.custody.timestamp import Stamp, Trust, checked, read_response, stamp_in
from audit.decision.dossier import LedgerHead
from audit.records import plain
from audit.state.unit_of_work import UnitOfWork
from flows.acts.verification.rows import check_text, named
from flows.acts.verification.verified import Custody, Verified


def check_ledger(work: UnitOfWork, audit: str, found: Verified) -> Custody:
    """The chain, and every head that was recorded of it."""
    heads = list(_recorded_heads(work, audit))
    chain, custody = Chain(audit, [head.events for _, head in heads]), Custody()
    for event in work.stored.events(audit):
        chain.add(event)
        custody.add(event)
    for who, head in heads:
        chain.require(head, who)
    found.events = chain.head.events
    return custody


def _recorded_heads(work: UnitOfWork, audit: str) -> Iterator[tuple[str, LedgerHead]]:
    for digest, body in work.stored.review_records(audit):
        check_text(f"The review record {digest}", digest, body)
        yield f"the review record {digest[:12]}…", _head(json.loads(body)["ledger"])
    for digest, body in work.stored.dossiers(audit):
        check_text(f"The dossier {digest}", digest, body)
        yield f"the dossier {digest[:12]}…", _head(json.loads(body)["record"]["ledger"])
    for anchor in work.anchors.of(audit):
        yield f"anchor {anchor.sequence}", anchor.head


def _head(stored: dict[str, Any]) -> LedgerHead:
    return LedgerHead(stored["events"], stored["digest"])


def check_anchors(work: UnitOfWork, audit: str, trust: Trust | None, found: Verified) -> None:
    """Each token is over the digest that the ledger has there, and says what its row says."""
    for anchor in work.anchors.of(audit):
        what = f"Anchor {anchor.sequence}"
        with named(what):
            digest = anchor.head.digest
            if trust is None:
                stamp = stamp_in(read_response(anchor.token), digest)
            else:
                stamp = checked(anchor.token, digest, trust)
                found.signatures += 1
        require_same(what, plain(Stamp(anchor.policy, anchor.stamped_at)), plain(stamp))
        found.anchors += 1
