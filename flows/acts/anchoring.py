"""Having a timestamp authority stamp where the ledger of an audit stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx

from audit.custody.anchor import Anchor
from audit.custody.ledger import head
from audit.custody.timestamp import Trust, checked, request_over, trusted_roots
from audit.domain.errors import AnchorRefused, InputInvalid, Problem, TransitionRefused
from flows.settings import Settings
from flows.workplace import Workplace

PATIENCE = 30.0
"""Seconds that an authority has for each step of its answer."""
LARGEST = 1024 * 1024
"""Bytes; an answer with its certificates has a few thousand."""
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class Authority:
    """A timestamp authority that somebody chose to ask."""

    url: str
    trust: Trust


def chosen_authority(settings: Settings, url: str = "", roots: str = "") -> Authority:
    """The authority that is named here or in the settings; none is asked by default."""
    url = url or settings.tsa
    if not url.startswith(("http://", "https://")):
        what = f"{url!r} is no address" if url else "no timestamp authority is chosen"
        raise InputInvalid(Problem("--tsa", what, "name one, or set INVESTEE_AUDIT_TSA"))
    trust = trust_in(settings, roots)
    if trust is None:
        what = "no root certificates are given to check the timestamp against"
        do = "name the authority's PEM file, or set INVESTEE_AUDIT_TSA_ROOTS"
        raise InputInvalid(Problem("--roots", what, do))
    return Authority(url, trust)


def trust_in(settings: Settings, roots: str = "") -> Trust | None:
    """What timestamps are held against; None while nobody gave root certificates."""
    name = roots or settings.tsa_roots
    if not name:
        return None
    try:
        content = Path(name).expanduser().read_bytes()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise InputInvalid(Problem(name, what, "name a readable file")) from None
    return Trust(trusted_roots(content, name), settings.tsa_policy)


def anchor_audit(place: Workplace, audit_id: str, authority: Authority, actor: str) -> Anchor:
    """A checked timestamp over the last event of the ledger; one that is there already is returned.

    Raises AnchorRefused when the authority gives none that can be relied on; nothing is recorded then.
    """
    with place.reading() as work:
        work.audits.get(audit_id)
        work.people.get(actor)
        events, there = work.ledger.events(audit_id), work.anchors.of(audit_id)
    if not events:
        raise TransitionRefused(f"The ledger of audit {audit_id} is empty; collect evidence first.")
    stands = head(events)
    for anchor in there:
        if (anchor.head, anchor.authority) == (stands, authority.url):
            return anchor
    request = request_over(events[-1])
    answer = _ask(authority.url, request.as_bytes())
    stamp = checked(answer, stands.digest, authority.trust, request.nonce)
    with place.work() as work:
        work.lock(audit_id)
        sequence = len(work.anchors.of(audit_id)) + 1
        anchor = Anchor(
            sequence, stands, authority.url, answer, stamp.policy, stamp.at, requested_by=actor
        )
        work.anchors.add(audit_id, anchor)
        work.commit()
    return anchor


def _ask(url: str, request: bytes) -> bytes:
    headers = {"Content-Type": QUERY, "Accept": REPLY}
    try:
        with httpx.stream(
            "POST", url, content=request, headers=headers, timeout=PATIENCE
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise AnchorRefused(f"{url} answered with the status {response.status_code}.")
            answer = b""
            for piece in response.iter_bytes():
                answer += piece
                if len(answer) > LARGEST:
                    raise AnchorRefused(f"{url} answered with more than {LARGEST} bytes.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error).rstrip(".") or type(error).__name__
        raise AnchorRefused(f"The timestamp authority {url} cannot be reached: {why}.") from None
    return answer
