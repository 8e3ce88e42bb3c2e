"""Rules for a register as a file: what ships, and how a fault in it is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audit.catalogue.registers.rules import register_rules, register_versions
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.request import VersionRef
from tests.audit.catalogue.builders import PACKAGED, Shelf, refusal, shelf

RULES = "registers/government-sales/1.0.0/register.yaml"
REF = VersionRef("government-sales", "1.0.0")
CHECKLIST = "government-sales/1.0.0/checklist.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Shelf:
    """A copy of what ships, with the whole checklist that the rules are for."""
    made = shelf(tmp_path)
    shutil.copy(PACKAGED.root / CHECKLIST, made.root / CHECKLIST)
    made.register(CHECKLIST)
    return made


def test_what_ships_speaks_of_every_question():
    rules = register_rules(PACKAGED, REF)
    asked = {question.id for question in PACKAGED.checklist(rules.checklist).questions}
    assert {entry.question for entry in (*rules.questions, *rules.beyond)} == asked
    assert len(rules.questions) == 13
    assert [entry.question for entry in rules.questions if entry.only_worst] == ["CUS-07", "LAW-02"]
    assert rules.test_of("LAW-01").facts == (
        "public_authority", "ongoing_surveillance", "specified_people", "public_place",
        "court_order", "recorded_emergency",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("fact: court_order", "fact: court_ordr", "the fact court_ordr is unknown; did you mean"),
        ("question: LAW-09", "question: LAW-10", "LAW-10 is unknown; did you mean LAW-"),
        ("question: LAW-06", "question: LAW-05", "LAW-05 stands twice; keep one of them."),
        (
            "    bands: share-of-rows",
            "    bands: share",
            "share is unknown; known are every-row, share-of-rows",
        ),
        ("    bands: share-of-rows", "    bands: every-row", "not those of the scale: MET, MOSTLY"),
        ('at_least: "9/10"', 'at_least: "1/3"', "the shares fall from 1 for the best word to 0."),
        ('at_least: "1/10"', 'at_least: "1/0"', '"1/0" does not have the required form'),
        ("instrument: smith-test-2018", "instrument: smith", "smith is unknown"),
        ('version: "1.0.0"\nstatus', 'version: "1.0.1"\nstatus', "make them agree"),
        ("concerns: a live", "concern: a live", "the key concern is unknown; did you mean"),
    ],
)
def test_a_fault_is_said_with_its_line(copy: Shelf, old: str, new: str, said: str):
    copy.edit(RULES, old, new)
    found = refusal(CatalogueInvalid, lambda: register_rules(copy.catalogue, REF))
    assert found.startswith(f"{RULES}, line ")
    assert said in found


def test_nothing_may_be_left_unsaid_about_a_question(copy: Shelf):
    text = copy.text(RULES)
    copy.write(RULES, text[: text.index("  - question: LAW-06")])
    found = refusal(CatalogueInvalid, lambda: register_rules(copy.catalogue, REF))
    assert "nothing is said about LAW-06; add it." in found


def test_only_published_rules_are_used(copy: Shelf):
    copy.edit(RULES, "status: published", "status: draft")
    assert "its status is draft" in refusal(
        NotPublished, lambda: register_rules(copy.catalogue, REF)
    )


def test_a_version_that_is_not_there_is_named():
    wanted = VersionRef("government-sales", "9.0.0")
    found = refusal(NotPublished, lambda: register_rules(PACKAGED, wanted))
    assert "did you mean government-sales@1.0.0?" in found
    assert register_versions(PACKAGED) == (REF,)
