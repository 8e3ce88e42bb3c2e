"""Web pages into an open audit: each capture becomes an item, a failed one as well."""

from __future__ import annotations

import json
import ssl
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from audit.capture.browser import found_browser
from audit.capture.captured import Captured, WorkingCopy, captured
from audit.capture.exchange import Terms
from audit.capture.guard import USUAL_PORTS, Guard, networks_in
from audit.capture.limits import Limits
from audit.capture.wire import Trust
from audit.domain.collection import Derivative, DerivativeKind
from audit.domain.errors import InputInvalid, Problem
from audit.domain.evidence import (
    Claim,
    Credibility,
    Description,
    EvidenceItem,
    Form,
    Grade,
    ProvidedBy,
    Reliability,
)
from audit.evidence_store import EvidenceStore
from flows.acts.collecting import Collected, collect, require_open
from flows.acts.opening import require_analyst
from flows.clock import now
from flows.settings import PREFIX, Settings
from flows.workplace import Workplace

MEDIA_TYPE = "application/warc+gzip"
NOT_JUDGED = Grade(Reliability.F, Credibility.CANNOT_BE_JUDGED)
NO_BROWSER = "none"
SHOWN_NOTES = 3
"""How many notes stand in the method; all of them are in a working copy."""
Told = Callable[[int, EvidenceItem], None]
"""Is called after each capture with its number, counted from one, and its item."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """With what captures are made."""

    terms: Terms
    browser: str
    """Path of Chromium; empty for no pictures."""
    tool: str
    """Names and versions of what makes a capture."""


def outfit_of(settings: Settings, *, accept_unverified: bool = False) -> Outfit:
    """What the settings ask for. Raises InputInvalid when they cannot be met."""
    own = networks_in(f"{PREFIX}CAPTURE_NETWORKS", settings.capture_networks)
    authorities = settings.capture_authorities
    where = f"{PREFIX}CAPTURE_AUTHORITIES"
    if authorities and not Path(authorities).is_file():
        what = f"there is no file {authorities}"
        raise InputInvalid(Problem(where, what, "name a file of certificates in PEM"))
    own_version = version("investee-audit")
    terms = Terms(
        user_agent=f"Mozilla/5.0 (compatible; investee-audit/{own_version})",
        guard=Guard(own, USUAL_PORTS | _ports(settings.capture_ports)),
        limits=Limits(received=settings.capture_bytes),
        trust=Trust(authorities, accept_unverified),
        clock=now,
    )
    return Outfit(terms, _browser(settings.browser), own_tool())


def own_tool() -> str:
    """Names and versions of what makes and checks captures here."""
    python = sys.version.split()[0]
    names = (f"{name} {version(name)}" for name in ("investee-audit", "warcio"))
    return ", ".join([*names, f"Python {python}", ssl.OPENSSL_VERSION])


def page_description(place: Workplace, code: str = "OSI") -> Description:
    """What is said of a page of which nobody said more: not judged, its title and host its own."""
    kind = place.catalogue.vocabulary.evidence_types[code]
    return Description(
        type=code,
        form=Form.CAPTURE,
        title="",
        originator="",
        provided_by=ProvidedBy.PUBLIC_RECORD,
        independent=kind.independent,
        grade=NOT_JUDGED,
    )


def capture_list(
    place: Workplace,
    audit_id: str,
    urls: Sequence[str],
    said: Description,
    actor: str,
    outfit: Outfit,
    told: Told | None = None,
) -> list[EvidenceItem]:
    """Capture each address in order. One that fails is recorded as failed and stops no other."""
    items: list[EvidenceItem] = []
    for number, url in enumerate(urls, start=1):
        items.append(capture_page(place, audit_id, url, said, actor, outfit))
        if told is not None:
            told(number, items[-1])
    return items


def capture_page(
    place: Workplace,
    audit_id: str,
    url: str,
    said: Description,
    actor: str,
    outfit: Outfit,
    claims: tuple[Claim, ...] = (),
) -> EvidenceItem:
    """Capture one address into an open audit.

    A failed capture is an item too: its bytes are a WARC file that says who tried what, when and what
    failed, with everything that came. It is never graded and never independent, so that no claim can
    rest on it; a question answered "capture failed" cites it. Title and originator that are empty are
    taken from the page.
    """
    with place.reading() as work:
        require_analyst(work, actor)
        require_open(work, audit_id)
    made = captured(url, outfit.terms, actor, outfit.tool, outfit.browser)
    collected = Collected(
        description=_described(said, made),
        stored=place.evidence.put(made.warc),
        media_type=MEDIA_TYPE,
        method=_method(made),
        collected_at=made.facts.started_at,
        tool=outfit.tool,
        claims=() if made.failed else claims,
        capture=made.facts,
        derivatives=kept_copies(place.evidence, _copies(made, outfit.tool)),
    )
    return collect(place, audit_id, collected, actor, now())


def kept_copies(store: EvidenceStore, copies: Sequence[WorkingCopy]) -> tuple[Derivative, ...]:
    """The working copies, stored."""
    kept: list[Derivative] = []
    for copy in copies:
        stored = store.put(copy.content)
        kept.append(Derivative(copy.kind, stored.sha256, stored.size, copy.media_type, copy.tool))
    return tuple(kept)


def _described(said: Description, made: Captured) -> Description:
    facts = made.facts
    host = facts.final_url.partition("://")[2].partition("/")[0]
    title = said.title or made.title or facts.final_url or facts.requested_url
    if made.failed:
        return replace(
            said,
            title=f"Failed capture of {facts.requested_url}",
            originator=said.originator or host or "unknown",
            url=said.url or facts.requested_url,
            independent=False,
            grade=NOT_JUDGED,
        )
    if not 200 <= facts.status < 300:
        title = f"{title} (HTTP {facts.status})"
    return replace(
        said, title=title, originator=said.originator or host, url=said.url or facts.requested_url
    )


def _method(made: Captured) -> str:
    if made.failed:
        return f"Web capture that failed: {made.facts.failure}"
    notes = list(made.notes[:SHOWN_NOTES])
    if more := len(made.notes) - len(notes):
        notes.append(f"{more} more notes stand in a working copy.")
    return " ".join(["Web capture: request and response kept as WARC 1.1.", *notes])


def _copies(made: Captured, tool: str) -> list[WorkingCopy]:
    copies = list(made.copies)
    if made.notes:
        content = json.dumps({"notes": made.notes}, ensure_ascii=False, indent=1).encode()
        copies.append(WorkingCopy(DerivativeKind.METADATA, content, "application/json", tool))
    return copies


def _browser(setting: str) -> str:
    if setting == NO_BROWSER:
        return ""
    found = found_browser(setting)
    if setting and not found:
        what = f"there is no program {setting}"
        raise InputInvalid(
            Problem(f"{PREFIX}BROWSER", what, "name Chromium, or none to do without pictures")
        )
    return found


def _ports(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        if not part.isascii() or not part.isdigit() or not 0 < int(part[:6]) < 65536:
            where = f"{PREFIX}CAPTURE_PORTS"
            raise InputInvalid(Problem(where, f"{part} is not a port", "write it as 8081"))
        found.add(int(part))
    return frozenset(found)
