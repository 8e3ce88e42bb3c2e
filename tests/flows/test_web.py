"""The page of audits and the reports: guarded, never blocking, and clear when something is missing."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from audit.domain.errors import AuditError, EvidenceUnreadable, SignOffRefused, TransitionRefused
from audit.pack.verify import found_in, open_pack
from flows import web
from flows.acts.opening import open_audit
from flows.acts.taking import Wish
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request
from tests.flows.carrying import reported
from tests.flows.conftest import row_counts
from tests.flows.taking import opened, take

CREDENTIALS = "audit:a-test"
TOKEN = base64.b64encode(CREDENTIALS.encode()).decode()
PREFECT = PlainTextResponse("Prefect")


@dataclass(frozen=True)
class Client:
    """Asks the application for pages, following it where it leads."""

    place: Workplace
    authorization: bytes | None

    def get(self, path: str) -> httpx.Response:
        """The answer to one request."""
        return asyncio.run(self._get(path))

    def post(self, path: str, said: dict[str, str], **headers: str) -> httpx.Response:
        """The answer to a form that was sent."""
        return asyncio.run(self._post(path, said, headers))

    async def _post(
        self, path: str, said: dict[str, str], headers: dict[str, str]
    ) -> httpx.Response:
        app = web.assembled(self.place, CREDENTIALS, PREFECT)
        given = {"Authorization": f"Basic {TOKEN}", **headers}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://test"
        ) as client:
            return await client.post(path, data=said, headers=given)

    async def _get(self, path: str) -> httpx.Response:
        app = web.assembled(self.place, CREDENTIALS, PREFECT)
        given = {} if self.authorization is None else {b"Authorization": self.authorization}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://test", follow_redirects=True
        ) as client:
            return await client.get(path, headers=given)


def _client(place: Workplace, scheme: str = "Basic") -> Client:
    return Client(place, f"{scheme} {TOKEN}".encode())


def test_a_report_is_found_on_the_page_and_opened(sqlite_place: Workplace) -> None:
    audit = reported(sqlite_place).record.audit
    client = _client(sqlite_place)
    assert f'href="/reports/{audit}.pdf"' in client.get("/").text
    answer = client.get(f"/reports/{audit}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    for file in Path(sqlite_place.reports.path_of("0" * 64)).parents[2].rglob("*"):
        if file.is_file():
            file.unlink()
    gone = client.get(f"/reports/{audit}.pdf")
    assert gone.status_code == 500
    assert gone.headers["content-type"].startswith("text/plain")
    assert gone.text.startswith("No stored file has the digest")


def test_an_audit_without_a_report_says_so(sqlite_place: Workplace) -> None:
    audit = open_audit(sqlite_place, reference_request(), MOMENT).id
    client = _client(sqlite_place)
    assert "No report yet" in client.get("/reports").text
    answer = client.get(f"/reports/{audit}.pdf")
    assert (answer.status_code, answer.text) == (
        404,
        f"There is no report of an audit {audit} yet.",
    )


@pytest.mark.parametrize("name", ["A", "a_b", "%00", "a" * 81, "%ff", "a%0ab"])
def test_what_is_no_id_is_not_found(sqlite_place: Workplace, name: str) -> None:
    answer = _client(sqlite_place).get(f"/reports/{name}.pdf")
    assert (answer.status_code, answer.text) == (404, "There is no such audit.")


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_is_read_in_any_case(sqlite_place: Workplace, scheme: str) -> None:
    assert _client(sqlite_place, scheme).get("/reports").status_code == 200


@pytest.mark.parametrize(
    "given", [None, "", TOKEN, f"Bearer {TOKEN}", "Basic", "Basic x", "Basic é"]
)
def test_without_the_password_there_is_no_page(sqlite_place: Workplace, given: str | None) -> None:
    authorization = None if given is None else given.encode("latin-1")
    assert Client(sqlite_place, authorization).get("/reports").status_code == 401


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TransitionRefused("It is open."), 409),
        (SignOffRefused("It changed."), 409),
        (EvidenceUnreadable("It is gone."), 500),
        (AuditError("It cannot be used."), 500),
    ],
)
def test_an_error_is_a_text_page(
    sqlite_place: Workplace, error: AuditError, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Workplace) -> str:
        raise error

    monkeypatch.setattr(web, "_audits", fail)
    answer = _client(sqlite_place).get("/reports")
    assert (answer.status_code, answer.text) == (code, str(error))
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_pages_leave_the_event_loop_alone(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops: list[bool] = []

    def look(_: Workplace) -> str:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            loops.append(False)
        else:
            loops.append(True)
        return ""

    monkeypatch.setattr(web, "_audits", look)
    _client(sqlite_place).get("/reports")
    assert loops == [False]


SAID = {"edition": "item", "person": "reviewer", "reason": "To check it"}


def with_page(place: Workplace) -> str:
    """An audit with one hostile item."""
    audit, inbox = opened(place)
    (inbox / "<b>page.html").write_bytes(b"<script>alert(1)</script>")
    take(place, audit, Wish())
    return audit


def test_evidence_is_listed_and_opened_by_name(sqlite_place: Workplace) -> None:
    audit = with_page(sqlite_place)
    client = _client(sqlite_place)
    assert f'href="/reports/{audit}/evidence"' in client.get("/reports").text
    page = client.get(f"/reports/{audit}/evidence").text
    assert "&lt;b&gt;page.html" in page
    assert "Nobody has said yet what it is" in page
    answer = client.post(f"/reports/{audit}/evidence/E001", SAID)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-disposition"] == ('attachment; filename="E001-b-page-html.html"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    with sqlite_place.reading() as work:
        last = work.ledger.events(audit)[-1]
    assert (last.kind, last.actor) == ("accessed", "reviewer")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"person": ""}, "nobody"),
        ({"reason": " "}, "reason: it is empty; say why"),
        ({"edition": "print"}, "E001 has no working copy (print)"),
        ({"edition": "<b>"}, "edition: it is none of the editions"),
    ],
)
def test_a_refusal_stands_on_the_page_and_nothing_is_recorded(
    sqlite_place: Workplace, changed: dict[str, str], why: str
) -> None:
    audit = with_page(sqlite_place)
    counts = row_counts(sqlite_place)
    answer = _client(sqlite_place).post(f"/reports/{audit}/evidence/E001", SAID | changed)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    if why != "nobody":
        assert why in answer.text
    assert row_counts(sqlite_place) == counts


def test_a_form_of_another_site_opens_nothing(sqlite_place: Workplace) -> None:
    audit = with_page(sqlite_place)
    counts = row_counts(sqlite_place)
    path = f"/reports/{audit}/evidence/E001"
    answer = _client(sqlite_place).post(path, SAID, Origin="https://evil.example")
    assert answer.status_code == 403
    assert _client(sqlite_place).post(path, SAID | {"reason": "x" * 20_000}).status_code == 413
    assert row_counts(sqlite_place) == counts
    assert _client(sqlite_place).post(path, SAID, Origin="http://test").status_code == 200


@pytest.mark.parametrize("name", ["nobody", "A", "%00"])
def test_evidence_of_no_audit_is_not_found(sqlite_place: Workplace, name: str) -> None:
    assert _client(sqlite_place).get(f"/reports/{name}/evidence").status_code == 404


def test_a_decided_audit_is_handed_over_as_a_pack_by_name(
    sqlite_place: Workplace, tmp_path: Path
) -> None:
    audit = reported(sqlite_place).record.audit
    client = _client(sqlite_place)
    assert "Make the pack" in client.get(f"/reports/{audit}/evidence").text
    refused = client.post(f"/reports/{audit}/pack", {"person": "", "evidence": "included"})
    assert (refused.status_code, 'role="alert"' in refused.text) == (400, True)
    sent = {"person": "reviewer", "evidence": "left out"}
    answer = client.post(f"/reports/{audit}/pack", sent)
    assert answer.headers["content-disposition"] == f'attachment; filename="{audit}.zip"'
    (tmp_path / "pack.zip").write_bytes(answer.content)
    with open_pack(tmp_path / "pack.zip") as pack:
        assert found_in(pack).startswith(f"OK: audit {audit}")
    with sqlite_place.reading() as work:
        last = work.ledger.events(audit)[-1]
    assert (last.kind, last.item, last.actor) == ("exported", "pack", "reviewer")


def test_an_open_audit_is_not_handed_over(sqlite_place: Workplace) -> None:
    audit = with_page(sqlite_place)
    client = _client(sqlite_place)
    assert "Make the pack" not in client.get(f"/reports/{audit}/evidence").text
    answer = client.post(f"/reports/{audit}/pack", {"person": "reviewer"})
    assert "is not decided yet; sign it off first" in answer.text
