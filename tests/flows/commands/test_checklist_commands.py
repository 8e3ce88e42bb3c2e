"""The commands about checklists, run in this process: what they print and what they refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.catalogue import Catalogue
from audit.catalogue.withdrawn import withdraw
from audit.domain.errors import AuditError, CatalogueInvalid, InputInvalid, NotPublished
from flows.acts.fieldwork import record_answers
from flows.acts.opening import open_audit
from flows.acts.stages import checklists_of
from flows.commands import checklists
from flows.commands.checklists import checklist
from flows.workplace import Workplace
from tests.audit.catalogue.builders import CHECKLIST, GOVERNMENT_SALES, Shelf, shelf
from tests.audit.catalogue.editions.written import edited
from tests.factories import MOMENT, TODAY, reference_request

NEXT = "government-sales/1.1.0/checklist.yaml"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The commands over a folder of the test's own."""
    made = shelf(tmp_path)
    monkeypatch.setattr(checklists, "packaged_catalogue", lambda: made.catalogue)
    return made


def run(*arguments: str):
    return CliRunner().invoke(checklist, arguments)


def printed(*arguments: str) -> str:
    done = run(*arguments)
    assert done.exception is None, done.exception
    return done.stdout


def refused(kind: type[AuditError], *arguments: str) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, kind)
    return str(done.exception)


def draft(copy: Shelf, text: str) -> Path:
    path = copy.root / NEXT
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    return path


def test_the_list_names_drafts_broken_files_and_withdrawals(copy: Shelf) -> None:
    text = edited(
        copy.text(CHECKLIST), ('"1.0.0"', '"1.1.0"'), ("status: published", "status: draft")
    )
    draft(copy, text)
    broken = copy.root / "government-sales/1.2.0/checklist.yaml"
    broken.parent.mkdir()
    broken.write_text("id: [", "utf-8")
    withdraw(copy.root, CHECKLIST, TODAY - timedelta(days=9), "It is wrong.")
    lines = printed("list").splitlines()
    assert lines[0].startswith(
        "government-sales@1.0.0  Law-enforcement and government sales  2 questions"
    )
    assert lines[0].endswith("  withdrawn on 2026-11-14: It is wrong.")
    assert lines[1].endswith("  draft")
    assert lines[2].startswith(
        "government-sales@1.2.0  cannot be read: government-sales/1.2.0/checklist"
    )
    assert lines[3].startswith("responsible-investment@1.0.0")
    assert "10 rules" in lines[3]


def test_a_review_copy_goes_to_the_screen_or_to_a_file(copy: Shelf, tmp_path: Path) -> None:
    text = printed("review", "government-sales@1.0.0")
    assert text.startswith("# Law-enforcement and government sales\n")
    # The shelf's checklist is cut short, and the cases beside it are not.
    assert "None could be computed. government-sales/1.0.0/examples.yaml, line 17: " in text
    output = tmp_path / "copy.md"
    assert printed("review", CHECKLIST, "--output", str(output)).strip() == str(output)
    assert output.read_text("utf-8") == text
    said = refused(InputInvalid, "review", CHECKLIST, "--output", str(tmp_path / "no" / "copy.md"))
    assert said.startswith("--output: ")
    assert said.endswith("cannot be written (No such file or directory); name another file.")


def test_a_review_copy_of_a_policy(copy: Shelf) -> None:
    by_name = printed("review", "policies/responsible-investment@1.0.0")
    assert by_name == printed("review", "responsible-investment@1.0.0")
    assert "## Rules" in by_name


def test_changes_and_the_smallest_bump(copy: Shelf, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(
        edited(copy.text(CHECKLIST), ("weight: 3", "weight: 2"), ('"1.0.0"', '"1.1.0"')), "utf-8"
    )
    assert "Counts 2 instead of 3" in printed("diff", "government-sales@1.0.0", str(new))
    document = json.loads(printed("diff", CHECKLIST, str(new), "--format", "json"))
    assert document["smallest_version"] == "1.1.0"
    said = printed("bump", "government-sales@1.0.0", str(new))
    assert "the version after 1.0.0 is at least 1.1.0." in said
    assert "minor: weight of question CUS-01 changed" in said
    assert said.endswith(f"{new}: its version 1.1.0 is allowed.\n")
    new.write_text(new.read_text("utf-8").replace('"1.1.0"', '"1.0.1"'), "utf-8")
    assert "its version 1.0.1 is too small" in refused(
        CatalogueInvalid, "bump", CHECKLIST, str(new)
    )


def test_examples_that_hold_and_one_that_fails(copy: Shelf) -> None:
    worked = (
        "examples:\n  - name: Nothing\n    facts: {}\n    answers: []\n    expect:\n"
        "      - section: total\n        possible: '6'\n        determined: '0'\n"
        "        lowest: '0'\n        highest: '6'\n"
    )
    path = (copy.root / CHECKLIST).with_name("examples.yaml")
    path.write_text(worked, "utf-8")
    assert printed("examples", "government-sales@1.0.0") == "holds  Nothing\n"
    path.write_text(worked.replace("highest: '6'", "highest: '5'"), "utf-8")
    done = run("examples", CHECKLIST)
    assert done.stdout == "fails  Nothing\n"
    assert "highest in total should be 5 and is 6" in str(done.exception)
    said = refused(CatalogueInvalid, "examples", "responsible-investment@1.0.0")
    assert said.endswith("this is not a checklist; name one.")


def test_publishing_and_withdrawing(copy: Shelf) -> None:
    assert "there is no such version" in refused(NotPublished, "publish", "government-sales@1.1.0")
    said = printed(
        "withdraw", "government-sales@1.0.0", "--reason", "It is wrong.", "--from", "2027-01-01"
    )
    assert said == f"{CHECKLIST} is withdrawn from 2027-01-01: It is wrong.\n"
    assert "nothing is left to do" in refused(
        NotPublished, "withdraw", CHECKLIST, "--reason", "Again."
    )
    assert refused(InputInvalid, "withdraw", CHECKLIST, "--reason", "x", "--from", "soon") == (
        "--from: soon is not a day; write it like 2027-05-23."
    )


def test_an_open_audit_goes_on_after_a_withdrawal(sqlite_place: Workplace, tmp_path: Path) -> None:
    copy = shelf(tmp_path / "shelf")
    place = replace(sqlite_place, catalogue=copy.catalogue)
    request = replace(reference_request(), prepared_case="")
    opened = open_audit(place, request, MOMENT)
    withdraw(copy.root, CHECKLIST, TODAY, "It is wrong.")
    assert open_audit(place, request, MOMENT).id == opened.id
    fresh = replace(place, catalogue=Catalogue(copy.root))
    assert [used.id for used in checklists_of(fresh, opened)] == [GOVERNMENT_SALES.id]
    record_answers(fresh, opened.id, MOMENT)
    other = replace(request, investee=replace(request.investee, legal_name="Other Ltd"))
    with pytest.raises(NotPublished, match="it was withdrawn on 2026-11-23"):
        open_audit(fresh, other, MOMENT)


def test_before_the_first_day_of_everything_an_audit_can_be_opened(sqlite_place: Workplace) -> None:
    opened = open_audit(sqlite_place, reference_request(), MOMENT - timedelta(days=1))
    assert {ref.version for ref in opened.checklists} == {"1.0.0"}
