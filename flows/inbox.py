"""The inbox of an audit: a folder of its own, from which files are taken by name."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from audit.domain.errors import InputInvalid, Problem

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes that one file from the inbox may have."""


def inbox_of(root: Path, audit_id: str) -> Path:
    """The inbox of one audit, made when it is not there."""
    folder = root / audit_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def file_in_inbox(root: Path, audit_id: str, name: str) -> Path:
    """A file of this name directly in the inbox; refuses paths, links and anything else."""
    folder = inbox_of(root, audit_id)
    path = folder / name
    if not name or Path(name).name != name or path.is_symlink() or not path.is_file():
        there = ", ".join(sorted(entry.name for entry in folder.iterdir())) or "nothing"
        raise InputInvalid(
            Problem(
                "file", f"there is no file {name!r} in {folder} (there is {there})", "put it there"
            )
        )
    if path.stat().st_size > LARGEST_FILE:
        raise InputInvalid(
            Problem(
                "file",
                f"{name} has {path.stat().st_size} bytes and the limit is {LARGEST_FILE}",
                "split it or bring in the part that matters",
            )
        )
    return path


def media_type_of(name: str) -> str:
    """The media type that a file name stands for."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
