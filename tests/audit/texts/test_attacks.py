"""A hostile file costs no more than the limits, and what came of it is an outcome, never an error."""

from __future__ import annotations

import gzip
import io
import time
import zipfile

import pytest

from audit.texts.confined import read_confined
from audit.texts.extraction import TextOutcome, drained, extract, limited
from audit.texts.limits import MEGABYTE, Limits
from tests.audit.texts.documents import (
    DOCX,
    WORDS,
    XLSX,
    docx,
    packed,
    page_of,
    pdf_of,
    warc,
    xlsx,
    zipped,
)

CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
ENTITIES = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SMALL = Limits(seconds=4, memory=800 * MEGABYTE, unpacked=8 * MEGABYTE)
QUICK = 8.0
"""Seconds that no attack gets past on a slow machine, starting the reader included."""


def deep_tree(depth: int) -> bytes:
    """Page trees within page trees."""
    trees = [f"<< /Type /Pages /Count 1 /Kids [{n + 3} 0 R] >>".encode() for n in range(depth)]
    return pdf_of([CATALOGUE, *trees, page_of(depth + 3), packed(b"BT (x) Tj ET")])


def far_cell() -> bytes:
    """A workbook whose one cell stands in the last row and column."""
    with zipfile.ZipFile(io.BytesIO(xlsx({"A": [["v"]]}))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'"A1"', b'"XFD1048576"')
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'<row r="1"', b'<row r="1048576"')
    return zipped(parts)


CONFINED = {
    "a PDF that unpacks for ever": (
        pdf_of([CATALOGUE, ONE_PAGE, page_of(4), packed(b" " * 200_000_000)]),
        "application/pdf",
    ),
    "a PDF with millions of operators": (
        pdf_of([CATALOGUE, ONE_PAGE, page_of(4), packed(b"BT (x) Tj ET " * 3_000_000)]),
        "application/pdf",
    ),
    "a web page of 50 MB of nesting": (b"<div>" * 10_000_000, "text/html"),
    "a workbook with one cell at its far end": (far_cell(), XLSX),
}
REFUSED = {
    "a PDF of deep arrays": (
        pdf_of([b"<< /Type /Catalog /X " + b"[" * 100_000 + b" >>"]),
        "application/pdf",
        "not a readable PDF",
    ),
    "a PDF with a deep page tree": (deep_tree(5000), "application/pdf", "not a readable PDF"),
    "a PDF whose pages go round": (
        pdf_of([CATALOGUE, b"<< /Type /Pages /Count 9999999 /Kids [2 0 R 2 0 R] >>"]),
        "application/pdf",
        "not a readable PDF",
    ),
    "a document that unpacks to too much": (
        zipped({"word/document.xml": b" " * 20_000_000}),
        DOCX,
        "unpacks to more than 8 MB",
    ),
    "a document that unpacks to too many times its size": (
        zipped({"word/document.xml": b" " * 7_000_000}),
        DOCX,
        "unpacks to more than 200 times its size",
    ),
    "a document with entities": (docx("&b;", before=ENTITIES), DOCX, "declares a document type"),
    "a document that is none": (zipped({"a": b""}), DOCX, "is no Word document"),
    "a document of broken XML": (
        zipped({"word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:p>'.encode()}),
        DOCX,
        "its XML cannot be read",
    ),
    "a workbook that unpacks to too much": (
        zipped({"xl/workbook.xml": b" " * 20_000_000}),
        XLSX,
        "unpacks to more than 8 MB",
    ),
    "no ZIP file": (b"PK\x03\x04 nonsense", XLSX, "not a readable ZIP file"),
    "a web archive of nonsense": (
        b"\x00\xff" * 100,
        "application/warc",
        "not a readable web archive",
    ),
    "an empty web archive": (b"", "application/warc", "not a readable web archive"),
    "a web archive that promises more than it has": (
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 99999999999\r\n\r\nabc",
        "application/warc",
        "breaks off in the middle of a record",
    ),
    "a web archive that unpacks to too much": (
        gzip.compress(b"WARC/1.0\r\n" + b"a" * 20_000_000),
        "application/warc",
        "unpacks to more than 8 MB",
    ),
    "deep JSON": (b"[" * 500_000, "application/json", "nested too deeply"),
    "a table of one endless cell": (b'"' + b"x" * 2_000_000, "text/csv", "not a readable table"),
}


@pytest.mark.parametrize("name", CONFINED)
def test_a_reader_that_takes_too_much_is_ended(name: str):
    content, media_type = CONFINED[name]
    start = time.monotonic()
    made = extract(content, media_type, SMALL)
    assert time.monotonic() - start < QUICK
    assert made.outcome is TextOutcome.FAILED
    assert made.reason


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_hostile_or_broken_is_a_reason_in_words(name: str):
    content, media_type, said = REFUSED[name]
    pages, reason = drained(limited(content, media_type, SMALL))
    assert pages == ()
    assert said in reason


def test_a_reader_that_does_not_end_is_ended():
    pages, reason = read_confined(b"a b", "text/plain", Limits(seconds=0))
    assert (pages, reason) == ((), "reading it took more than 0 seconds")


def test_what_came_before_the_damage_is_kept():
    whole = warc({f"https://e.org/{n}": ("text/plain", b"Some words.") for n in range(3)})
    made = extract(whole[: len(whole) - 40], "application/warc")
    assert made.outcome is TextOutcome.IN_PART
    assert [page.locator for page in made.pages] == [f"https://e.org/{n}, line 1" for n in (0, 1)]
    assert "breaks off" in made.reason
