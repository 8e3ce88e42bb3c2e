"""A picture and a print of a page, made by Chromium on a visit of its own, as working copies.

What is guaranteed: every request that goes through the browser's network stack goes to our proxy, the
loopback addresses not excepted, and the proxy connects only where the guard allows. Names are not
resolved by the browser. Direct UDP (WebRTC, QUIC) is switched off. The profile is new and deleted,
the browser's own sandbox stays on, as root it runs as a user without rights, and it is killed with
its whole process group when its time is over.

What is not: the switches are the browser's own word. A page that takes over the browser through a
fault in it could open a socket past the proxy; only a firewall or a network namespace around it
would hold that. The visit is a second one, so the picture may differ from the captured bytes.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.capture.guard import Guard
from audit.capture.limits import Limits
from audit.capture.proxy import filtering_proxy
from audit.capture.target import Target

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 45
LARGEST = 50_000_000
"""Bytes that a picture or a print may have."""
SWITCHES = (
    "--headless",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=MediaRouter,OptimizationHints,Translate,AsyncDns,DnsOverHttps",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--hide-scrollbars",
    "--incognito",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--timeout=15000",
    "--virtual-time-budget=10000",
    "--window-size=1280,2400",
)


@dataclass(frozen=True, slots=True)
class Pictures:
    """What the browser made, and what stood in its way."""

    tool: str
    screenshot: bytes
    """PNG; empty when there is none."""
    printed: bytes
    """PDF; empty when there is none."""
    notes: tuple[str, ...]


def found_browser(path: str = "") -> str:
    """Where Chromium is: the path given, or the first on PATH; empty when there is none."""
    if path:
        return shutil.which(path) or ""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


def pictures_of(
    target: Target, browser: str, guard: Guard, limits: Limits, seconds: float = SECONDS
) -> Pictures:
    """Let the browser visit the address. Whatever fails stands in the notes; nothing is raised."""
    tool = browser
    try:
        with (
            tempfile.TemporaryDirectory(prefix="capture-", ignore_cleanup_errors=True) as made,
            filtering_proxy(guard, limits, seconds) as proxy,
        ):
            folder = Path(made)
            tool = _version(browser, folder)
            ended = _visit(browser, target.url, folder, proxy.port, seconds)
            notes = [*ended, *(f"Not loaded: {said}" for said in proxy.traffic.refused)]
            # Without a connection to the page itself, the picture would be of an error message.
            shot = printed = b""
            if target.host in proxy.traffic.reached:
                shot, printed = _made(folder / "page.png"), _made(folder / "page.pdf")
    except (OSError, KeyError, subprocess.SubprocessError) as error:
        return Pictures(tool, b"", b"", (f"The browser could not be run: {error}.",))
    if not shot or not printed:
        notes.insert(
            0, "The browser made no picture." if not shot else "The browser made no print."
        )
    return Pictures(tool, shot, printed, tuple(notes))


def _version(browser: str, folder: Path) -> str:
    done = subprocess.run(  # noqa: S603  (the browser that the installation names)
        [browser, "--version"],
        capture_output=True,
        text=True,
        timeout=15,
        check=True,
        **_as_nobody(folder),
    )
    # "Chromium 156.0.8078.79 built on …"
    return " ".join(done.stdout.split()[:3]).removesuffix(" built") or browser


def _visit(browser: str, url: str, folder: Path, port: int, seconds: float) -> list[str]:
    command = [
        browser,
        *SWITCHES,
        f"--proxy-server=http://127.0.0.1:{port}",
        f"--user-data-dir={folder / 'profile'}",
        f"--screenshot={folder / 'page.png'}",
        f"--print-to-pdf={folder / 'page.pdf'}",
        url,
    ]
    return _run(command, folder, seconds)


def _run(command: Sequence[str], folder: Path, seconds: float) -> list[str]:
    """Run it in a process group of its own and leave nothing of the group behind."""
    process = subprocess.Popen(  # noqa: S603  (the browser that the installation names)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **_as_nobody(folder),
    )
    try:
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return [f"The browser was ended after {seconds:g} seconds."]
    finally:
        _end(process)
    return [] if code == 0 else [f"The browser ended with code {code}."]


def _end(process: subprocess.Popen[Any]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _made(path: Path) -> bytes:
    """The file that the browser made. The folder is its own: links, hard ones too, are not followed."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or found.st_size > LARGEST:
            return b""
        with os.fdopen(file, "rb", closefd=False) as stream:
            return stream.read(LARGEST)
    finally:
        os.close(file)


def _as_nobody(folder: Path) -> dict[str, Any]:
    """How the browser is started: nothing of our environment, and as root under another user."""
    how: dict[str, Any] = {
        "cwd": folder,
        "env": {"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
    }
    if os.geteuid() == 0:
        # With the rights of root the browser has no sandbox.
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        how |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return how
