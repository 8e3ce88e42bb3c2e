"""What each outcome needs before it can be signed, what it takes, and whether conditions are met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.delta import PreviousAudit, change_since
from audit.decision.review import first_look, next_review
from audit.decision.terms import (
    BESIDE,
    NEEDED,
    ConditionStanding,
    applying,
    awaited_by,
    is_running,
    lacking,
    policy_changes,
    reached,
    standing,
)
from audit.domain.answer import Answer
from audit.domain.checklist import Checklist
from audit.domain.decision import Outcome
from audit.domain.moratorium import ReleaseCondition
from audit.domain.request import case_facts
from audit.domain.terms import AgreedCondition, ProposedPolicyChange, Terms, Withdrawal
from audit.domain.truth import Truth
from audit.scoring.aggregate import score
from tests.audit.decision.builders import CHECKLISTS, POLICY, QUESTIONS, REQUEST, assessed
from tests.audit.domain.laws import LAW
from tests.audit.scoring.builders import FULL_SUPPORT, not_applicable, unknown, valued
from tests.factories import TODAY
from tests.terms import (
    EACH,
    condition,
    evidence_request,
    moratorium,
    partial_cessation,
    plan,
    policy_change,
    remediation,
    responsible_exit,
    watch_list,
)

LONG_AGO = date(2020, 1, 1)
TIER = POLICY.review_tiers[0].id


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_is_lacking_exactly_until_its_own_kind_is_drafted(outcome: Outcome):
    if outcome in (Outcome.APPROVE, Outcome.DECLINE):
        assert lacking(outcome, (), TODAY) == ""
        return
    kind, needs = NEEDED[outcome]
    own = tuple(terms for terms in EACH if isinstance(terms, kind))
    others = tuple(terms for terms in EACH if not isinstance(terms, kind))
    assert lacking(outcome, others, TODAY) == needs
    assert lacking(outcome, own, TODAY) == ""


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_decision_takes_its_own_kind_first_and_what_may_stand_beside_it(outcome: Outcome):
    taken = applying(outcome, EACH)
    own = (NEEDED[outcome][0],) if outcome in NEEDED else ()
    assert {type(terms) for terms in taken} == {*own, *BESIDE.get(outcome, ())}
    if own:
        assert isinstance(taken[0], own[0])


def test_declining_binds_nobody_and_leaving_leaves_only_what_is_owed():
    assert applying(Outcome.DECLINE, EACH) == ()
    assert applying(Outcome.DIVEST, EACH) == (responsible_exit(), remediation())


def test_a_withdrawal_takes_the_place_of_what_it_withdraws():
    withdrawn = (Withdrawal("P1", "Another plan is better."),)
    assert lacking(Outcome.ENGAGE, withdrawn, TODAY)
    assert all(applying(outcome, withdrawn) == () for outcome in Outcome)


def test_a_rule_for_future_deals_stands_beside_every_outcome_and_in_none():
    assert policy_changes(EACH) == (policy_change(),)
    for outcome in Outcome:
        assert not any(isinstance(t, ProposedPolicyChange) for t in applying(outcome, EACH))


@pytest.mark.parametrize(
    ("outcome", "terms", "last"),
    [
        (Outcome.APPROVE_WITH_CONDITIONS, condition(due_on=TODAY), TODAY),
        (Outcome.DEFER_FOR_EVIDENCE, evidence_request(TODAY), TODAY),
        (Outcome.ENGAGE, plan(TODAY), TODAY),
        (Outcome.REMEDIATION_PLAN, remediation(TODAY), TODAY),
        (Outcome.WATCH_LIST, watch_list(TODAY), TODAY),
        (Outcome.MORATORIUM, moratorium(date(2026, 12, 5)), date(2026, 12, 5)),
    ],
)
def test_terms_whose_last_day_has_passed_bind_nobody(outcome: Outcome, terms: Terms, last: date):
    assert lacking(outcome, (terms,), last) == ""
    assert lacking(outcome, (terms,), last + timedelta(days=1)) != ""


def test_a_moratorium_that_was_released_binds_nobody():
    released = moratorium(None, ReleaseCondition("A national law.", (), date(2027, 1, 1)))
    assert is_running(released, date(2026, 12, 31))
    assert not is_running(released, date(2027, 1, 1))


def test_an_exit_and_a_cessation_have_no_last_day():
    for terms in (responsible_exit(), partial_cessation()):
        assert is_running(terms, date(2999, 1, 1))


@pytest.mark.parametrize(
    ("terms", "day"),
    [
        (condition(due_on=date(2026, 12, 24)), date(2026, 12, 24)),
        (evidence_request(date(2027, 1, 31)), date(2027, 1, 31)),
        (plan(date(2027, 2, 1)), date(2027, 2, 1)),
        (remediation(date(2027, 2, 2)), date(2027, 2, 2)),
        (watch_list(date(2027, 2, 3)), date(2027, 2, 3)),
        (moratorium(date(2027, 3, 1)), date(2027, 3, 1)),
        (moratorium(date(2027, 3, 1), review_on=date(2027, 2, 4)), date(2027, 2, 4)),
        (moratorium(None, review_on=date(2027, 2, 4)), date(2027, 2, 4)),
        (responsible_exit(), date(2027, 5, 23)),
        (watch_list(date(2031, 1, 1)), date(2027, 5, 23)),
        (condition(due_on=TODAY), date(2027, 5, 23)),
        (condition(due_on=LONG_AGO), date(2027, 5, 23)),
    ],
)
def test_the_next_review_is_the_first_day_that_tier_or_terms_name(terms: Terms, day: date):
    assert next_review(POLICY, TIER, TODAY) == date(2027, 5, 23)
    assert first_look(POLICY, TIER, TODAY, (terms,)) == day


@LAW
@given(st.lists(st.dates(LONG_AGO, date(2030, 1, 1)), max_size=4))
def test_more_terms_never_put_the_next_review_off(days: list[date]):
    agreed = [condition(f"C{n}", due_on=day) for n, day in enumerate(days)]
    looks = [first_look(POLICY, TIER, TODAY, agreed[:n]) for n in range(len(agreed) + 1)]
    assert looks == sorted(looks, reverse=True)
    assert all(look > TODAY for look in looks)


def test_evidence_is_awaited_until_the_last_of_the_days_asked_for():
    asked = (evidence_request(date(2027, 1, 31)), evidence_request(date(2027, 2, 28)))
    assert awaited_by(asked) == date(2027, 2, 28)
    assert awaited_by(EACH) == date(2027, 1, 31)
    assert awaited_by(()) is None


def check(answer: Answer | None, on: date, agreed: AgreedCondition | None = None):
    """What this answer alone says about a condition."""
    agreed = agreed or condition()
    asked = score(
        _only(answer.question if answer else agreed.question),
        case_facts(REQUEST),
        [answer] if answer else [],
        FULL_SUPPORT,
        POLICY.evidence_floor,
    )
    return reached(agreed, asked), standing(agreed, asked, on)


@cache
def _only(question: str) -> tuple[Checklist, ...]:
    """The checklist of a question, without any other question."""
    return tuple(
        replace(checklist, sections=(replace(section, questions=(asked,)),))
        for checklist in CHECKLISTS
        for section in checklist.sections
        for asked in section.questions
        if asked.id == question
    )


BEFORE, DUE, AFTER = date(2027, 3, 30), date(2027, 3, 31), date(2027, 4, 1)


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        (valued("GOV-01", "MET"), Truth.TRUE),
        (valued("GOV-01", "MOSTLY"), Truth.TRUE),
        (valued("GOV-01", "PARTLY"), Truth.FALSE),
        (valued("GOV-01", "MET", []), Truth.UNDETERMINED),
        (unknown("GOV-01"), Truth.UNDETERMINED),
        (not_applicable("GOV-01"), Truth.UNDETERMINED),
        (None, Truth.UNDETERMINED),
    ],
    ids=["better", "reached", "short of it", "claimed only", "unknown", "not applicable", "none"],
)
def test_a_condition_is_met_only_when_its_answer_is_shown_to_reach_the_word(
    answer: Answer | None, truth: Truth
):
    met = truth is Truth.TRUE
    for on, unmet in (
        (BEFORE, ConditionStanding.OPEN),
        (DUE, ConditionStanding.OPEN),
        (AFTER, ConditionStanding.OVERDUE),
    ):
        assert check(answer, on) == (truth, ConditionStanding.MET if met else unmet)


def test_a_question_that_is_no_longer_asked_shows_nothing():
    gone = condition(question="OLD-01")
    assert check(valued("GOV-01", "MET"), AFTER, gone) == (
        Truth.UNDETERMINED,
        ConditionStanding.OVERDUE,
    )


@LAW
@given(st.sampled_from(QUESTIONS), st.data())
def test_a_better_answer_never_makes_a_condition_worse(question_and_scale, data: st.DataObject):
    question, scale = question_and_scale
    earning = [entry for entry in scale.values if entry.value]
    agreed_word = data.draw(st.sampled_from(earning))
    agreed = condition(question=question.id, word=agreed_word.code, reaches=agreed_word.value)
    best_first = [check(valued(question.id, v.code), DUE, agreed)[0] for v in scale.values]
    order = [Truth.TRUE, Truth.UNDETERMINED, Truth.FALSE]
    assert best_first == sorted(best_first, key=order.index)


def test_a_re_audit_lists_the_earlier_conditions_with_their_standing():
    now = assessed([valued("GOV-01", "MET"), valued("GOV-02", "PARTLY")])
    agreed = (
        condition("C1"),
        plan(),
        condition("C2", question="GOV-02", due_on=TODAY),
        condition("C3", question="GOV-03", due_on=LONG_AGO),
    )
    before = PreviousAudit(
        "a-0", "0" * 64, Outcome.ENGAGE, Outcome.ENGAGE, now.score.total.share, Fraction(0), (), agreed
    )  # fmt: skip
    found = change_since(before, now).conditions
    assert [(c.condition.id, c.standing.value) for c in found] == [
        ("C1", "met"),
        ("C2", "open"),
        ("C3", "overdue"),
    ]
