"""Reads an item in a process of its own, which is ended when it takes too much."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from typing import IO

from audit.texts.limits import MEGABYTE, Limits
from audit.texts.page import Page

CLOSING = 2
"""Seconds that a process which was told to end may still take."""


def read_confined(
    content: bytes, media_type: str, limits: Limits, what: str = "text"
) -> tuple[tuple[Page, ...], str]:
    """The pages that came out before the end or a limit, and what was wrong; empty when nothing was.

    Either the text of the item, or everything that can be read in it.

    Content and pages pass through files, so that neither side can wait for the other.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(content)
        given.seek(0)
        ended = _run(given, made, limits, media_type, what)
        made.seek(0)
        pages, said = _read(made)
    return pages, ended if said is None else said


def _run(given: IO[bytes], made: IO[bytes], limits: Limits, media_type: str, what: str) -> str:
    """Run the reader and say in words how it ended."""
    process = subprocess.Popen(  # noqa: S603  (this program's own module)
        [sys.executable, "-m", "audit.texts.worker", media_type, json.dumps(limits.words()), what],
        stdin=given,
        stdout=made,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )
    try:
        code = process.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        return f"reading it took more than {limits.seconds} seconds"
    finally:
        _end(process)
    return _ending(code, limits)


def _environment() -> dict[str, str]:
    """Where the modules are, and nothing else: no secret of this process reaches the reader."""
    paths = os.pathsep.join(path for path in sys.path if path)
    # Threads of number libraries would each take their share of the address space.
    return {"PYTHONPATH": paths, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started; they are a group of their own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(CLOSING)


def _ending(code: int, limits: Limits) -> str:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "reading it took more time of the processor than is allowed"
    if code == -signal.SIGXFSZ:
        return "its text is longer than is allowed"
    if code:
        return (
            "reading it ended the reader, as a damaged or hostile file does "
            f"(code {code}; at most {limits.memory // MEGABYTE} MB of memory)"
        )
    return "the reader ended without saying that it was done"


def _read(made: IO[bytes]) -> tuple[tuple[Page, ...], str | None]:
    """The pages of whole lines, and the last word of the reader; None when it had none."""
    pages: list[Page] = []
    for line in made:
        if not line.endswith(b"\n"):
            break
        said = json.loads(line)
        if "end" in said:
            return tuple(pages), str(said["end"])
        pages.append(Page(str(said["locator"]), str(said["text"])))
    return tuple(pages), None
