"""Captures made by others into an open audit: checked to the end, kept untouched."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from audit.capture.captured import WorkingCopy
from audit.capture.checked import Checked, Page, check_warc
from audit.capture.text import texts_of
from audit.capture.wacz import check_wacz
from audit.capture.words import printable
from audit.domain.collection import Capture, DerivativeKind
from audit.domain.errors import InputInvalid, Problem
from audit.domain.evidence import Claim, Description, EvidenceItem, ProvidedBy
from audit.evidence_store import ByteSource
from audit.intake import shown
from flows.acts.capturing import NOT_JUDGED, kept_copies, page_description
from flows.acts.collecting import Collected, collect, require_open
from flows.acts.opening import require_analyst
from flows.clock import now
from flows.workplace import Workplace

LARGEST = 2_000_000_000
"""Bytes of a file that is taken in."""
PIECE = 1_048_576
LONGEST_NAME = 255
MEDIA_TYPES = {
    ".wacz": "application/wacz",
    ".warc.gz": "application/warc+gzip",
    ".warc": "application/warc",
}
SHOWN = 3
"""How many mismatches stand in the method; all of them are in a working copy."""


@dataclass(frozen=True, slots=True)
class Imported:
    """An item made of a capture by others, and what was found when it was checked."""

    item: EvidenceItem
    found: Checked


def import_capture(
    place: Workplace,
    audit_id: str,
    stream: ByteSource,
    name: str,
    said: Description,
    actor: str,
    tool: str,
    claims: tuple[Claim, ...] = (),
) -> Imported:
    """Check a WARC or WACZ file and take it in as it is.

    One that is broken is refused and nothing is written. One that is whole and does not fit its own
    digests is taken in, because what was handed over is evidence of something; each mismatch is named,
    it is neither graded nor independent, and so no claim can rest on it. When it says that it was made
    stays its own claim; when it came in is ours.
    """
    with place.reading() as work:
        require_analyst(work, actor)
        require_open(work, audit_id)
    media_type = _media_type(name)
    # What is checked is a copy that nobody else can change before it is stored.
    with tempfile.TemporaryFile() as copy:
        _copy(stream, copy, name)
        found = checked(copy, name)
        copy.seek(0)
        stored = place.evidence.put(copy)
    received = now()
    made_at = _made_at(found, received)
    copies = [*_texts(found), _findings(found, tool)]
    collected = Collected(
        description=_described(said, found, name),
        stored=stored,
        media_type=media_type,
        method=_method(found),
        collected_at=made_at,
        claims=() if found.mismatched else claims,
        tool=printable(f"{found.software or 'unknown software'}, as the file says", 300),
        capture=_capture(found, made_at),
        derivatives=kept_copies(place.evidence, copies),
    )
    return Imported(collect(place, audit_id, collected, actor, received), found)


def is_archive(name: str) -> bool:
    """Whether a file of this name is taken for a web archive."""
    return name.lower().endswith(tuple(MEDIA_TYPES))


def undescribed_page(place: Workplace) -> Description:
    """What is said of an archive of which nobody said anything but what is in it."""
    said = page_description(place)
    return replace(said, provided_by=ProvidedBy.NOT_STATED, independent=False)


def checked(stream: IO[bytes], name: str) -> Checked:
    """The findings about a file; raises InputInvalid when it is broken or of another kind."""
    stream.seek(0)
    named = shown(name, LONGEST_NAME)
    found = Checked(named)
    if _media_type(name) == MEDIA_TYPES[".wacz"]:
        check_wacz(stream, named, found)
    else:
        check_warc(stream, named, found)
    return found


def _copy(stream: ByteSource, copy: IO[bytes], name: str) -> None:
    while piece := stream.read(PIECE):
        copy.write(piece)
        if copy.tell() > LARGEST:
            what = f"it has more than the {LARGEST} bytes that are allowed"
            raise InputInvalid(
                Problem(shown(name, LONGEST_NAME), what, "bring in the part that matters")
            )


def _media_type(name: str) -> str:
    for ending, media_type in MEDIA_TYPES.items():
        if name.lower().endswith(ending):
            return media_type
    raise InputInvalid(
        Problem(
            shown(name, LONGEST_NAME),
            "it is no web archive by its name",
            f"name a file {', '.join(MEDIA_TYPES)}",
        )
    )


def _made_at(found: Checked, received: datetime) -> datetime:
    """The latest moment that the file claims; one that has not come yet is not believed."""
    if found.last_at is None:
        return received
    if found.last_at > received:
        found.mismatch(
            f"{found.name}: it says that it was made on {found.last_at:%Y-%m-%d %H:%M} UTC"
        )
        return received
    return found.last_at


def _described(said: Description, found: Checked, name: str) -> Description:
    first = found.pages[0].url if found.pages else ""
    host = first.partition("://")[2].partition("/")[0]
    made = replace(
        said,
        title=said.title or f"Web archive {shown(name, 200)}",
        originator=said.originator or host or "unknown",
        url=said.url or first,
    )
    return replace(made, independent=False, grade=NOT_JUDGED) if found.mismatched else made


def _method(found: Checked) -> str:
    read = f"{found.records} records read to the end, {found.compared} digests computed again"
    sentences = [
        f"Web archive made by others: {read}.",
        "When and by whom it was made is the file's own claim.",
    ]
    if found.mismatched:
        sentences.append(f"{found.mismatched} do not fit: {'; '.join(found.mismatches[:SHOWN])}.")
    elif found.compared:
        sentences.append("All of them fit.")
    return printable(" ".join(sentences), 2000)


def _texts(found: Checked) -> list[WorkingCopy]:
    """One text of all pages, each under its address."""
    made = texts_of([page.body for page in found.pages])
    parts = [
        f"# {page.url}\n\n{text.text}"
        for page, text in zip(found.pages, made, strict=True)
        if not text.problem
    ]
    for page, text in zip(found.pages, made, strict=True):
        if text.problem:
            found.note(f"No text of {page.url}: {text.problem}")
    if not parts:
        return []
    content = "\n\n".join(parts).encode("utf-8")
    tools = ", ".join(sorted({text.tool for text in made if not text.problem}))
    return [WorkingCopy(DerivativeKind.TEXT, content, "text/plain; charset=utf-8", tools)]


def _findings(found: Checked, tool: str) -> WorkingCopy:
    return WorkingCopy(DerivativeKind.METADATA, found.as_json(), "application/json", tool)


def _capture(found: Checked, made_at: datetime) -> Capture | None:
    """The facts of the first page, as the file says; None when there is no page in it."""
    if not found.pages:
        return None
    page: Page = found.pages[0]
    return Capture(
        requested_url=page.url,
        final_url=page.url,
        redirects=(),
        status=page.status,
        started_at=found.first_at or made_at,
        ended_at=found.last_at or made_at,
        server_address=page.address,
        tls_certificate_sha256="",
        tls_subject="",
        payload_sha256=page.sha256,
        payload_media_type=page.media_type,
    )
