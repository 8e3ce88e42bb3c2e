"""Which versions a new audit may use: not before their day, and not once they are withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from audit.catalogue.withdrawn import WITHDRAWN, withdraw, withdrawals
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.request import ChecklistChoice, VersionRef
from tests.audit.catalogue.builders import (
    CHECKLIST,
    GOVERNMENT_SALES,
    POLICY,
    RESPONSIBLE_INVESTMENT,
    Shelf,
    refusal,
    shelf,
)
from tests.factories import reference_request, small_request

REQUEST = reference_request()
NAMED = replace(REQUEST, checklists=ChecklistChoice(("government-sales",), "Only this one."))
FIRST_DAY = date(2026, 11, 23)
BEFORE = date(2026, 11, 22)
LATER = date(2027, 6, 1)
NEXT = "government-sales/1.1.0/checklist.yaml"
REASON = "The reference to the moratorium is wrong."


@pytest.fixture
def copy(tmp_path: Path) -> Shelf:
    """A shelf with one published checklist and a policy."""
    return shelf(tmp_path)


def add_next(copy: Shelf, effective_from: str) -> None:
    text = copy.text(CHECKLIST).replace('version: "1.0.0"', 'version: "1.1.0"')
    copy.write(
        NEXT, text.replace('effective_from: "2026-11-23"', f'effective_from: "{effective_from}"')
    )


def chosen(copy: Shelf, day: date) -> list[str]:
    return [listed.version for listed in copy.catalogue.chosen_checklists(REQUEST, day)]


def test_a_version_is_used_from_its_first_day(copy: Shelf) -> None:
    assert chosen(copy, FIRST_DAY) == ["1.0.0"]


def test_before_anything_is_in_force_everything_published_is(copy: Shelf) -> None:
    assert chosen(copy, BEFORE) == ["1.0.0"]
    assert copy.catalogue.policy_on(RESPONSIBLE_INVESTMENT, BEFORE).version == "1.0.0"


def test_until_a_newer_version_is_in_force_the_older_one_runs(copy: Shelf) -> None:
    add_next(copy, "2027-01-01")
    assert chosen(copy, date(2026, 12, 31)) == ["1.0.0"]
    assert chosen(copy, date(2027, 1, 1)) == ["1.1.0"]
    assert [c.version for c in copy.catalogue.latest_checklists()] == ["1.1.0"]


def test_a_checklist_that_begins_later_stops_no_audit(copy: Shelf) -> None:
    text = copy.text(CHECKLIST).replace("id: government-sales", "id: arms-exports")
    copy.write("arms-exports/1.0.0/checklist.yaml", text.replace("2026-11-23", "2027-01-01"))
    asked = copy.catalogue.chosen_checklists(REQUEST, FIRST_DAY)
    assert [listed.id for listed in asked] == ["government-sales"]
    named = replace(REQUEST, checklists=ChecklistChoice(("arms-exports",), "Wanted."))
    said = refusal(NotPublished, lambda: copy.catalogue.chosen_checklists(named, FIRST_DAY))
    assert said.startswith("checklists: arms-exports@1.0.0: it is in force from 2027-01-01")


def test_a_policy_is_used_from_its_first_day(copy: Shelf) -> None:
    later = VersionRef("responsible-investment", "2.0.0")
    text = copy.text(POLICY).replace('version: "1.0.0"', 'version: "2.0.0"')
    copy.write(
        "policies/responsible-investment/2.0.0/policy.yaml",
        text.replace('effective_from: "2026-11-23"', 'effective_from: "2027-01-01"'),
    )
    said = refusal(NotPublished, lambda: copy.catalogue.policy_on(later, FIRST_DAY))
    assert said == (
        "policy responsible-investment@2.0.0: it is in force from 2027-01-01, and an audit opened on "
        "2026-11-23 cannot use it; use a version in force, or open the audit from that day on."
    )
    assert copy.catalogue.policy_on(later, date(2027, 1, 1)).version == "2.0.0"


def test_a_withdrawn_version_is_refused_for_new_audits_alone(copy: Shelf) -> None:
    digest = copy.catalogue.checklist(GOVERNMENT_SALES).digest
    withdraw(copy.root, CHECKLIST, date(2027, 3, 1), REASON)
    assert chosen(copy, date(2027, 2, 28)) == ["1.0.0"]
    for request in (REQUEST, NAMED):
        said = refusal(
            NotPublished, lambda r=request: copy.catalogue.chosen_checklists(r, date(2027, 3, 1))
        )
        assert "government-sales@1.0.0: it was withdrawn on 2027-03-01 (The reference to" in said
        assert said.endswith("use another version for a new audit; audits opened with it go on.")
    # An audit opened with it asks for the version by its name and finds the bytes it knows.
    assert copy.catalogue.checklist(GOVERNMENT_SALES).digest == digest


def test_where_the_facts_do_not_call_for_it_a_withdrawal_stops_nothing(copy: Shelf) -> None:
    text = copy.text(CHECKLIST).replace("id: government-sales", "id: always")
    head, _, tail = text.partition("runs_when:")
    copy.write("always/1.0.0/checklist.yaml", head + "scales:" + tail.partition("scales:")[2])
    withdraw(copy.root, CHECKLIST, FIRST_DAY, REASON)
    found = copy.catalogue.chosen_checklists(small_request(), LATER)
    assert [listed.id for listed in found] == ["always"]


def test_another_version_takes_the_place_of_a_withdrawn_one(copy: Shelf) -> None:
    add_next(copy, "2026-11-23")
    withdraw(copy.root, NEXT, FIRST_DAY, REASON)
    assert chosen(copy, LATER) == ["1.0.0"]


def test_a_withdrawal_before_its_successor_begins_leaves_a_gap_that_is_named(copy: Shelf) -> None:
    add_next(copy, "2027-01-01")
    withdraw(copy.root, CHECKLIST, FIRST_DAY, REASON)
    said = refusal(NotPublished, lambda: chosen(copy, date(2026, 12, 1)))
    assert said.startswith("government-sales@1.1.0: it is in force from 2027-01-01")
    assert chosen(copy, date(2027, 1, 1)) == ["1.1.0"]


def test_a_withdrawn_policy(copy: Shelf) -> None:
    withdraw(copy.root, POLICY, FIRST_DAY, REASON)
    said = refusal(NotPublished, lambda: copy.catalogue.policy_on(RESPONSIBLE_INVESTMENT, LATER))
    assert said.startswith("policy responsible-investment@1.0.0: it was withdrawn on 2026-11-23")
    assert copy.catalogue.policy(RESPONSIBLE_INVESTMENT).version == "1.0.0"


def test_the_published_file_stays_as_it_was(copy: Shelf) -> None:
    before = copy.text(CHECKLIST), copy.text("published.sha256")
    withdraw(copy.root, CHECKLIST, FIRST_DAY, "  Two\nlines. ")
    assert (copy.text(CHECKLIST), copy.text("published.sha256")) == before
    assert copy.text(WITHDRAWN) == f"2026-11-23  {CHECKLIST}  Two lines.\n"


def test_a_withdrawal_is_refused(copy: Shelf) -> None:
    said = refusal(CatalogueInvalid, lambda: withdraw(copy.root, CHECKLIST, FIRST_DAY, " "))
    assert said == f"{CHECKLIST}: a withdrawal needs a reason; give it in one sentence."
    said = refusal(NotPublished, lambda: withdraw(copy.root, NEXT, FIRST_DAY, REASON))
    assert said.startswith(f"{NEXT}: it is not published, so there is nothing to withdraw")
    withdraw(copy.root, CHECKLIST, FIRST_DAY, REASON)
    said = refusal(NotPublished, lambda: withdraw(copy.root, CHECKLIST, LATER, REASON))
    assert said == f"{CHECKLIST}: it was withdrawn on 2026-11-23 ({REASON}); nothing is left to do."


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("# A remark.\n\nnonsense\n", "withdrawn.txt, line 3: this is not a day, a path and a reason"),
        (f"2026-02-30  {CHECKLIST}  Why.\n", "withdrawn.txt, line 1: 2026-02-30 is not a date"),
        (f"2026-11-23  {CHECKLIST}\n", "withdrawn.txt, line 1: this is not a day"),
        (f"2026-11-23  {NEXT}  Why.\n", f"{NEXT} was never published; did you mean {CHECKLIST}?"),
        (f"2026-11-23  {CHECKLIST}  A.\n2026-11-24  {CHECKLIST}  B.\n", "line 2: government-sales/1.0.0/checklist.yaml stands twice"),
    ],
    ids=["no entry", "no date", "no reason", "not published", "twice"],
)  # fmt: skip
def test_a_broken_register(copy: Shelf, lines: str, said: str) -> None:
    (copy.root / WITHDRAWN).write_text(lines, "utf-8")
    assert said in refusal(CatalogueInvalid, lambda: withdrawals(copy.root))


def test_an_edited_status_hides_no_published_version(copy: Shelf) -> None:
    path = copy.root / CHECKLIST
    path.write_text(copy.text(CHECKLIST).replace("status: published", "status: withdrawn"), "utf-8")
    said = refusal(NotPublished, copy.catalogue.latest_checklists)
    assert said.startswith(f"{CHECKLIST}: a published version was edited")
    said = refusal(
        NotPublished, lambda: copy.catalogue.checklist(VersionRef("government-sales", "1.0.0"))
    )
    assert said.endswith("restore it and make a new version instead.")
