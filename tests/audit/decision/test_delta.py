"""What changed since the audit before: outcome, score, coverage, and every answer that moved."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from audit.decision.assess import Assessment
from audit.decision.delta import PreviousAudit, change_since
from audit.domain.answer import Answer
from audit.domain.decision import Outcome
from audit.scoring.support import Standing
from tests.audit.decision.builders import assessed, best_answers
from tests.audit.scoring.builders import unknown, valued


@cache
def best() -> Assessment:
    return assessed(best_answers())


def having(*answers: Answer) -> Assessment:
    changed = {answer.question for answer in answers}
    return assessed([*(a for a in best_answers() if a.question not in changed), *answers])


def previous(of: Assessment, decided: Outcome = Outcome.APPROVE) -> PreviousAudit:
    total = of.score.total
    effective = tuple(scored.effective for scored in of.score.questions)
    return PreviousAudit(
        "a-0", "0" * 64, decided, of.recommendation.outcome, total.share, total.coverage, effective
    )


def test_the_same_answers_changed_nothing():
    change = change_since(previous(best()), best())
    assert change.answers == ()
    assert not change.outcome_changed
    assert (change.share, change.coverage) == (change.previous.share, change.previous.coverage)


def test_an_answer_that_moved_is_named_with_both_sides():
    now = having(valued("GOV-01", "PARTLY"), unknown("IDN-01"))
    change = change_since(previous(best()), now)
    assert [moved.question for moved in change.answers] == ["GOV-01", "IDN-01"]
    assert [m.before.standing for m in change.answers if m.before] == [Standing.DETERMINED] * 2
    assert [m.after.standing for m in change.answers] == [Standing.DETERMINED, Standing.UNKNOWN]
    assert change.coverage < change.previous.coverage


def test_the_outcome_is_compared_with_what_was_recommended_and_not_with_what_was_decided():
    now = having(unknown("GOV-07"))
    assert now.recommendation.outcome is Outcome.DEFER_FOR_EVIDENCE
    assert change_since(previous(best()), now).outcome_changed
    assert not change_since(previous(best(), Outcome.DIVEST), best()).outcome_changed


def test_a_question_that_was_not_asked_before_has_no_earlier_side():
    before = previous(best())
    known = tuple(e for e in before.answers if e.question != "GOV-01")
    (moved,) = change_since(replace(before, answers=known), best()).answers
    assert (moved.question, moved.before) == ("GOV-01", None)
