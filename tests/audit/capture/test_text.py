"""Texts are made of what a body is, whatever it is called, and no body can stop another's."""

from __future__ import annotations

import io

import pypdf
import pytest

from audit.capture.kinds import BodyKind, contradiction, kind_of
from audit.capture.text import Body, texts_of

GERMAN = "<html><title>Grüße</title><p>Zürich grüßt alle Leserinnen und Leser.</p></html>"


def _pdf() -> bytes:
    made, out = pypdf.PdfWriter(), io.BytesIO()
    made.add_blank_page(100, 100)
    made.write(out)
    return out.getvalue()


def test_texts_of_many_bodies_in_one_process_each_with_its_own_outcome() -> None:
    bodies = [
        Body(GERMAN.encode("latin-1"), BodyKind.HTML, "text/html; charset=ISO-8859-1"),
        Body(GERMAN.encode("utf-16"), BodyKind.HTML, 'text/html; charset="utf-16"'),
        Body(GERMAN.encode("latin-1"), BodyKind.HTML, "text/html; charset=utf-8"),
        Body(b"%PDF-1.7 that lies", BodyKind.PDF, "application/pdf"),
        Body(_pdf(), BodyKind.PDF, ""),
        Body(b"plain \xff text", BodyKind.PLAIN, "text/plain; charset=no-such-thing"),
        Body(b"", BodyKind.HTML, ""),
        Body(b"<p>" * 10_000, BodyKind.HTML, ""),
    ]
    german, wide, wrong, lying, blank, plain, empty, deep = texts_of(bodies)
    assert german.text == wide.text == "Zürich grüßt alle Leserinnen und Leser."
    assert german.title == wide.title == "Grüße"
    assert "Leserinnen" in wrong.text
    assert "PdfStreamError" in lying.problem
    assert blank.problem == empty.problem == "it has no text"
    assert plain.text == "plain \N{REPLACEMENT CHARACTER} text"
    assert deep.problem or deep.text is not None


def test_a_text_that_takes_too_long_is_left() -> None:
    slow = texts_of([Body(b"x", BodyKind.PLAIN, "")], seconds=0.001)
    assert "not made within 0.001 seconds" in slow[0].problem
    assert texts_of([]) == []


@pytest.mark.parametrize(
    ("body", "declared", "kind"),
    [
        (b"%PDF-1.7", "text/html", BodyKind.PDF),
        (b"\n%PDF-1.4", "image/png", BodyKind.PDF),
        (b"<!DOCTYPE HTML>", "application/pdf", BodyKind.HTML),
        (b"<p>x", "text/html", BodyKind.HTML),
        (b"<HTML>", "", BodyKind.HTML),
        (b"a,b", "text/csv", BodyKind.PLAIN),
        (b"\0\1", "text/html", BodyKind.OTHER),
        (b"\x89PNG", "image/png", BodyKind.OTHER),
        (b"x", "application/pdf", BodyKind.OTHER),
        (b"", "text/html", BodyKind.OTHER),
    ],
)
def test_a_body_is_what_it_begins_as(body: bytes, declared: str, kind: BodyKind) -> None:
    assert kind_of(body, declared) is kind
    lies = (kind is BodyKind.PDF) != (declared == "application/pdf")
    assert bool(contradiction(kind, declared)) is lies
