"""A register in an audit: evidence and answers in one transaction, once, and no more than it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.domain.answer import Answer, NotApplicable, Unknown, Valued
from audit.domain.errors import InputInvalid, TransitionRefused
from audit.domain.evidence import Credibility, Grade, ProvidedBy, Reliability
from audit.domain.investment import EndUser
from audit.domain.request import AuditRequest
from audit.scoring.support import Standing
from flows.acts.registers import METHOD, RegisterWords, grade_in, record_register, standing_of
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request, small_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import row_counts

LATER = MOMENT + timedelta(days=3)
HEADER = (
    "customer,end_user_class,ongoing_surveillance,target,public_place,authority,"
    "authority_reference,vetted_before_sale,written_decision,kind_of_use,open_settings"
)
WARRANT = "City,police,yes,watch_list,yes,court_order,No. 12,yes,yes,live_identification,none"
NOTHING = "State,police,yes,watch_list,yes,neither,,yes,no,live_identification,protest"
C3 = Grade(Reliability.C, Credibility.POSSIBLY_TRUE)


def words(*rows: str, **more: object) -> RegisterWords:
    content = "\n".join([HEADER, *rows]).encode()
    return RegisterWords("register.csv", content, **more)  # type: ignore[arg-type]


def police_request() -> AuditRequest:
    request = small_request()
    return replace(request, investee=replace(request.investee, end_users=(EndUser.POLICE,)))


def answers(place: Workplace, audit: str) -> dict[str, Answer]:
    with place.reading() as work:
        return {answer.question: answer for answer in work.fieldwork.load(audit).answers}


def test_a_register_becomes_evidence_and_answers(place: Workplace):
    audit = to_sign_off(place, police_request())
    made = record_register(place, audit, words(WARRANT, NOTHING), "analyst", MOMENT)
    item = made.evidence
    assert (item.type, item.provided_by, item.independent) == ("REC", ProvidedBy.INVESTEE, False)
    assert item.method == METHOD
    assert place.evidence.read(item.sha256).startswith(b"customer,")
    recorded = answers(place, audit)
    assert recorded["LAW-01"].state == Valued("NO")
    assert recorded["CUS-02"].state == Valued("PARTLY")
    assert isinstance(recorded["CUS-05"].state, Unknown)
    assert "CUS-01" not in recorded
    assert all(recorded[question].evidence == (item.id,) for question in made.recorded)
    assert "Failing: 3." in recorded["LAW-01"].rationale
    assert recorded["LAW-01"].rationale.endswith(
        "Derived from the register as of 2026-11-23 under government-sales@1.0.0."
    )


def test_the_same_register_again_changes_nothing_even_days_later(place: Workplace):
    audit = to_sign_off(place, police_request())
    first = record_register(place, audit, words(WARRANT), "analyst", MOMENT)
    counts = row_counts(place)
    again = record_register(place, audit, words(WARRANT), "analyst", LATER)
    assert again.evidence == first.evidence
    assert again.review.on == first.review.on
    assert row_counts(place) == counts


def test_a_newer_register_replaces_what_the_older_one_said(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, police_request())
    record_register(sqlite_place, audit, words(NOTHING), "analyst", MOMENT)
    newer = record_register(sqlite_place, audit, words(WARRANT), "analyst", LATER)
    found = answers(sqlite_place, audit)["LAW-01"]
    assert (found.state, found.evidence) == (Valued("YES"), (newer.evidence.id,))
    assert newer.kept == ()


def test_an_answer_from_other_evidence_stays_unless_it_is_replaced(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    before = answers(sqlite_place, audit)["LAW-02"]
    everyone = NOTHING.replace("watch_list", "everyone")
    made = record_register(sqlite_place, audit, words(everyone), "analyst", MOMENT)
    assert made.kept == ("LAW-02",)
    assert answers(sqlite_place, audit)["LAW-02"] == before
    unknown = record_register(sqlite_place, audit, words(NOTHING), "analyst", MOMENT, replace=True)
    assert unknown.kept == ("LAW-02",)
    shown = record_register(sqlite_place, audit, words(everyone), "analyst", MOMENT, replace=True)
    assert shown.kept == ()
    assert answers(sqlite_place, audit)["LAW-02"].state == Valued("NO")


def test_the_companys_own_word_is_capped_on_a_critical_question(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, police_request())
    record_register(sqlite_place, audit, words(WARRANT, grade=C3), "analyst", MOMENT)
    (critical,) = standing_of(sqlite_place, audit, ["LAW-01"])
    assert critical.standing is Standing.CAPPED
    assert "A critical question needs 2 different types of evidence" in critical.because
    (plain,) = standing_of(sqlite_place, audit, ["CUS-02"])
    assert plain.standing is Standing.DETERMINED


def test_a_question_that_no_row_concerns_does_not_apply(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, police_request())
    shop = "Shop,private_company,no,everyone,no,neither,,no,no,other,none"
    record_register(sqlite_place, audit, words(shop), "analyst", MOMENT)
    assert isinstance(answers(sqlite_place, audit)["LAW-01"].state, NotApplicable)
    (standing,) = standing_of(sqlite_place, audit, ["LAW-01"])
    assert standing.standing is Standing.UNKNOWN
    assert "only when a second person confirms it" in standing.because


@pytest.mark.parametrize(
    ("given", "analyst", "sentence"),
    [
        (words("A,polise,,,,,,,,,"), "analyst", "did you mean police?"),
        (words(WARRANT, position=("amazon",)), "analyst", "amazon is no public act that is known"),
        (words(WARRANT), "nobody", "nobody is not a registered analyst"),
    ],
)
def test_what_is_refused_leaves_nothing(
    sqlite_place: Workplace, given: RegisterWords, analyst: str, sentence: str
):
    audit = to_sign_off(sqlite_place, police_request())
    counts = row_counts(sqlite_place)
    with pytest.raises(InputInvalid, match=sentence):
        record_register(sqlite_place, audit, given, analyst, MOMENT)
    assert row_counts(sqlite_place) == counts


def test_an_audit_without_that_checklist_takes_no_register(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, small_request())
    with pytest.raises(TransitionRefused, match="review the file without an audit"):
        record_register(sqlite_place, audit, words(WARRANT), "analyst", MOMENT)


def test_the_day_and_the_position_are_those_that_are_named(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, police_request())
    given = words(WARRANT, on=date(2020, 7, 1), position=("amazon-police-2020",))
    made = record_register(sqlite_place, audit, given, "analyst", MOMENT)
    assert made.review.on == date(2020, 7, 1)
    assert "as of 2020-07-01" in answers(sqlite_place, audit)["LAW-05"].rationale


def test_a_grade_is_a_letter_and_a_digit():
    assert grade_in("grade", "c3") == C3
    for text in ("", "C", "C7", "33", "C33"):
        with pytest.raises(InputInvalid, match="is no grade"):
            grade_in("grade", text)
