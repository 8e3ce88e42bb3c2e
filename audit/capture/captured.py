"""A whole capture: the evidence, its facts, and the working copies made of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from audit.capture.browser import pictures_of
from audit.capture.certificate import certificate_digest, certificate_subject
from audit.capture.exchange import Terms
from audit.capture.kinds import BodyKind, contradiction, kind_of
from audit.capture.text import Body, texts_of
from audit.capture.visit import Visit, visit
from audit.capture.warc import warc_of
from audit.capture.words import printable
from audit.domain.collection import Capture, DerivativeKind, Redirect

LONGEST_TITLE = 300
LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """Something made from the evidence by a named tool, to read or look at."""

    kind: DerivativeKind
    content: bytes
    media_type: str
    tool: str


@dataclass(frozen=True, slots=True)
class Captured:
    """What one address gave. A failed capture has a WARC file as well: with all that there is."""

    warc: bytes
    facts: Capture
    title: str
    """What the page calls itself; empty when it does not."""
    copies: tuple[WorkingCopy, ...]
    notes: tuple[str, ...]
    """What a reader has to know beside the facts, each a sentence."""

    @property
    def failed(self) -> bool:
        """Whether it shows nothing but that it was tried."""
        return bool(self.facts.failure)


def captured(url: str, terms: Terms, collector: str, software: str, browser: str = "") -> Captured:
    """Capture an address. Whatever goes wrong stands in what is returned; nothing is raised for it.

    The browser is a path, or empty for no pictures.
    """
    seen = visit(url, terms)
    facts, warc = facts_of(seen), warc_of(seen, collector, software)
    notes = [note for made in seen.exchanges for note in made.notes]
    copies = _certificate(seen, software)
    title = ""
    if seen.failure is None:
        kind = kind_of(seen.body, facts.payload_media_type)
        notes += filter(None, [contradiction(kind, facts.payload_media_type)])
        title, text, why = _text(seen, kind)
        title = printable(title, LONGEST_TITLE)
        pictures, missing = _pictures(seen, kind, terms, browser)
        copies += [*text, *pictures]
        notes += [*why, *missing]
    said = tuple(printable(note, LONGEST_NOTE) for note in notes)
    return Captured(warc, facts, title, tuple(copies), said)


def facts_of(seen: Visit) -> Capture:
    """The facts of a visit, whether it succeeded or not."""
    last = seen.last
    head = last.head if last else None
    certificate = last.security.certificate if last else b""
    return Capture(
        requested_url=seen.requested_url,
        final_url=last.target.url if last else "",
        redirects=tuple(
            Redirect(made.target.url, made.head.status if made.head else 0)
            for made in seen.exchanges[:-1]
        ),
        status=head.status if head else 0,
        started_at=seen.started_at,
        ended_at=seen.ended_at,
        server_address=last.address if last else "",
        tls_certificate_sha256=certificate_digest(certificate),
        tls_subject=certificate_subject(certificate),
        payload_sha256="" if seen.failure else hashlib.sha256(seen.body).hexdigest(),
        payload_media_type=head.media_type if head else "",
        failure=str(seen.failure) if seen.failure else "",
    )


def _certificate(seen: Visit, software: str) -> list[WorkingCopy]:
    certificate = seen.last.security.certificate if seen.last else b""
    if not certificate:
        return []
    kind = DerivativeKind.CERTIFICATE
    return [WorkingCopy(kind, certificate, "application/pkix-cert", software)]


def _text(seen: Visit, kind: BodyKind) -> tuple[str, list[WorkingCopy], list[str]]:
    if kind is BodyKind.OTHER or seen.last is None or seen.last.head is None:
        return (
            "",
            [],
            ["No text was made, because the body is neither a page, a PDF nor plain text."],
        )
    content_type = seen.last.head.value("content-type")
    (made,) = texts_of([Body(seen.body, kind, content_type)])
    if made.problem:
        return made.title, [], [f"There is no text: {made.problem}."]
    content = made.text.encode("utf-8")
    copy = WorkingCopy(DerivativeKind.TEXT, content, "text/plain; charset=utf-8", made.tool)
    return made.title, [copy], []


def _pictures(
    seen: Visit, kind: BodyKind, terms: Terms, browser: str
) -> tuple[list[WorkingCopy], list[str]]:
    if seen.last is None or kind is not BodyKind.HTML:
        return [], []
    if not browser:
        return [], ["There is no picture, because no browser was found."]
    if seen.last.security.unverified:
        return [], ["There is no picture, because the browser accepts verified certificates only."]
    made = pictures_of(seen.last.target, browser, terms.guard, terms.limits)
    tool = f"{made.tool}, on a visit of its own at {terms.clock():%Y-%m-%dT%H:%M:%SZ}"
    copies = [
        WorkingCopy(DerivativeKind.SCREENSHOT, made.screenshot, "image/png", tool),
        WorkingCopy(DerivativeKind.PRINT, made.printed, "application/pdf", tool),
    ]
    return [copy for copy in copies if copy.content], list(made.notes)
