"""What a body is, by its own first bytes; what a server calls it is only its word."""

from __future__ import annotations

from enum import StrEnum

BEGINNING = 1024
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")
HTML_NAMES = frozenset({"text/html", "application/xhtml+xml"})


class BodyKind(StrEnum):
    """The kinds of which a text can be made."""

    HTML = "html"
    PDF = "pdf"
    PLAIN = "plain"
    OTHER = "other"


def kind_of(body: bytes, declared: str) -> BodyKind:
    """The kind of a body; declared is the media type that the server gave."""
    beginning = body[:BEGINNING]
    if b"%PDF-" in beginning:
        return BodyKind.PDF
    if any(mark in beginning.lower() for mark in HTML_MARKS):
        return BodyKind.HTML
    if declared == "application/pdf" or not body or b"\0" in beginning:
        return BodyKind.OTHER
    if declared in HTML_NAMES:
        return BodyKind.HTML
    return BodyKind.PLAIN if declared.startswith("text/") else BodyKind.OTHER


def contradiction(kind: BodyKind, declared: str) -> str:
    """A sentence when the body is something else than the server said; empty when it is not."""
    if kind is BodyKind.PDF and declared != "application/pdf":
        return f"The server calls the body {declared or 'nothing'}, and it begins as a PDF."
    if kind is not BodyKind.PDF and declared == "application/pdf":
        return "The server calls the body application/pdf, and it does not begin as one."
    return ""
