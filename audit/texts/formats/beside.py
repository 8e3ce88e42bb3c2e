"""What a file holds besides the text that is read from it: properties, comments, notes, names, hidden parts.

Nothing of it is evidence. It is looked through so that no word is left in a copy that should be without it.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from audit.texts.formats.packed import opened, part
from audit.texts.formats.plain import decoded
from audit.texts.limits import Limits
from audit.texts.page import Page, Unreadable, grouped

TAG = re.compile(r"<[^<>]*>")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
SHOWN_IN_PDF = re.compile(rb"\(((?:\\.|[^()\\])*)\)", re.DOTALL)
DEFINED_IN_PDF = re.compile(rb"(?:^|[\r\n])(\d+) (\d+) obj\b")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")
FONTS = (".ttf", ".otf", ".odttf", ".fntdata")
PACKED = (b"PK", b"\xd0\xcf\x11\xe0")
"""How files begin that hold others: ZIP files, and office files of the old kind."""


def pages(content: bytes, limits: Limits) -> Iterator[Page]:
    """All of it as text; raises Unreadable for a file that holds other files."""
    if content.startswith(b"PK"):
        pieces = _of_parts(content, limits)
    elif b"%PDF-" in content[:1024]:
        pieces = _of_pdf(content)
    elif content.startswith(PACKED):
        raise Unreadable("it is an office file of the old kind; save it as one of today's")
    else:
        pieces = _readings(decoded(content))
    yield from grouped(pieces, "part")


def _readings(text: str) -> Iterator[str]:
    """The text as it stands, and as a program reads it that knows its escapes and its tags."""
    yield text
    for reading in (
        TAG.sub(" ", text),
        html.unescape(text),
        html.unescape(TAG.sub(" ", text)),
        ESCAPED.sub(lambda found: chr(int(found[1], 16)), text),
        unquote(text),
    ):
        if reading != text:
            yield reading


def _of_parts(content: bytes, limits: Limits) -> Iterator[str]:
    with opened(content, limits) as archive:
        for name in archive.namelist():
            yield name
            inside = part(archive, name, limits)
            if inside.startswith(PACKED):
                raise Unreadable(f"another file is within it ({name})")
            if PurePosixPath(name.lower()).suffix in (*PICTURES, *FONTS):
                continue
            yield from _readings(decoded(inside))
            if b"\0" in inside:
                yield inside.decode("utf-16-le", "replace")
                yield inside[1:].decode("utf-16-le", "replace")


def _of_pdf(content: bytes) -> Iterator[str]:
    """The strings of every object, also of those that no page shows, and what streams write."""
    numbers = DEFINED_IN_PDF.findall(content)
    saved = content.count(b"startxref") - (b"/Linearized" in content[:1024])
    if saved > 1 or len(numbers) > len(set(numbers)):
        raise Unreadable(
            "it still holds an earlier state of itself; print or save it as a new file"
        )
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is encrypted and opens only with a password")
        yield from _strings(reader.trailer)
        for number, generation in sorted(_objects(reader)):
            yield from _strings(IndirectObject(number, generation, reader).get_object())
    except PyPdfError as error:
        raise Unreadable(f"it is not a readable PDF ({error})") from error


def _objects(reader: PdfReader) -> set[tuple[int, int]]:
    plain = {(n, generation) for generation, places in reader.xref.items() for n in places}
    return {place for place in plain if place[0]} | {(n, 0) for n in reader.xref_objStm}


def _strings(found: PdfObject | None) -> Iterator[str]:
    match found:
        case TextStringObject():
            yield str(found)
        case ByteStringObject():
            yield bytes(found).decode("utf-8", "replace")
        case ArrayObject():
            for each in found:
                yield from _strings(each)
        case DictionaryObject():
            if found.get("/Type") == "/EmbeddedFile":
                raise Unreadable("another file is attached to it")
            yield " ".join(found)
            for each in found.values():
                yield from _strings(each)
            if isinstance(found, StreamObject):
                yield from _written(found)
        case str():
            yield unquote(found.replace("#", "%"))
        case _:
            return


def _written(stream: StreamObject) -> Iterator[str]:
    """What a stream says in itself, such as the properties in XMP, and what it puts on paper."""
    is_table = stream.get("/Type") in ("/XRef", "/ObjStm")
    if is_table or stream.get("/Subtype") == "/Image" or "/Length1" in stream:
        return
    said = stream.get_data()
    if b"<" in said[:200] and stream.get("/Type") == "/Metadata":
        yield from _readings(decoded(said))
    else:
        yield " ".join(shown.decode("cp1252", "replace") for shown in SHOWN_IN_PDF.findall(said))
