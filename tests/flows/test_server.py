"""The real thing: Prefect server, runner, pages and Chromium, on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from audit.custody.event import CustodyEvent
from audit.domain.decision import Outcome
from flows.acts.opening import open_audit
from flows.acts.stages import assess_audit, conclude, sign
from flows.acts.suggesting import suggest
from flows.acts.verification import verify_audit
from flows.api import Api
from flows.demo import DemoRun, run_reference_case
from flows.serve import running
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace
from tests.factories import MOMENT, small_request
from tests.flows.carrying import draft, to_sign_off
from tests.flows.conftest import inbox_folder
from tests.terms import evidence_request

PATIENCE_SECONDS = 120
FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True)
class Server:
    """A running installation and its API."""

    settings: Settings
    api: Api
    place: Workplace

    def start(self, deployment: str, parameters: dict[str, Any]) -> str:
        """Start a run as the UI does. Returns its id."""
        found = {entry["name"]: entry["id"] for entry in self.api.post("/deployments/filter", {})}
        path = f"/deployments/{found[deployment]}/create_flow_run"
        return self.api.post(path, {"parameters": parameters})["id"]

    def wait(self, run: str, *types: str) -> dict[str, Any]:
        """The state of a run once it is of one of these types."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            state = self.api.get(f"/flow_runs/{run}")["state"]
            if state["type"] in types:
                return state
            assert state["type"] not in FINAL, state
            time.sleep(0.3)
        raise AssertionError(f"run {run} did not become {' or '.join(types)}")

    def answer(self, run: str, **words: object) -> dict[str, Any]:
        """Resume a suspended run with a sign-off form."""
        given = {"reviewer": "reviewer", "decision": "divest", "reason": "", "independent": True}
        return self.api.post(f"/flow_runs/{run}/resume", {"run_input": given | words})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), port=_free_port(), password="a-test")
    with running(settings):
        yield Server(settings, Api(settings), open_workplace(settings))


@pytest.fixture(scope="module")
def reference_run(server: Server) -> DemoRun:
    """The reference case carried to its PDF through the server."""
    return run_reference_case(server.settings, server.place, Console(quiet=True))


@pytest.fixture(scope="module")
def reference_audit(reference_run: DemoRun) -> str:
    """The id of its audit."""
    return reference_run.audit


def test_one_click_carries_the_reference_case_to_its_pdf(
    server: Server, reference_audit: str
) -> None:
    with server.place.reading() as work:
        decision = work.reviews.decision(reference_audit)
        (made,) = work.reviews.reports(reference_audit)
    assert decision is not None
    assert decision.outcome is Outcome.DIVEST
    address = f"{server.settings.address}/reports/{reference_audit}.pdf"
    assert httpx.get(address).status_code == httpx.codes.UNAUTHORIZED
    answer = httpx.get(address, auth=("audit", "a-test"))
    assert answer.headers["content-type"] == "application/pdf"
    assert len(answer.content) == made.size


def test_the_run_leaves_pictures_and_the_address_of_the_report(
    server: Server, reference_audit: str
) -> None:
    artifacts = server.api.post("/artifacts/filter", {})
    by_key = {artifact["key"]: artifact for artifact in artifacts}
    for kind in ("progress", "scorecard", "decision-path", "summary", "report", "decision"):
        assert f"{kind}-{reference_audit}" in by_key
    assert [a["key"] for a in artifacts].count(f"progress-{reference_audit}") == 1
    assert by_key[f"progress-{reference_audit}"]["data"] == 100
    assert f"/reports/{reference_audit}.pdf" in by_key[f"report-{reference_audit}"]["data"]
    assert "mermaid" in by_key[f"decision-path-{reference_audit}"]["data"]


def test_what_the_form_lets_through_wrongly_comes_back_as_one_message(server: Server) -> None:
    with server.place.reading() as work:
        before = work.audits.lines()
    investee = {
        "legal_name": "Wrong Numbers AG",
        "lei": "5493001KJTIIGC8Y1R13",
        "country": "CH",
        "sector": "Cameras",
        "capabilities": ["facial_recognition"],
        "end_users": ["unknown"],
    }
    run = server.start("Audit an investee", {"investee": investee, "prepared_case": "none"})
    state = server.wait(run, "FAILED")
    assert state["message"].startswith("investee.lei: 5493001KJTIIGC8Y1R13 is not a valid LEI")
    with server.place.reading() as work:
        assert work.audits.lines() == before


def test_a_sign_off_is_asked_for_again_and_a_changed_record_makes_it_stale(server: Server) -> None:
    investee = {
        "legal_name": "Northern Cameras AB",
        "lei": "",
        "country": "SE",
        "sector": "Cameras",
        "capabilities": ["facial_recognition"],
        "end_users": ["police"],
    }
    run = server.start(
        "Audit an investee",
        {
            "investee": investee,
            "prepared_case": "none",
            "allegations": [],
            "policy": "responsible-investment@1.1.0",
        },
    )
    server.wait(run, "PAUSED")
    refused = server.answer(run, reviewer="analyst")
    assert refused["status"] == "REJECT"
    assert server.answer(run, independent=False)["status"] == "ACCEPT"
    _wait_for_question(server, run, "The statement of independence is not confirmed")

    with server.place.reading() as work:
        (audit,) = [line.id for line in work.audits.lines() if line.outcome is None]
    item = {
        "title": "Interview note",
        "type": "IVT",
        "originator": "A customer",
        "provided_by": "customer",
    }
    added = server.start(
        "Add evidence", {"item": item, "content": {"text": "What was said."}, "audit": audit}
    )
    server.wait(added, "COMPLETED")
    with server.place.reading() as work:
        stale = work.reviews.latest_review_record(audit)
    assert stale is not None
    assert stale.fieldwork.evidence == ()
    server.answer(run)
    _wait_for_question(server, run, "Digest of the record you would sign")
    server.answer(run, decision="decline", reason="The investor has no appetite for this.")
    server.wait(run, "COMPLETED")
    with server.place.reading() as work:
        dossier = work.reviews.dossier(audit)
    assert dossier is not None
    assert [e.title for e in dossier.record.fieldwork.evidence] == ["Interview note"]
    assert dossier.decision.outcome is Outcome.DECLINE
    assert not dossier.decision.follows_recommendation


def test_the_daily_sweep_starts_one_re_audit_and_arrives_paused(
    server: Server, reference_audit: str
) -> None:
    found = {entry["name"]: entry for entry in server.api.post("/deployments/filter", {})}
    (schedule,) = found["Re-audit what is due"]["schedules"]
    assert schedule["active"] is False
    for _ in range(2):
        swept = server.start("Re-audit what is due", {"on": "2099-01-01"})
        server.wait(swept, "COMPLETED")
    with server.place.reading() as work:
        again = [line for line in work.audits.lines() if line.previous_audit == reference_audit]
    assert len(again) == 1
    runs = server.api.post("/flow_runs/filter", {})
    started = [run["id"] for run in runs if run["parameters"].get("carry_on") == again[0].id]
    assert len(started) == 1
    server.wait(started[0], "PAUSED")


def test_a_re_audit_that_cannot_start_fails_the_sweep_and_is_named(server: Server) -> None:
    audit_id = to_sign_off(server.place, small_request())
    draft(server.place, audit_id, evidence_request())
    basis, record = assess_audit(server.place, audit_id, MOMENT)
    advised = record.assessment.recommendation.outcome
    sign(server.place, audit_id, "reviewer", advised, "", basis, MOMENT)
    conclude(server.place, audit_id, MOMENT)
    request = small_request()
    other = replace(request, investment=replace(request.investment, amount_note="Corrected."))
    open_audit(server.place, other, MOMENT)
    swept = server.start("Re-audit what is due", {"on": "2099-01-01"})
    state = server.wait(swept, "FAILED")
    assert state["message"].startswith(f"Not started: Small Sensors Ltd after {audit_id}")


def test_evidence_is_taken_graded_searched_decided_on_redacted_and_erased_from_the_forms(
    server: Server, page: Page
) -> None:
    request = small_request()
    investee = replace(request.investee, legal_name="Custody Cameras AB")
    audit = to_sign_off(server.place, replace(request, investee=investee))
    inbox = inbox_folder(server.place, audit)
    (inbox / "note.txt").write_text(
        "The board approved the written human-rights commitment, read out by Jane Doe."
    )
    for number in range(3):
        (inbox / f"sales {number}.txt").write_text(f"In spring {number} cameras were sold.")
    (inbox / "names.words").write_text("Jane Doe\n")

    def done(deployment: str, **words: Any) -> str:
        run = server.start(deployment, {"audit": audit, **words})
        server.wait(run, "COMPLETED")
        return run

    done("Take in the inbox")
    said = {"type": "POL", "provided_by": "investee", "reliability": "C", "credibility": "3"}
    done("Grade evidence", items=["E001"], appraisal=said, reason="Read")
    done("Search evidence", words="commitment")
    (found,) = suggest(server.place, audit, "GOV-01")
    passage = {"suggestion": found.suggestions[0].id, "reason": "The board approved it."}
    done("Decide on passages", passages=[passage])
    done("Redact evidence", item="E001", reason="For the pack")
    planned = done("Erase evidence", items=["E001"], authority="A request")
    with server.place.reading() as work:
        fieldwork, redacted = work.fieldwork.load(audit), work.redactions.current(audit)
    assert [(str(act.before), str(act.after)) for act in fieldwork.appraisals] == [("F6", "C3")]
    assert [claim.about for claim in fieldwork.claims] == ["GOV-01"]
    assert list(redacted) == ["E001"]
    assert fieldwork.erasures == ()

    page.goto(f"{server.settings.address}/v2/runs/flow-run/{planned}")
    page.get_by_text("Nothing was destroyed; switch destroy on to do it").first.wait_for()
    page.goto(f"{server.settings.address}/reports/{audit}/evidence")
    page.locator("#E001 summary").click()
    page.locator("#E001 select[name=person]").select_option("reviewer")
    page.locator("#E001 input[name=reason]").fill("To check the commitment")
    with page.expect_download() as given:
        page.locator("#E001 button").click()
    assert "Jane Doe" in Path(given.value.path()).read_text()

    done("Erase evidence", items=["E001"], authority="A request", destroy=True)
    page.reload()
    assert "Its bytes were destroyed: A request" in page.inner_text("#E001")
    kinds = [event.kind.value for event in _events(server, audit)]
    assert kinds[-4:] == ["graded", "redacted", "accessed", "expired"]
    assert verify_audit(server.place, audit).expired == 1
    done("Verify audits")


def _events(server: Server, audit: str) -> tuple[CustodyEvent, ...]:
    with server.place.reading() as work:
        return work.ledger.events(audit)


def _wait_for_question(server: Server, run: str, phrase: str) -> None:
    """Wait until the run is suspended with a form whose description has this phrase."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        state = server.wait(run, "PAUSED", "RUNNING", "SCHEDULED", "PENDING")
        keyset = (state.get("state_details") or {}).get("run_input_keyset")
        if state["type"] == "PAUSED" and keyset:
            description = server.api.find(f"/flow_runs/{run}/input/{keyset['description']}")
            if phrase in str(description):
                return
        time.sleep(0.3)
    raise AssertionError(f"the run never asked: {phrase}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is needed: apt-get install chromium"
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*quiet, "--disable-sync"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page that is logged in, and that must not have called any other host when it closes."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 1100},
        http_credentials={"username": "audit", "password": "a-test"},
    )
    page = context.new_page()
    outside: list[str] = []
    own = (server.settings.address, "data:", "blob:", "about:", "chrome")
    page.on("request", lambda r: None if r.url.startswith(own) else outside.append(r.url))
    page.goto(f"{server.settings.address}/v2/deployments")
    page.locator("input[type=password]").fill("audit:a-test")
    page.keyboard.press("Enter")
    page.get_by_text("Audit an investee").first.wait_for()
    yield page
    context.close()
    assert outside == []


def test_the_form_is_prefilled_with_the_reference_case(page: Page, server: Server) -> None:
    found = {entry["name"]: entry["id"] for entry in server.api.post("/deployments/filter", {})}
    page.goto(
        f"{server.settings.address}/v2/deployments/deployment/{found['Audit an investee']}/run"
    )
    page.get_by_text("Legal name").wait_for()
    values = page.locator("textarea, input").evaluate_all("all => all.map(one => one.value)")
    assert "AnyVision Interactive Technologies" in values
    assert "10000000" in values
    text = page.inner_text("body")
    for words in (
        "Investee",
        "Circumstances",
        "Allegations",
        "Prepared case",
        "Product capabilities",
    ):
        assert words in text


def test_a_run_can_be_followed_to_its_report(
    page: Page, server: Server, reference_run: DemoRun
) -> None:
    page.set_viewport_size({"width": 1400, "height": 4000})
    page.goto(f"{server.settings.address}/v2/runs/flow-run/{reference_run.flow_run}")
    address = f"{server.settings.address}/reports/{reference_run.audit}.pdf"
    page.locator(f"a[href='{address}']").first.wait_for()
    page.goto(f"{server.settings.address}/reports")
    assert "Decision: divest" in page.inner_text("body")
    open_report = page.locator(f"a[href='/reports/{reference_run.audit}.pdf']")
    assert open_report.inner_text() == "Open the report"


def test_a_signal_while_stopping_leaves_no_process_behind(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "INVESTEE_AUDIT_HOME": str(tmp_path),
        "INVESTEE_AUDIT_PORT": str(_free_port()),
    }
    command = [sys.executable, "-m", "flows.cli", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        for line in serving.stdout:
            if "Ctrl-C" in line:
                break
        serving.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        serving.send_signal(signal.SIGINT)
        serving.wait(60)
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    own = environment["INVESTEE_AUDIT_PORT"].encode()
    assert not [command for command in commands if own in command.split(b"\0")]
