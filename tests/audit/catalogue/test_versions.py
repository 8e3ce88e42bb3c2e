"""Which version an audit runs: the newest that is published, and the checklists its facts call for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.catalogue.published import publish
from audit.domain.errors import NotPublished
from audit.domain.request import ChecklistChoice, VersionRef
from tests.audit.catalogue.builders import (
    CHECKLIST,
    GOVERNMENT_SALES,
    PACKAGED,
    Shelf,
    refusal,
    shelf,
)
from tests.factories import reference_request, small_request

REQUEST = reference_request()
SMALL = small_request()
NINE = VersionRef("government-sales", "1.9.0")


@pytest.fixture
def copy(tmp_path: Path) -> Shelf:
    """A copy of what ships, to be added to."""
    return shelf(tmp_path)


def add(copy: Shelf, version: str, status: str = "published") -> str:
    text = copy.text(CHECKLIST).replace('version: "1.0.0"', f'version: "{version}"')
    file = f"government-sales/{version}/checklist.yaml"
    copy.write(file, text.replace("status: published", f"status: {status}"))
    return file


def latest(copy: Shelf) -> dict[str, str]:
    return {listed.id: listed.version for listed in copy.catalogue.latest_checklists()}


def test_versions_are_ordered_by_number_and_not_by_letter(copy: Shelf):
    for version in ("1.10.0", "1.9.0", "1.0.1"):
        add(copy, version)
    found = [v for v in copy.catalogue.checklist_versions() if v.id == "government-sales"]
    assert [v.version for v in found] == ["1.0.0", "1.0.1", "1.9.0", "1.10.0"]
    assert latest(copy)["government-sales"] == "1.10.0"


def test_an_older_version_stays_usable(copy: Shelf):
    add(copy, "1.9.0")
    catalogue = copy.catalogue
    assert catalogue.checklist(GOVERNMENT_SALES).version == "1.0.0"
    assert catalogue.checklist(NINE).version == "1.9.0"
    assert catalogue.checklist(NINE).digest != catalogue.checklist(GOVERNMENT_SALES).digest


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_a_newer_version_that_is_not_in_force_stops_no_audit(copy: Shelf, status: str):
    add(copy, "1.9.0", status)
    assert latest(copy) == {"government-sales": "1.0.0"}
    assert len(copy.catalogue.advised_checklists(REQUEST)) == 1


def test_a_newer_version_that_was_edited_is_not_passed_over(copy: Shelf):
    path = copy.root / add(copy, "1.9.0")
    path.write_text(path.read_text("utf-8") + "# A remark.\n", "utf-8")
    said = refusal(NotPublished, copy.catalogue.latest_checklists)
    assert "1.9.0/checklist.yaml: a published version was edited" in said


def test_a_newer_version_that_nobody_registered_is_not_passed_over(copy: Shelf):
    (copy.root / "published.sha256").write_text("", "utf-8")
    assert "it is not in published.sha256" in refusal(
        NotPublished, copy.catalogue.latest_checklists
    )


def test_publishing_adds_a_line_and_never_changes_one(copy: Shelf):
    file = "government-sales/1.9.0/checklist.yaml"
    path = copy.root / file
    path.parent.mkdir()
    text = copy.text(CHECKLIST).replace('version: "1.0.0"', 'version: "1.9.0"')
    path.write_text(text, "utf-8")
    before = copy.text("published.sha256").splitlines()
    refusal(NotPublished, lambda: copy.catalogue.checklist(NINE))
    digest = publish(copy.root, file)
    after = copy.text("published.sha256").splitlines()
    assert set(after) - set(before) == {f"{digest}  {file}"}
    assert set(before) <= set(after)
    assert copy.catalogue.checklist(NINE).digest == digest
    assert publish(copy.root, file) == digest, "publishing again changes nothing"
    assert copy.text("published.sha256").splitlines() == after


def test_publishing_over_a_publication_is_refused(copy: Shelf):
    path = copy.root / CHECKLIST
    path.write_text(path.read_text("utf-8") + "# A remark.\n", "utf-8")
    before = copy.text("published.sha256")
    said = refusal(NotPublished, lambda: publish(copy.root, CHECKLIST))
    assert said.startswith(f"{CHECKLIST}: this version was published with other contents")
    assert copy.text("published.sha256") == before


def test_named_modules_run_in_the_catalogues_order():
    request = replace(
        small_request(),
        checklists=ChecklistChoice(("government-sales", "core-hrdd"), "Reseller unclear."),
    )
    assert [c.id for c in PACKAGED.chosen_checklists(request)] == ["core-hrdd", "government-sales"]


def test_an_unknown_module_is_refused_with_the_nearest_name():
    request = replace(SMALL, checklists=ChecklistChoice(("core-hrd",), ""))
    said = refusal(NotPublished, lambda: PACKAGED.chosen_checklists(request))
    assert said == "checklists: the checklist core-hrd is unknown; did you mean core-hrdd?"
