"""Names of files in an inbox: which can be taken, which wait, and which describe another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SIDECARS = (".evidence.yaml", ".evidence.yml")
"""A file NAME is described by the file of the same name with one of these endings."""
BEING_TAKEN, TAKEN, REJECTED = "being-taken", "taken", "rejected"
DONE_WITH = (TAKEN, REJECTED)
OWN = (BEING_TAKEN, TAKEN, REJECTED)
"""Folders that an inbox makes in itself."""
REASON = ".reason.txt"
"""Ending of the file that says why the one beside it was set aside."""
UNFINISHED = (".part", ".partial", ".crdownload", ".tmp", "~")
"""Endings that programs give to a file while it is still arriving."""
LONGEST = 255
"""Bytes of a name that every file system holds."""
NOT_PLAIN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories: control characters, surrogates, line and paragraph separators."""
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing, so that a name reads as another one."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def name_problem(name: str) -> str:
    """Why a file of this name is not taken in; empty when it is.

    Letters of every script are taken, also those written from right to left.
    """
    bad = [m for m in name if unicodedata.category(m) in NOT_PLAIN or m in TURNING]
    if bad:
        return f"its name has a mark that is not shown or turns the writing (U+{ord(bad[0]):04X})"
    if "/" in name or "\\" in name or name in ("", ".", ".."):
        return "its name leads to another folder"
    if RESERVED.fullmatch(name) or name[-1] in " .":
        return "its name is one that other systems cannot hold"
    return ""


def printable(name: str) -> str:
    """The name as a sentence repeats it: on one line, with nothing hidden."""
    return "".join(
        mark
        if mark.isprintable() and mark not in TURNING
        else repr(mark)[1:-1].encode("ascii", "backslashreplace").decode()
        for mark in name
    )


def waits(name: str) -> bool:
    """Whether the name says that the file is hidden or still arriving."""
    return name.startswith(".") or name.endswith(UNFINISHED)


def is_sidecar(name: str) -> bool:
    """Whether the name is that of a description."""
    return name.endswith(SIDECARS)


def pairs(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each file with the side-cars that describe it; a side-car without its file is left out.

    A name written with other code points for the same letters is found when only one file has it.
    """
    listed = sorted(names)
    files = {name: list[str]() for name in listed if not is_sidecar(name)}
    alike: dict[str, list[str]] = {}
    for name in files:
        alike.setdefault(composed(name), []).append(name)
    for sidecar in filter(is_sidecar, listed):
        described = sidecar.rpartition(".evidence.")[0]
        found = [described] if described in files else alike.get(composed(described), [])
        if len(found) == 1:
            files[found[0]].append(sidecar)
    return {name: tuple(sidecars) for name, sidecars in files.items()}


def composed(name: str) -> str:
    """The name in composed code points (Unicode NFC)."""
    return unicodedata.normalize("NFC", name)


def aside_name(name: str) -> str:
    """A name under which a file that is set aside can be kept on every file system."""
    safe = printable(name).replace("\\", "_").replace("/", "_").strip(". ") or "unnamed"
    # A file that ends like a reason would take the place of one.
    return kept_name(f"{safe}_" if safe.endswith(REASON) else safe)


def kept_name(name: str, ending: str = "") -> str:
    """The name with an ending, cut so that every file system holds it."""
    room = LONGEST - len(ending.encode())
    return name.encode()[:room].decode("utf-8", "ignore") + ending
