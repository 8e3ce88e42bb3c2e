"""The inbox of an audit: where files for it are dropped, and from where they are read by name."""

from __future__ import annotations

import mimetypes
import re

from audit.domain.errors import InputInvalid, Problem
from audit.inbox import Inbox, Unfit, open_inbox
from audit.intake import shown

LOCAL = "file://"
LARGEST_FILE = 100 * 1024 * 1024
"""Bytes that a file may have which is read from the inbox as a whole."""
LONGEST_NAME = 255
"""Characters of a file name that a sentence repeats."""
AUDIT_ID = re.compile(r"[a-z0-9-]{1,80}")
"""What every id of an audit looks like; it is a folder name and part of an address."""


def inbox_of(url: str, audit_id: str) -> Inbox:
    """The inbox of one audit, made when it is not there; refuses what is no id, and links."""
    if not AUDIT_ID.fullmatch(audit_id):
        raise InputInvalid(
            Problem("audit", f"{shown(audit_id)} is not the id of an audit", "correct it")
        )
    return open_inbox(url, audit_id)


def folder_of(url: str, audit_id: str) -> str:
    """Where people put files for an audit; empty for an address elsewhere, which may hold a password."""
    return f"{url.removeprefix(LOCAL)}/{audit_id}" if url.startswith(LOCAL) else ""


def read_from_inbox(url: str, audit_id: str, name: str) -> bytes:
    """The bytes of a file of this name directly in the inbox, opened once and without links."""
    inbox = inbox_of(url, audit_id)
    there = inbox.waiting()
    if name not in there:
        raise absent(name, audit_id, there)
    try:
        return inbox.read(name, LARGEST_FILE)
    except Unfit as error:
        what = f"{shown(name, LONGEST_NAME)} in the inbox of {audit_id}: {error.what}"
        raise InputInvalid(Problem("file", what, error.do)) from None


def media_type_of(name: str) -> str:
    """The media type that a file name stands for."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def absent(name: str, audit_id: str, there: list[str]) -> InputInvalid:
    """What is said when no file of this name is in the inbox."""
    listed = ", ".join(shown(entry, LONGEST_NAME) for entry in there) or "nothing"
    what = f"there is no file '{shown(name, LONGEST_NAME)}' in the inbox of {audit_id} (there is {listed})"
    return InputInvalid(Problem("file", what, "put it there"))
