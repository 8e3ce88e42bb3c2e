"""What is published, by digest: a published version is never edited."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from audit.domain.errors import CatalogueInvalid, NotPublished

PUBLISHED = "published"
REGISTER = "published.sha256"
ENTRY = re.compile(r"([0-9a-f]{64})  (\S.*)")


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def published_digests(root: Path) -> dict[str, str]:
    """Digest by path below the catalogue, from its register in the format of sha256sum."""
    register = root / REGISTER
    if not register.exists():
        return {}
    digests: dict[str, str] = {}
    for number, line in enumerate(register.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        entry = ENTRY.fullmatch(line)
        if entry is None:
            raise CatalogueInvalid(
                f"{REGISTER}, line {number}: not a digest, two spaces and a path; correct the line."
            )
        digest, path = entry.groups()
        if path in digests:
            raise CatalogueInvalid(
                f"{REGISTER}, line {number}: {path} stands twice; keep one line."
            )
        digests[path] = digest
    return digests


def require_published(root: Path, relative: str, status: str) -> str:
    """The digest of a published file; raises NotPublished for a draft or an edited publication."""
    refuse_edited(root, relative)
    if status != PUBLISHED:
        raise NotPublished(
            f"{relative}: its status is {status}; only a published version can be used for an audit."
        )
    if relative not in published_digests(root):
        raise NotPublished(
            f"{relative}: it is not in {REGISTER}; publish it with "
            f"`investee-audit checklist publish {relative}`."
        )
    return file_digest(root / relative)


def refuse_edited(root: Path, relative: str) -> None:
    """Raise NotPublished when a registered file no longer has the bytes it was published with."""
    digest = file_digest(root / relative)
    registered = published_digests(root).get(relative, digest)
    if registered != digest:
        raise NotPublished(
            f"{relative}: a published version was edited (its digest is {digest[:12]}…, published was "
            f"{registered[:12]}…); restore it and make a new version instead."
        )


def publish(root: Path, relative: str) -> str:
    """Add a file to the register, whatever it says; raises NotPublished when it is there with other contents."""
    if not (root / relative).is_file():
        raise NotPublished(
            f"{relative}: there is no such file below {root}; name one that is there."
        )
    digests = published_digests(root)
    digest = file_digest(root / relative)
    if digests.get(relative, digest) != digest:
        raise NotPublished(
            f"{relative}: this version was published with other contents; make a new version instead."
        )
    lines = sorted(f"{known}  {path}" for path, known in {**digests, relative: digest}.items())
    lines.sort(key=lambda line: line.split("  ", 1)[1])
    unfinished = root / f"{REGISTER}.unfinished"
    unfinished.write_text("\n".join(lines) + "\n", "utf-8")
    unfinished.replace(root / REGISTER)
    return digest
