"""A copy of the shipped checklists that a test may break, and what a reader says about it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.catalogue import Catalogue, packaged_catalogue
from audit.domain.errors import AuditError
from audit.domain.request import VersionRef

PACKAGED = packaged_catalogue()
CHECKLIST = "government-sales/1.0.0/checklist.yaml"
POLICY = "policies/responsible-investment/1.0.0/policy.yaml"
REGISTER = "published.sha256"
LEFT_OUT = ("core-hrdd", "facial-recognition", "cases", "__pycache__", "*.py")
GOVERNMENT_SALES = VersionRef("government-sales", "1.0.0")
RESPONSIBLE_INVESTMENT = VersionRef("responsible-investment", "1.0.0")


@dataclass(frozen=True)
class Shelf:
    """A folder of checklists of the test's own."""

    root: Path

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue over this folder; the shipped vocabulary is not read again."""
        catalogue = Catalogue(self.root)
        catalogue.vocabulary = PACKAGED.vocabulary
        return catalogue

    def text(self, file: str) -> str:
        """What stands in a file."""
        return (self.root / file).read_text("utf-8")

    def write(self, file: str, text: str) -> None:
        """Put a text in a file and register it as published."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        self.register(file)

    def register(self, file: str) -> None:
        """Publish a file as it stands, whatever was published before."""
        digest = hashlib.sha256((self.root / file).read_bytes()).hexdigest()
        others = [
            line for line in self.text(REGISTER).splitlines() if not line.endswith(f"  {file}")
        ]
        (self.root / REGISTER).write_text("\n".join([*others, f"{digest}  {file}"]) + "\n", "utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text, and publish the result."""
        text = self.text(file)
        assert old in text, f"{old!r} does not stand in {file}"
        self.write(file, text.replace(old, new, 1))

    def line(self, file: str, needle: str) -> int:
        """The line, from 1, on which a text first begins."""
        before, found, _ = self.text(file).partition(needle)
        assert found, f"{needle!r} does not stand in {file}"
        return before.count("\n") + 1


def shelf(folder: Path) -> Shelf:
    """A copy of the shipped folder with one checklist, and that cut to its first two questions."""
    root = folder / "checklists"
    shutil.copytree(PACKAGED.root, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    copy = Shelf(root)
    copy.write(CHECKLIST, copy.text(CHECKLIST).partition("      - id: CUS-03\n")[0])
    return copy


def refusal(kind: type[AuditError], act: Callable[[], object]) -> str:
    """What is said when something is refused."""
    with pytest.raises(kind) as refused:
        act()
    assert refused.type is kind
    return str(refused.value)
