"""One web application: Prefect's server and UI, and beside them the page of audits and their PDFs."""

from __future__ import annotations

import base64
import contextlib
import secrets
from collections.abc import AsyncIterator

from prefect.server.api.server import create_app
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from audit.domain.audit import AuditStage
from audit.domain.errors import AuditError, SignOffRefused, TransitionRefused
from audit.evidence_store import DIGEST
from flows.acts.inbox import AUDIT_ID
from flows.evidence_web import handed_over, listed, opened_item
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace
from reports.pages import audits_page

# The v2 UI asks an outside host for a telemetry configuration on every page; connect-src stops it.
# Its run timeline compiles shaders, which needs unsafe-eval.
POLICY = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "worker-src 'self' blob:; frame-ancestors 'none'"
)


def create() -> Starlette:
    """The application for uvicorn; opens the installation that the environment names."""
    settings = Settings()
    prefect = create_app()

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # A mounted application's lifespan does not run by itself.
        async with prefect.router.lifespan_context(prefect):
            yield

    return assembled(open_workplace(settings), settings.credentials, prefect, lifespan)


def assembled(
    place: Workplace,
    credentials: str,
    prefect: ASGIApp,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """Our pages, and behind them everything that Prefect serves."""

    # Not async: each of them waits for the database or a file, in a thread of its own.
    def home(_: Request) -> Response:
        return RedirectResponse("/reports")

    def audits(_: Request) -> Response:
        return HTMLResponse(_audits(place))

    def report(request: Request) -> Response:
        return _report(place, request.path_params["audit"])

    def record(request: Request) -> Response:
        return _record(place, request.path_params["audit"], request.path_params["digest"])

    def evidence(request: Request) -> Response:
        return listed(place, request.path_params["audit"])

    # It has to wait for the body; the rest of it is done in a thread as well.
    async def opened(request: Request) -> Response:
        return await opened_item(place, request)

    async def packed(request: Request) -> Response:
        return await handed_over(place, request)

    return Starlette(
        routes=[
            Route("/", home),
            Route("/reports", audits),
            Route("/reports/{audit}.pdf", report),
            Route("/reports/{audit}/record-{digest}.json", record),
            Route("/reports/{audit}/evidence", evidence),
            Route("/reports/{audit}/evidence/{item}", opened, methods=["POST"]),
            Route("/reports/{audit}/pack", packed, methods=["POST"]),
            Mount("/", prefect),
        ],
        lifespan=lifespan,
        middleware=[Middleware(Guard, credentials=credentials)],
        exception_handlers={AuditError: _refused},
    )


class Guard:
    """Asks for the password before our own pages, and keeps every page from calling outside."""

    def __init__(self, app: ASGIApp, credentials: str) -> None:
        self._app = app
        self._expected = base64.b64encode(credentials.encode()).decode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith("/reports") and not self._allowed(Headers(scope=scope)):
            await _unauthorised(scope, receive, send)
        else:
            await self._app(scope, receive, _guarded(send))

    def _allowed(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        same = secrets.compare_digest(given.strip().encode(), self._expected.encode())
        return same and scheme.lower() == "basic"


async def _unauthorised(scope: Scope, receive: Receive, send: Send) -> None:
    response = PlainTextResponse(
        "Enter the name and password that `investee-audit serve` printed.",
        401,
        {"WWW-Authenticate": 'Basic realm="Audits", charset="UTF-8"'},
    )
    await response(scope, receive, send)


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            # With less, a browser would not say of our own forms that they are ours.
            headers["Referrer-Policy"] = "same-origin"
        await send(message)

    return guarded


def _refused(_: Request, error: Exception) -> Response:
    conflict = isinstance(error, TransitionRefused | SignOffRefused)
    return PlainTextResponse(str(error), 409 if conflict else 500)


def _audits(place: Workplace) -> str:
    with place.reading() as work:
        lines = work.audits.lines()
    made = frozenset(line.id for line in lines if line.stage is AuditStage.REPORT)
    return audits_page(lines, made)


def _report(place: Workplace, audit_id: str) -> Response:
    if not AUDIT_ID.fullmatch(audit_id):
        return PlainTextResponse("There is no such audit.", 404)
    with place.reading() as work:
        made = work.reviews.reports(audit_id)
    if not made:
        return PlainTextResponse(f"There is no report of an audit {audit_id} yet.", 404)
    return Response(
        place.reports.read(made[-1].pdf_sha256),
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{audit_id}.pdf"'},
    )


def _record(place: Workplace, audit_id: str, record_digest: str) -> Response:
    """Exactly the bytes whose digest a reviewer signs."""
    if not AUDIT_ID.fullmatch(audit_id) or not DIGEST.fullmatch(record_digest):
        return PlainTextResponse("There is no such record.", 404)
    with place.reading() as work:
        work.audits.get(audit_id)
        text = work.reviews.review_record_text(audit_id, record_digest)
    return Response(text, media_type="application/json")
