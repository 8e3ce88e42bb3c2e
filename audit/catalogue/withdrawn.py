"""What was withdrawn and why: a published file is never edited, so its withdrawal stands beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.catalogue.published import published_digests
from audit.catalogue.reading import nearest
from audit.domain.errors import CatalogueInvalid, NotPublished

WITHDRAWN = "withdrawn.txt"
ENTRY = re.compile(r"(\d{4}-\d{2}-\d{2})  (\S+)  (\S.*)")
FORM = "a day, a path and a reason with two spaces between them"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """From this day no new audit uses the version; audits opened with it go on."""

    file: str
    """Path below the catalogue."""
    on: date
    reason: str


def withdrawals(root: Path) -> dict[str, Withdrawal]:
    """The withdrawal by path below the catalogue; raises CatalogueInvalid for a line that is none."""
    register = root / WITHDRAWN
    if not register.exists():
        return {}
    published = published_digests(root)
    found: dict[str, Withdrawal] = {}
    for number, line in enumerate(register.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{WITHDRAWN}, line {number}"
        entry = _entry(where, line)
        if entry.file not in published:
            raise CatalogueInvalid(
                f"{where}: {entry.file} was never published; {nearest(entry.file, published)}"
            )
        if entry.file in found:
            raise CatalogueInvalid(f"{where}: {entry.file} stands twice; keep one line.")
        found[entry.file] = entry
    return found


def withdraw(root: Path, file: str, on: date, reason: str) -> Withdrawal:
    """Add a line; raises NotPublished for a file that is not published or was withdrawn before."""
    said = " ".join(reason.split())
    if not said:
        raise CatalogueInvalid(f"{file}: a withdrawal needs a reason; give it in one sentence.")
    if file not in published_digests(root):
        raise NotPublished(
            f"{file}: it is not published, so there is nothing to withdraw; delete the draft instead."
        )
    if earlier := withdrawals(root).get(file):
        raise NotPublished(
            f"{file}: it was withdrawn on {earlier.on} ({earlier.reason}); nothing is left to do."
        )
    register = root / WITHDRAWN
    text = register.read_text("utf-8") if register.exists() else ""
    between = "" if not text or text.endswith("\n") else "\n"
    register.write_text(f"{text}{between}{on}  {file}  {said}\n", "utf-8")
    return Withdrawal(file, on, said)


def _entry(where: str, line: str) -> Withdrawal:
    parts = ENTRY.fullmatch(line.rstrip())
    if parts is None:
        raise CatalogueInvalid(f"{where}: this is not {FORM}; correct the line.")
    day, file, reason = parts.groups()
    try:
        return Withdrawal(file, date.fromisoformat(day), reason)
    except ValueError:
        raise CatalogueInvalid(f"{where}: {day} is not a date; correct it.") from None
