"""Plain text, by lines."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from audit.texts.page import Page, grouped

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""What begins a text in each encoding; UTF-32 stands before UTF-16, which begins alike."""


def pages(content: bytes, encoding: str = "") -> Iterator[Page]:
    """Lines, a few thousand characters to a page."""
    yield from grouped(decoded(content, encoding).splitlines(), "line")


def decoded(content: bytes, encoding: str = "") -> str:
    """The text in the encoding that its first bytes or its label name, in UTF-8, or in Windows-1252.

    Bytes that mean nothing become the replacement character; nothing is dropped.
    """
    for mark, named in MARKS.items():
        if content.startswith(mark):
            return content.decode(named, "replace")
    for named in (encoding, "utf-8"):
        try:
            return content.decode(named or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")
