"""The same records under other rules: what changes is named, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest

from audit.decision.assess import assess
from audit.decision.dossier import ReviewRecord
from audit.decision.replay import Move, Replay, RuleEffect, changed_first, moves, replay
from audit.domain.checklist import Checklist, Question, Scale, ScaleValue
from audit.domain.condition import AtLeast
from audit.domain.decision import Burden, DecisionPolicy, Outcome, Reason, Rule
from audit.scoring.support import Standing
from tests.audit.decision.builders import (
    CHECKLISTS,
    POLICY,
    best_answers,
    fieldwork,
    random_answers,
)
from tests.factories import TODAY, reference_fieldwork, reference_request, review_record

RECORD = review_record(reference_request(), reference_fieldwork())
OVERSIGHT = "insufficient-oversight"


def record_of(answers: list, name: str = "audit") -> ReviewRecord:
    """A record in which only these answers were recorded, under the policy of the tests."""
    request = replace(RECORD.request, allegations=())
    work = fieldwork(answers)
    return replace(
        RECORD,
        audit=name,
        request=request,
        checklists=CHECKLISTS,
        policy=POLICY,
        fieldwork=work,
        assessment=assess(request, CHECKLISTS, POLICY, work, TODAY),
    )


def with_rules(change: Callable[[Rule], Rule | None]) -> DecisionPolicy:
    """The policy of the reference case with its rules changed, or left out where None is given."""
    changed = (change(rule) for rule in RECORD.policy.rules)
    return replace(RECORD.policy, rules=tuple(rule for rule in changed if rule is not None))


def effects(made: Replay) -> dict[str, tuple[RuleEffect, ...]]:
    return {change.rule: change.effects for change in made.rules}


@pytest.mark.parametrize("seed", range(8))
def test_the_same_rules_again_change_nothing(seed: int):
    record = record_of(random_answers(Random(seed)))
    made = replay(record, record.checklists, record.policy)
    assert made.before == made.after
    assert not made.outcome_changed
    assert (made.rules, made.not_asked, made.no_longer_asked, made.off_scale) == ((), (), (), ())


def test_the_reference_case_under_its_own_rules_stays_as_it_was():
    made = replay(RECORD, RECORD.checklists, RECORD.policy)
    assert made.before == made.after
    assert made.rules == ()


def test_a_replay_leaves_its_record_alone_and_gives_the_same_again():
    other = with_rules(lambda rule: None if rule.id == OVERSIGHT else rule)
    one = replay(RECORD, RECORD.checklists, other)
    assert one == replay(RECORD, RECORD.checklists, other)
    assert review_record(reference_request(), reference_fieldwork()) == RECORD


def test_a_rule_left_out_is_named_and_its_outcome_goes():
    made = replay(
        RECORD,
        RECORD.checklists,
        with_rules(lambda rule: None if rule.id == OVERSIGHT else rule),
    )
    assert effects(made) == {OVERSIGHT: (RuleEffect.ONLY_BEFORE, RuleEffect.NO_LONGER_FIRES)}
    assert made.before.outcome is Outcome.DIVEST
    assert made.after.outcome is Outcome.DEFER_FOR_EVIDENCE
    assert made.outcome_changed


def test_a_rule_added_is_named():
    covered = Rule(
        "covered", "Something is covered", AtLeast("coverage", Fraction(0)), Burden.HOLDS,
        Outcome.DIVEST, Outcome.DECLINE, Reason.COVERAGE_TOO_LOW, "", "", True,
    )  # fmt: skip
    policy = replace(RECORD.policy, rules=(*RECORD.policy.rules, covered))
    made = replay(RECORD, RECORD.checklists, policy)
    assert effects(made) == {"covered": (RuleEffect.ONLY_AFTER, RuleEffect.NEWLY_FIRES)}
    assert made.rules[0].before is None


def test_another_limit_is_named_though_the_rule_fires_as_before():
    made = replay(
        RECORD,
        RECORD.checklists,
        with_rules(
            lambda rule: (
                replace(rule, limit_when_holding=Outcome.MORATORIUM)
                if rule.id == OVERSIGHT
                else rule
            )
        ),
    )
    assert effects(made) == {OVERSIGHT: (RuleEffect.LIMIT_CHANGED,)}
    change = made.rules[0]
    assert change.before is not None
    assert change.after is not None
    assert (change.before.limit, change.after.limit) == (Outcome.DIVEST, Outcome.MORATORIUM)


def test_a_rule_that_begins_to_fire_is_named():
    record = record_of(best_answers())
    everything = AtLeast("score", Fraction(0))
    policy = replace(
        POLICY,
        rules=tuple(
            replace(rule, when=everything) if rule.id == "score-too-low" else rule
            for rule in POLICY.rules
        ),
    )
    made = replay(record, CHECKLISTS, policy)
    assert effects(made) == {"score-too-low": (RuleEffect.NEWLY_FIRES,)}


def with_questions(
    change: Callable[[Question], tuple[Question, ...]], *scales: Scale
) -> tuple[Checklist, ...]:
    """The first checklist in a next version with other questions, and the others as they are."""
    first = CHECKLISTS[0]
    sections = tuple(
        replace(section, questions=tuple(new for q in section.questions for new in change(q)))
        for section in first.sections
    )
    newer = replace(first, version="9.0.0", sections=sections, scales=(*first.scales, *scales))
    return (newer, *CHECKLISTS[1:])


FIRST = CHECKLISTS[0].questions[0]


def test_a_question_that_only_the_other_version_asks_counts_as_not_asked():
    def added(question: Question) -> tuple[Question, ...]:
        more = replace(FIRST, id="NEW-01")
        return (question, more) if question is FIRST else (question,)

    made = replay(record_of(best_answers()), with_questions(added), POLICY)
    assert made.not_asked == ("NEW-01",)
    assert made.after.coverage < made.before.coverage == 1
    assert made.after.share.lowest < made.before.share.lowest
    assert str(made.after.checklists[0]) == f"{CHECKLISTS[0].id}@9.0.0"


def test_an_answer_to_a_question_no_longer_asked_is_named():
    checklists = with_questions(lambda question: () if question is FIRST else (question,))
    made = replay(record_of(best_answers()), checklists, POLICY)
    assert made.no_longer_asked == (FIRST.id,)
    assert made.not_asked == ()


def test_an_answer_off_the_other_scale_counts_as_not_asked():
    other = Scale("OTHER", "Other", (ScaleValue("FINE", Fraction(1), ""),))
    checklists = with_questions(
        lambda question: (replace(question, scale="OTHER"),) if question is FIRST else (question,),
        other,
    )
    record = record_of(best_answers())
    made = replay(record, checklists, POLICY)
    assert made.off_scale == (FIRST.id,)
    assert made.after.coverage < 1
    assert record.assessment.score.questions[0].effective.standing is Standing.DETERMINED


def test_the_deadline_of_the_audit_still_counts():
    lapsed = TODAY - timedelta(days=1)
    made = replay(record_of([]), CHECKLISTS, POLICY, lapsed)
    assert made.after.outcome is Outcome.DIVEST
    assert "not-satisfied-in-time" in effects(made)


def portfolio() -> tuple[Replay, ...]:
    policy = replace(
        POLICY,
        rules=tuple(
            replace(rule, when=AtLeast("score", Fraction(1)), limit_when_holding=Outcome.ENGAGE)
            if rule.id == "score-not-shown"
            else rule
            for rule in POLICY.rules
        ),
    )
    records = [record_of(best_answers(), "best"), record_of([], "empty"), record_of([], "bare")]
    return tuple(replay(record, CHECKLISTS, policy) for record in records)


def test_a_portfolio_begins_with_what_changes():
    listed = changed_first(portfolio(), POLICY)
    assert [made.audit for made in listed] == ["best", "bare", "empty"]
    assert [made.outcome_changed for made in listed] == [True, False, False]


def test_what_could_still_change_stands_before_what_is_firm():
    made = replay(record_of([]), CHECKLISTS, POLICY)
    firm = replace(made, audit="a", after=replace(made.after, reachable=(made.after.outcome,)))
    listed = changed_first([firm, replace(made, audit="z")], POLICY)
    assert [replayed.audit for replayed in listed] == ["z", "a"]


def test_moves_count_every_audit_once():
    counted = moves(portfolio())
    assert counted == (
        Move(Outcome.DEFER_FOR_EVIDENCE, Outcome.DEFER_FOR_EVIDENCE, 2),
        Move(Outcome.APPROVE, Outcome.ENGAGE, 1),
    )
