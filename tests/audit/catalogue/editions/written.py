"""Two versions of a small checklist or policy, the second made from the first by edits."""

from __future__ import annotations

from pathlib import Path

from audit.catalogue.editions.difference import Change, Difference, difference
from audit.catalogue.editions.edition import Edition, read_edition
from tests.audit.catalogue.builders import CHECKLIST, PACKAGED, POLICY

WHOLE = (PACKAGED.root / CHECKLIST).read_text("utf-8")
SMALL = WHOLE.partition("      - id: CUS-04\n")[0]
"""The shipped checklist, cut to its first three questions: weights 3, 3 and 3."""
RULES = (PACKAGED.root / POLICY).read_text("utf-8")
Edit = tuple[str, str]


def edited(text: str, *edits: Edit) -> str:
    """The text with the first occurrence of each replaced."""
    for old, new in edits:
        assert old in text, f"{old!r} does not stand there"
        text = text.replace(old, new, 1)
    return text


def edition(folder: Path, text: str, name: str = "checklist.yaml") -> Edition:
    """A version read from a file of its own."""
    path = folder / name
    path.write_text(text, "utf-8")
    return read_edition(PACKAGED, str(path))


def between(folder: Path, *edits: Edit, start: str = SMALL) -> Difference:
    """What these edits change."""
    return difference(
        edition(folder, start, "old.yaml"), edition(folder, edited(start, *edits), "new.yaml")
    )


def only(found: Difference) -> Change:
    """The one change there is."""
    (change,) = found.changes
    return change
