"""A capture is a WARC file that other tools read and find in order, also when it failed."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from audit.capture.captured import captured, facts_of
from audit.capture.certificate import certificate_digest, certificate_subject
from audit.capture.checked import Checked, check_warc
from audit.capture.visit import Visit, visit
from audit.capture.warc import warc_of
from audit.capture.wire import Trust
from audit.domain.collection import DerivativeKind, Redirect
from tests.audit.capture.serving import always, certificate, page, redirect, serving, terms

HTML = b"<html><title>A &amp; B</title><p>Hello to every reader of this page.</p></html>"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"


def read(content: bytes) -> list[tuple[str, dict[str, str], bytes]]:
    """The records as warcio reads them, with every digest checked by warcio."""
    found: list[tuple[str, dict[str, str], bytes]] = []
    records: Any = ArchiveIterator(io.BytesIO(content), no_record_parse=True)
    for record in records:
        found.append((record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read()))
    raising: Any = "raise"
    parsed: Any = ArchiveIterator(io.BytesIO(content), check_digests=raising)
    for record in parsed:
        record.content_stream().read()
    return found


def in_order(content: bytes) -> Checked:
    """The file as our own reader of other people's captures finds it."""
    found = Checked("own")
    check_warc(io.BytesIO(content), "own", found)
    assert found.mismatches == []
    return found


def metadata(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(block) for kind, _, block in read(content) if kind == "metadata"]


def test_each_step_of_a_redirect_has_its_own_records() -> None:
    def answer(request: bytes) -> tuple[bytes]:
        return (page(HTML),) if b" /end " in request else (redirect("/end"),)

    with serving(answer) as server:
        made = visit(server.url("/start"), terms(server))
    content = warc_of(made, "analyst", "a tool")
    records = read(content)
    assert [kind for kind, _, _ in records] == [
        "warcinfo", "request", "response", "metadata", "request", "response", "metadata", "metadata",
    ]  # fmt: skip
    _, headers, block = records[5]
    assert block == made.exchanges[1].response
    assert headers["WARC-Target-URI"] == server.url("/end")
    assert headers["WARC-IP-Address"] == "127.0.0.1"
    assert headers["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(HTML).hexdigest()}"
    assert headers["WARC-Record-ID"] == records[4][1]["WARC-Concurrent-To"]
    assert records[4][2] == server.requests[1]
    facts = facts_of(made)
    assert facts.redirects == (Redirect(server.url("/start"), 302),)
    assert (facts.status, facts.final_url) == (200, server.url("/end"))
    assert facts.payload_sha256 == hashlib.sha256(HTML).hexdigest()
    assert in_order(content).compared == 10


def test_a_body_in_chunks_is_kept_in_its_chunks_and_checks_with_other_tools() -> None:
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML)
    with serving(always(CHUNKED, chunks)) as server:
        content = warc_of(visit(server.url(), terms(server)), "analyst", "a tool")
    _, headers, block = read(content)[2]
    assert block == CHUNKED + chunks
    assert "WARC-Payload-Digest" not in headers
    assert metadata(content)[0]["payload_sha256"] == hashlib.sha256(HTML).hexdigest()
    in_order(content)


def test_a_failed_capture_says_who_tried_what_and_keeps_what_came() -> None:
    with serving(always(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort")) as server:
        made = visit(server.url(), terms(server))
    content = warc_of(made, "analyst", "a tool")
    response = next(record for record in read(content) if record[0] == "response")
    assert response[1]["WARC-Truncated"] == "unspecified"
    assert response[2].endswith(b"short")
    last = metadata(content)[-1]
    assert (last["outcome"], last["failure"], last["collector"]) == (
        "capture_failed", "protocol", "analyst",
    )  # fmt: skip
    assert last["requested_url"] == server.url()
    assert "declared 99 bytes" in last["what"]
    in_order(content)


def test_what_never_left_the_house_has_a_record_too() -> None:
    for url in ("http://169.254.169.254/", "http://me:word@a.example/\r\n", "\ud800"):
        made = visit(url, terms())
        content = warc_of(made, "analyst", "a tool")
        assert b"word" not in content
        assert metadata(content)[-1]["outcome"] == "capture_failed"
        assert facts_of(made).status == 0
        in_order(content)


def test_the_certificate_stands_beside_the_response(tmp_path: Path) -> None:
    secret = certificate(tmp_path)
    with serving(always(page(HTML)), secret) as server:
        made = captured(
            server.url(), terms(server, trust=Trust(str(secret[0]))), "analyst", "a tool"
        )
    facts = made.facts
    resource = next(record for record in read(made.warc) if record[0] == "resource")
    assert certificate_digest(resource[2]) == facts.tls_certificate_sha256
    assert facts.tls_subject == certificate_subject(resource[2]) == "CN=A local server"
    copies = {copy.kind: copy for copy in made.copies}
    assert copies[DerivativeKind.CERTIFICATE].content == resource[2]
    assert metadata(made.warc)[0]["tls"]["verified"] is True


def test_a_whole_capture_has_a_text_and_says_that_it_has_no_picture() -> None:
    with serving(always(page(HTML, kind="application/pdf"))) as server:
        made = captured(server.url(), terms(server), "analyst", "a tool")
    assert not made.failed
    assert made.title == "A & B"
    (text,) = made.copies
    assert b"Hello to every reader" in text.content
    assert text.tool.startswith("trafilatura ")
    assert made.notes == (
        "The server calls the body application/pdf, and it does not begin as one.",
        "There is no picture, because no browser was found.",
    )


def test_an_unreadable_visit_is_no_reason_for_an_unreadable_file() -> None:
    empty = visit("", terms())
    assert isinstance(empty, Visit)
    assert read(warc_of(empty, "", ""))
