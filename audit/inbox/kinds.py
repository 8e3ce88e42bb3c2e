"""What a file is by its first bytes, beside what its name says. Nothing is unpacked or run."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic

from audit.inbox.opened import Unfit

UNKNOWN = "application/octet-stream"
IN_TEXT, IN_BYTES = 0.4, 0.3
"""Confidence of a match on four or three bytes; fewer are found in any text, or any bytes, by chance."""
PDF_WITHIN = 1024
"""Bytes in which a PDF reader looks for the beginning of a PDF."""
PROGRAMS = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"dex\n", b"\x00asm", b"L\x00\x00\x00\x01\x14\x02\x00", b"#!",
)  # fmt: skip
"""Beginnings of programs for Linux, macOS, Java, Android and the web, of shortcuts, and of scripts."""
PROGRAM_ENDINGS = (
    ".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".dmg", ".exe", ".hta", ".jar", ".jse",
    ".lnk", ".msi", ".msix", ".pif", ".ps1", ".scr", ".sh", ".vbe", ".vbs", ".wsf",
)  # fmt: skip
CONTAINERS = {b"PK\x03\x04": "application/zip", b"\xd0\xcf\x11\xe0": "application/x-ole-storage"}
"""Beginnings shared by many formats; which of them it is, only the name says."""
TEXTUAL = frozenset({"application/json", "application/xml", "application/yaml", "message/rfc822"})
MORE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".warc": "application/warc",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".md": "text/markdown",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The media type of the bytes."""

    media_type: str
    contradiction: str = ""
    """What the name says against it; empty when they agree."""


def kind_of(name: str, head: bytes) -> Kind:
    """What the file is. Raises Unfit for what is empty and for what a machine would run."""
    ending = PurePosixPath(name).suffix.lower()
    _refuse(ending, head)
    stated = _stated(name)
    found = _found(ending, stated, head)
    if found == stated or not stated:
        return Kind(found)
    return Kind(found, f"its name says {stated} and its bytes are {found}")


def _refuse(ending: str, head: bytes) -> None:
    if not head:
        raise Unfit("the file is empty", "put the whole file there")
    dos = head.startswith(b"MZ") and not _is_text(head)
    if dos or head.startswith(PROGRAMS) or ending in PROGRAM_ENDINGS:
        raise Unfit(
            "the file is a program that a machine would run",
            "pack it into an archive, or bring in a description of it",
        )


def _found(ending: str, stated: str, head: bytes) -> str:
    text = _is_text(head)
    enough = IN_TEXT if text else IN_BYTES
    matches = _matches(head)
    if stated and (
        any(
            m.extension == ending or m.mime_type == stated
            for m in matches
            if m.confidence >= enough
        )
        or _agree(stated, head)
    ):
        return stated
    strong = next((m.mime_type for m in matches if m.confidence >= enough and m.mime_type), "")
    if text:
        return _text(stated, strong)
    for beginning, container in CONTAINERS.items():
        if head.startswith(beginning):
            return container
    # What no beginning is known of cannot contradict its name.
    return strong or (stated if stated and not _has_beginning(stated) else UNKNOWN)


def _agree(stated: str, head: bytes) -> bool:
    """A PDF may begin a little later; one beginning stands for films, sounds and newer pictures."""
    if stated == "application/pdf":
        return b"%PDF-" in head[:PDF_WITHIN]
    return head[4:8] == b"ftyp" and stated.startswith(("video/", "audio/", "image/hei", "image/av"))


def _text(stated: str, strong: str) -> str:
    if strong and not _is_textual(strong):
        return strong
    if not _is_textual(stated):
        return strong or "text/plain"
    page = strong == "text/html" and not ("html" in stated or "xml" in stated)
    return strong if page else stated


def _matches(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(head)
    except puremagic.PureError:
        return []


def _is_text(head: bytes) -> bool:
    """No byte that no text has; UTF-16 has them, and says so at its beginning."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)


def _is_textual(media_type: str) -> bool:
    return (
        media_type.startswith("text/")
        or media_type in TEXTUAL
        or media_type.endswith(("+xml", "+json", "javascript"))
    )


def _has_beginning(media_type: str) -> bool:
    if _is_textual(media_type):
        return True
    return any(row.mime_type == media_type for row in puremagic.magic_header_array)


def _stated(name: str) -> str:
    if more := MORE_TYPES.get(PurePosixPath(name).suffix.lower()):
        return more
    # A table of its own: the one of the system differs from machine to machine.
    media_type, coding = _TYPES.guess_type(name, strict=False)
    stated = f"application/{coding}" if coding else media_type or ""
    return "" if stated == UNKNOWN else stated


_TYPES = mimetypes.MimeTypes()
