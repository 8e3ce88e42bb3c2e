"""The inbox of an audit: a folder of its own, from which files are taken by name."""

from __future__ import annotations

import mimetypes
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.domain.errors import InputInvalid, Problem
from audit.intake import shown

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes that one file from the inbox may have."""
LONGEST_NAME = 255
"""Characters of a file name that a sentence repeats."""
AUDIT_ID = re.compile(r"[a-z0-9-]{1,80}")
"""What every id of an audit looks like; it is a folder name and part of an address."""


def inbox_of(root: Path, audit_id: str) -> Path:
    """The inbox of one audit, made when it is not there; refuses what is no id, and links."""
    if not AUDIT_ID.fullmatch(audit_id):
        raise InputInvalid(
            Problem("audit", f"{shown(audit_id)} is not the id of an audit", "correct it")
        )
    folder = root / audit_id
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from None
    if folder.is_symlink():
        raise InputInvalid(
            Problem("file", f"the inbox {folder} is a link", "replace it by a folder")
        )
    return folder


def read_from_inbox(root: Path, audit_id: str, name: str) -> bytes:
    """The bytes of a file of this name directly in the inbox, opened once and without links."""
    with _opened(inbox_of(root, audit_id), name) as file:
        content = b""
        # A file that grows while it is read does not get past the limit either.
        while piece := os.read(file, LARGEST_FILE + 1 - len(content)):
            content += piece
    if len(content) > LARGEST_FILE:
        raise _too_large(name, len(content))
    return content


def media_type_of(name: str) -> str:
    """The media type that a file name stands for."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[int]:
    if not name or name in (".", "..") or "/" in name:
        raise _absent(folder, name)
    try:
        inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise _unusable(folder, error) from None
    try:
        # Without waiting: a pipe of this name has nobody at its other end.
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inside)
    except (OSError, ValueError):
        raise _absent(folder, name) from None
    finally:
        os.close(inside)
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise _absent(folder, name)
        if found.st_size > LARGEST_FILE:
            raise _too_large(name, found.st_size)
        yield file
    finally:
        os.close(file)


def _absent(folder: Path, name: str) -> InputInvalid:
    there = (
        ", ".join(sorted(shown(entry.name, LONGEST_NAME) for entry in folder.iterdir()))
        or "nothing"
    )
    what = f"there is no file '{shown(name, LONGEST_NAME)}' in {folder} (there is {there})"
    return InputInvalid(Problem("file", what, "put it there"))


def _too_large(name: str, size: int) -> InputInvalid:
    return InputInvalid(
        Problem(
            "file",
            f"{shown(name, LONGEST_NAME)} has {size} bytes and the limit is {LARGEST_FILE}",
            "split it or bring in the part that matters",
        )
    )


def _unusable(folder: Path, error: OSError) -> InputInvalid:
    return InputInvalid(
        Problem("file", f"the inbox {folder} cannot be used ({error.strerror})", "make it a folder")
    )
