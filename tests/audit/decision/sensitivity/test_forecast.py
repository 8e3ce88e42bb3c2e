"""Until when the advice is supported: the forecast is what a later assessment finds when nothing is renewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from audit.decision.assess import Assessment, assess
from audit.decision.sensitivity import Forecast
from audit.domain.answer import UnknownKind
from audit.domain.decision import Outcome
from audit.domain.fieldwork import Fieldwork
from audit.domain.investment import Stage
from tests.audit.decision.builders import (
    CHECKLISTS,
    POLICY,
    REQUEST,
    best_answers,
    fieldwork,
    random_answers,
)
from tests.audit.domain.laws import FEW
from tests.audit.scoring.builders import AT
from tests.factories import TODAY

DAY = timedelta(days=1)
POLICIES_LAPSE = date(2028, 3, 1)
"""The last day of a policy document collected at the moment of the builders."""
TESTS_LAPSE = date(2027, 3, 1)


def on(
    work: Fieldwork, day: date, stage: Stage = Stage.HOLDING, deadline: date | None = None
) -> Assessment:
    request = replace(REQUEST, allegations=(), investment=replace(REQUEST.investment, stage=stage))
    return assess(request, CHECKLISTS, POLICY, work, day, deadline)


def forecast(assessed: Assessment) -> Forecast:
    assert assessed.sensitivity is not None
    return assessed.sensitivity.forecast


def test_an_approval_is_supported_until_its_first_item_expires():
    assert AT.date() == date(2026, 3, 1)
    found = forecast(on(fieldwork(best_answers()), TODAY))
    assert found.supported_until == TESTS_LAPSE
    assert [(step.on, step.items) for step in found.steps] == [
        (TESTS_LAPSE + DAY, ("E2",)),
        (POLICIES_LAPSE + DAY, ("E1",)),
    ]
    first, second = found.steps
    assert (first.outcome, first.questions) == (Outcome.DEFER_FOR_EVIDENCE, ())
    assert "LAW-09" in second.questions
    assert second.lowest == 0


def test_on_that_day_the_answers_that_rest_on_it_are_unknown_as_expired():
    later = on(fieldwork(best_answers()), POLICIES_LAPSE + DAY)
    kinds = {s.effective.unknown for s in later.score.questions}
    assert kinds == {UnknownKind.EVIDENCE_EXPIRED}
    assert later.score.total.coverage == 0


def test_a_deadline_that_passes_is_a_day_too():
    work = fieldwork([a for a in best_answers() if a.question != "LAW-09"])
    found = forecast(on(work, TODAY, deadline=TODAY + DAY))
    assert found.supported_until == TODAY + DAY
    assert found.steps[0].outcome is Outcome.DIVEST
    assert found.steps[0].items == ()


def test_what_has_no_evidence_to_lose_stays_supported():
    assert forecast(on(fieldwork([]), TODAY)) == Forecast((), None)


@FEW
@given(st.integers(0, 2**32), st.sampled_from(Stage), st.booleans())
def test_each_step_is_what_an_assessment_on_that_day_says(seed: int, stage: Stage, dated: bool):
    random = Random(seed)
    work = fieldwork(random_answers(random))
    items = tuple(
        replace(item, collected_at=AT + timedelta(days=random.randint(0, 200)))
        for item in work.evidence
    )
    work = replace(work, evidence=items)
    deadline = TODAY + timedelta(days=random.randint(0, 500)) if dated else None
    now = on(work, TODAY, stage, deadline)
    found = forecast(now)
    for step in found.steps:
        then = on(work, step.on, stage, deadline)
        assert step.outcome is then.recommendation.outcome
        assert step.lowest == then.score.total.share.lowest
        before = on(work, step.on - DAY, stage, deadline).recommendation.outcome
        if found.supported_until and step.on <= found.supported_until:
            assert before is now.recommendation.outcome
