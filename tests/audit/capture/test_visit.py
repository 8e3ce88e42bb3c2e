"""What comes over the wire is kept exactly, and whatever answers cannot make a capture do more."""

from __future__ import annotations

import gzip
import hashlib
import time
import zlib
from ipaddress import ip_network
from pathlib import Path

import brotli
import pytest

from audit.capture.exchange import Terms
from audit.capture.failure import FailureKind
from audit.capture.guard import Guard
from audit.capture.limits import Limits
from audit.capture.visit import Visit, visit
from audit.capture.wire import Trust
from tests.audit.capture.serving import (
    LOCAL,
    QUICK,
    Piece,
    always,
    certificate,
    page,
    redirect,
    serving,
    terms,
)

HTML = b"<html><title>A page</title><p>Hello.</p></html>"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = b"\0" * 4_000_000


def seen(*pieces: Piece, limits: Limits = QUICK) -> Visit:
    """The visit to a server that sends these pieces to everyone."""
    with serving(always(*pieces)) as server:
        return visit(server.url(), terms(server, limits=limits))


def failed(kind: FailureKind, made: Visit) -> str:
    assert made.failure is not None
    assert made.failure.kind is kind, made.failure
    assert made.body == b""
    return str(made.failure)


def test_request_and_response_are_kept_byte_for_byte() -> None:
    answer = page(HTML, "X-Odd:  two  spaces ", "x-odd: again")
    with serving(always(answer)) as server:
        made = visit(server.url("/a?b=c#part"), terms(server))
    (only,) = made.exchanges
    assert made.failure is None
    assert only.request == server.requests[0]
    assert only.request.startswith(b"GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:")
    assert only.response == answer
    assert made.body == HTML
    assert only.address == "127.0.0.1"
    assert only.head
    assert only.head.values("x-odd") == ["two  spaces", "again"]
    assert made.started_at <= only.started_at <= only.ended_at <= made.ended_at


def test_chunks_and_codings_are_undone_and_what_was_served_is_kept() -> None:
    coded = gzip.compress(HTML)
    chunks = b"5;note=x\r\n%s\r\n%x\r\n%s\r\n0\r\nTrailer: x\r\n\r\n" % (
        coded[:5],
        len(coded) - 5,
        coded[5:],
    )
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    made = seen(head, chunks[:9], 0.05, chunks[9:])
    assert made.failure is None
    assert (made.body, made.exchanges[0].payload) == (HTML, coded)
    assert made.exchanges[0].response == head + chunks


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("br", brotli.compress(HTML)),
        ("deflate", zlib.compress(HTML)),
        ("deflate", zlib.compress(HTML)[2:-4]),
        ("x-gzip", gzip.compress(HTML[:9]) + gzip.compress(HTML[9:])),
        ("gzip, br", brotli.compress(gzip.compress(HTML))),
        ("identity", HTML),
    ],
)
def test_every_coding_that_is_asked_for_is_undone(coding: str, coded: bytes) -> None:
    assert seen(page(coded, f"Content-Encoding: {coding}")).body == HTML


def test_a_redirect_chain_is_kept_step_by_step() -> None:
    def answer(request: bytes) -> tuple[bytes]:
        return (page(HTML),) if b" /end " in request else (redirect("/end?"[:-1]),)

    with serving(answer) as server:
        made = visit(server.url("/start"), terms(server))
    assert [step.target.path for step in made.exchanges] == ["/start", "/end"]
    assert made.body == HTML


def test_a_redirect_without_end_is_left() -> None:
    with serving(lambda request: (redirect(request.split(b" ")[1].decode() + "x"),)) as server:
        made = visit(server.url(), terms(server))
    assert "more than the 10 times" in failed(FailureKind.REDIRECTS, made)
    assert len(made.exchanges) == len(server.requests) == 11


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.2/", "http://[::1]/",
        "//inside.example/", "http://2130706433/", "https://10.0.0.1/", "file:///etc/passwd",
        "http://[::ffff:169.254.169.254]/", "http://metadata.google.internal/",
        "http://user@127.0.0.2/", "http://127.0.0.1:22/",
    ],
)  # fmt: skip
def test_a_redirect_to_where_a_capture_may_not_go_is_kept_and_not_followed(location: str) -> None:
    with serving(always(redirect(location))) as server:
        made = visit(server.url(), terms(server, inside_example="10.0.0.5"))
    assert made.failure is not None
    assert made.failure.kind in (FailureKind.REFUSED, FailureKind.ADDRESS)
    assert len(server.requests) == 1
    assert location.encode() in made.exchanges[0].response
    assert not any(step.request for step in made.exchanges[1:])


def test_a_name_that_turns_private_after_it_was_checked_gains_nothing() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.5"], ["10.0.0.5"]])
    asked: list[str] = []

    def rebinding(name: str, _: float) -> list[str]:
        asked.append(name)
        return next(answers)

    with serving(always(page(HTML))) as server:
        guard = Guard((LOCAL,), frozenset({server.port}), rebinding)
        turned = Terms("test", guard, QUICK)
        made = visit(server.url(host="turns.example"), turned)
        again = visit(server.url(host="turns.example"), turned)
    assert (made.body, made.exchanges[0].address, asked) == (
        HTML,
        "127.0.0.1",
        ["turns.example"] * 2,
    )
    assert b"Host: turns.example:" in server.requests[0]
    assert "10.0.0.5 is private" in failed(FailureKind.REFUSED, again)
    assert len(server.requests) == 1


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    with serving(always(page(HTML))) as server:
        made = visit(
            server.url(host="mixed.example"), terms(server, mixed_example="127.0.0.1 10.0.0.5")
        )
    failed(FailureKind.REFUSED, made)
    assert server.requests == []


def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    with serving(always(page(HTML))) as server:
        found = terms(server, two_example="::1 127.0.0.1")
        guard = Guard((LOCAL, ip_network("::1/128")), found.guard.ports, found.guard.resolve)
        made = visit(server.url(host="two.example"), Terms("test", guard, QUICK))
    assert (made.body, made.exchanges[0].address) == (HTML, "127.0.0.1")


def test_an_endless_body_ends_at_the_limit_and_what_came_is_kept() -> None:
    def endless(_: bytes):
        yield PLAIN + b"\r\n"
        while True:
            yield b"x" * 65536

    with serving(endless) as server:
        made = visit(server.url(), terms(server))
    assert "2000000 bytes" in failed(FailureKind.SIZE, made)
    assert 2_000_000 < len(made.exchanges[0].response) < 2_200_000


def test_silence_and_dribble_end_in_time() -> None:
    def dribble(_: bytes):
        yield PLAIN
        for _step in range(100):
            yield b"X-Slow: yes\r\n"
            yield 0.05

    started = time.monotonic()
    assert "for 0.5 seconds" in failed(FailureKind.TIME, seen(PLAIN, 1.0))
    with serving(dribble) as server:
        slow = Limits(received=100_000, total=0.6, idle=0.5)
        made = visit(server.url(), terms(server, limits=slow))
    assert "longer than the 0.6 seconds" in failed(FailureKind.TIME, made)
    assert made.exchanges[0].response.startswith(PLAIN)
    assert time.monotonic() - started < 2


def test_huge_headers_end_at_their_limit() -> None:
    one = PLAIN + b"X-Long: " + b"x" * 20_000
    many = PLAIN + b"".join(b"X-%d: y\r\n" % number for number in range(2000))
    for huge in (one, one + b"\r\n\r\n", many):
        assert "headers have more than the 8192" in failed(FailureKind.SIZE, seen(huge))


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(BOMB)),
        ("deflate", zlib.compress(BOMB)),
        ("br", brotli.compress(BOMB)),
        ("gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(BOMB)))),
    ],
)
def test_a_bomb_is_found_before_it_is_large_and_kept_as_it_came(coding: str, coded: bytes) -> None:
    made = seen(page(coded, f"Content-Encoding: {coding}"))
    assert "bytes that are allowed" in failed(FailureKind.SIZE, made)
    assert made.exchanges[0].payload == coded


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", HTML),
        ("gzip", gzip.compress(HTML)[:-9]),
        ("br", brotli.compress(HTML)[:-2]),
        ("zstd", HTML),
        ("gzip,gzip,gzip,gzip", HTML),
        ("gzip", gzip.compress(b"") * 2000),
    ],
)
def test_a_coding_that_cannot_be_undone_is_a_failure(coding: str, coded: bytes) -> None:
    failed(FailureKind.CODING, seen(page(coded, f"Content-Encoding: {coding}")))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (PLAIN + b"Content-Length: 100\r\n\r\nshort", "declared 100 bytes and sent fewer"),
        (PLAIN + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "not one number"),
        (PLAIN + b"Content-Length: -5\r\n\r\nhello", "not one number"),
        (PLAIN + b"Content-Length: 0x5\r\n\r\nhello", "not one number"),
        (CHUNKED + b"5\r\nhel", "within a chunk"),
        (CHUNKED + b"5\r\nhelloXX0\r\n\r\n", "longer than it says"),
        (CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n", "not a number"),
        (CHUNKED + b"5_0\r\nhello\r\n0\r\n\r\n", "not a number"),
        (CHUNKED + b"5\r\nhello\r\n", "between two chunks"),
        (CHUNKED + b"x" * 9000, "line between the chunks is too long"),
        (CHUNKED + b"0\r\n" + b"X: y\r\n" * 200, "no end"),
        (PLAIN + b"Transfer-Encoding: gzip, chunked\r\n\r\n", "transfer coding"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", "status line"),
        (b"ICY 200 OK\r\n\r\n", "status line"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "ended within the headers"),
        (b"", "nothing came"),
    ],
)  # fmt: skip
def test_a_broken_response_is_a_failure_and_kept(answer: bytes, said: str) -> None:
    made = seen(answer)
    assert said in failed(FailureKind.PROTOCOL, made)
    assert made.exchanges[0].response == answer


def test_more_than_was_declared_is_kept_and_said() -> None:
    made = seen(PLAIN + b"Content-Length: 5\r\n\r\nhello and more")
    assert (made.failure, made.body) == (None, b"hello")
    assert made.exchanges[0].response.endswith(b"hello and more")
    assert made.exchanges[0].notes == [
        "The server sent 9 bytes more than it declared; they are kept."
    ]


def test_a_port_on_which_nobody_listens_is_a_failed_connection() -> None:
    with serving(always()) as server:
        pass
    failed(FailureKind.CONNECTION, visit(server.url(), terms(server)))


def test_what_nobody_thought_of_is_a_failed_capture_too() -> None:
    def broken(_: str, __: float) -> list[str]:
        raise KeyError("a fault")

    made = visit("http://a.example/", Terms("test", Guard(resolve=broken)))
    assert "KeyError" in failed(FailureKind.PROTOCOL, made)


def test_a_certificate_that_signs_itself_is_refused_and_kept(tmp_path: Path) -> None:
    secret = certificate(tmp_path)
    with serving(always(page(HTML)), secret) as server:
        made = visit(server.url(), terms(server))
    assert "does not verify: self-signed certificate" in failed(FailureKind.CERTIFICATE, made)
    assert server.requests == []
    assert made.exchanges[0].security.certificate


def test_over_a_trusted_certificate_it_is_captured(tmp_path: Path) -> None:
    secret = certificate(tmp_path)
    with serving(always(page(HTML)), secret) as server:
        made = visit(server.url(), terms(server, trust=Trust(str(secret[0]))))
        other = visit(
            server.url(host="a.example"),
            terms(server, trust=Trust(str(secret[0])), a_example="127.0.0.1"),
        )
    assert (made.failure, made.body) == (None, HTML)
    security = made.exchanges[0].security
    assert security.protocol.startswith("TLSv1.")
    assert len(hashlib.sha256(security.certificate).hexdigest()) == 64
    assert "doesn't match" in failed(FailureKind.CERTIFICATE, other) or "mismatch" in str(
        other.failure
    )


def test_an_unverified_certificate_is_accepted_only_when_asked_and_then_said(
    tmp_path: Path,
) -> None:
    secret = certificate(tmp_path)
    with serving(always(page(HTML)), secret) as server:
        made = visit(server.url(), terms(server, trust=Trust(accept_unverified=True)))
    assert (made.failure, made.body) == (None, HTML)
    assert made.exchanges[0].notes == ["Who answered was not verified: self-signed certificate."]


def test_plain_http_on_a_tls_port_is_a_failed_connection() -> None:
    with serving(always(page(HTML))) as server:
        made = visit(server.url().replace("http:", "https:"), terms(server))
    assert made.failure
    assert made.failure.kind is FailureKind.CONNECTION
