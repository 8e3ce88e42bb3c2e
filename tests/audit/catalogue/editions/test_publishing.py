"""Publishing: what has to hold before a version counts for good, and that a refusal changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.catalogue.editions.publishing import publish_version
from audit.domain.errors import AuditError, CatalogueInvalid, NotPublished
from tests.audit.catalogue.builders import CHECKLIST, POLICY, REGISTER, Shelf, refusal, shelf
from tests.audit.catalogue.editions.written import Edit, edited

NEXT = "government-sales/1.1.0/checklist.yaml"
EXAMPLES = "government-sales/1.1.0/examples.yaml"
LIGHTER: Edit = ("weight: 3", "weight: 2")
WORKED = """\
examples:
  - name: Nothing is known
    facts: {}
    answers: []
    expect:
      - section: total
        possible: "5"
        determined: "0"
        lowest: "0"
        highest: "5"
"""
"""The shelf's checklist has two questions of weight 3; one of them is made lighter."""


@pytest.fixture
def copy(tmp_path: Path) -> Shelf:
    """A shelf with one published checklist."""
    return shelf(tmp_path)


def draft(copy: Shelf, *edits: Edit, version: str = "1.1.0", examples: str = WORKED) -> str:
    """A next version, ready to be published unless an edit spoils it."""
    text = edited(copy.text(CHECKLIST), ('version: "1.0.0"', f'version: "{version}"'), *edits)
    file = f"government-sales/{version}/checklist.yaml"
    path = copy.root / file
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    if examples:
        path.with_name("examples.yaml").write_text(examples, "utf-8")
    return file


def refused(copy: Shelf, kind: type[AuditError], file: str) -> str:
    """What is said, after which the register stands as it did."""
    before = copy.text(REGISTER)
    said = refusal(kind, lambda: publish_version(copy.catalogue, str(copy.root / file)))
    assert copy.text(REGISTER) == before
    return said


def test_a_sound_version_is_registered(copy: Shelf) -> None:
    file = draft(copy, LIGHTER)
    label, digest = publish_version(copy.catalogue, file)
    assert label == file
    assert f"{digest}  {file}" in copy.text(REGISTER).splitlines()
    (latest,) = copy.catalogue.latest_checklists()
    assert (latest.version, latest.digest) == ("1.1.0", digest)


def test_publishing_again_changes_nothing(copy: Shelf) -> None:
    draft(copy, LIGHTER)
    publish_version(copy.catalogue, "government-sales@1.1.0")
    before = copy.text(REGISTER)
    publish_version(copy.catalogue, "government-sales@1.1.0")
    assert copy.text(REGISTER) == before


def test_a_draft_is_refused(copy: Shelf) -> None:
    said = refused(copy, NotPublished, draft(copy, LIGHTER, ("status: published", "status: draft")))
    assert said.startswith(f"{NEXT}: its status is draft; set it to published when ")


def test_too_small_a_bump_is_refused(copy: Shelf) -> None:
    said = refused(copy, CatalogueInvalid, draft(copy, LIGHTER, version="1.0.1"))
    assert said == (
        "government-sales/1.0.1/checklist.yaml: its version 1.0.1 is too small, because weight of "
        "question CUS-01 changed; a minor change needs at least 1.1.0."
    )


def test_a_version_below_the_published_ones_is_refused(copy: Shelf) -> None:
    draft(copy, LIGHTER)
    publish_version(copy.catalogue, "government-sales@1.1.0")
    said = refused(copy, CatalogueInvalid, draft(copy, LIGHTER, version="1.0.5"))
    assert "its version 1.0.5 is not greater than 1.1.0" in said


def test_failing_examples_are_refused_with_both_numbers(copy: Shelf) -> None:
    file = draft(copy, LIGHTER, examples=WORKED.replace('possible: "5"', 'possible: "6"'))
    assert refused(copy, CatalogueInvalid, file) == (
        f"{EXAMPLES}: the example “Nothing is known” fails: possible in total should be 6 and is 5; "
        "correct the checklist or the example."
    )


def test_a_checklist_without_examples_is_refused(copy: Shelf) -> None:
    said = refused(copy, CatalogueInvalid, draft(copy, LIGHTER, examples=""))
    assert said == f"{NEXT}: it has no worked cases; add at least one in {EXAMPLES}."


def test_a_file_outside_its_folder_is_refused(copy: Shelf) -> None:
    file = draft(copy, LIGHTER)
    elsewhere = copy.root / "government-sales" / "next.yaml"
    (copy.root / file).rename(elsewhere)
    said = refused(copy, NotPublished, "government-sales/next.yaml")
    assert f"which is published as {NEXT}" in said


def test_a_publication_that_was_edited_is_refused(copy: Shelf) -> None:
    path = copy.root / POLICY
    path.write_text(path.read_text("utf-8") + "# A remark.\n", "utf-8")
    said = refused(copy, NotPublished, POLICY)
    assert said.endswith(
        "this version was published with other contents; make a new version instead."
    )


def test_an_edited_predecessor_is_refused(copy: Shelf) -> None:
    file = draft(copy, LIGHTER)
    path = copy.root / CHECKLIST
    path.write_text(path.read_text("utf-8") + "# A remark.\n", "utf-8")
    assert "a published version was edited" in refused(copy, NotPublished, file)


def test_a_day_that_does_not_exist_is_refused(copy: Shelf) -> None:
    file = draft(copy, LIGHTER, ('effective_from: "2026-11-23"', 'effective_from: "2026-02-31"'))
    said = refused(copy, CatalogueInvalid, file)
    assert said == f"{NEXT}: effective_from: 2026-02-31 is not a date; correct it."


def test_a_dropped_id_is_never_used_for_something_else(copy: Shelf) -> None:
    head, second, tail = copy.text(CHECKLIST).partition("      - id: CUS-02\n")
    worked = WORKED.replace('"5"', '"3"')
    for version, text, examples in (
        ("2.0.0", head, worked),
        ("2.1.0", head + second + tail.replace("before the sale", "after it"), WORKED.replace('"5"', '"6"')),
    ):  # fmt: skip
        path = copy.root / f"government-sales/{version}/checklist.yaml"
        path.parent.mkdir()
        path.write_text(text.replace('version: "1.0.0"', f'version: "{version}"'), "utf-8")
        path.with_name("examples.yaml").write_text(examples, "utf-8")
    publish_version(copy.catalogue, "government-sales@2.0.0")
    said = refused(copy, NotPublished, "government-sales/2.1.0/checklist.yaml")
    assert "CUS-02 asked something else in government-sales@1.0.0; a dropped id is never" in said


def test_a_policy_is_published_without_examples(copy: Shelf) -> None:
    text = edited(copy.text(POLICY), ('version: "1.0.0"', 'version: "9.0.0"'))
    path = copy.root / "policies/responsible-investment/9.0.0/policy.yaml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    publish_version(copy.catalogue, "responsible-investment@9.0.0")
    assert "policies/responsible-investment/9.0.0/policy.yaml" in copy.text(REGISTER)


OTHERS = ["moratoria/ibm-exit-2020.yaml", "registers/government-sales/1.0.0/register.yaml"]


@pytest.mark.parametrize("file", OTHERS)
def test_other_files_with_a_status_are_published_too(copy: Shelf, file: str) -> None:
    before = copy.text(REGISTER)
    (copy.root / REGISTER).write_text("", "utf-8")
    assert publish_version(copy.catalogue, file)[0] == file
    assert copy.text(REGISTER).strip() in before.splitlines()
    path = copy.root / file
    path.write_text(path.read_text("utf-8").replace("status: published", "status: draft"), "utf-8")
    assert f"{file}: its status is draft" in refused_by_name(copy, file)


def refused_by_name(copy: Shelf, file: str) -> str:
    return refusal(NotPublished, lambda: publish_version(copy.catalogue, file))


BROKEN_EXAMPLES: dict[str, tuple[str, str, str]] = {
    "unknown section": ("section: total", "section: CUZ", "the section CUZ is unknown; did you mean CUS?"),
    "total missing": ("section: total", "section: CUS", "the numbers of the total are missing; add them."),
    "unknown fact": ("facts: {}", 'facts:\n      moratorium: "yes"', "the fact moratorium is unknown; did you mean moratorium_claimed?"),
    "unknown question": ("answers: []", 'answers:\n      - question: CUS-09\n        value: "YES"', "the question CUS-09 is unknown; "),
    "word off the scale": ("answers: []", "answers:\n      - question: CUS-01\n        value: MET", "the word MET is unknown; "),
    "unknown key": ("facts: {}", "fact: {}", "the key fact is unknown; did you mean facts?"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_EXAMPLES)
def test_broken_examples_are_refused_with_their_line(copy: Shelf, name: str) -> None:
    old, new, said = BROKEN_EXAMPLES[name]
    file = draft(copy, LIGHTER, examples=WORKED.replace(old, new))
    lines = refused(copy, CatalogueInvalid, file).splitlines()
    assert any(line.startswith(f"{EXAMPLES}, line ") and said in line for line in lines), lines
