"""The web page of an audit's evidence: the list, and an item given out to whoever says who they are."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, urlsplit

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)

from audit.domain.errors import AuditError, EvidenceUnreadable, InputInvalid, Problem
from flows.acts.accessing import Edition, Given, given_bytes, open_item
from flows.acts.erasing import overdue
from flows.acts.inbox import AUDIT_ID
from flows.acts.listing import ItemLine, lines_of
from flows.acts.packing import pack
from flows.clock import now
from flows.workplace import Workplace
from reports.pages import EvidencePage, ItemEntry, evidence_page
from reports.pages.evidence import entry_of, intro_of

LARGEST_FORM = 16 * 1024
"""Bytes of a form that names a person and a reason."""
PIECE = 1024 * 1024
NOT_DESCRIBED = "is not described yet and supports nothing"
PAST_ITS_DAY = "is past the day until which it was to be kept"


def listed(place: Workplace, audit_id: str, refusal: str = "", item: str = "") -> Response:
    """The page; with a refusal it says why nothing was opened."""
    if not AUDIT_ID.fullmatch(audit_id):
        return PlainTextResponse("There is no such audit.", 404)
    with place.reading() as work:
        if audit_id not in work.audits.ids_starting_with(audit_id):
            return PlainTextResponse("There is no such audit.", 404)
        investee = work.audits.get(audit_id).request.investee.legal_name
        decided = bool(work.reviews.reports(audit_id))
        people, events = work.people.all(), work.ledger.head(audit_id).events
        late = [item.id for item in overdue(work, audit_id, now().date())]
    lines = lines_of(place, audit_id)
    page = EvidencePage(
        audit=audit_id,
        investee=investee,
        intro=intro_of([line.item for line in lines], events),
        items=tuple(map(_entry, lines)),
        attention=(
            *((line.id, NOT_DESCRIBED) for line in lines if not line.item.is_described),
            *((name, PAST_ITS_DAY) for name in late),
        ),
        can_be_packed=decided,
        people=tuple((person.id, person.name) for person in people),
        refusal=refusal,
        refused_item=item,
    )
    return HTMLResponse(evidence_page(page), 400 if refusal else 200)


async def opened_item(place: Workplace, request: Request) -> Response:
    """The bytes that the form asks for, after its event is recorded; the page again when it is refused."""
    said = await _said(request)
    if isinstance(said, Response):
        return said
    audit_id, item = request.path_params["audit"], request.path_params["item"]
    return await run_in_threadpool(_opened, place, audit_id, item, said)


async def handed_over(place: Workplace, request: Request) -> Response:
    """The pack of a decided audit, after it is recorded who took it; the page again when it is refused."""
    said = await _said(request)
    if isinstance(said, Response):
        return said
    return await run_in_threadpool(_packed, place, request.path_params["audit"], said)


async def _said(request: Request) -> dict[str, str] | Response:
    """What the form says, or why it is not read."""
    if _from_elsewhere(request):
        return PlainTextResponse("Use the page of the audit's evidence.", 403)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            return PlainTextResponse("The form is too large.", 413)
    fields = parse_qs(body.decode("utf-8", "replace"))
    return {name: values[-1] for name, values in fields.items()}


def _packed(place: Workplace, audit_id: str, said: dict[str, str]) -> Response:
    folder = tempfile.mkdtemp(prefix="pack-")
    try:
        person, whole = said.get("person", ""), said.get("evidence", "") != "left out"
        target = Path(folder) / f"{audit_id}.zip"
        made = pack(place, audit_id, target, person, now(), with_evidence=whole)
    except AuditError as error:
        shutil.rmtree(folder)
        return listed(place, audit_id, str(error))
    except BaseException:
        shutil.rmtree(folder)
        raise
    remove = BackgroundTask(shutil.rmtree, folder)
    return FileResponse(
        made.path, media_type="application/zip", filename=target.name, background=remove
    )


def _opened(place: Workplace, audit_id: str, item: str, said: dict[str, str]) -> Response:
    try:
        given = open_item(
            place,
            audit_id,
            item,
            _edition(said.get("edition", "")),
            said.get("person", ""),
            said.get("reason", ""),
            now(),
        )
        stream = given_bytes(place, given)
    except EvidenceUnreadable:
        raise
    except AuditError as error:
        return listed(place, audit_id, str(error), item)
    return _download(given, stream)


def _download(given: Given, stream: IO[bytes]) -> Response:
    """As a file to be saved: nothing of it is shown, or run, as a page of ours."""
    headers = {
        "Content-Disposition": f'attachment; filename="{given.name}"',
        "Content-Length": str(given.size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_pieces(stream), media_type=given.media_type, headers=headers)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece


def _edition(word: str) -> Edition:
    try:
        return Edition(word)
    except ValueError:
        what = "it is none of the editions of an item"
        raise InputInvalid(Problem("edition", what, "choose one")) from None


def _from_elsewhere(request: Request) -> bool:
    """Whether a page of another site sent the form, with the password that the browser remembers."""
    if site := request.headers.get("sec-fetch-site", ""):
        return site != "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.headers.get("host", "")


def _entry(line: ItemLine) -> ItemEntry:
    last = (line.last_act, line.last_actor, line.last_at)
    return entry_of(line.item, line.editions, line.authority, line.acts, last)
