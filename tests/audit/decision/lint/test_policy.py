"""Each kind of remark: a small policy that shows it, and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from audit.decision.lint import RemarkKind, RemarkLevel, lint
from audit.domain.checklist import Checklist, Question
from audit.domain.condition import AllOf, AnyOf, AtLeast, Below, Is, Not, Shown
from audit.domain.decision import Burden, DecisionPolicy, Outcome
from audit.domain.truth import YesNo
from tests.audit.decision.builders import CHECKLISTS, POLICY
from tests.audit.decision.lint.builders import (
    BREACH,
    GOOD,
    NOT_SHOWN,
    SCORE_LOW,
    SCORE_SHOWN,
    SEVERE,
    policy,
    remarks,
    rule,
)

NEVER = AllOf((AtLeast("coverage", GOOD), Below("coverage", GOOD)))
OPEN = AtLeast("critical_open", Fraction(1))

SHOWN_AND_NOT: dict[RemarkKind, tuple[DecisionPolicy, DecisionPolicy]] = {
    RemarkKind.OUTCOME_NOT_IN_ORDER: (
        replace(policy(NOT_SHOWN), outcomes=(Outcome.APPROVE, Outcome.DIVEST)),
        policy(NOT_SHOWN),
    ),
    RemarkKind.THRESHOLD_OUT_OF_REACH: (
        policy(rule(Below("score", Fraction(3, 2)))),
        policy(NOT_SHOWN),
    ),
    RemarkKind.RULE_NEVER_FIRES: (policy(rule(NEVER)), policy(NOT_SHOWN)),
    RemarkKind.RULE_NEVER_DECIDES: (
        policy(NOT_SHOWN, rule(SCORE_LOW, Outcome.WATCH_LIST, Burden.HOLDS, "low")),
        policy(NOT_SHOWN, rule(SCORE_LOW, Outcome.DIVEST, Burden.HOLDS, "low")),
    ),
    RemarkKind.WORSE_IS_BETTER: (policy(rule(SCORE_SHOWN)), policy(NOT_SHOWN)),
    RemarkKind.SILENCE_IS_BETTER: (
        policy(rule(BREACH, if_undetermined=Burden.HOLDS)),
        policy(rule(BREACH, if_undetermined=Burden.FIRES)),
    ),
    RemarkKind.CLIFF: (
        policy(rule(Not(SCORE_SHOWN), Outcome.DIVEST)),
        policy(rule(Not(SCORE_SHOWN), Outcome.ENGAGE)),
    ),
    RemarkKind.OUTCOME_UNREACHABLE: (
        policy(NOT_SHOWN),
        policy(
            *(
                rule(Is(fact, YesNo.YES), outcome, name=outcome)
                for fact, outcome in zip(
                    [
                        "breach_found",
                        "evidence_deadline_lapsed",
                        "conflict_or_occupation",
                        "ongoing_public_surveillance",
                        "product_identifies_people",
                        "public_authority_end_user",
                    ],
                    POLICY.outcomes[1:7],
                    strict=True,
                )
            ),
            rule(Is("leverage_can_be_raised", YesNo.NO), POLICY.outcomes[7], name="raised"),
            rule(Not(SCORE_SHOWN), POLICY.outcomes[8], name="score"),
            rule(SEVERE, POLICY.outcomes[9], name="severe"),
        ),
    ),
}


@pytest.mark.parametrize("kind", SHOWN_AND_NOT)
def test_what_is_remarkable_is_remarked_and_nothing_else(kind: RemarkKind):
    shows, does_not = SHOWN_AND_NOT[kind]
    assert remarks(shows, kind)
    assert not remarks(does_not, kind)


def test_an_outcome_that_is_not_in_the_order_is_named_with_its_place():
    remark = remarks(
        SHOWN_AND_NOT[RemarkKind.OUTCOME_NOT_IN_ORDER][0], RemarkKind.OUTCOME_NOT_IN_ORDER
    )[0]
    assert remark.path == ("rules", 0, "limit", "holding")
    assert remark.level is RemarkLevel.ERROR
    assert "limits to engage, which is not in the order" in remark.text


@pytest.mark.parametrize(
    ("threshold", "said"), [(Fraction(0), "always reaches 0"), (Fraction(6), "never reaches 6")]
)
def test_a_threshold_that_decides_nothing_is_named_at_its_comparison(
    threshold: Fraction, said: str
):
    looked_at = policy(rule(AnyOf((OPEN, Not(AtLeast("leverage", threshold))))))
    remark = remarks(looked_at, RemarkKind.THRESHOLD_OUT_OF_REACH)[0]
    assert remark.path == ("rules", 0, "when", "any", 1, "not")
    assert said in remark.text


def test_more_open_questions_than_there_are_critical_ones_is_out_of_reach():
    many = rule(AtLeast("critical_open", Fraction(1000)))
    assert remarks(policy(many), RemarkKind.THRESHOLD_OUT_OF_REACH)


def test_of_two_rules_that_do_the_same_the_later_is_named():
    looked_at = policy(NOT_SHOWN, rule(Not(SCORE_SHOWN), name="again"))
    found = remarks(looked_at, RemarkKind.RULE_NEVER_DECIDES)
    assert [remark.path for remark in found] == [("rules", 1)]
    assert "whenever it fires, the rule rule limits at least as much" in found[0].text


def test_a_rule_may_never_decide_because_of_several_others_together():
    known = rule(Is("breach_found", YesNo.YES), name="yes", if_undetermined=Burden.HOLDS)
    ruled_out = rule(Not(Shown(BREACH)), name="not shown")
    anything = rule(AllOf(()), Outcome.WATCH_LIST, name="always")
    found = remarks(policy(known, ruled_out, anything), RemarkKind.RULE_NEVER_DECIDES)
    assert [remark.path for remark in found] == [("rules", 2)]
    assert "other rules limit" in found[0].text


def test_a_rule_that_decides_at_one_stage_only_is_alive():
    low = rule(SCORE_LOW, Outcome.ENGAGE, Burden.HOLDS, "low", before=Outcome.DECLINE)
    assert not remarks(policy(NOT_SHOWN, low), RemarkKind.RULE_NEVER_DECIDES)


def test_another_rule_can_make_up_for_one_that_stops():
    stops = rule(AllOf((Not(Shown(BREACH)), SEVERE)), Outcome.ENGAGE, name="stops")
    takes_over = rule(BREACH, Outcome.DIVEST, Burden.HOLDS, "takes over")
    assert remarks(policy(stops), RemarkKind.WORSE_IS_BETTER)
    assert not remarks(policy(stops, takes_over), RemarkKind.WORSE_IS_BETTER)


def test_a_rule_that_silence_stops_is_noted_where_others_have_to_show_it():
    held = remarks(policy(rule(BREACH, if_undetermined=Burden.HOLDS)), RemarkKind.SILENCE_IS_BETTER)
    fires = remarks(policy(rule(Shown(BREACH))), RemarkKind.SILENCE_IS_BETTER)
    assert [remark.level for remark in held] == [RemarkLevel.NOTE]
    assert [remark.level for remark in fires] == [RemarkLevel.ERROR]
    assert "from “A breach of an undertaking was found: yes” to" in held[0].text


def test_equally_restrictive_outcomes_are_no_step_back():
    low = rule(SCORE_LOW, Outcome.DECLINE, Burden.HOLDS, "low")
    not_shown = rule(Not(SCORE_SHOWN), Outcome.DEFER_FOR_EVIDENCE, name="not shown")
    ranked = policy(low, not_shown)
    tied = replace(ranked, equally_restrictive=((Outcome.DEFER_FOR_EVIDENCE, Outcome.DECLINE),))
    assert remarks(replace(ranked, equally_restrictive=()), RemarkKind.SILENCE_IS_BETTER)
    assert not remarks(tied, RemarkKind.SILENCE_IS_BETTER)


def test_a_cliff_names_its_threshold_and_both_outcomes():
    looked_at = policy(rule(Not(SCORE_SHOWN), Outcome.DIVEST))
    text = remarks(looked_at, RemarkKind.CLIFF)[0].text
    assert "threshold 80 % of “The score”" in text
    assert "from approve to divest, with everything else at its best" in text


def test_unused_thresholds_are_told_by_what_the_file_refers_to():
    found = lint(POLICY, CHECKLISTS, [t.id for t in POLICY.thresholds[1:]])
    unused = [remark for remark in found if remark.kind is RemarkKind.THRESHOLD_UNUSED]
    assert [remark.path for remark in unused] == [("thresholds", 0)]
    assert not remarks(POLICY, RemarkKind.THRESHOLD_UNUSED)


def test_a_policy_with_too_many_states_says_that_it_was_not_examined():
    many = tuple(
        rule(AtLeast(fact, Fraction(n, 40)), name=f"{fact}-{n}")
        for fact in ("score", "leverage", "coverage")
        for n in range(1, 40)
    )
    severe = rule(
        AllOf(tuple(Is(name, YesNo.YES) for name in ("breach_found", "conflict_or_occupation")))
    )
    found = remarks(policy(*many, severe), RemarkKind.TOO_MANY_STATES)
    assert len(found) == 1


def with_first(change: Callable[[Question], Question]) -> tuple[Checklist, ...]:
    """The shipped checklists with their first question changed."""
    listed = CHECKLISTS[0]
    section = listed.sections[0]
    questions = (change(section.questions[0]), *section.questions[1:])
    sections = (replace(section, questions=questions), *listed.sections[1:])
    return (replace(listed, sections=sections), *CHECKLISTS[1:])


def idle(looked_at: DecisionPolicy, checklists: tuple[Checklist, ...] = CHECKLISTS) -> list[str]:
    """The questions without effect."""
    found = remarks(looked_at, RemarkKind.QUESTION_WITHOUT_EFFECT, checklists)
    return [remark.text.split()[3] for remark in found]


FIRST = CHECKLISTS[0].questions[0].id


def test_questions_on_leverage_other_than_the_level_change_nothing():
    assert [name for name in idle(POLICY) if not name.startswith("INV-")] == []
    assert "INV-02" not in idle(POLICY)
    assert len(idle(POLICY)) == 5


def test_a_question_without_weight_changes_nothing_unless_it_is_critical():
    plain = with_first(lambda q: replace(q, weight=Fraction(0), critical=False))
    critical = with_first(lambda q: replace(q, weight=Fraction(0), critical=True))
    assert FIRST in idle(POLICY, plain)
    assert FIRST not in idle(POLICY, critical)


def test_a_critical_question_without_weight_matters_only_where_a_threshold_can_be_reached():
    severe_only = replace(
        policy(rule(AtLeast("unmet_critical_severity", Fraction(4)))), review_tiers=()
    )
    for severity, matters in ((3, False), (4, True)):
        checklists = with_first(
            lambda q, severity=severity: replace(
                q,
                weight=Fraction(0),
                critical=True,
                severity=replace(q.severity, highest=severity),
            )
        )
        assert (FIRST not in idle(severe_only, checklists)) is matters


def test_where_nothing_looks_at_leverage_no_question_on_it_matters():
    blind = replace(
        POLICY,
        rules=tuple(r for r in POLICY.rules if "leverage" not in str(r.when)),
    )
    assert "INV-02" in idle(blind)


def test_the_shipped_policy_has_no_errors():
    named = [threshold.id for threshold in POLICY.thresholds]
    assert [r for r in lint(POLICY, CHECKLISTS, named) if r.level is RemarkLevel.ERROR] == []
