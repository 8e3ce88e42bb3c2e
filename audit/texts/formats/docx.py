"""Word documents, by paragraphs: body, footnotes and endnotes. Declarations and entities are refused."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from audit.texts.formats.packed import opened, part
from audit.texts.limits import Limits
from audit.texts.page import Page, Unreadable, grouped

PARTS = {
    "word/document.xml": "paragraph",
    "word/footnotes.xml": "footnote paragraph",
    "word/endnotes.xml": "endnote paragraph",
}
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}


def pages(content: bytes, limits: Limits) -> Iterator[Page]:
    """Paragraphs, a few thousand characters to a page."""
    with opened(content, limits) as archive:
        if not part(archive, "word/document.xml", limits):
            raise Unreadable("it has no word/document.xml and is no Word document")
        for name, one in PARTS.items():
            yield from grouped(_paragraphs(part(archive, name, limits)), one, "\n\n")


class _Reading:
    """What the parser reports: the paragraphs read so far."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._open: list[str] = []
        self._in_text = False

    def start(self, name: str, attributes: object) -> None:  # noqa: ARG002  (called by the parser)
        tag = _tag(name)
        self._in_text = tag == "t"
        self._open.append(BREAKS.get(tag, ""))

    def end(self, name: str) -> None:
        self._in_text = False
        if _tag(name) == "p":
            self.paragraphs.append("".join(self._open))
            self._open = []

    def text(self, data: str) -> None:
        if self._in_text:
            self._open.append(data)


def _paragraphs(xml: bytes) -> Iterator[str]:
    if not xml:
        return
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Unreadable(f"its XML cannot be read ({error})") from error
    yield from (paragraph for paragraph in reading.paragraphs if paragraph.strip())


def _tag(name: str) -> str:
    space, _, tag = name.rpartition(" ")
    return tag if space in (WORDS, STRICT) else ""


def _refuse(*_: object) -> None:
    raise Unreadable("its XML declares a document type or entities")
