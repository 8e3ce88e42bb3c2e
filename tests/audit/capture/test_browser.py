"""The browser sees the public page and nothing else, and what fails leaves the capture standing."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.capture.browser import found_browser, pictures_of
from audit.capture.captured import captured
from audit.capture.guard import Guard
from audit.capture.limits import Limits
from audit.capture.proxy import FilteringProxy, filtering_proxy
from audit.capture.target import target_of
from audit.domain.collection import DerivativeKind
from tests.audit.capture.serving import LOCAL, Server, always, page, resolving, serving, terms

PNG = b"\x89PNG\r\n\x1a\n"


@contextlib.contextmanager
def through(proxy: FilteringProxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=3) as client:
        yield client


def answer_of(proxy: FilteringProxy, request: bytes, then: bytes = b"") -> bytes:
    """Everything that comes back through the proxy."""
    with through(proxy) as client:
        client.sendall(request)
        answer = b""
        while piece := client.recv(65536):
            answer += piece
            if then and answer.endswith(b"established\r\n\r\n"):
                client.sendall(then)
                then = b""
    return answer


def guard_for(*servers: Server, **names: str) -> Guard:
    ports = frozenset({80, 443, *(server.port for server in servers)})
    return Guard((LOCAL,), ports, resolving(**names))


def test_the_proxy_passes_on_what_the_guard_lets_through() -> None:
    with serving(always(page(b"plain"))) as server:
        guard = guard_for(server, a_example="127.0.0.1")
        with filtering_proxy(guard, Limits(), 5) as proxy:
            url = server.url("/x", "a.example").encode()
            plain = answer_of(
                proxy,
                b"GET %s HTTP/1.1\r\nHost: other.example\r\nProxy-Connection: keep-alive\r\n"
                b"Connection: keep-alive\r\nX-Kept: yes\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"
                % url,
            )
            tunnel = answer_of(
                proxy,
                b"CONNECT a.example:%d HTTP/1.1\r\n\r\n" % server.port,
                b"GET /y HTTP/1.1\r\nHost: a\r\n\r\n",
            )
    assert plain.endswith(b"plain")
    assert tunnel.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK")
    assert server.paths() == ["/x", "/y"]
    assert (
        f"Host: a.example:{server.port}\r\nX-Kept: yes\r\nConnection: close".encode()
        in (server.requests[0])
    )
    assert proxy.traffic.reached == {"a.example"}
    assert proxy.traffic.refused == []


def test_what_follows_a_plain_request_reaches_nobody() -> None:
    with serving(always(0.4, page(b"plain"))) as server:
        with filtering_proxy(guard_for(server), Limits(), 5) as proxy, through(proxy) as client:
            client.sendall(f"GET {server.url('/x')} HTTP/1.1\r\n\r\n".encode())
            time.sleep(0.1)
            client.sendall(b"GET http://169.254.169.254/ HTTP/1.1\r\n\r\n")
            with contextlib.suppress(ConnectionResetError):
                while client.recv(65536):
                    pass
        assert server.paths() == ["/x"]
    assert proxy.traffic.passed == len(page(b"plain"))


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET http://169.254.169.254/ HTTP/1.1", b"GET http://127.0.0.2/ HTTP/1.1",
        b"GET http://inside.example/ HTTP/1.1", b"GET http://user@127.0.0.2/ HTTP/1.1",
        b"GET http://0x7f.2/ HTTP/1.1", b"CONNECT 169.254.169.254:443 HTTP/1.1",
        b"CONNECT [::1]:443 HTTP/1.1", b"CONNECT [::ffff:127.0.0.1]:443 HTTP/1.1",
        b"CONNECT localhost:443 HTTP/1.1", b"CONNECT 127.0.0.1:22 HTTP/1.1",
        b"CONNECT inside.example:443 HTTP/1.1", b"CONNECT 2130706434:443 HTTP/1.1",
        b"CONNECT 127.0.0.1:99999 HTTP/1.1", b"CONNECT :443 HTTP/1.1",
        b"POST http://127.0.0.1/ HTTP/1.1", b"GET /x HTTP/1.1", b"GET ftp://127.0.0.1/ HTTP/1.1",
        b"GET https://127.0.0.1/ HTTP/1.1", b"\x16\x03\x01 garbage",
    ],
)  # fmt: skip
def test_the_proxy_refuses_everything_else(request_line: bytes) -> None:
    guard = Guard((LOCAL,), resolve=resolving(localhost="::1 127.0.0.1", inside_example="10.0.0.5"))
    with filtering_proxy(guard, Limits(), 5) as proxy:
        assert answer_of(proxy, request_line + b"\r\n\r\n").startswith(b"HTTP/1.1 403 ")
    assert len(proxy.traffic.refused) == 1
    assert proxy.traffic.reached == set()


def test_what_the_browser_calls_for_itself_goes_nowhere() -> None:
    with filtering_proxy(Guard(), Limits(), 5) as proxy:
        for asked in (
            b"CONNECT accounts.google.com:443 HTTP/1.1\r\n\r\n",
            b"POST http://update.googleapis.com/x HTTP/1.1\r\n\r\n",
        ):
            assert answer_of(proxy, asked) == b""
    assert (proxy.traffic.refused, proxy.traffic.reached) == ([], set())


def test_a_stream_without_end_is_cut_and_the_proxy_ends_with_its_time() -> None:
    def endless(_: bytes):
        while True:
            yield b"x" * 65536

    with serving(endless) as server:
        small = Limits(received=300_000, idle=1)
        with filtering_proxy(guard_for(server), small, 5) as proxy:
            assert (
                0 < len(answer_of(proxy, f"GET {server.url()} HTTP/1.1\r\n\r\n".encode())) < 500_000
            )
        assert "more than is allowed" in proxy.traffic.refused[0]
    started = time.monotonic()
    with (
        serving(always(b"HTTP/1.1 200 OK\r\n\r\n", 3.0)) as server,
        filtering_proxy(guard_for(server), Limits(), 0.4) as proxy,
    ):
        answer_of(proxy, f"GET {server.url()} HTTP/1.1\r\n\r\n".encode())
    assert time.monotonic() - started < 2


# A program in place of the browser that asks for the page through the proxy it was given.
ASKING = (
    "for one; do case $one in --proxy-server=*) proxy=${{one##*:}};; esac; done; "
    "exec 3<>/dev/tcp/127.0.0.1/$proxy; printf 'GET {url} HTTP/1.1\\r\\n\\r\\n' >&3; cat <&3 >/dev/null"
)


def _program(folder: Path, text: str) -> str:
    """A program that stands for the browser; everyone may run it."""
    folder.chmod(0o755)
    for above in folder.parents[:3]:
        above.chmod(above.stat().st_mode | stat.S_IXOTH)
    made = folder / "browser"
    made.write_text(
        f"#!/bin/bash\n[ \"$1\" = --version ] && echo 'Chromium 1.2.3 built here' && exit 0\n{text}\n"
    )
    made.chmod(0o755)
    return str(made)


def test_a_browser_that_fails_or_hangs_leaves_no_picture_and_no_process(tmp_path: Path) -> None:
    target = target_of("http://127.0.0.1/")
    failing = pictures_of(target, _program(tmp_path, "exit 7"), Guard(), Limits())
    assert (failing.tool, failing.screenshot, failing.printed) == ("Chromium 1.2.3", b"", b"")
    assert failing.notes == ("The browser made no picture.", "The browser ended with code 7.")
    started = time.monotonic()
    # Its child has to end with it.
    hanging = _program(tmp_path, "echo $$ > pid; cp pid /tmp/capture-test-pid; sleep 60 & wait")
    hung = pictures_of(target, hanging, Guard(), Limits(), seconds=0.5)
    assert "The browser was ended after 0.5 seconds." in hung.notes
    assert time.monotonic() - started < 5
    group = int(Path("/tmp/capture-test-pid").read_text())
    Path("/tmp/capture-test-pid").unlink()
    assert not _alive(group)
    absent = pictures_of(target, str(tmp_path / "absent"), Guard(), Limits())
    assert "could not be run" in absent.notes[0]


def _alive(group: int) -> bool:
    """Whether a process of the group still runs; the dead that nobody buried do not count."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                if os.getpgid(int(process.name)) == group:
                    state = (process / "stat").read_text().rpartition(")")[2].split()[0]
                    if state != "Z":
                        return True
    return False


def test_a_picture_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    with serving(always(page(b"x"))) as server:
        target, guard = target_of(server.url()), guard_for(server)
        ask = ASKING.format(url=server.url())
        links = (
            "ln -s /etc/passwd page.png; mkfifo page.pdf",
            "echo x >a; ln a page.png; mkdir page.pdf",
        )
        for link in links:
            made = pictures_of(target, _program(tmp_path, f"{ask}; {link}"), guard, Limits())
            assert (made.screenshot, made.printed) == (b"", b"")
        kept = pictures_of(target, _program(tmp_path, f"{ask}; echo x >page.png"), guard, Limits())
        assert (kept.screenshot, kept.printed) == (b"x\n", b"")
        unasked = pictures_of(target, _program(tmp_path, "echo x >page.png"), guard, Limits())
        assert (unasked.screenshot, unasked.printed) == (b"", b"")
        assert len(server.requests) == 3


def test_chromium_pictures_the_page_and_reaches_nothing_private() -> None:
    with (
        serving(always(page(b"secret"))) as hidden,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
    ):
        datagrams.bind(("127.0.0.1", 0))
        stun = f"stun:127.0.0.1:{datagrams.getsockname()[1]}"
        inside = f"http://127.0.0.2:{hidden.port}"
        body = (
            f"<html><title>Seen</title><h1>Hello to every reader.</h1><img src='{inside}/a'>"
            f"<iframe src='http://localhost:{hidden.port}/b'></iframe>"
            f"<script>fetch('{inside}/c');fetch('http://169.254.169.254/d');"
            f"new WebSocket('ws://127.0.0.2:{hidden.port}/e');"
            f"fetch('http://127.0.0.1:{hidden.port}/f',{{method:'POST'}});"
            f"const call=new RTCPeerConnection({{iceServers:[{{urls:'{stun}'}}]}});"
            "call.createDataChannel('x');call.createOffer().then(o=>call.setLocalDescription(o));"
            "</script><script src='/slow'></script></html>"
        )

        def answer(request: bytes) -> tuple[bytes | float, ...]:
            # The page stays open long enough for a call to be tried.
            return (1.0, page(b"")) if b" /slow" in request else (page(body.encode()),)

        with serving(answer) as server:
            allowed = terms(server, localhost="127.0.0.1")
            made = captured(server.url(), allowed, "analyst", "a tool", found_browser())
        assert hidden.requests == []
        datagrams.settimeout(0.1)
        with pytest.raises(TimeoutError):
            datagrams.recvfrom(2000)
    copies = {copy.kind: copy for copy in made.copies}
    assert copies[DerivativeKind.SCREENSHOT].content.startswith(PNG)
    assert copies[DerivativeKind.PRINT].content.startswith(b"%PDF-")
    tool = copies[DerivativeKind.SCREENSHOT].tool
    assert "Chrom" in tool
    assert "on a visit of its own at 20" in tool
    refused = " ".join(made.notes)
    for host in ("127.0.0.2", "localhost", "169.254.169.254", "127.0.0.1"):
        assert host in refused
    assert "googleapis" not in refused


def test_chromium_makes_no_picture_of_an_error_message() -> None:
    made = pictures_of(
        target_of("http://gone.example/"), found_browser(), Guard(resolve=resolving()), Limits()
    )
    assert (made.screenshot, made.printed) == (b"", b"")
    assert "The browser made no picture." in made.notes
    assert "Not loaded: The name gone.example was not resolved: no such name." in made.notes
