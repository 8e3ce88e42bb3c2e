"""Each rule of the shipped policy fires on its side of the boundary, and not on the other."""

from __future__ import annotations

import pytest

from audit.domain.decision import Outcome, Reason
from audit.domain.investment import Stage
from tests.audit.decision.builders import POLICY, advised, result

SEVERE = {"possible_severity": "4", "leverage": "2"}
HARMFUL = {**SEVERE, "leverage_can_be_raised": "no"}

FIRES: list[tuple[str, dict[str, str]]] = [
    ("breach-found", {"breach_found": "yes"}),
    ("severe-impact-unmanaged", {"unmet_critical_severity": "4"}),
    ("severe-impact-unmanaged", {"unmet_critical_severity": "4..5"}),
    ("critical-unknown", {"critical_open": "1"}),
    ("critical-unknown", {"critical_open": "0..1"}),
    ("not-satisfied-in-time", {"evidence_deadline_lapsed": "yes", "critical_open": "1"}),
    ("not-satisfied-in-time", {"evidence_deadline_lapsed": "yes", "critical_open": "0..3"}),
    ("not-satisfied-in-time", {"evidence_deadline_lapsed": "unknown", "critical_open": "1"}),
    ("insufficient-oversight", HARMFUL),
    ("insufficient-oversight", {**HARMFUL, "leverage": "14/5"}),
    ("insufficient-oversight", {**HARMFUL, "leverage": "2..5"}),
    ("insufficient-oversight", {**HARMFUL, "possible_severity": "3..4"}),
    ("insufficient-oversight", {**HARMFUL, "possible_severity": "1..5"}),
    ("insufficient-oversight", {**HARMFUL, "breach_found": "unknown"}),
    ("leverage-to-be-raised", SEVERE),
    ("leverage-to-be-raised", {**SEVERE, "leverage_can_be_raised": "unknown"}),
    ("leverage-to-be-raised", {**SEVERE, "leverage": "0..5", "possible_severity": "1..5"}),
    ("leverage-not-known", {**SEVERE, "leverage_can_be_raised": "unknown"}),
    (
        "leverage-not-known",
        {"possible_severity": "1..5", "leverage": "2..5", "leverage_can_be_raised": "unknown"},
    ),
    ("score-too-low", {"score": "59/100"}),
    ("score-too-low", {"score": "0..599/1000"}),
    ("score-could-be-too-low", {"score": "599/1000"}),
    ("score-could-be-too-low", {"score": "599/1000..1"}),
    ("score-not-shown", {"score": "799/1000"}),
    ("score-not-shown", {"score": "799/1000..1"}),
    ("coverage-too-low", {"coverage": "899/1000"}),
]
HOLDS_BACK: list[tuple[str, dict[str, str]]] = [
    ("breach-found", {"breach_found": "no"}),
    ("breach-found", {"breach_found": "unknown"}),
    ("severe-impact-unmanaged", {"unmet_critical_severity": "3"}),
    ("severe-impact-unmanaged", {"unmet_critical_severity": "3..5"}),
    ("critical-unknown", {"critical_open": "0"}),
    ("not-satisfied-in-time", {"evidence_deadline_lapsed": "yes", "critical_open": "0"}),
    ("not-satisfied-in-time", {"evidence_deadline_lapsed": "no", "critical_open": "9"}),
    ("insufficient-oversight", {**HARMFUL, "possible_severity": "3"}),
    ("insufficient-oversight", {**HARMFUL, "leverage": "3"}),
    ("insufficient-oversight", {**HARMFUL, "leverage": "3..5"}),
    ("insufficient-oversight", {**HARMFUL, "breach_found": "yes"}),
    ("insufficient-oversight", {**HARMFUL, "leverage_can_be_raised": "yes"}),
    ("insufficient-oversight", {**HARMFUL, "leverage_can_be_raised": "unknown"}),
    ("leverage-to-be-raised", {**SEVERE, "possible_severity": "3"}),
    ("leverage-to-be-raised", {**SEVERE, "leverage": "3"}),
    ("leverage-to-be-raised", {**SEVERE, "leverage_can_be_raised": "no"}),
    ("leverage-not-known", SEVERE),
    ("leverage-not-known", HARMFUL),
    (
        "leverage-not-known",
        {"possible_severity": "4", "leverage": "3", "leverage_can_be_raised": "unknown"},
    ),
    ("score-too-low", {"score": "3/5"}),
    ("score-too-low", {"score": "0..3/5"}),
    ("score-could-be-too-low", {"score": "3/5"}),
    ("score-could-be-too-low", {"score": "3/5..1"}),
    ("score-not-shown", {"score": "4/5"}),
    ("score-not-shown", {"score": "4/5..1"}),
    ("coverage-too-low", {"coverage": "9/10"}),
]


@pytest.mark.parametrize(("rule", "changes"), FIRES)
def test_fires(rule: str, changes: dict[str, str]):
    advice = advised(**changes)
    fired = result(rule, advice)
    assert fired.fired
    assert POLICY.restrictiveness(advice.outcome) >= POLICY.restrictiveness(fired.limit)


@pytest.mark.parametrize(("rule", "changes"), HOLDS_BACK)
def test_holds_back(rule: str, changes: dict[str, str]):
    assert not result(rule, advised(**changes)).fired


def test_every_rule_is_tried_on_both_sides():
    rules = {rule.id for rule in POLICY.rules}
    assert {rule for rule, _ in FIRES} == {rule for rule, _ in HOLDS_BACK} == rules
    assert len(rules) == len(POLICY.rules) == 11


ALONE: list[tuple[dict[str, str], Outcome, Outcome, tuple[Reason, ...]]] = [
    ({}, Outcome.APPROVE, Outcome.APPROVE, (Reason.STANDARDS_MET,)),
    ({"breach_found": "yes"}, Outcome.DIVEST, Outcome.DECLINE, (Reason.BREACH_FOUND,)),
    (
        {"unmet_critical_severity": "5"},
        Outcome.MORATORIUM,
        Outcome.DECLINE,
        (Reason.SEVERE_IMPACT_UNMANAGED,),
    ),
    (
        {"critical_open": "1"},
        Outcome.DEFER_FOR_EVIDENCE,
        Outcome.DEFER_FOR_EVIDENCE,
        (Reason.CRITICAL_UNKNOWN,),
    ),
    (
        {"critical_open": "1", "evidence_deadline_lapsed": "yes"},
        Outcome.DIVEST,
        Outcome.DECLINE,
        (Reason.NOT_SATISFIED,),
    ),
    (HARMFUL, Outcome.DIVEST, Outcome.DECLINE, (Reason.INSUFFICIENT_OVERSIGHT,)),
    (
        SEVERE,
        Outcome.ENGAGE,
        Outcome.APPROVE_WITH_CONDITIONS,
        (Reason.LEVERAGE_TO_BE_RAISED,),
    ),
    (
        {"score": "0..1"},
        Outcome.REMEDIATION_PLAN,
        Outcome.DEFER_FOR_EVIDENCE,
        (Reason.SCORE_NOT_SHOWN,),
    ),
    (
        {"score": "7/10..1"},
        Outcome.APPROVE_WITH_CONDITIONS,
        Outcome.APPROVE_WITH_CONDITIONS,
        (Reason.SCORE_NOT_SHOWN,),
    ),
    (
        {"coverage": "1/2"},
        Outcome.APPROVE_WITH_CONDITIONS,
        Outcome.APPROVE_WITH_CONDITIONS,
        (Reason.COVERAGE_TOO_LOW,),
    ),
]


@pytest.mark.parametrize(("changes", "holding", "before", "reasons"), ALONE)
def test_what_follows(
    changes: dict[str, str], holding: Outcome, before: Outcome, reasons: tuple[Reason, ...]
):
    held = advised(Stage.HOLDING, **changes)
    assert (held.outcome, held.reasons) == (holding, reasons)
    assert advised(Stage.BEFORE_INVESTMENT, **changes).outcome is before


def test_a_score_that_is_known_to_be_too_low():
    held, before = (
        advised(stage, score="1/2") for stage in (Stage.HOLDING, Stage.BEFORE_INVESTMENT)
    )
    assert held.outcome is Outcome.REMEDIATION_PLAN
    assert held.reasons == (Reason.SCORE_TOO_LOW, Reason.SCORE_NOT_SHOWN)
    assert (before.outcome, before.reasons) == (Outcome.DECLINE, (Reason.SCORE_TOO_LOW,))


@pytest.mark.parametrize("gate", [changes for changes, *_ in ALONE[1:7]])
def test_a_gate_beats_any_score(gate: dict[str, str]):
    for stage in Stage:
        with_best = advised(stage, **{**gate, "score": "1", "coverage": "1"})
        assert with_best.outcome is not Outcome.APPROVE
        worse = advised(stage, **{**gate, "score": "7/10"})
        assert POLICY.restrictiveness(worse.outcome) >= POLICY.restrictiveness(with_best.outcome)


def test_a_policy_change_is_proposed_only_for_too_little_oversight():
    proposed = advised(**HARMFUL).policy_changes
    assert [change.owner for change in proposed] == ["Investment committee"]
    assert proposed[0] == POLICY.rules[4].policy_change
    for changes, *_ in ALONE:
        if changes is not HARMFUL:
            assert advised(**changes).policy_changes == ()


def test_a_rule_says_what_it_compared():
    said = result("insufficient-oversight", advised(**HARMFUL, breach_found="unknown")).because
    assert said == (
        "A breach of an undertaking was found: unknown.",
        "The severity of the gravest impact is 4 of 5; the rule's threshold is 4 of 5.",
        "The investor's leverage is 2 of 5; the rule's threshold is 3 of 5.",
        "Leverage can be raised by renegotiation: no.",
    )
    assert result("score-not-shown", advised(score="2/3..1")).because == (
        "The score is 66.6 to 100 %; the rule's threshold is 80 %.",
    )


@pytest.mark.parametrize(
    ("changes", "tier", "months"),
    [
        ({}, "tier-4", 36),
        ({"possible_severity": "2"}, "tier-4", 36),
        ({"possible_severity": "3"}, "tier-3", 24),
        ({"possible_severity": "2..3"}, "tier-3", 24),
        ({"possible_severity": "4"}, "tier-2", 12),
        ({"product_identifies_people": "yes"}, "tier-2", 12),
        ({"product_identifies_people": "unknown"}, "tier-2", 12),
        ({"possible_severity": "5"}, "tier-1", 6),
        ({"possible_severity": "1..5"}, "tier-1", 6),
        ({"conflict_or_occupation": "yes"}, "tier-1", 6),
        ({"conflict_or_occupation": "unknown"}, "tier-1", 6),
        ({"ongoing_public_surveillance": "yes"}, "tier-1", 6),
        ({"critical_open": "1"}, "tier-1", 6),
    ],
)
def test_review_tiers(changes: dict[str, str], tier: str, months: int):
    assert advised(**changes).tier == tier
    assert {t.id: t.months for t in POLICY.review_tiers}[tier] == months
