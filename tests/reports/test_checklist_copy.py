"""The review copy says everything a checklist holds, in words, and its PDF is archivable and accessible."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from audit.catalogue.editions.difference import difference
from audit.catalogue.editions.edition import Edition, read_edition
from audit.catalogue.withdrawn import withdraw
from audit.domain.condition import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Condition,
    Is,
    Not,
    Shown,
)
from audit.domain.truth import YesNo
from reports.checklist_copy.changes import changes_json, changes_markdown
from reports.checklist_copy.conditions import CLAUSES, asked_when, in_words, threshold_names
from reports.checklist_copy.copying import review_copy
from reports.checklist_copy.markdown import markdown, plain
from reports.checklist_copy.printed import html, pdf
from reports.checklist_copy.standing import standing, standing_on
from tests.audit.catalogue.builders import CHECKLIST, PACKAGED, POLICY, shelf
from tests.audit.catalogue.editions.written import between
from tests.reports.verapdf import failures

MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = ["core-hrdd@1.0.0", "facial-recognition@1.0.0", "government-sales@1.0.0"]
NOT_READ = "**[Not verified: the primary text was not read]**"


@cache
def told(name: str) -> str:
    return markdown(review_copy(PACKAGED, read_edition(PACKAGED, name)))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_a_checklist_is_there(name: str) -> None:
    checklist, text = read_edition(PACKAGED, name).checklist, told(name)
    vocabulary = PACKAGED.vocabulary
    for question in checklist.questions:
        for said in (question.id, question.text, question.guidance, question.severity.guidance):
            assert plain(said) in text, question.id
        for source in question.sources:
            assert plain(vocabulary.instruments[source.instrument].title) in text
            assert plain(source.reference) in text
        for right in question.rights:
            assert f"{right} {vocabulary.rights[right]}" in text
        for kind in question.expected_evidence:
            assert f"{kind}: {vocabulary.evidence_types[kind].name}" in text
    for scale in checklist.scales:
        for value in scale.values:
            assert f"| {value.code} | {value.value} | {plain(value.meaning)} |" in text
    assert checklist.digest in text


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_read_is_marked_where_it_stands_and_listed_together(name: str) -> None:
    checklist, text = read_edition(PACKAGED, name).checklist, told(name)
    unread = [
        (question, source)
        for question in checklist.questions
        for source in question.sources
        if not source.verified
    ]
    assert unread
    listed = text.partition("## Sources not verified")[2].partition("\n## ")[0]
    for question, source in unread:
        title = PACKAGED.vocabulary.instruments[source.instrument].title
        assert f"| {question.id} | {plain(title)} | {plain(source.reference)} |" in listed
        own = text.partition(f"### {question.id} ")[2].partition("\n### ")[0]
        assert any(source.reference in line for line in own.splitlines() if NOT_READ in line)
    assert f"- **Sources not verified:** {len(unread)}" in text


def test_every_instrument_leads_to_its_questions() -> None:
    checklist, text = read_edition(PACKAGED, "core-hrdd@1.0.0").checklist, told("core-hrdd@1.0.0")
    asked = [q.id for q in checklist.questions if any(s.instrument == "ungp" for s in q.sources)]
    assert f" | {', '.join(asked)} |" in text
    assert "[UN Guiding Principles on Business and Human Rights](https://" in text


def test_the_counts_add_up() -> None:
    text = told("core-hrdd@1.0.0")
    assert "| All that count towards the score | 30 | 5 | 67 | score |" in text
    assert "| INV Investor leverage and audit access | 6 | 2 | 15 | leverage |" in text


def test_the_worked_cases_are_tables() -> None:
    text = told("government-sales@1.0.0")
    assert "### Case 2: Secrecy keeps the customers shut; every condition is unknown" in text
    assert "Nobody knows whether police in the European Union use it live." in text
    assert (
        "| CUS-06 | Where state secrecy limits checking, is another safeguard in place? | NOT_MET |"
        in text
    )
    assert "| All that count towards the score | 46 | 3 | 0 | 43 |" in text
    assert text.count("- **Result:** The numbers come out.") == 3


def test_a_case_that_fails_says_so(tmp_path: Path) -> None:
    copy = shelf(tmp_path)
    path = copy.root / "government-sales/1.0.0/examples.yaml"
    path.write_text(
        "examples:\n  - name: Nothing\n    facts: {}\n    answers: []\n    expect:\n"
        "      - section: total\n        possible: '7'\n        determined: '0'\n"
        "        lowest: '0'\n        highest: '6'\n",
        "utf-8",
    )
    edition = read_edition(copy.catalogue, CHECKLIST)
    assert "possible in total should be 7 and is 6. **[Fails]**" in markdown(
        review_copy(copy.catalogue, edition)
    )


def test_a_policy_is_told_in_words() -> None:
    text = told("responsible-investment@1.1.0")
    policy = read_edition(PACKAGED, "responsible-investment@1.1.0").policy
    for rule in policy.rules:
        for said in (rule.id, rule.title, rule.rationale, rule.source):
            assert plain(said) in text
    for threshold in policy.thresholds:
        assert f"| {threshold.id} | {threshold.value} | {plain(threshold.rationale)} |" in text
    assert "- **Fires when:** The score is below 60 % (score for conditions)." in text
    assert "| 10 | Divest |  |" in text
    assert "- **Lowest grade that counts:** C3" in text
    assert "| ATT Signed management statement | 12 months |" in text
    assert "| tier-4: Every three years | Whatever is left. | 36 months |" in text


NESTED = (
    "all of this holds: (a) the investor can leave; (b) at least one of this holds: "
    "(i) a moratorium is claimed; (ii) it is not so that a moratorium is claimed; "
    "(iii) a moratorium is claimed"
)
CONDITIONS: list[tuple[Condition, str]] = [
    (ALWAYS, "always"),
    (Is("exit_possible", YesNo.YES), "the investor can leave"),
    (Is("exit_possible", YesNo.NO), "it is not so that the investor can leave"),
    (Not(Is("exit_possible", YesNo.NO)), "the investor can leave"),
    (
        Not(Shown(AtLeast("score", Fraction(3, 5)))),
        "it is not shown that the score is at least 60 %",
    ),
    (
        AnyOf((Is("exit_possible", YesNo.YES), Is("moratorium_claimed", YesNo.YES))),
        "the investor can leave, or a moratorium is claimed",
    ),
    (
        AllOf(
            (
                Is("exit_possible", YesNo.YES),
                AnyOf(tuple(Is("moratorium_claimed", w) for w in (YesNo.YES, YesNo.NO, YesNo.YES))),
            )
        ),
        NESTED,
    ),
    (Answered("CUS-01", ("YES", "NO")), "CUS-01 is answered YES or NO"),
    (Is("made_up", YesNo.YES), "“Made up” is recorded as yes"),
]


@pytest.mark.parametrize(("condition", "said"), CONDITIONS)
def test_conditions_are_plain_english(condition: Condition, said: str) -> None:
    assert in_words(condition) == said


def test_when_something_is_asked() -> None:
    assert asked_when(ALWAYS) == "Always."
    assert (
        asked_when(Is("moratorium_claimed", YesNo.YES))
        == "When a moratorium is claimed; also when nobody knows."
    )


def test_thresholds_are_named_in_reading_order() -> None:
    node = {
        "all": [{"fact": "score", "at_least": "a"}, {"not": {"fact": "leverage", "below": "b"}}]
    }
    assert list(threshold_names(node)) == ["a", "b"]


def test_every_fact_of_the_shipped_checklists_has_a_clause() -> None:
    text = "".join(told(name) for name in NAMES)
    assert "is recorded as yes" not in text
    assert "exit_possible" in CLAUSES


def test_the_standing_is_said(tmp_path: Path) -> None:
    copy = shelf(tmp_path)

    def said() -> tuple[str, str]:
        edition = read_edition(copy.catalogue, CHECKLIST)
        return standing(copy.catalogue, edition), standing_on(
            copy.catalogue, edition, date(2026, 12, 1)
        )

    assert said() == ("Published: it is never edited.", "published")
    withdraw(copy.root, CHECKLIST, date(2027, 1, 1), "It is wrong.")
    assert said() == (
        "Published, and withdrawn from 2027-01-01: It is wrong.",
        "published, withdrawn from 2027-01-01",
    )
    copy.edit(CHECKLIST, "status: published", "status: draft")
    assert said() == ("Draft: no audit may use it.", "draft")


def test_before_its_day_and_without_its_line(tmp_path: Path) -> None:
    copy = shelf(tmp_path)
    edition = read_edition(copy.catalogue, CHECKLIST)
    early = standing_on(copy.catalogue, edition, date(2026, 11, 1))
    assert early == "published, in force from 2026-11-23"
    (copy.root / "published.sha256").write_text("", "utf-8")
    assert standing(copy.catalogue, edition).startswith("Marked as published, but not registered")
    assert standing_on(copy.catalogue, edition, date(2026, 12, 1)) == "not registered"


def test_changes_are_shown_word_by_word_and_with_their_effect(tmp_path: Path) -> None:
    found = between(
        tmp_path,
        ("risk before the sale?", "risk before any sale?"),
        ("weight: 3", "weight: 2"),
        ('version: "1.0.0"', 'version: "2.0.0"'),
    )
    text = changes_markdown(found, PACKAGED.vocabulary)
    assert text.startswith("# government-sales@1.0.0 and 2.0.0\n\n2 changes; the greatest is major")
    assert "| CUS | 9 | 8 |" in text
    assert "human-rights risk before ~~the~~ **any** sale?" in text
    assert "  - Before: 3\n  - After: 2\n" in text
    document = json.loads(changes_json(found, PACKAGED.vocabulary))
    assert (document["smallest_bump"], document["smallest_version"]) == ("major", "2.0.0")
    weight, words = document["changes"]
    assert (weight["id"], weight["before"], weight["after"]) == ("CUS-01", "3", "2")
    assert {"removed": "the"} in words["words"]
    assert document["points"] == [{"section": "CUS", "before": "9", "after": "8"}]


def test_no_change_says_so(tmp_path: Path) -> None:
    found = between(tmp_path, ('version: "1.0.0"', 'version: "1.0.1"'))
    assert changes_markdown(found, PACKAGED.vocabulary).endswith("\n\nNothing changed.\n")
    assert json.loads(changes_json(found, PACKAGED.vocabulary))["changes"] == []


def test_shipped_policies_can_be_compared() -> None:
    editions = [read_edition(PACKAGED, f"responsible-investment@1.{n}.0") for n in (0, 1)]
    text = changes_markdown(difference(*editions), PACKAGED.vocabulary)
    assert "- **Evidence floor, critical originators** (minor)" in text
    assert "After: Defer for evidence; Decline" in text


INSTRUMENT = """\
id: two-questions
version: "1.0.0"
title: Two questions
instrument:
  publisher: Somebody
  edition: "2026"
  licence: CC BY 4.0
  verified: false
scales:
  - id: yn
    title: Yes or no
    values:
      - code: "Yes"
        value: "1"
        meaning: It is so
      - code: "No"
        value: "0"
        meaning: It is not
sections:
  - id: ONE
    title: One
    questions:
      - id: Q1
        question: Is there a law?
        scale: yn
      - id: Q2
        question: Is it applied?
        scale: yn
        applies_when:
          question: Q1
          answered:
            - "Yes"
"""


def test_another_publishers_instrument_can_be_read_and_compared(tmp_path: Path) -> None:
    old, new = (tmp_path / name for name in ("old.yaml", "new.yaml"))
    old.write_text(INSTRUMENT, "utf-8")
    new.write_text(INSTRUMENT.replace("Is it applied?", "Is it enforced?"), "utf-8")
    before, after = (read_edition(PACKAGED, str(path)) for path in (old, new))
    text = markdown(review_copy(PACKAGED, before))
    assert "### Q2 Is it applied?" in text
    assert "- **Applies when:** Q1 is answered Yes" in text
    assert "  - Yes: earns 1 (It is so)" in text
    assert "no audit uses it" in text
    found = difference(before, after)
    assert [(c.place, c.field, c.level.name) for c in found.changes] == [("Q2", "text", "MAJOR")]
    assert "Is it ~~applied?~~ **enforced?**" in changes_markdown(found, PACKAGED.vocabulary)


class Printed:
    """The smallest shipped checklist, printed once."""

    def __init__(self, folder: Path) -> None:
        self.edition: Edition = read_edition(PACKAGED, "government-sales@1.0.0")
        self.copy = review_copy(PACKAGED, self.edition)
        self.html = html(self.copy, MOMENT)
        self.content = pdf(self.copy, self.edition, MOMENT)
        self.path = folder / "copy.pdf"
        self.path.write_bytes(self.content)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    return Printed(tmp_path_factory.mktemp("copy"))


def test_the_print_conforms(printed: Printed) -> None:
    assert failures(printed.path, "3a") == []
    assert failures(printed.path, "ua1") == []


def test_the_print_has_a_title_bookmarks_and_the_file_itself(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.content)) as opened:
        assert str(opened.docinfo["/Title"]) == (
            "Law-enforcement and government sales (government-sales@1.0.0)"
        )
        attached = opened.attachments["checklist.yaml"].get_file().read_bytes()
        assert hashlib.sha256(attached).hexdigest() == printed.edition.content.digest
        with opened.open_outline() as outline:
            named = [entry.title for entry in outline.root]
    assert named == [f"{n} {part.title}" for n, part in enumerate(printed.copy.parts, start=1)]


def test_every_page_has_its_running_head_and_number(printed: Printed) -> None:
    done = subprocess.run(
        ["pdftotext", "-layout", printed.path, "-"], capture_output=True, check=True
    )
    pages = done.stdout.decode().split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        assert number == 1 or "Checklist government-sales@1.0.0" in page.splitlines()[0]
        # A heading at the foot of a page would stand alone.
        last = [line.strip() for line in page.splitlines() if line.strip()][-2]
        assert not re.match(r"\d+ [A-Z]", last), last


def test_text_is_never_taken_for_markup(printed: Printed) -> None:
    odd = replace(printed.copy, purpose="<b>รายงาน</b> | *x* & [y]")
    assert "&lt;b&gt;[6 characters in Thai script]&lt;/b&gt;" in html(odd, MOMENT)
    assert r"\<b\>รายงาน\</b\> \| \*x\* & \[y\]" in markdown(odd)


def test_a_draft_can_be_reviewed(tmp_path: Path) -> None:
    copy = shelf(tmp_path)
    copy.edit(POLICY, "status: published", "status: draft")
    edition = read_edition(copy.catalogue, str(copy.root / POLICY))
    assert "**Draft: no audit may use it.**" in markdown(review_copy(copy.catalogue, edition))
