"""When a decision is looked at again, and what still holds by then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.review import months_later, next_review, still_holding, valid_until
from audit.domain.answer import Answer, Unknown, UnknownKind
from tests.audit.decision.builders import POLICY
from tests.audit.domain.laws import LAW
from tests.audit.scoring.builders import item, not_applicable, unknown, valued

SEEN = datetime(2025, 8, 31, 9, tzinfo=UTC)
RECORDS = item("R", kind="REC", at=SEEN)
DISCLOSURE = item("D", kind="DIS", at=SEEN)
CONTRACT = item("C", kind="CON", at=SEEN)
ITEMS = {i.id: i for i in (RECORDS, DISCLOSURE, CONTRACT)}
EXPIRED = Unknown(UnknownKind.EVIDENCE_EXPIRED)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-23", 6, "2027-05-23"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2096-02-29", 48, "2100-02-28"),
        ("2026-10-31", 36, "2029-10-31"),
    ],
)
def test_months_later(day: str, months: int, later: str):
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


@LAW
@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(0, 600))
def test_a_later_month_is_the_right_month_and_never_spills_over(day: date, months: int):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and later.day >= 28)
    assert later >= day


@pytest.mark.parametrize(
    ("tier", "due"),
    [
        ("tier-1", "2027-02-28"),
        ("tier-2", "2027-08-31"),
        ("tier-3", "2028-08-31"),
        ("tier-4", "2029-08-31"),
    ],
)
def test_the_next_review_follows_the_tier(tier: str, due: str):
    assert next_review(POLICY, tier, date(2026, 8, 31)) == date.fromisoformat(due)


def test_evidence_expires_by_its_type():
    assert valid_until(RECORDS, POLICY) == date(2026, 8, 31)
    assert valid_until(DISCLOSURE, POLICY) == date(2027, 8, 31)
    assert valid_until(CONTRACT, POLICY) is None


@pytest.mark.parametrize(
    ("cited", "on", "holds"),
    [
        (["R"], "2026-08-31", True),
        (["R"], "2026-09-01", False),
        (["R", "D"], "2026-09-01", True),
        (["R", "D"], "2027-09-01", False),
        (["R", "C"], "2099-01-01", True),
        ([], "2099-01-01", True),
        (["lost"], "2026-01-01", True),
    ],
)
def test_an_answer_holds_while_some_of_its_evidence_does(cited: list[str], on: str, holds: bool):
    answer = valued("Q-01", "MET", cited)
    (carried,) = still_holding([answer], ITEMS, POLICY, date.fromisoformat(on))
    assert carried.state == (answer.state if holds else EXPIRED)
    assert carried.question == answer.question


@pytest.mark.parametrize("answer", [unknown("Q-01"), not_applicable("Q-01")])
def test_what_was_no_value_does_not_expire(answer: Answer):
    assert still_holding([answer], ITEMS, POLICY, date(2099, 1, 1)) == (answer,)


def test_answers_stay_in_order_and_none_is_lost():
    answers = [valued(f"Q-{i:02}", "MET", ["R" if i % 2 else "C"]) for i in range(9)]
    carried = still_holding(answers, ITEMS, POLICY, date(2099, 1, 1))
    assert [a.question for a in carried] == [a.question for a in answers]
    assert [a.state == EXPIRED for a in carried] == [bool(i % 2) for i in range(9)]


def test_expired_evidence_no_longer_supports_an_answer_that_holds():
    (carried,) = still_holding([valued("Q-01", "MET", ["R", "D"])], ITEMS, POLICY, date(2026, 9, 1))
    assert carried.evidence == ("D",)
