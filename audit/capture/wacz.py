"""A WACZ file (a ZIP of WARC files with its list of pages): its structure, its digests, its archives."""

from __future__ import annotations

import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from audit.capture.checked import Checked, check_warc
from audit.capture.digests import difference
from audit.capture.words import printable
from audit.domain.errors import InputInvalid, Problem

ENTRIES = 5_000
DIRECTORY = 8_000_000
"""Bytes of the list of entries at the end of the file."""
UNPACKED = 4_000_000_000
"""Bytes of all entries together."""
RATIO = 200
SMALL = 1_000_000
"""Up to so many bytes no ratio is looked at."""
LARGEST_LIST = 50_000_000
"""Bytes of one file of JSON."""
PIECE = 1_048_576
END = b"PK\x05\x06"
END_64 = b"PK\x06\x07"
NAME = re.compile(r"(?!/)[^\\\x00-\x1f:]{1,255}")
ARCHIVE = re.compile(r"archive/.+\.warc(\.gz)?")
PACKAGE = "datapackage.json"
PACKAGE_DIGEST = "datapackage-digest.json"
TWICE = "@harvard-lil/js-wacz"
"""The program that passes each piece of an archive to its digest two times."""
PIECE_TWICE = 65_536


def check_wacz(stream: IO[bytes], name: str, found: Checked) -> None:
    """Check a WACZ file into the findings; raises InputInvalid when it is broken or unsafe to open.

    Nothing is unpacked to a disk: each entry is read as a stream.
    """
    _check_end(stream, name)
    try:
        with zipfile.ZipFile(stream) as package:
            entries = _entries(package, name)
            _check_package(package, entries, name, found)
            archives = [entry for entry in entries.values() if ARCHIVE.fullmatch(entry.filename)]
            if not archives:
                raise _broken(name, "there is no WARC file in its folder archive")
            for entry in archives:
                with _opened(package, entry, name) as content:
                    check_warc(content, f"{name}/{entry.filename}", found, UNPACKED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(name, f"it is not a whole ZIP file ({error})") from None


def _check_end(stream: IO[bytes], name: str) -> None:
    """Look at the size of the list of entries before anything reads it."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < 22:
        raise _broken(name, "it does not end as a ZIP file does")
    entries, directory = struct.unpack("<HL", tail[at + 10 : at + 16])
    if tail[max(0, at - 20) : at].startswith(END_64) or entries > ENTRIES or directory > DIRECTORY:
        raise _broken(name, f"it has more than the {ENTRIES} entries that are allowed")
    stream.seek(0)


def _entries(package: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in package.infolist():
        if why := _unsafe(entry):
            raise _broken(name, f"the entry {printable(entry.orig_filename, 100)!r} {why}")
        if entry.filename in entries:
            raise _broken(name, f"the entry {entry.filename} is there twice")
        entries[entry.filename] = entry
    if sum(entry.file_size for entry in entries.values()) > UNPACKED:
        raise _broken(name, f"it becomes more than the {UNPACKED} bytes that are allowed")
    _check_overlap(list(entries.values()), name)
    return entries


def _unsafe(entry: zipfile.ZipInfo) -> str:
    parts = entry.orig_filename.split("/")
    if not NAME.fullmatch(entry.orig_filename) or ".." in parts or "." in parts:
        return "has a name that leads elsewhere"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that a WACZ file does not use"
    if entry.file_size > max(SMALL, entry.compress_size * RATIO):
        return f"becomes more than {RATIO} times as large when it is unpacked"
    return ""


def _check_overlap(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Entries that share their bytes unpack to many times the size of the file."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise _broken(name, f"the entry {entry.filename} shares bytes with another")
        end = entry.header_offset + 30 + len(entry.orig_filename.encode()) + entry.compress_size


def _check_package(
    package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str, found: Checked
) -> None:
    if PACKAGE not in entries:
        raise _broken(name, f"there is no {PACKAGE} in it")
    described = _json(package, entries[PACKAGE], name)
    resources = described.get("resources")
    if not isinstance(resources, list):
        raise _broken(name, f"{PACKAGE} lists no resources")
    found.software = printable(str(described.get("software", "")), 200)
    listed: set[str] = set()
    for resource in cast("list[Any]", resources):
        listed.add(_check_resource(package, entries, name, resource, found))
    for other in entries.keys() - listed - {PACKAGE, PACKAGE_DIGEST}:
        if not other.endswith("/"):
            found.mismatch(f"{name}: {PACKAGE} does not list the entry {other}")
    if PACKAGE_DIGEST in entries:
        _check_package_digest(package, entries, name, found)


def _check_resource(
    package: zipfile.ZipFile,
    entries: dict[str, zipfile.ZipInfo],
    name: str,
    resource: Any,
    found: Checked,
) -> str:
    """Compare one listed file with its entry; returns its path."""
    facts = cast("dict[str, Any]", resource) if isinstance(resource, dict) else {}
    path, declared = str(facts.get("path", "")), str(facts.get("hash", ""))
    where = f"{name}: the entry {printable(path, 200)}"
    entry = entries.get(path)
    if entry is None:
        found.mismatch(f"{where} is listed in {PACKAGE} and not there")
        return path
    if facts.get("bytes") != entry.file_size:
        said = printable(str(facts.get("bytes")), 40)
        found.mismatch(f"{where} has {entry.file_size} bytes, and {PACKAGE} says {said}")
    _compare(package, entry, declared, name, found)
    return path


def _check_package_digest(
    package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str, found: Checked
) -> None:
    said = _json(package, entries[PACKAGE_DIGEST], name)
    if (about := said.get("path", PACKAGE)) != PACKAGE or not said.get("hash"):
        about = printable(str(about), 100)
        found.mismatch(f"{name}: {PACKAGE_DIGEST} gives no digest of {PACKAGE}, but of {about!r}")
        return
    _compare(package, entries[PACKAGE], str(said.get("hash", "")), name, found)
    if said.get("signedData"):
        found.note(f"{name}: it carries a signature, which was not checked.")


def _compare(
    package: zipfile.ZipFile, entry: zipfile.ZipInfo, declared: str, name: str, found: Checked
) -> None:
    where = f"{name}: digest of the entry {entry.filename}"
    try:
        with _opened(package, entry, name) as content:
            differs = difference(declared, [content])
        if differs and found.software.startswith(TWICE):
            with _opened(package, entry, name) as content:
                if not difference(declared, [cast("IO[bytes]", _Twice(content))]):
                    found.note(f"{where}: it is that of each {PIECE_TWICE} bytes taken twice")
                    differs = ""
    except ValueError as error:
        found.note(f"{name}: not compared: the digest of the entry {entry.filename}: {error}")
        return
    found.compared += 1
    if differs:
        found.mismatch(f"{where}: {differs}")


class _Twice:
    """A stream with each of its pieces two times."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content

    def read(self, _: int) -> bytes:
        """The next piece."""
        return self._content.read(PIECE_TWICE) * 2


def _json(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> dict[str, Any]:
    if entry.file_size > LARGEST_LIST:
        raise _broken(name, f"{entry.filename} has {entry.file_size} bytes")
    with _opened(package, entry, name) as content:
        try:
            read = json.loads(content.read(LARGEST_LIST + 1))
        except (ValueError, RecursionError) as error:
            raise _broken(name, f"{entry.filename} is not JSON ({error})") from None
    if not isinstance(read, dict):
        raise _broken(name, f"{entry.filename} is not an object of JSON")
    return cast("dict[str, Any]", read)


@contextmanager
def _opened(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[IO[bytes]]:
    """An entry as a stream; it gives no more bytes than the list of entries says, and checks its CRC."""
    try:
        with package.open(entry) as content:
            yield content
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _broken(name, f"the entry {entry.filename} is damaged ({error})") from None


def _broken(name: str, what: str) -> InputInvalid:
    return InputInvalid(Problem(name, what, "ask for the file again; nothing of it was taken in"))
