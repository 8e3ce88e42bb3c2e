"""A contradiction is kept as an object: it widens the answer, and each reading's effect is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.assess import Assessment, assess
from audit.decision.sensitivity import ContradictionEffect
from audit.domain.answer import Answer
from audit.domain.bounds import Bounds
from audit.domain.contradiction import (
    Contradiction,
    ContradictionStatus,
    Reading,
    Resolution,
)
from audit.domain.decision import Outcome
from audit.scoring.support import Standing
from tests.audit.decision.builders import CHECKLISTS, POLICY, REQUEST, best_answers, fieldwork
from tests.audit.domain.laws import FEW
from tests.audit.scoring.builders import unknown, valued
from tests.factories import TODAY, reference_fieldwork

ABOUT = "LAW-09"
YES = Reading("company", "The company says so.", "YES", ("E1", "E2"))
NO = Reading("press", "A paper says otherwise.", "NO", ("E2",))
OPEN = Contradiction("K1", ABOUT, "Whether they are excluded", (YES, NO), ContradictionStatus.OPEN)
RESOLVED = replace(
    OPEN,
    status=ContradictionStatus.RESOLVED,
    resolution=Resolution("company", "reviewer", date(2026, 1, 2), "The logs show it."),
)
IRREDUCIBLE = replace(
    OPEN, status=ContradictionStatus.IRREDUCIBLE, why_irreducible="The logs are gone."
)


def with_contradiction(found: Contradiction, answer: Answer | None = None) -> Assessment:
    """Best answers, with one contradiction about a critical question."""
    answers = best_answers()
    if answer is not None:
        answers = [a if a.question != answer.question else answer for a in answers]
    work = replace(fieldwork(answers), contradictions=(found,))
    return assess(replace(REQUEST, allegations=()), CHECKLISTS, POLICY, work, TODAY)


def standing(assessed: Assessment) -> tuple[Standing, Bounds]:
    effective = next(s.effective for s in assessed.score.questions if s.question.id == ABOUT)
    return effective.standing, effective.value


def effect(assessed: Assessment) -> ContradictionEffect:
    assert assessed.sensitivity is not None
    return assessed.sensitivity.contradictions[0]


@pytest.mark.parametrize("found", [OPEN, IRREDUCIBLE])
def test_until_it_is_resolved_the_answer_is_an_interval_over_every_reading(found: Contradiction):
    assessed = with_contradiction(found)
    assert standing(assessed) == (Standing.DISPUTED, Bounds.between(0, 1))
    assert assessed.recommendation.outcome is Outcome.DEFER_FOR_EVIDENCE
    said = next(s.effective.because for s in assessed.score.questions if s.question.id == ABOUT)
    assert said == "Sources contradict each other (K1)."


def test_resolved_it_leaves_the_answer_as_recorded():
    assessed = with_contradiction(RESOLVED)
    assert standing(assessed) == (Standing.DETERMINED, Bounds.exactly(1))
    assert assessed.recommendation.outcome is Outcome.APPROVE


def test_it_never_narrows_what_is_unknown():
    assessed = with_contradiction(OPEN, unknown(ABOUT))
    assert standing(assessed) == (Standing.UNKNOWN, Bounds.between(0, 1))


@pytest.mark.parametrize("found", [OPEN, RESOLVED])
def test_each_reading_leads_somewhere(found: Contradiction):
    shown = effect(with_contradiction(found))
    company, press = shown.readings
    assert (company.outcome, company.share) == (Outcome.APPROVE, Bounds.exactly(1))
    assert press.outcome is Outcome.MORATORIUM
    assert press.share.highest < 1
    assert shown.decides
    assert company.originators == ("Originator of E1", "Originator of E2")
    assert (press.independent, press.best_grade) == (True, "A1")


def test_the_reading_that_was_not_followed_is_undone_when_the_other_is_tried():
    shown = effect(with_contradiction(RESOLVED, valued(ABOUT, "NO")))
    assert [r.outcome for r in shown.readings] == [Outcome.APPROVE, Outcome.MORATORIUM]


@FEW
@given(st.sampled_from(["YES", "NO"]), st.sampled_from([OPEN, RESOLVED, IRREDUCIBLE]))
def test_each_reading_is_what_the_engine_says_when_it_is_the_answer(
    word: str, found: Contradiction
):
    shown = effect(with_contradiction(found))
    for reading, told in zip(found.readings, shown.readings, strict=True):
        followed = with_contradiction(RESOLVED, valued(ABOUT, reading.word, reading.evidence))
        assert told.outcome is followed.recommendation.outcome
        assert told.share == followed.score.total.share


def test_in_the_reference_case_no_reading_would_change_the_advice():
    work = reference_fieldwork()
    assessed = assess(REQUEST, CHECKLISTS, POLICY, work, TODAY)
    assert assessed.sensitivity is not None
    shown = {e.contradiction: e for e in assessed.sensitivity.contradictions}
    assert set(shown) == {"K1", "K2", "K3"}
    assert not any(e.decides for e in shown.values())
    assert {r.outcome for e in shown.values() for r in e.readings} == {Outcome.DIVEST}
