"""What changed between two versions, what it does to scores, and the smallest version it allows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from audit.catalogue.editions.bump import least_version, require_bump
from audit.catalogue.editions.difference import Act, difference
from audit.catalogue.editions.edition import read_edition
from audit.catalogue.editions.effects import effect
from audit.catalogue.editions.significance import Level
from audit.domain.errors import CatalogueInvalid, NotPublished
from tests.audit.catalogue.builders import CHECKLIST, PACKAGED, POLICY, refusal
from tests.audit.catalogue.editions.written import RULES, SMALL, WHOLE, Edit, between, edition, only

TEXT = "Was each public-authority customer checked for human-rights risk before the sale?"
THIRD = "      - id: CUS-03\n"
WITHOUT_THIRD = SMALL.partition(THIRD)[0]
APPLIES = '        applies_when:\n          fact: moratorium_claimed\n          is: "yes"\n'
SECOND_SECTION = "  - id: LAW\n    title: Law\n    counts_towards: score\n    questions:\n"

CHANGES: dict[str, tuple[Edit, str, str, Level, str]] = {
    "weight": (
        ("weight: 3", "weight: 2"),
        "CUS-01",
        "weight",
        Level.MINOR,
        "Counts 2 instead of 3: the possible points of section CUS fall from 9 to 8.",
    ),
    "critical flag taken away": (
        ("critical: true", "critical: false"),
        "CUS-01",
        "critical",
        Level.MINOR,
        "A failing or unknown answer no longer limits by itself",
    ),
    "text": (
        ("risk before the sale?", "risk before or after the sale?"),
        "CUS-02",
        "text",
        Level.MAJOR,
        "Earlier answers no longer mean the same.",
    ),
    "punctuation of a text": (
        ("public-authority customer checked", "public authority customer, checked"),
        "CUS-02",
        "text",
        Level.PATCH,
        "Only white space, punctuation or capital letters changed.",
    ),
    "guidance": (
        ("Typical trap: a customer", "A typical trap is a customer"),
        "CUS-01",
        "guidance",
        Level.PATCH,
        "No effect",
    ),
    "scale of a question": (
        ("scale: YN", "scale: M5"),
        "CUS-01",
        "scale",
        Level.MAJOR,
        "Answers use other words that earn other shares.",
    ),
    "rights": (("          - UDHR 12\n", ""), "CUS-01", "rights", Level.PATCH, "No effect"),
    "sources": (
        ("verified: false", "verified: true"),
        "CUS-01",
        "sources",
        Level.PATCH,
        "No effect",
    ),
    "evidence": (
        ("          - ATT\n", ""),
        "CUS-01",
        "expected_evidence",
        Level.PATCH,
        "No effect",
    ),
    "severity": (
        ("highest: 5", "highest: 4"),
        "CUS-01",
        "severity.highest",
        Level.MINOR,
        "Unmet, it counts as severity 4 instead of 5 in the rules of the policy.",
    ),
    "severity guidance": (
        ("5 if a customer was hidden.", "5 if any customer was hidden."),
        "CUS-01",
        "severity.guidance",
        Level.PATCH,
        "No effect",
    ),
    "applicability": (
        (
            "        severity:\n          highest: 5\n",
            APPLIES + "        severity:\n          highest: 5\n",
        ),
        "CUS-01",
        "applies_when",
        Level.MINOR,
        "It is asked in other cases: there its 3 possible points come or go",
    ),
    "value of a scale": (
        ('value: "3/4"', 'value: "2/3"'),
        "M5 MOSTLY",
        "value",
        Level.MAJOR,
        "An answer MOSTLY earns 2/3 instead of 3/4 of the weight; 2 questions with 6 points",
    ),
    "meaning of a word": (
        ("The safe state holds in every case", "The safe state holds in most cases"),
        "YN YES",
        "meaning",
        Level.MAJOR,
        "Earlier answers no longer mean the same.",
    ),
    "title of a section": (
        ("title: Customer and end-use vetting", "title: Customers"),
        "CUS",
        "title",
        Level.PATCH,
        "No effect",
    ),
    "what a section counts towards": (
        ("counts_towards: score", "counts_towards: leverage"),
        "CUS",
        "counts_towards",
        Level.MINOR,
        "Its 9 possible points leave the company's score.",
    ),
    "title": (
        ("title: Law-enforcement and government sales", "title: Sales to governments"),
        "",
        "title",
        Level.PATCH,
        "No effect",
    ),
    "purpose": (("Asks how", "It asks how"), "", "purpose", Level.PATCH, "No effect"),
    "when it runs": (
        ('is: "yes"\nscales', 'is: "no"\nscales'),
        "",
        "runs_when",
        Level.MINOR,
        "The whole checklist runs in other cases",
    ),
    "day": (
        ('effective_from: "2026-11-23"', 'effective_from: "2027-01-01"'),
        "",
        "effective_from",
        Level.PATCH,
        "New audits may use it from another day.",
    ),
    "language": (("language: en", "language: de"), "", "language", Level.PATCH, "No effect"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_named_judged_and_explained(name: str, tmp_path: Path) -> None:
    edit, place, field, level, said = CHANGES[name]
    found = between(tmp_path, edit)
    change = only(found)
    assert (change.act, change.place, change.field) == (Act.CHANGED, place, field)
    assert change.level is found.level is level
    assert effect(change, found).startswith(said)


POLICY_CHANGES: dict[str, tuple[Edit, str, Level]] = {
    "order of outcomes": (
        ("    - watch_list\n    - engage\n", "    - engage\n    - watch_list\n"),
        "outcomes",
        Level.MAJOR,
    ),
    "value of a threshold": (('value: "5"', 'value: "9/2"'), "value", Level.MAJOR),
    "burden": (("if_undetermined: holds", "if_undetermined: fires"), "if_undetermined", Level.MAJOR),
    "limit": (("      holding: moratorium", "      holding: divest"), "limit_when_holding", Level.MAJOR),
    "evidence floor": (("critical_types: 2", "critical_types: 3"), "evidence_floor.critical_types", Level.MINOR),
    "validity": (("      months: 24", "      months: 12"), "months", Level.MINOR),
    "interval of a tier": (("    months: 36", "    months: 30"), "months", Level.MINOR),
    "proposal": (("owner: Investment committee", "owner: Board"), "policy_change", Level.MINOR),
    "title of a rule": (("title: A breach of an", "title: Breach of an"), "title", Level.PATCH),
    "rationale": (("its limit; the most", "its limit, and the most"), "purpose", Level.PATCH),
    "rationale of the order": (("From most favourable", "Most favourable"), "outcomes.rationale", Level.PATCH),
    "source of a rule": (("source: UN Guiding Principles 14", "source: UNGP 14"), "source", Level.PATCH),
}  # fmt: skip


@pytest.mark.parametrize("name", POLICY_CHANGES)
def test_a_policys_changes_are_judged(name: str, tmp_path: Path) -> None:
    edit, field, level = POLICY_CHANGES[name]
    found = between(tmp_path, edit, start=RULES)
    # A threshold's new value shows in the tier that uses it as well.
    assert found.changes[0].field == field
    assert found.level is level
    assert effect(found.changes[0], found)


def test_a_rule_that_goes_is_major(tmp_path: Path) -> None:
    before, after = RULES.split("  - id: score-not-shown\n")
    shorter = before + "  - id: coverage-too-low\n" + after.split("  - id: coverage-too-low\n")[1]
    found = difference(edition(tmp_path, RULES, "old.yaml"), edition(tmp_path, shorter, "new.yaml"))
    change = only(found)
    assert (change.act, change.place, change.level) == (Act.REMOVED, "score-not-shown", Level.MAJOR)


def test_nothing_changed(tmp_path: Path) -> None:
    found = between(
        tmp_path, ('version: "1.0.0"', 'version: "1.0.1"'), ("status: published", "status: draft")
    )
    assert found.changes == ()
    assert found.level is Level.NONE
    assert least_version(found) == "1.0.0"


def test_a_question_added_says_what_it_adds(tmp_path: Path) -> None:
    found = difference(
        edition(tmp_path, WITHOUT_THIRD, "old.yaml"), edition(tmp_path, SMALL, "new.yaml")
    )
    change = only(found)
    assert (change.act, change.place, change.level) == (Act.ADDED, "CUS-03", Level.MINOR)
    assert "the possible points of section CUS rise from 6 to 9" in effect(change, found)
    assert [(p.before, p.after) for p in found.points] == [(Fraction(6), Fraction(9))]


def test_a_question_removed_is_major(tmp_path: Path) -> None:
    found = difference(
        edition(tmp_path, SMALL, "old.yaml"), edition(tmp_path, WITHOUT_THIRD, "new.yaml")
    )
    change = only(found)
    assert (change.act, change.level) == (Act.REMOVED, Level.MAJOR)
    assert "fall from 9 to 6" in effect(change, found)
    assert least_version(found) == "2.0.0"


def test_a_question_moved_to_a_new_section(tmp_path: Path) -> None:
    found = between(tmp_path, (THIRD, SECOND_SECTION + THIRD))
    assert [(c.act, c.place) for c in found.changes] == [(Act.ADDED, "LAW"), (Act.MOVED, "CUS-03")]
    assert "Its 3 leave section CUS and count in section LAW" in effect(found.changes[1], found)
    assert found.level is Level.MINOR
    points = {p.section: (p.before, p.after) for p in found.points}
    assert points == {"CUS": (9, 6), "LAW": (None, 3)}


def test_questions_in_another_order_change_no_answer(tmp_path: Path) -> None:
    head, first, rest = SMALL.partition("      - id: CUS-01\n")
    one, second, others = (first + rest).partition("      - id: CUS-02\n")
    two, third, three = (second + others).partition(THIRD)
    found = difference(
        edition(tmp_path, SMALL, "old.yaml"),
        edition(tmp_path, head + two + one + third + three, "new.yaml"),
    )
    assert (only(found).act, found.level) == (Act.REORDERED, Level.PATCH)


def test_other_things_cannot_be_compared() -> None:
    policy, checklist = (
        read_edition(PACKAGED, str(PACKAGED.root / f)) for f in (POLICY, CHECKLIST)
    )
    other = read_edition(PACKAGED, "core-hrdd@1.0.0")
    for old, new in ((policy, checklist), (other, checklist)):
        said = refusal(CatalogueInvalid, lambda old=old, new=new: difference(old, new))
        assert said.endswith("compare two versions of one checklist or policy.")


@pytest.mark.parametrize(
    ("edit", "least", "enough", "too_small"),
    [
        (("weight: 3", "weight: 1"), "1.1.0", ["1.1.0", "1.2.0", "2.0.0"], ["1.0.1"]),
        ((TEXT[:20], "Is each public autho"), "2.0.0", ["2.0.0", "3.1.4"], ["1.9.0", "1.0.1"]),
        (("Asks how", "It asks how"), "1.0.1", ["1.0.1", "1.1.0"], []),
    ],
)
def test_the_smallest_version(
    edit: Edit, least: str, enough: list[str], too_small: list[str], tmp_path: Path
) -> None:
    for version in [*enough, *too_small]:
        found = between(tmp_path, edit, ('version: "1.0.0"', f'version: "{version}"'))
        assert least_version(found) == least
        if version in enough:
            require_bump(found)
            continue
        said = refusal(CatalogueInvalid, lambda found=found: require_bump(found))
        assert f"its version {version} is too small, because " in said
        assert said.endswith(f"change needs at least {least}.")


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0"])
def test_a_version_that_is_not_greater(version: str, tmp_path: Path) -> None:
    found = between(
        tmp_path, ('version: "1.0.0"', f'version: "{version}"'), ("Asks how", "It asks how")
    )
    said = refusal(CatalogueInvalid, lambda: require_bump(found))
    assert said.endswith(
        f"its version {version} is not greater than 1.0.0; give it at least 1.0.1."
    )


def test_the_reasons_of_a_refusal_are_named_and_counted(tmp_path: Path) -> None:
    found = between(
        tmp_path,
        *[("        weight: 3", f"        weight: {n}") for n in (1, 1, 1)],
        ("critical: true", "critical: false"),
        ('version: "1.0.0"', 'version: "1.0.1"'),
    )
    said = refusal(CatalogueInvalid, lambda: require_bump(found))
    assert "weight of question CUS-01 changed; critical of question CUS-01 changed" in said
    assert " and 1 more; a minor change needs at least 1.1.0." in said


def test_the_shipped_policy_versions_keep_the_rule() -> None:
    found = difference(
        read_edition(PACKAGED, "responsible-investment@1.0.0"),
        read_edition(PACKAGED, "policies/responsible-investment@1.1.0"),
    )
    assert found.level is Level.MINOR
    require_bump(found)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("core-hrdd@1.0.1", "core-hrdd@1.0.1: there is no such version; did you mean core-hrdd@1.0.0?"),
        ("policies/core-hrdd@1.0.0", "policies/core-hrdd@1.0.0: there is no such version; "),
        ("nowhere.yaml", "nowhere.yaml: the file is missing"),
        ("/dev", "/dev: the file cannot be read (Is a directory); name a readable file."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(name: str, said: str) -> None:
    kind = NotPublished if "@" in name else CatalogueInvalid
    assert refusal(kind, lambda: read_edition(PACKAGED, name)).startswith(said)


def test_a_large_file_reads_like_any_other(tmp_path: Path) -> None:
    assert edition(tmp_path, WHOLE).size == "17 questions"


def test_a_rule_that_comes_is_minor(tmp_path: Path) -> None:
    before, after = RULES.split("  - id: score-not-shown\n")
    shorter = before + "  - id: coverage-too-low\n" + after.split("  - id: coverage-too-low\n")[1]
    found = difference(edition(tmp_path, shorter, "old.yaml"), edition(tmp_path, RULES, "new.yaml"))
    assert (only(found).act, found.level) == (Act.ADDED, Level.MINOR)
    assert effect(only(found), found) == "The same facts can lead to another recommendation."
