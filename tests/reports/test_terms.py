"""Terms as they are read: every day, owner and promise is printed, and what is missing is said."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, get_args

import pytest

from audit.decision.decide import decided
from audit.decision.delta import PreviousAudit, change_since
from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.bounds import Bounds
from audit.domain.decision import Outcome
from audit.domain.moratorium import ReleaseCondition
from audit.domain.terms import Terms
from reports import wording
from reports.assemble import assemble
from reports.assembly.formats import day
from reports.assembly.terms_in_short import gist, title
from reports.model.deciding import TermsEntry
from reports.summary import decision_markdown, summary_markdown
from tests.factories import reference_dossier, signed, small_dossier
from tests.terms import EACH, condition, moratorium, watch_list

MARKS = "A|b*c_d`e[f]<g>"


def bound_by(*terms: Terms, outcome: Outcome = Outcome.ENGAGE) -> Dossier:
    """A small audit decided with exactly these terms."""
    dossier = small_dossier()
    record = replace(dossier.record, fieldwork=replace(dossier.record.fieldwork, terms=terms))
    decision = replace(dossier.decision, outcome=outcome, terms=terms)
    return replace(dossier, record=record, decision=decision)


def entry(terms: Terms) -> TermsEntry:
    (made,) = assemble(bound_by(terms)).reasoning.terms
    return made


def texts_in(value: Any) -> list[str]:
    """Every day and free text of a record, as it should be printed."""
    if isinstance(value, date):
        return [day(value)]
    if isinstance(value, str):
        return [] if isinstance(value, Enum) else [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts_in(part)]
    if is_dataclass(value):
        return [text for f in fields(value) for text in texts_in(getattr(value, f.name))]
    return []


@pytest.mark.parametrize("terms", EACH[:-1], ids=lambda terms: terms.id)
def test_every_day_and_every_promise_is_printed(terms: Terms) -> None:
    made = entry(terms)
    printed = " ".join([made.title, *(f"{row.label} {row.value}" for row in made.rows)])
    left_out = {"MOSTLY", "US", "missing children"}
    for text in set(texts_in(terms)) - left_out:
        assert text.rstrip(".") in printed
    assert "Mostly met or better" in printed or terms != condition()


def test_a_moratorium_says_what_ends_it() -> None:
    release = ReleaseCondition("A national law.", ("grounded in human rights",), None)
    rows = {row.label: row.value for row in entry(moratorium(None, release)).rows}
    assert rows["Term"] == "From 1 December 2026. Until its release."
    assert rows["Release"] == "A national law. It has to be: grounded in human rights."
    rows = {row.label: row.value for row in entry(moratorium(None)).rows}
    assert rows["Term"] == "From 1 December 2026. Until further notice."
    assert rows["What is halted"] == "Every use: Live matching"


def test_every_kind_has_a_name_a_title_and_a_gist() -> None:
    assert set(wording.TERMS) == set(get_args(Terms))
    for terms in EACH:
        assert title(terms).startswith(f"{terms.id} ")
        assert gist(terms).endswith(".")


def test_the_reference_case_states_its_exit_and_what_is_not_known_of_it() -> None:
    report = assemble(reference_dossier())
    (made,) = report.reasoning.terms
    rows = {row.label: row.value for row in made.rows}
    assert len(rows) == 5
    assert [label for label, value in rows.items() if "Not known yet." not in value] == [
        "Public statement"
    ]
    assert all(link.href for link in made.sources)
    assert report.summary.decision.terms == "Terms: one responsible exit."


def test_a_review_that_terms_bring_forward_says_so() -> None:
    dossier = small_dossier()
    record = replace(
        dossier.record,
        fieldwork=replace(dossier.record.fieldwork, terms=(watch_list(date(2027, 1, 15)),)),
    )
    sign_off = replace(dossier.sign_off, outcome=Outcome.WATCH_LIST, reason="It is watched.")
    decision = decided(record, sign_off)
    box = assemble(Dossier(dossier.format, "0.1.0", record, "f" * 64, sign_off, decision))
    assert box.summary.decision.review_on == "15 January 2027"
    assert box.summary.decision.review_why.startswith("A day that the terms name; every")
    plain = assemble(dossier).summary.decision.review_why
    assert "terms" not in plain


def reaudited() -> ReviewRecord:
    record = small_dossier().record
    agreed = (condition("C1"), condition("C2", due_on=date(2026, 1, 31)))
    before = PreviousAudit(
        "a-0", "a" * 64, Outcome.ENGAGE, Outcome.ENGAGE, Bounds.between(0, 1), Fraction(0), (), agreed
    )  # fmt: skip
    return replace(record, change=change_since(before, record.assessment))


def test_a_re_audit_prints_each_earlier_condition_with_its_standing() -> None:
    change = assemble(signed(reaudited())).reasoning.change
    assert change is not None
    assert [(row.standing.word, row.due, row.follows) for row in change.conditions] == [
        ("Open", "31 March 2027", ""),
        ("Overdue", "31 January 2026", "The holding is sold."),
    ]
    text = summary_markdown(reaudited(), "0" * 64)
    assert "- **overdue**: C2 Condition subsequent" in text
    assert "On default: The holding is sold." in text


def test_the_summary_lists_what_was_drafted_and_what_is_still_missing() -> None:
    record = bound_by(condition(), watch_list()).record
    text = summary_markdown(record, "0" * 64)
    assert "C1 Condition subsequent: after the money. The board adopts a policy." in text
    assert "part of: approve, approve with conditions, watch list" in text
    assert "Still missing, to decide for *defer for evidence*: a request" in text
    assert "Still missing" not in summary_markdown(reference_dossier().record, "0" * 64)


def test_terms_from_outside_are_escaped() -> None:
    dossier = bound_by(replace(condition(), text=MARKS, on_default=MARKS))
    for text in (summary_markdown(dossier.record, "0" * 64), decision_markdown(dossier, "x")):
        assert MARKS not in text
        assert "A&#124;b&#42;c&#95;d" in text
