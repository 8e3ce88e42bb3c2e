"""Which reader a media type has."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from importlib.metadata import version

from audit.texts.limits import Limits
from audit.texts.page import Page, Unreadable

HTML = ("text/html", "application/xhtml+xml")
PLAIN = ("text/plain", "text/markdown", "text/x-markdown")
TABLE = ("text/csv", "text/tab-separated-values")
JSON = ("application/json",)
PDF = ("application/pdf",)
DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
WORKBOOK = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "application/vnd.oasis.opendocument.spreadsheet",
)
WARC = ("application/warc", "application/x-warc", "application/warc+gzip")
TOOLS = {
    PLAIN: "", TABLE: "", JSON: "", DOCX: "", HTML: "trafilatura", PDF: "pypdf",
    WORKBOOK: "python-calamine", WARC: "warcio",
}  # fmt: skip
"""What reads each kind besides this program itself."""
UNHURT = (PLAIN, TABLE, JSON)
"""Kinds read by the standard library in time and memory that grow only with their size."""


def kind_of(media_type: str) -> tuple[str, ...]:
    """The kind that a media type stands for; empty when its text is not read."""
    plain = _parsed(media_type).get_content_type()
    return next((kind for kind in TOOLS if plain in kind), ())


def tool_of(media_type: str) -> str:
    """Name and version of what reads this media type."""
    own = f"investee-audit {version('investee-audit')}"
    kind = kind_of(media_type)
    used = {"trafilatura", "pypdf", "warcio"} if kind == WARC else {TOOLS.get(kind, "")}
    return ", ".join([own, *(f"{name} {version(name)}" for name in sorted(used - {""}))])


def pages_of(content: bytes, media_type: str, limits: Limits) -> Iterator[Page]:
    """The pages of an item, or of a payload; raises Unreadable with the reason."""
    # Each reader is imported when it is needed: together they take a second.
    kind = kind_of(media_type)
    if kind == WARC:
        from audit.texts.formats import warc

        return warc.pages(content, limits, lambda body, of: _payload(body, of, limits))
    return _payload(content, media_type, limits)


def everything_of(content: bytes, media_type: str, limits: Limits) -> Iterator[Page]:
    """The pages of an item, and whatever else can be read in its bytes."""
    from audit.texts.formats import beside

    yield from pages_of(content, media_type, limits)
    yield from beside.pages(content, limits)


def _payload(content: bytes, media_type: str, limits: Limits) -> Iterator[Page]:
    kind, encoding = kind_of(media_type), _parsed(media_type).get_content_charset() or ""
    if kind == PLAIN:
        from audit.texts.formats import plain

        return plain.pages(content, encoding)
    if kind == HTML:
        from audit.texts.formats import html

        return html.pages(content, encoding)
    if kind == PDF:
        from audit.texts.formats import pdf

        return pdf.pages(content)
    if kind == DOCX:
        from audit.texts.formats import docx

        return docx.pages(content, limits)
    if kind == JSON:
        from audit.texts.formats import fields

        return fields.pages(content)
    if kind in (TABLE, WORKBOOK):
        from audit.texts.formats import tables

        if kind == TABLE:
            return tables.csv_pages(content, encoding)
        return tables.workbook_pages(content, limits)
    raise Unreadable(f"the text of {media_type or 'an unnamed kind of file'} is not read")


def _parsed(media_type: str) -> Message:
    message = Message()
    message["Content-Type"] = media_type.replace("\n", " ").replace("\r", " ")
    return message
