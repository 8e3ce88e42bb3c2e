"""A pack as one ZIP file: fixed order and times, members stored as they are, memory that does not grow."""

from __future__ import annotations

import zipfile
from typing import IO

from audit.domain.errors import EvidenceUnreadable
from audit.evidence_store import StoredFile, pass_on
from audit.pack.contents import Contents, PackFile

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name."""
UNIX, PLAIN_FILE = 3, 0o100644 << 16


def write_pack(contents: Contents, target: IO[bytes]) -> None:
    """Write the pack; the same contents give the same bytes.

    Raises EvidenceUnreadable when bytes no longer have the digest and the size they are known by.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for file in contents.files:
            _add(archive, file)


def _add(archive: zipfile.ZipFile, file: PackFile) -> None:
    entry = zipfile.ZipInfo(file.path, NO_TIME)
    entry.create_system, entry.external_attr = UNIX, PLAIN_FILE
    # Known before it is written, so that only a member that needs it is written as ZIP64.
    entry.file_size = file.size
    with file.open() as source, archive.open(entry, "w") as member:
        found = pass_on(source, member.write)
    if found != StoredFile(file.sha256, file.size):
        raise EvidenceUnreadable(
            f"{file.path}: expected {file.size} bytes with the SHA-256 {file.sha256}, "
            f"found {found.size} with {found.sha256}; restore them from a copy."
        )
