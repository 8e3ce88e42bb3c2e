"""Terms in a fieldwork file: each kind reads as what it says, and a wrong one is named with its line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from audit.catalogue.fieldwork_files import FieldworkReader, KnownIds, answer_words
from audit.catalogue.reading import SourceFile
from audit.decision.terms import BESIDE, NEEDED
from audit.domain.decision import Outcome
from audit.domain.errors import CatalogueInvalid
from audit.domain.terms import (
    AgreedCondition,
    EngagementPlan,
    RemediationPlan,
    Terms,
    WatchList,
    Withdrawal,
)
from tests.audit.catalogue.builders import PACKAGED, refusal
from tests.terms import EACH, moratorium

GUIDE = (Path(__file__).parents[3] / "docs" / "terms.md").read_text("utf-8")
SCHEMA = PACKAGED.root / "schema" / "case-fieldwork.schema.json"
KNOWN = KnownIds(answer_words(PACKAGED.latest_checklists()), ["S01"], [])
FILE = """\
terms:
  - kind: agreed_condition
    id: C1
    timing: subsequent
    text: The board adopts a policy.
    owner: Chief executive
    due_on: "2027-03-31"
    question: GOV-01
    word: MOSTLY
    proof: The signed policy.
    on_default: The holding is sold.
    sources: []
  - kind: evidence_request
    id: E1
    text: The register of deployments.
    from_whom: The investee
    by_when: "2027-01-31"
    on_lapse: The holding is sold.
    sources: []
  - kind: moratorium
    id: M1
    title: No sales to police
    declared_by: The investee
    actors:
      title: Police in the United States
      end_users:
        - police
      countries:
        - US
    products:
      - Live matching
    starts_on: "2026-12-01"
    ends_on: "2027-12-31"
    carve_outs:
      - text: Finding missing children stays allowed.
        purposes:
          - missing children
    sources: []
  - kind: engagement_plan
    id: P1
    aim: A right to audit.
    owner: Head of stewardship
    steps:
      - text: Ask the board for a right to audit.
        by_when: "2027-01-15"
    escalation:
      - Vote against the board.
    deadline: "2027-04-30"
    sources: []
  - kind: remediation_plan
    id: R1
    affected: People scanned without consent
    forms:
      - apology
      - cessation
    text: Their templates are deleted.
    owner: Chief executive
    verification: Their organisations confirm it.
    by_when: "2027-06-30"
    sources: []
  - kind: watch_list
    id: W1
    text: Whether sales to police begin.
    triggers:
      - A new government customer
    ends_on: "2027-11-23"
    sources: []
  - kind: partial_cessation
    id: S1
    services:
      - Live matching
    remaining: Door access goes on.
    customer_notice: Customers are told in writing.
    starts_on: "2027-01-01"
    sources: []
  - kind: responsible_exit
    id: X1
    harm_of_leaving:
      not_known_yet: Nobody has asked.
      to_do: Ask before the sale.
    buyer_check:
      not_known_yet: Nobody has asked.
      to_do: Ask before the sale.
    stakeholder_notice:
      not_known_yet: Nobody has asked.
      to_do: Ask before the sale.
    remedy_owed:
      not_known_yet: Nobody has asked.
      to_do: Ask before the sale.
    public_statement:
      stated: A notice.
    sources: []
  - kind: proposed_policy_change
    id: L1
    rule: No minority holdings in this category.
    applies_to: New deals
    owner: Committee
    effective_on: "2027-07-01"
    sources: []
"""


def read(text: str) -> tuple[Terms, ...]:
    source = SourceFile.holding(text.encode(), "fieldwork.yaml")
    return FieldworkReader(source, SCHEMA).read(KNOWN).terms


def test_each_kind_reads_as_what_it_says():
    assert read(FILE) == EACH


def test_a_withdrawal_needs_only_its_reason():
    assert read("terms:\n  - kind: withdrawal\n    id: C1\n    text: Agreed otherwise.\n") == (
        Withdrawal("C1", "Agreed otherwise."),
    )


def test_a_moratorium_may_end_by_a_law_or_by_a_review_alone():
    (drafted,) = read(_only("moratorium").replace("ends_on", "review_on"))
    assert drafted == moratorium(None, review_on=moratorium().ends_on)
    release = "release:\n      text: A national law.\n      qualities:\n        - Rights-based"
    (drafted,) = read(_only("moratorium").replace('ends_on: "2027-12-31"', release))
    assert drafted == replace(moratorium(None), release=getattr(drafted, "release", None))
    assert getattr(drafted, "release", None) is not None


def _only(kind: str) -> str:
    """The file with this one entry."""
    head, *entries = FILE.split("  - kind: ")
    return head + "".join(f"  - kind: {e}" for e in entries if e.startswith(f"{kind}\n"))


BROKEN: list[tuple[str, str, str, str, str]] = [
    ("agreed_condition", '"2027-03-31"', '"2027-02-31"', "due_on", "due_on: 2027-02-31 is not a"),
    ("agreed_condition", "2027-03-31", "end of March", "due_on", "does not have the required form"),
    ("agreed_condition", "GOV-01", "GOV-99", "question", "question: GOV-99 is unknown; did you"),
    ("agreed_condition", "word: MOSTLY", "word: MOST", "word:", "did you mean MOSTLY?"),
    ("agreed_condition", "word: MOSTLY", "word: NOT_MET", "word:", "NOT_MET asks for nothing"),
    ("agreed_condition", "owner: Chief executive", 'owner: " "', "owner", "owner"),
    ("agreed_condition", "    owner: Chief executive\n", "", "- kind", "the key owner is missing"),
    ("agreed_condition", "due_on:", "due:", "due:", "the key due is unknown; did you mean due_on?"),
    ("agreed_condition", "sources: []", "sources:\n      - S99", "- S99", "S99 is unknown"),
    ("agreed_condition", "kind: agreed_c", "kind: c", "kind:", '"condition" is not one of agreed'),
    ("moratorium", '    ends_on: "2027-12-31"\n', "", "- kind", "M1 has neither an end, nor a rel"),
    ("moratorium", "2027-12-31", "2026-11-30", "ends_on", "lies before the start 2026-12-01"),
    ("moratorium", "- police", "- polise", "- polise", '"polise" is not one of police'),
    (
        "engagement_plan",
        '    deadline: "2027-04-30"\n',
        "",
        "- kind",
        "the key deadline is missing",
    ),
    ("engagement_plan", '"2027-01-15"', '"2027-13-15"', "by_when", "by_when"),
    ("watch_list", "\n      - A new government customer", " []", "triggers", "empty or too short"),
    ("remediation_plan", "- apology", "- regret", "- regret", '"regret" is not one of apology'),
    ("responsible_exit", "      to_do: Ask before the sale.\n", "", "harm_of", "to_do is missing"),
    ("responsible_exit", "stated: A notice.", 'stated: ""', "stated", "empty or too short"),
]


@pytest.mark.parametrize(("kind", "old", "new", "at", "said"), BROKEN)
def test_what_is_wrong_is_refused_with_file_line_and_key(
    kind: str, old: str, new: str, at: str, said: str
):
    text = _only(kind)
    assert old in text
    broken = text.replace(old, new, 1)
    line = broken.partition(at)[0].count("\n") + 1
    message = refusal(CatalogueInvalid, lambda: read(broken))
    assert f"fieldwork.yaml, line {line}: " in message
    assert said in message


def test_two_terms_under_one_id_are_refused():
    twice = FILE.replace("id: E1", "id: C1")
    assert "the id C1 stands twice" in refusal(CatalogueInvalid, lambda: read(twice))


def test_the_example_for_people_reads():
    _, example, _ = GUIDE.split("```")
    first, second = read(example.removeprefix("yaml\n"))
    assert (first.id, second.id) == ("C1", "E1")


def test_the_table_for_people_is_what_the_program_does():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in GUIDE.splitlines()
        if line.startswith("| ")
    ][1:]
    assert {row[0].replace(" ", "_") for row in rows} == set(Outcome)
    for outcome, needs, beside in rows:
        word = Outcome(outcome.replace(" ", "_"))
        needed = NEEDED.get(word)
        assert needs.strip("`") == (_kind(needed[0]) if needed else "nothing")
        told = {name.strip() for name in beside.split(",") if name.strip()}
        assert told == {SAID[kind] for kind in BESIDE.get(word, ())}


SAID = {
    WatchList: "watch list",
    RemediationPlan: "remediation plan",
    AgreedCondition: "conditions",
    EngagementPlan: "engagement plan",
}


def _kind(cls: type[Terms]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
