"""A dossier becomes finished words: nothing is dropped, rounded up, or told in code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.delta import PreviousAudit, change_since
from audit.decision.dossier import Dossier
from audit.decision.terms import ConditionStanding
from audit.domain.allegation import AllegationStatus, Confidence, Nature
from audit.domain.answer import Answer, SearchLog, Unknown, UnknownKind, Valued
from audit.domain.appraisal import Appraisal
from audit.domain.bounds import Bounds
from audit.domain.decision import Opinion, Outcome, Reason
from audit.domain.erasure import Erasure
from audit.domain.evidence import Credibility, Form, Grade, ProvidedBy, Relation, Reliability
from audit.domain.finding import Rating
from audit.domain.impact import Involvement, Occurrence
from audit.domain.investment import Capability, EndUser, HoldingInstrument, Money, Stage
from audit.domain.moratorium import Halt
from audit.domain.request import CASE_FACTS
from audit.domain.signoff import PersonKind
from audit.domain.terms import RemedyForm, Timing
from audit.domain.truth import YesNo
from reports import wording
from reports.assemble import assemble
from reports.assembly import formats
from reports.assembly.drawable import named
from reports.assembly.places import anchor
from reports.assembly.summary import IN_A_SENTENCE, score_in_words
from reports.model import Report
from tests.factories import MOMENT, reference_dossier, review_record, signed, small_dossier

shares = st.fractions(min_value=0, max_value=1)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return reference_dossier()


@pytest.fixture(scope="module")
def report(dossier: Dossier) -> Report:
    return assemble(dossier)


def strings(value: Any) -> Iterator[str]:
    """Every string in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from strings(entry)
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (wording.OUTCOMES, Outcome),
        (IN_A_SENTENCE, Outcome),
        (wording.REASONS, Reason),
        (wording.OPINIONS, Opinion),
        (wording.STATUSES, AllegationStatus),
        (wording.CONFIDENCES, Confidence),
        (wording.NATURES, Nature),
        (wording.UNKNOWNS, UnknownKind),
        (wording.RATINGS, Rating),
        (wording.OCCURRENCES, Occurrence),
        (wording.INVOLVEMENTS, Involvement),
        (wording.RELATIONS, Relation),
        (wording.FORMS, Form),
        (wording.PROVIDERS, ProvidedBy),
        (wording.RELIABILITIES, Reliability),
        (wording.CREDIBILITIES, Credibility),
        (wording.CAPABILITIES, Capability),
        (wording.END_USERS, EndUser),
        (wording.STAGES, Stage),
        (wording.HOLDING_INSTRUMENTS, HoldingInstrument),
        (wording.YES_NO, YesNo),
        (wording.TIMINGS, Timing),
        (wording.CONDITION_STANDINGS, ConditionStanding),
        (wording.REMEDY_FORMS, RemedyForm),
        (wording.HALTS, Halt),
    ],
)
def test_every_code_has_its_own_words(words: dict[StrEnum, object], codes: type[StrEnum]) -> None:
    assert set(words) == set(codes)
    assert len(set(words.values())) == len(words)


def test_every_circumstance_has_words() -> None:
    assert set(wording.CIRCUMSTANCES) == CASE_FACTS


def test_no_code_is_printed(report: Report) -> None:
    codes = {
        code.value
        for words in (wording.OUTCOMES, wording.STATUSES, wording.UNKNOWNS, wording.REASONS)
        for code in words
        if "_" in code.value
    } | set(CASE_FACTS)
    printed = re.compile("|".join(rf"\b{code}\b" for code in sorted(codes)))
    assert [text for text in strings(report) if printed.search(text)] == []


@given(shares)
def test_shares_are_cut_and_never_rounded_up(value: Fraction) -> None:
    said = Fraction(formats.percent(value).split("\u00a0")[0]) / 100
    assert said <= value < said + Fraction(1, 1000)


@given(st.fractions(min_value=0, max_value=1000, max_denominator=400))
def test_points_are_exact(value: Fraction) -> None:
    assert Fraction(formats.exact(value)) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2019", "2019"),
        ("2019-06", "June 2019"),
        ("2026-11-23", "23 November 2026"),
        ("2024-02-09", "9 February 2024"),
        ("", ""),
        ("spring 2019", "spring 2019"),
        ("2019-6", "2019-6"),
    ],
)
def test_dates_are_told_as_exactly_as_they_are_known(text: str, said: str) -> None:
    assert formats.partial_day(text) == said


def test_times_are_told_in_utc() -> None:
    local = datetime(2026, 11, 24, 1, 30, tzinfo=timezone(timedelta(hours=9)))
    assert formats.moment(local) == "23 November 2026, 16:30 UTC"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (None, "Not disclosed"),
        (Money(Fraction(10_000_000), "USD"), "USD\u00a010,000,000"),
        (Money(Fraction(2501, 2), "EUR"), "EUR\u00a01,250.50"),
    ],
)
def test_amounts(amount: Money | None, said: str) -> None:
    assert formats.money(amount) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_lists(words: tuple[str, ...], said: str) -> None:
    assert formats.listed(words) == said


@given(st.text(), st.text())
def test_different_ids_have_different_places(one: str, other: str) -> None:
    assert (anchor("evidence", one) == anchor("evidence", other)) is (one == other)


@given(st.text(max_size=20))
def test_a_place_is_a_plain_name(name: str) -> None:
    assert re.fullmatch(r"evidence-[A-Za-z0-9_-]*", anchor("evidence", name))


def test_what_cannot_be_drawn_is_named() -> None:
    assert named("Report ข่าว 😀") == "Report [4 characters in Thai script] [grinning face]"
    assert named("Олена, فاطمة, 新疆, יעל") == "Олена, فاطمة, 新疆, יעל"


def test_the_same_dossier_gives_the_same_report(dossier: Dossier, report: Report) -> None:
    assert assemble(dossier) == report


def test_every_allegation_stands_with_both_sides(dossier: Dossier, report: Report) -> None:
    record = dossier.record
    taken_in = record.request.allegations
    assert [entry.id for entry in report.allegations.entries] == [a.id for a in taken_in]
    assert [entry.position for entry in report.allegations.entries] == [
        a.position.text for a in taken_in
    ]
    statuses = [wording.STATUSES[c.status][0] for c in record.assessment.conclusions]
    assert [entry.status.word for entry in report.allegations.entries] == statuses


def test_an_earlier_status_stands_beside_the_own_one(report: Report) -> None:
    first = report.allegations.entries[0]
    assert first.status.word == "Inconclusive: access restricted"
    assert [earlier.status.word for earlier in first.earlier] == ["Refuted"]


def test_every_question_and_item_is_listed(dossier: Dossier, report: Report) -> None:
    asked = [scored.question.id for scored in dossier.record.assessment.score.questions]
    assert [row.id for group in report.answers.groups for row in group.rows] == asked
    seen = [item.id for item in dossier.record.fieldwork.evidence]
    assert [row.id for row in report.evidence.rows] == seen


def test_the_lead_is_built_from_the_data(report: Report) -> None:
    assert report.summary.lead == (
        "The decision on AnyVision Interactive Technologies is to divest; it follows the recommendation. "
        "The audit could determine 4.6\u00a0% of what was asked; the score lies between 0.8 and 96.2\u00a0%, "
        "and 21 of 23 critical questions are open. Of eight allegations, two are acknowledged or "
        "substantiated at least in part, four are not substantiated and two are open."
    )


def test_open_critical_questions_are_listed_apart(report: Report) -> None:
    assert len(report.reasoning.open_questions) == 21


def test_sections_add_up_to_the_total(report: Report) -> None:
    rows = report.scorecard.rows
    parts = [row for row in rows if not row.sums]
    for column in ("earned", "lowest", "highest", "possible"):
        assert sum(Fraction(getattr(row, column)) for row in parts) == Fraction(
            getattr(rows[-1], column)
        )


def test_leverage_is_no_part_of_the_score(report: Report) -> None:
    assert "Investor leverage and audit access" not in [row.title for row in report.scorecard.rows]
    assert report.scorecard.leverage.level == "2\u00a0of\u00a05"
    assert report.scorecard.leverage.steps == ("held", "held", "not-held", "not-held", "not-held")


def test_findings_stand_gravest_first(report: Report) -> None:
    order = list(wording.RATINGS.values())
    places = [order.index(entry.rating.word) for entry in report.findings.entries]
    assert places == sorted(places)


def test_a_script_is_called_a_script(report: Report) -> None:
    assert "a script, not a person" in report.sign_off.scripted
    assert "a script and not a person" in report.summary.decision.decided


def test_a_person_is_not_called_a_script(dossier: Dossier) -> None:
    signature = replace(dossier.sign_off, reviewer_kind=PersonKind.HUMAN, reviewer_name="Ada Byron")
    report = assemble(replace(dossier, sign_off=signature))
    assert report.sign_off.scripted == ""
    assert report.summary.decision.decided.endswith("by Ada Byron.")


def test_a_different_decision_shows_both_and_the_reason(dossier: Dossier) -> None:
    decision = replace(
        dossier.decision,
        outcome=Outcome.ENGAGE,
        follows_recommendation=False,
        reason_text="Leaving now would end the only access.",
        policy_changes=(),
    )
    report = assemble(replace(dossier, decision=decision))
    box = report.summary.decision
    assert (box.outcome, box.recommendation) == ("Engage", "Divest")
    assert box.relation == "The decision differs from the recommendation."
    assert box.reason_text == "Leaving now would end the only access."
    assert [change.standing for change in box.policy_changes] == [
        "Suggested by the policy, not taken up"
    ]


def test_a_claim_above_its_evidence_is_told_in_words(dossier: Dossier) -> None:
    record = dossier.record
    answer = Answer("GOV-01", Valued("MET"), "They say so.", (), "analyst", MOMENT)
    work = replace(record.fieldwork, answers=(answer,))
    report = assemble(signed(review_record(record.request, work)))
    row = report.answers.groups[0].rows[0]
    assert (row.answer.word, row.points) == ("Met, capped", "0 to 3 of 3")
    assert row.why == ("They say so.", "“Met” is claimed. No evidence is cited for it.")


def test_a_search_without_result_shows_its_log(dossier: Dossier) -> None:
    record = dossier.record
    log = SearchLog(("policy",), ("company site",), ("en", "he"), date(2026, 11, 20))
    state = Unknown(UnknownKind.SEARCHED_NOT_FOUND, search=log)
    answer = Answer("GOV-01", state, "Nothing found.", (), "analyst", MOMENT)
    work = replace(record.fieldwork, answers=(answer,))
    row = assemble(signed(review_record(record.request, work))).answers.groups[0].rows[0]
    assert row.answer.word == "Searched, not found"
    assert row.why[-1] == (
        "Searched on 20 November 2026 for “policy” in company site (languages: en, he)."
    )


def test_an_audit_about_which_nothing_is_known() -> None:
    report = assemble(small_dossier())
    assert report.summary.lead.endswith("No allegation was taken in.")
    assert report.summary.figures[-1].value == "Not rated"
    assert report.cover.band == ""
    assert report.reasoning.change is None


def test_a_change_shows_then_and_now(dossier: Dossier) -> None:
    record = dossier.record
    before = PreviousAudit(
        "audit-1",
        "a" * 64,
        Outcome.ENGAGE,
        Outcome.DIVEST,
        Bounds.between(0, 1),
        Fraction(1, 8),
        (),
    )
    changed = replace(record, change=change_since(before, record.assessment))
    change = assemble(replace(dossier, record=changed)).reasoning.change
    assert change is not None
    assert change.verdict == "The policy recommends the same as it did."
    assert [(row.before, row.now) for row in change.rows] == [
        ("Divest", "Divest"),
        ("Engage", "Divest"),
        ("0 to 100\u00a0%", "0.8 to 96.2\u00a0%"),
        ("12.5\u00a0%", "4.6\u00a0%"),
    ]
    assert len(change.moves) == len(record.assessment.score.questions)


def test_a_known_score_has_no_distance() -> None:
    assert score_in_words(Bounds.exactly(Fraction(3, 4))) == "the score is 75\u00a0%"


def test_issued_when_it_was_decided(dossier: Dossier, report: Report) -> None:
    assert datetime.fromisoformat(report.about.issued) == dossier.decision.decided_at.astimezone(
        UTC
    )


def test_a_later_grade_and_a_destruction_stand_with_the_item(dossier: Dossier) -> None:
    first = dossier.record.fieldwork.evidence[0]
    b2 = Grade(Reliability.B, Credibility.PROBABLY_TRUE)
    f6 = Grade(Reliability.F, Credibility.CANNOT_BE_JUDGED)
    act = Appraisal(first.id, f6, b2, ("title", "independent"), "Read it", "ana", MOMENT)
    gone = Erasure(first.id, first.sha256, (), "An order of the court", "ana", MOMENT)
    fieldwork = replace(dossier.record.fieldwork, appraisals=(act,), erasures=(gone,))
    shown = assemble(replace(dossier, record=replace(dossier.record, fieldwork=fieldwork)))

    (row,) = [row for row in shown.evidence.rows if row.id == first.id]
    assert row.history == (
        "Graded B2 instead of F6, described again (title) on 23 November 2026 by ana: Read it",
        "Bytes destroyed on 23 November 2026 by ana: An order of the court. The digest is kept.",
    )
    assert not any(other.history for other in shown.evidence.rows if other.id != first.id)
