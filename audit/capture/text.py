"""Texts of bodies as working copies, made in a process of its own with limits on time and memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import audit
from audit.capture.kinds import BodyKind

SECONDS = 60
LIBRARY = {BodyKind.HTML: "trafilatura", BodyKind.PDF: "pypdf"}
CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body of which a text is wanted."""

    content: bytes
    kind: BodyKind
    content_type: str
    """The Content-Type header; empty when there was none."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a body, or why there is none."""

    text: str
    title: str
    """What the page calls itself; empty when it does not."""
    problem: str
    tool: str
    """Name and version of what made it."""


def texts_of(bodies: Sequence[Body], seconds: float = SECONDS) -> list[Extracted]:
    """The text of each body in order; one that cannot be read says so and stops no other."""
    if not bodies:
        return []
    answers, why = _answers(bodies, seconds)
    problem = {"problem": why}
    return [
        _extracted(body, answers[number] if number < len(answers) else problem)
        for number, body in enumerate(bodies)
    ]


def _answers(bodies: Sequence[Body], seconds: float) -> tuple[list[dict[str, str]], str]:
    """What the process answered, and why it answered no more."""
    wanted = b"".join(_as_wanted(body) for body in bodies)
    why = "the text was not made, because its reader ended early"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "audit.capture.extract"],
            input=wanted,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**_environment(), "PYTHONPATH": str(Path(audit.__file__).parents[1])},
        )
        output = done.stdout
    except subprocess.TimeoutExpired as late:
        output = late.stdout or b""
        why = f"the text was not made within {seconds:g} seconds"
    except OSError as error:
        return [], f"its reader could not be started ({error})"
    lines = output.split(b"\n")[:-1]
    return [json.loads(line) for line in lines], why


def _as_wanted(body: Body) -> bytes:
    named = CHARSET.search(body.content_type)
    charset = named[1] if named else ""
    head = {"kind": body.kind.value, "charset": charset, "size": len(body.content)}
    return json.dumps(head).encode() + b"\n" + body.content


def _extracted(body: Body, answer: dict[str, str]) -> Extracted:
    library = LIBRARY.get(body.kind)
    tool = f"{library} {version(library)}" if library else f"Python {sys.version.split()[0]}"
    text = answer.get("text", "").encode("utf-8", "replace").decode("utf-8")
    title = answer.get("title", "").encode("utf-8", "replace").decode("utf-8")
    return Extracted(
        text, title, answer.get("problem", "") or ("" if text else "it has no text"), tool
    )


def _environment() -> dict[str, str]:
    """Nothing of the environment but what Python needs to start: no address, no password."""
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}
