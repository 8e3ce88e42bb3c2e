"""The parts of a workbook from somebody else: bounded, without macros, and without ways to the outside."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree import ElementTree

from audit.domain.errors import InputInvalid, Problem

LARGEST_FILE = 16 * 1024 * 1024
LARGEST_PART = 16 * 1024 * 1024
LARGEST_WHOLE = 48 * 1024 * 1024
"""Bytes, unpacked. Far more than any questionnaire has."""
MOST_PARTS = 500
HIGHEST_RATIO = 250
"""Unpacked to packed, of a part that is large at all; texts reach about 20."""
LARGE = 1024 * 1024
NOT_A_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip
"""What reading a damaged archive raises."""
ENCLOSED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins what older programs save, and every workbook that is saved with a password."""
NEEDED = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
MACROS = re.compile(r"vbaProject|macrosheets|\.bin$|activeX", re.IGNORECASE)
PRINTER = re.compile(r"^xl/printerSettings/", re.IGNORECASE)
OUTSIDE = re.compile(r"^xl/(externalLinks|connections|queryTables|embeddings|model)", re.IGNORECASE)
UTF16_BEGINS = (b"\xff\xfe", b"\xfe\xff")
OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
LINK = "/hyperlink"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

Parts = Mapping[str, bytes]


def open_parts(content: bytes, file: str) -> Parts:
    """Every part of the workbook, each found to be what the archive says; raises InputInvalid."""
    if len(content) > LARGEST_FILE:
        raise refused(
            file, f"it has {len(content)} bytes and the limit is {LARGEST_FILE}", "shorten it"
        )
    if content.startswith(ENCLOSED):
        what = "it has a password or is an older workbook"
        raise refused(file, what, "save it as XLSX without a password")
    try:
        parts = _unpacked(content, file)
    except NOT_A_ZIP as error:
        raise _no_workbook(file, str(error) or type(error).__name__) from None
    for name in NEEDED:
        if name not in parts:
            raise _no_workbook(file, f"the part {name} is missing")
    _refuse_macros(parts, file)
    _refuse_declarations(parts, file)
    _refuse_outside(parts, file)
    return parts


def packed(parts: Parts) -> bytes:
    """Exactly these parts as an archive, so that what is read next is what was looked at."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def parsed(parts: Parts, name: str, file: str) -> ElementTree.Element:
    """One part as XML; raises InputInvalid when it is missing or is none."""
    if name not in parts:
        raise _no_workbook(file, f"the part {name} is missing")
    try:
        # Document types and entities were refused before.
        return ElementTree.fromstring(parts[name])  # noqa: S314
    except ElementTree.ParseError as error:
        raise _no_workbook(file, f"the part {name} is no XML: {error}") from None


def refused(where: str, what: str, do: str) -> InputInvalid:
    """One sentence about one place."""
    return InputInvalid(Problem(where, what, do))


def _unpacked(content: bytes, file: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _refuse_oversized(entries, file)
        # Names of parts do not differ by the case of their letters.
        names = [entry.filename.casefold() for entry in entries]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise _no_workbook(file, f"the part {twice} stands twice")
        # Reading stops at the size that is stated, and fails where the checksum is another's.
        return {entry.filename: archive.read(entry) for entry in entries}


def _refuse_oversized(entries: list[zipfile.ZipInfo], file: str) -> None:
    do = "send the questionnaire itself, and other documents as files of their own"
    if len(entries) > MOST_PARTS:
        raise refused(file, f"it has {len(entries)} parts and the limit is {MOST_PARTS}", do)
    whole = sum(entry.file_size for entry in entries)
    if whole > LARGEST_WHOLE:
        raise refused(file, f"it unpacks to {whole} bytes and the limit is {LARGEST_WHOLE}", do)
    for entry in entries:
        if entry.file_size > LARGEST_PART:
            what = f"its part {entry.filename} unpacks to {entry.file_size} bytes"
            raise refused(file, f"{what} and the limit is {LARGEST_PART}", do)
        if entry.file_size > LARGE and entry.file_size > HIGHEST_RATIO * entry.compress_size:
            what = f"its part {entry.filename} unpacks to more than {HIGHEST_RATIO} times its size"
            raise refused(file, what, do)


def _refuse_macros(parts: Parts, file: str) -> None:
    found = [name for name in parts if MACROS.search(name) and not PRINTER.match(name)]
    if found or b"macroEnabled" in parts["[Content_Types].xml"]:
        named = f" ({found[0]})" if found else ""
        raise refused(file, f"it can hold macros{named}", "save it as XLSX without macros")


def _refuse_declarations(parts: Parts, file: str) -> None:
    for name, part in parts.items():
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        if part.startswith(UTF16_BEGINS) or b"\0" in part[:4] or OTHER_ENCODING.match(part):
            raise refused(file, f"its part {name} is not in UTF-8", "save it again")
        if any(mark in part for mark in DECLARATIONS):
            raise refused(file, f"its part {name} declares a document type", "save it again")


def _refuse_outside(parts: Parts, file: str) -> None:
    """Data from elsewhere is refused. A link in a cell is not opened, and its text is kept."""
    for name in parts:
        if OUTSIDE.match(name):
            raise refused(
                file, f"it refers to data outside of it ({name})", "enter the values themselves"
            )
    for name in parts:
        if not name.endswith(".rels"):
            continue
        for relation in parsed(parts, name, file).iter(RELATIONSHIP):
            outside = relation.get("TargetMode", "").lower() == "external"
            if outside and not relation.get("Type", "").endswith(LINK):
                what = f"it refers to data outside of it ({name})"
                raise refused(file, what, "enter the values themselves")


def _no_workbook(file: str, why: str) -> InputInvalid:
    return refused(file, f"it is no XLSX workbook ({why})", "save it again as XLSX")
