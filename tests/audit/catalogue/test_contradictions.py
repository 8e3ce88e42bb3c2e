"""Contradictions in a fieldwork file: read as stated, and a wrong one is named with its line."""

from __future__ import annotations

from datetime import date

import pytest

from audit.catalogue.fieldwork_files import FieldworkReader, KnownIds, answer_words
from audit.catalogue.reading import SourceFile
from audit.domain.contradiction import Contradiction, ContradictionStatus, Reading, Resolution
from audit.domain.errors import CatalogueInvalid
from tests.audit.catalogue.builders import PACKAGED, refusal

SCHEMA = PACKAGED.root / "schema" / "case-fieldwork.schema.json"
KNOWN = KnownIds(answer_words(PACKAGED.latest_checklists()), ["S01", "S02"], ["A1"])
FILE = """\
contradictions:
  - id: K1
    about: GOV-07
    point: Where it is sold
    readings:
      - id: company
        text: The company says only to democracies.
        word: "YES"
        evidence:
          - S01
      - id: press
        text: A paper names two other places.
        word: "NO"
        evidence:
          - S02
    status: resolved
    resolution:
      reading: company
      by: The reviewer
      "on": "2026-11-23"
      reason: The order book shows it.
"""


def read(text: str) -> tuple[Contradiction, ...]:
    """The contradictions of a fieldwork file."""
    source = SourceFile.holding(text.encode(), "fieldwork.yaml")
    return FieldworkReader(source, SCHEMA).read(KNOWN).contradictions


def test_it_reads_as_stated():
    assert read(FILE) == (
        Contradiction(
            "K1",
            "GOV-07",
            "Where it is sold",
            (
                Reading("company", "The company says only to democracies.", "YES", ("S01",)),
                Reading("press", "A paper names two other places.", "NO", ("S02",)),
            ),
            ContradictionStatus.RESOLVED,
            Resolution("company", "The reviewer", date(2026, 11, 23), "The order book shows it."),
        ),
    )


def test_one_about_an_allegation_speaks_in_statuses():
    text = FILE.replace("GOV-07", "A1").replace('"YES"', "refuted").replace('"NO"', "substantiated")
    assert [reading.word for reading in read(text)[0].readings] == ["refuted", "substantiated"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("about: GOV-07", "about: GOV-70", 3, "did you mean GOV-07?"),
        ('word: "YES"', "word: MET", 8, "known are NO, YES"),
        ("- S02", "- S03", 15, "S03 is unknown; did you mean S0"),
        ("id: press", "id: company", 11, "the id company stands twice"),
        ("reading: company", "reading: pres", 18, "did you mean press?"),
        ('"2026-11-23"', '"2026-02-30"', 20, "2026-02-30 is not a day"),
    ],
)
def test_what_nobody_knows_is_refused_with_its_line(old: str, new: str, line: int, said: str):
    told = refusal(CatalogueInvalid, lambda: read(FILE.replace(old, new)))
    assert told.startswith(f"fieldwork.yaml, line {line}: ")
    assert said in told


@pytest.mark.parametrize(
    "changed",
    [
        FILE.replace("status: resolved", "status: open"),
        FILE[: FILE.index("    resolution")],
        FILE.replace("status: resolved", "status: irreducible"),
    ],
)
def test_a_status_stands_with_what_it_needs_and_nothing_else(changed: str):
    refusal(CatalogueInvalid, lambda: read(changed))
