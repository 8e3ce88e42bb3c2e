"""Each kind of document gives its text with the places of its own kind."""

from __future__ import annotations

import json

from audit.texts.extraction import TextOutcome, drained, extract, limited
from audit.texts.limits import Limits
from tests.audit.texts.documents import DOCX, XLSX, docx, packed, page_of, pdf, pdf_of, warc, xlsx

PAGE = b"""<html><head><title>T</title><script>var hidden = 1</script></head><body><article>
<p>The cameras at the gate were switched on in May, and nobody who lives there was told about it.</p>
<p>The town says that it did not know, and that it has asked the company for an account of it.</p>
</article></body></html>"""


def read(content: bytes, media_type: str, **limits: int) -> dict[str, str]:
    """What the reader itself reads, in this process; locators and texts."""
    pages, reason = drained(limited(content, media_type, Limits(**limits)))
    assert not reason
    return {page.locator: page.text for page in pages}


def said(content: bytes, media_type: str, **limits: int) -> str:
    """What was wrong."""
    return drained(limited(content, media_type, Limits(**limits)))[1]


def test_a_pdf_keeps_its_page_numbers():
    assert read(pdf("First", "", "Third"), "application/pdf") == {
        "page 1": "First",
        "page 3": "Third",
    }


def test_a_web_page_gives_its_paragraphs():
    read_page = read(PAGE, "text/html; charset=utf-8")
    assert list(read_page) == ["paragraphs 1 to 2"]
    assert "switched on in May" in read_page["paragraphs 1 to 2"]
    assert "hidden" not in read_page["paragraphs 1 to 2"]


def test_a_web_page_without_a_main_text_gives_all_of_its_text():
    assert read(b"<div>Only<b>this</b></div>", "text/html") == {"paragraphs 1 to 2": "Only\n\nthis"}


def test_a_web_archive_names_each_address():
    responses = {
        "https://e.org/a": ("text/html", PAGE),
        "https://e.org/b.pdf": ("application/pdf", pdf("Paper")),
        "https://e.org/broken.pdf": ("application/pdf", b"%PDF nonsense"),
        "https://e.org/x.png": ("image/png", b"\x89PNG"),
    }
    found = read(warc(responses), "application/warc")
    assert list(found) == ["https://e.org/a, paragraphs 1 to 2", "https://e.org/b.pdf, page 1"]


def test_a_workbook_names_sheets_and_rows():
    rows: list[list[object]] = [["City", "Police"], [], ["Town", 3.5]]
    book = xlsx({"Customers": rows, "Empty": []})
    assert read(book, XLSX) == {"sheet Customers, rows 1 to 3": "City | Police\nTown | 3.5"}


def test_csv_names_rows_and_finds_its_separator():
    rows = b"name;use\n" + b"Town;police\n" * 60
    found = read(rows, "text/csv")
    assert list(found) == ["rows 1 to 50", "rows 51 to 61"]
    assert found["rows 1 to 50"].startswith("name | use\nTown | police")


def test_a_word_document_gives_its_paragraphs():
    assert read(docx("One", "", "Two"), DOCX) == {"paragraphs 1 to 2": "One\n\nTwo"}


def test_json_gives_its_texts_by_pointer():
    content = json.dumps({"id": "S01", "a/b": [{"text": "Two words"}]}).encode()
    assert read(content, "application/json") == {"field /a~1b/0/text": "Two words"}


def test_plain_text_is_read_in_the_encoding_that_it_names():
    assert read("Grüße, alle".encode("utf-16"), "text/plain") == {"line 1": "Grüße, alle"}
    assert read("Grüße".encode("cp1252"), "text/plain") == {"line 1": "Grüße"}
    assert read("Grüße".encode("latin-1"), "text/plain; charset=latin-1") == {"line 1": "Grüße"}


def test_what_has_no_text_says_so():
    scan = pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
         page_of(4), packed(b"q 1 0 0 1 0 0 cm Q")]
    )  # fmt: skip
    assert extract(b"", "text/plain").outcome is TextOutcome.NO_TEXT
    assert read(scan, "application/pdf") == {}
    other = extract(b"\x89PNG", "image/png")
    assert (other.outcome, other.reason) == (
        TextOutcome.NOT_READ,
        "the text of image/png is not read",
    )


def test_what_is_beyond_a_limit_is_left_out_and_said():
    many = extract(b"a b\n" * 2000, "text/plain", Limits(pages=1))
    assert (many.outcome, len(many.pages)) == (TextOutcome.IN_PART, 1)
    assert many.reason == "it has more than 1 pages of text"
    assert said(b"a b\n" * 2000, "text/plain", characters=10).startswith(
        "its text is longer than 10"
    )


def test_the_working_copy_has_a_form_feed_between_pages():
    made = extract(b"a b\n" * 1000, "text/plain")
    assert made.body.decode().count("\f") == len(made.pages) - 1
    assert made.tool.startswith("investee-audit ")
