"""Where other publishers' answers and scores are, and how a level is compared with what they print."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from audit.catalogue import packaged_catalogue
from audit.catalogue.answer_rows import Layout
from audit.catalogue.answer_sheets import read_sheet
from audit.catalogue.instruments.published_files import Imported, write
from audit.catalogue.schemes import read_scheme
from audit.domain.truth import Truth
from audit.scoring.adjust import printed_texts
from audit.scoring.tree import Level, SubjectScore, score_subject

VARIABLE = "INVESTEE_AUDIT_INSTRUMENTS"
BESIDE = Path(__file__).parents[5] / "shared" / "instruments"
FOLDER = Path(os.environ.get(VARIABLE, BESIDE))


def published(name: str) -> Path:
    """The folder of one instrument; where it is absent the test is skipped and says why."""
    folder = FOLDER / name
    if not folder.is_dir():
        pytest.skip(
            f"PUBLISHED SCORES NOT CHECKED: there is no {folder}; set {VARIABLE} to the folder with "
            "other publishers' answers and scores"
        )
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    """A table of the publisher's."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def imported_and_scored(
    read: Callable[[Path], Imported], folder: Path, out: Path
) -> dict[str, SubjectScore]:
    """Import a folder, read back the two files that were written, and score every subject."""
    checklist, answers = write(read(folder), out)
    scheme = read_scheme(packaged_catalogue(), checklist)
    subjects = read_sheet(answers, scheme, Layout({}))
    return {subject.name: score_subject(scheme, subject, {}) for subject in subjects}


def printed(level: Level) -> str:
    """The level as the publisher prints it; NA where it is left out."""
    if level.own.part.counts is Truth.FALSE:
        return "NA"
    assert level.node.printed is not None
    return " to ".join(printed_texts(level.own.part, level.node.printed))
