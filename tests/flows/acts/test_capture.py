"""Captures become evidence of an open audit; what fails is recorded, and what does not fit is named."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from prefect.logging import disable_run_logger
from typer.testing import CliRunner, Result

from audit.catalogue.reading import SourceFile
from audit.custody.event import CustodyKind
from audit.domain.answer import UnknownKind
from audit.domain.collection import DerivativeKind
from audit.domain.decision import Outcome
from audit.domain.errors import AuditError, InputInvalid, TransitionRefused
from audit.domain.evidence import EvidenceItem
from audit.scoring.support import Standing
from flows.acts.capturing import (
    NOT_JUDGED,
    Outfit,
    capture_list,
    capture_page,
    outfit_of,
    page_description,
)
from flows.acts.fieldwork import record_fieldwork_file
from flows.acts.importing import Imported, import_capture
from flows.acts.opening import open_audit
from flows.acts.registers import standing_of
from flows.acts.stages import assess_audit, sign
from flows.cli import app
from flows.forms.add_evidence import take_evidence
from flows.forms.capture_pages import capture_pages, listed_addresses
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace
from tests.audit.capture.serving import Server, always, certificate, page, serving, terms
from tests.factories import MOMENT, reference_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import inbox_folder, row_counts

HTML = b"<html><title>Our customers</title><p>We sell to nobody in particular.</p></html>"
PLAIN = page(b"We sell to nobody in particular.", kind="text/plain")
WORDS = {"title": "Note", "type": "OSI", "originator": "A company", "provided_by": "public_record"}


def opened(place: Workplace) -> str:
    return open_audit(place, reference_request(), MOMENT).id


def outfit(*servers: Server) -> Outfit:
    return Outfit(terms(*servers), "", "a tool 1.0")


def by_hand(block: bytes, date: str, digest: str = "") -> bytes:
    """A WARC file of one page, made by somebody else."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + block
    lines = (
        "WARC/1.1",
        "WARC-Type: response",
        "WARC-Record-ID: <urn:uuid:7>",
        f"WARC-Date: {date}",
        "WARC-Target-URI: https://example.org/customers",
        f"WARC-Block-Digest: {digest or 'crc:0'}",
        "Content-Type: application/http",
        f"Content-Length: {len(http)}",
    )
    return gzip.compress("\r\n".join((*lines, "", "")).encode() + http + b"\r\n\r\n")


def imported(place: Workplace, audit: str, content: bytes, name: str = "x.warc.gz") -> Imported:
    said = page_description(place)
    return import_capture(place, audit, io.BytesIO(content), name, said, "analyst", "a tool")


def copy_of(place: Workplace, item: EvidenceItem, kind: DerivativeKind) -> bytes:
    (copy,) = (copy for copy in item.derivatives if copy.kind is kind)
    return place.evidence.read(copy.sha256)


def test_a_page_is_kept_with_its_facts_its_copies_and_its_custody(place: Workplace) -> None:
    audit = opened(place)
    with serving(always(page(HTML))) as server:
        said = page_description(place)
        item = capture_page(place, audit, server.url(), said, "analyst", outfit(server))
    with place.reading() as work:
        assert work.fieldwork.load(audit).evidence == (item,)
        events = [event for event in work.ledger.events(audit) if event.item == item.id]
    assert (item.title, item.originator, item.url) == (
        "Our customers", f"127.0.0.1:{server.port}", server.url(),
    )  # fmt: skip
    assert item.capture
    assert (item.capture.status, item.capture.failure) == (200, "")
    assert item.collected_at == item.capture.started_at
    assert (item.tool, item.media_type) == ("a tool 1.0", "application/warc+gzip")
    assert HTML in gzip.decompress(place.evidence.read(item.sha256))
    assert copy_of(place, item, DerivativeKind.TEXT) == b"We sell to nobody in particular."
    assert [event.kind for event in events] == [
        CustodyKind.COLLECTED, CustodyKind.RECEIVED, CustodyKind.TRANSFORMED,
        CustodyKind.TRANSFORMED, CustodyKind.GRADED,
    ]  # fmt: skip


def test_one_bad_address_stops_no_other_and_none_is_a_silent_gap(sqlite_place: Workplace) -> None:
    audit = opened(sqlite_place)
    told: list[int] = []
    with serving(always(page(HTML, status="404 Not Found"))) as server:
        urls = ["http://169.254.169.254/", "no address\0", "http://me:hunter2@x/", server.url()]
        said = page_description(sqlite_place)
        items = capture_list(
            sqlite_place, audit, urls, said, "analyst", outfit(server), lambda n, _: told.append(n)
        )
    assert told == [1, 2, 3, 4]
    for item in items[:3]:
        assert item.capture
        assert item.capture.failure
        assert item.title.startswith("Failed capture of ")
        assert (item.independent, item.grade) == (False, NOT_JUDGED)
        assert b"capture_failed" in gzip.decompress(sqlite_place.evidence.read(item.sha256))
        assert "hunter2" not in f"{item}"
    assert items[3].title == "Our customers (HTTP 404)"


def test_a_question_cites_a_failed_capture_and_it_carries_no_other_answer(
    sqlite_place: Workplace,
) -> None:
    audit = opened(sqlite_place)
    said = page_description(sqlite_place)
    item = capture_page(sqlite_place, audit, "http://10.0.0.1/", said, "analyst", outfit())
    text = (
        "answers:\n  - question: GOV-01\n    unknown: capture_failed\n    rationale: Refused.\n"
        f"    evidence: [{item.id}]\n  - question: GOV-02\n    value: MET\n"
        f"    rationale: No.\n    evidence: [{item.id}]\n"
    )
    file = SourceFile.holding(text.encode(), "fieldwork.yaml")
    record_fieldwork_file(sqlite_place, audit, file, "analyst", MOMENT)
    failed, claimed = standing_of(sqlite_place, audit, ["GOV-01", "GOV-02"])
    assert (failed.standing, failed.unknown) == (Standing.UNKNOWN, UnknownKind.CAPTURE_FAILED)
    assert claimed.standing is Standing.CAPPED


def test_a_signed_record_takes_no_capture_and_nothing_is_asked(sqlite_place: Workplace) -> None:
    audit = to_sign_off(sqlite_place, reference_request())
    basis, _ = assess_audit(sqlite_place, audit, MOMENT)
    sign(sqlite_place, audit, "reviewer", Outcome.DIVEST, "", basis, MOMENT)
    said = page_description(sqlite_place)
    with serving(always(PLAIN)) as server:
        with pytest.raises(TransitionRefused, match="is signed off"):
            capture_page(sqlite_place, audit, server.url(), said, "analyst", outfit(server))
        with pytest.raises(InputInvalid, match="not a registered analyst"):
            capture_page(sqlite_place, audit, server.url(), said, "nobody", outfit(server))
    assert server.requests == []


def test_an_archive_by_others_keeps_its_bytes_and_its_claimed_time_apart(
    sqlite_place: Workplace,
) -> None:
    place = sqlite_place
    audit = opened(place)
    content = by_hand(HTML, "2019-05-06T07:08:09Z")
    made = imported(place, audit, content)
    item = made.item
    assert place.evidence.read(item.sha256) == content
    assert item.collected_at == datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert item.received_at.year >= 2026
    assert "the file's own claim" in item.method
    assert (item.originator, item.url) == ("example.org", "https://example.org/customers")
    assert item.tool == "unknown software, as the file says"
    assert b"We sell to nobody" in copy_of(place, item, DerivativeKind.TEXT)
    findings = json.loads(copy_of(place, item, DerivativeKind.METADATA))
    assert findings["first_at_as_it_says"] == "2019-05-06T07:08:09+00:00"
    assert "not compared" in findings["notes"][0]


def test_an_archive_that_does_not_fit_is_kept_and_carries_nothing(sqlite_place: Workplace) -> None:
    audit = opened(sqlite_place)
    wrong = by_hand(HTML, "2019-05-06T07:08:09Z", "sha256:" + "0" * 64)
    made = imported(sqlite_place, audit, wrong)
    assert made.found.mismatched == 1
    assert (made.item.independent, made.item.grade) == (False, NOT_JUDGED)
    assert "block digest of record <urn:uuid:7> at byte 0" in made.item.method
    ahead = imported(sqlite_place, audit, by_hand(HTML, "2199-01-01T00:00:00Z"))
    assert ahead.item.collected_at == ahead.item.received_at
    assert "says that it was made on 2199-01-01" in ahead.found.mismatches[0]


@pytest.mark.parametrize("name", ["x.warc.gz", "x.wacz", "x.zip", "x\ud800.txt"])
def test_a_broken_archive_is_refused_and_nothing_is_written(
    sqlite_place: Workplace, name: str
) -> None:
    audit = opened(sqlite_place)
    before = row_counts(sqlite_place)
    with pytest.raises(InputInvalid) as refused:
        imported(sqlite_place, audit, by_hand(HTML, "2019-05-06T07:08:09Z")[:-20], name)
    (sentence,) = str(refused.value).splitlines()
    sentence.encode()
    assert row_counts(sqlite_place) == before


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that captures from this machine and makes no pictures."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "audits.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("INVESTEE_AUDIT_HOME", str(home))
    monkeypatch.setenv("INVESTEE_AUDIT_CAPTURE_NETWORKS", "127.0.0.1/32")
    monkeypatch.setenv("INVESTEE_AUDIT_BROWSER", "none")
    return home


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def installed(monkeypatch: pytest.MonkeyPatch, *servers: Server) -> tuple[Workplace, str]:
    """The installation of the command line, with an open audit."""
    ports = ",".join(str(server.port) for server in servers)
    monkeypatch.setenv("INVESTEE_AUDIT_CAPTURE_PORTS", ports)
    run("people", "list")
    place = open_workplace(Settings())
    return place, opened(place)


def test_the_commands_capture_a_list_and_import(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(always(PLAIN)) as server:
        _, audit = installed(monkeypatch, server)
        listed = home / "list.txt"
        listed.write_text(f"# pages\n{server.url()}\n\n{server.url()}\nhttp://10.0.0.1/\n")
        shown = run("capture", audit, "--list", str(listed))
        found = json.loads(run("capture", audit, server.url("/again"), "--json").stdout)
    assert "1 of 2: E001 http://127.0.0.1" in shown.stdout
    assert "2 of 2: E002 failed: http://10.0.0.1/: 10.0.0.1 may not be captured" in shown.stdout
    assert "1 captured, 1 recorded as failed" in shown.stdout
    assert (found[0]["id"], found[0]["status"], found[0]["failure"]) == ("E003", 200, "")
    archive = home / "theirs.warc.gz"
    archive.write_bytes(by_hand(HTML, "2019-05-06T07:08:09Z", "sha256:" + "0" * 64))
    shown = run("import-capture", audit, str(archive))
    assert "E004 Web archive theirs.warc.gz" in shown.stdout
    assert "Does not fit: theirs.warc.gz: block digest of record <urn:uuid:7>" in shown.stdout
    assert (
        json.loads(run("import-capture", audit, str(archive), "--json").stdout)["mismatched"] == 1
    )


def test_the_commands_refuse_what_they_cannot_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, audit = installed(monkeypatch)
    for arguments in (
        ("capture", audit),
        ("capture", audit, "http://x/", "--list", "y"),
        ("capture", audit, "--list", str(home / "absent")),
        ("capture", audit, "http://x/", "--grade", "Z9"),
        ("capture", audit, "http://x/", "--provided-by", "nobody"),
        ("capture", "no-audit", "http://x/"),
        ("import-capture", audit, str(home / "absent.warc")),
        ("import-capture", audit, str(home)),
    ):
        with pytest.raises(AuditError):
            run(*arguments)


def test_the_flow_captures_what_the_form_or_a_file_lists(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(always(PLAIN)) as server:
        place, audit = installed(monkeypatch, server)
        (inbox_folder(place, audit) / "list.txt").write_text(server.url("/listed"))
        with disable_run_logger():
            assert capture_pages.fn([server.url(), "http://10.0.0.1/"]) == ["E001", "E002"]
            assert capture_pages.fn(file="list.txt", audit=audit) == ["E003"]
            assert capture_pages.fn().is_failed()
            assert capture_pages.fn(["a"], "b").is_failed()
            assert capture_pages.fn(cast("Any", "x")).is_failed()
    assert listed_addresses("a\n\n a \n#c\nb") == ["a", "b"]


def test_the_form_for_evidence_takes_a_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [{"about": "A1", "text": "It says so.", "relation": "supports"}]
    with serving(always(PLAIN)) as server:
        place, audit = installed(monkeypatch, server)
        made = take_evidence(place, audit, WORDS, {"page": server.url()}, claims, "analyst")
        with pytest.raises(InputInvalid, match="give either a text or a file or a page"):
            take_evidence(place, audit, WORDS, {"page": server.url(), "text": "x"}, [], "analyst")
    assert (made.title, made.originator, made.url) == ("Note", "A company", server.url())
    assert made.capture
    with place.reading() as work:
        (claim,) = work.fieldwork.load(audit).claims
    assert (claim.evidence, claim.text) == (made.id, "It says so.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAPTURE_NETWORKS", "10.0.0.1/8"),
        ("CAPTURE_PORTS", "http"),
        ("CAPTURE_PORTS", "70000"),
        ("CAPTURE_AUTHORITIES", "/no/such/file"),
        ("BROWSER", "/no/such/browser"),
    ],
)
def test_a_setting_that_cannot_be_met_is_refused_by_its_name(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"INVESTEE_AUDIT_{name}", value)
    with pytest.raises(InputInvalid, match=f"^INVESTEE_AUDIT_{name}: "):
        outfit_of(Settings())


def test_a_certificate_of_the_house_is_trusted_when_it_is_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = certificate(tmp_path)
    with serving(always(PLAIN), secret) as server:
        place, audit = installed(monkeypatch, server)
        said = page_description(place)
        bare = capture_page(place, audit, server.url(), said, "analyst", outfit_of(Settings()))
        monkeypatch.setenv("INVESTEE_AUDIT_CAPTURE_AUTHORITIES", str(secret[0]))
        named = capture_page(place, audit, server.url(), said, "analyst", outfit_of(Settings()))
        monkeypatch.delenv("INVESTEE_AUDIT_CAPTURE_AUTHORITIES")
        bold = outfit_of(Settings(), accept_unverified=True)
        accepted = capture_page(place, audit, server.url(), said, "analyst", bold)
    assert bare.capture
    assert "does not verify" in bare.capture.failure
    assert bare.capture.tls_subject == "CN=A local server"
    assert named.capture
    assert named.capture.failure == ""
    assert "Who answered was not verified: self-signed certificate." in accepted.method
