"""Renaming that never takes the place of another file."""

from __future__ import annotations

import ctypes
import errno
import os

NO_REPLACE = 1
"""RENAME_NOREPLACE of renameat2(2)."""


def rename_to_free_name(from_folder: int, to_folder: int, name: str) -> None:
    """Move a file into another opened folder; raises OSError when its name is not free there.

    On systems without renameat2 the name counts as not free.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    raw = os.fsencode(name)
    if call(from_folder, raw, to_folder, raw, NO_REPLACE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
