"""The process that makes texts of bodies. It reads what strangers made, so it is held within limits
of time and memory and sees nothing of the environment. It has no sandbox: it can read what its user can.

It reads documents from its input, each a line of JSON ({"kind", "charset", "size"}) and then so many
bytes, and answers each with a line of JSON: {"text", "title"} or {"problem"}.
"""

from __future__ import annotations

import html
import io
import json
import logging
import re
import resource
import sys
from typing import Any

from audit.capture.kinds import BodyKind

MEMORY = 2 * 1024**3
"""Bytes that the process may take."""
MOST_PAGES = 2000
LONGEST_TITLE = 300
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,2000})", re.IGNORECASE)
MOST_TEXT = 20_000_000
"""Characters of text of one document."""


def main() -> None:
    """Answer every document of the input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    while line := sys.stdin.buffer.readline():
        wanted = json.loads(line)
        content = sys.stdin.buffer.read(wanted["size"])
        answer = _answer(content, BodyKind(wanted["kind"]), wanted["charset"])
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(content: bytes, kind: BodyKind, charset: str) -> dict[str, Any]:
    # Whatever a parser trips over is said and harms no other document.
    try:
        text = text_in(content, kind, charset)[:MOST_TEXT]
        return {"text": text, "title": _title(content, charset) if kind is BodyKind.HTML else ""}
    except Exception as error:
        return {"problem": f"{type(error).__name__}: {error}"[:500]}


def text_in(content: bytes, kind: BodyKind, charset: str) -> str:
    """The text of one body; the charset is the one that the server named, or empty."""
    if kind is BodyKind.PDF:
        return _pdf_text(content)
    if kind is BodyKind.HTML:
        return _html_text(content, charset)
    return _decoded(content, charset) or content.decode("utf-8", "replace")


def _html_text(content: bytes, charset: str) -> str:
    import trafilatura

    page = _decoded(content, charset) or content
    found = trafilatura.extract(page, include_comments=True, include_tables=True, favor_recall=True)
    return found or trafilatura.html2txt(page)


def _title(content: bytes, charset: str) -> str:
    page = _decoded(content, charset) or content.decode("utf-8", "replace")
    found = TITLE.search(page)
    return " ".join(html.unescape(found[1]).split())[:LONGEST_TITLE] if found else ""


def _pdf_text(content: bytes) -> str:
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\f".join(page.extract_text() for page in pages[:MOST_PAGES])


def _decoded(content: bytes, charset: str) -> str:
    """The text in the charset that was named; empty when it does not fit."""
    try:
        return content.decode(charset) if charset else ""
    except (LookupError, UnicodeError):
        return ""


if __name__ == "__main__":
    main()
