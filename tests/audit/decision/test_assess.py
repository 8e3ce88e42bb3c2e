"""One pure function from records to advice: every allegation is concluded, and silence never pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.assess import assess, conclusions_of
from audit.domain.allegation import ESTABLISHED, AllegationAssessment, AllegationStatus
from audit.domain.answer import Answer, UnknownKind
from audit.domain.bounds import Bounds
from audit.domain.decision import Opinion, Outcome, Reason
from audit.domain.erasure import Erasure
from audit.domain.evidence import Limitation
from audit.domain.fieldwork import Fieldwork
from audit.domain.investment import Stage
from audit.domain.truth import Truth, YesNo
from tests.audit.decision.builders import (
    CHECKLISTS,
    POLICY,
    QUESTIONS,
    REQUEST,
    assessed,
    best_answers,
    fieldwork,
    impact,
    place,
    random_answers,
)
from tests.audit.domain.laws import FEW
from tests.audit.scoring.builders import unknown, valued
from tests.factories import MOMENT, TODAY, empty_fieldwork, reference_fieldwork

IDS = [question.id for question, _ in QUESTIONS]
GRAVE = impact(Bounds.between(3, 5))
seeds = st.integers(0, 2**32)


def without(*questions: str) -> list[Answer]:
    """The best answers, with these left out."""
    return [answer for answer in best_answers() if answer.question not in questions]


def worst(question: str) -> Answer:
    """The last word of a question's scale."""
    scale = next(scale for asked, scale in QUESTIONS if asked.id == question)
    return valued(question, scale.values[-1].code)


def test_the_best_answers_are_approved():
    best = assessed(best_answers())
    assert best.recommendation.outcome is Outcome.APPROVE
    assert best.recommendation.reasons == (Reason.STANDARDS_MET,)
    assert best.recommendation.opinion is Opinion.SATISFACTORY
    assert best.recommendation.robust
    assert best.score.total.share == Bounds.exactly(1)
    assert best.score.total.coverage == 1


def test_nothing_answered_is_deferred_and_no_opinion_given():
    silent = assessed([])
    assert silent.recommendation.outcome is Outcome.DEFER_FOR_EVIDENCE
    assert silent.recommendation.opinion is Opinion.UNABLE_TO_CONCLUDE
    assert silent.score.total.share == Bounds.between(0, 1)
    assert silent.score.total.coverage == 0
    assert not silent.recommendation.robust
    assert silent.severity == Bounds.exactly(0)


def test_silence_past_the_deadline_is_an_exit():
    allegations = replace(REQUEST, allegations=())
    work, lapsed = fieldwork([]), TODAY - timedelta(days=1)
    late = assess(allegations, CHECKLISTS, POLICY, work, TODAY, lapsed).recommendation
    assert (late.outcome, late.reasons) == (Outcome.DIVEST, (Reason.NOT_SATISFIED,))
    in_time = assess(allegations, CHECKLISTS, POLICY, work, TODAY, TODAY).recommendation
    assert in_time.outcome is Outcome.DEFER_FOR_EVIDENCE


CRITICAL = [q for q, _ in QUESTIONS if q.critical and not q.id.startswith("INV")]
SEVERE = [q.id for q in CRITICAL if q.severity.highest >= 4]


@pytest.mark.parametrize("question", [q.id for q in CRITICAL])
def test_one_critical_unknown_is_enough(question: str):
    advice = assessed(without(question)).recommendation
    assert advice.outcome is Outcome.DEFER_FOR_EVIDENCE
    assert advice.reasons == (Reason.CRITICAL_UNKNOWN,)


def test_not_knowing_the_leverage_is_no_gap_of_the_investee():
    advice = assessed(without("INV-01", "INV-02", "INV-03")).recommendation
    assert (advice.outcome, advice.reasons) == (Outcome.ENGAGE, (Reason.LEVERAGE_TO_BE_RAISED,))


@pytest.mark.parametrize("question", SEVERE)
def test_one_unmet_critical_question_linked_to_severe_harm_stops_new_business(question: str):
    advice = assessed([*without(question), worst(question)]).recommendation
    assert advice.outcome is Outcome.MORATORIUM
    assert advice.reasons == (Reason.SEVERE_IMPACT_UNMANAGED,)


@pytest.mark.parametrize("question", SEVERE)
def test_before_an_investment_a_bad_answer_ends_it_and_silence_delays_it(question: str):
    bad = assessed([*without(question), worst(question)], stage=Stage.BEFORE_INVESTMENT)
    silent = assessed(without(question), stage=Stage.BEFORE_INVESTMENT)
    assert bad.recommendation.outcome is Outcome.DECLINE
    assert silent.recommendation.outcome is Outcome.DEFER_FOR_EVIDENCE


def test_the_investors_leverage_never_moves_the_score():
    silent = assessed(without(*(name for name in IDS if name.startswith("INV"))))
    assert silent.score.total == assessed(best_answers()).score.total
    assert silent.leverage.level == Bounds.between(0, 5)


@FEW
@given(
    seeds,
    st.sampled_from(IDS),
    st.sampled_from(UnknownKind),
    st.sampled_from(YesNo),
    st.booleans(),
    st.sampled_from(Stage),
)
def test_an_unknown_in_place_of_an_answer_never_improves_the_advice(
    seed: int, asked: str, kind: UnknownKind, can_be_raised: YesNo, grave: bool, stage: Stage
):
    answers = random_answers(Random(seed))
    silent = [a if a.question != asked else unknown(asked, kind) for a in answers]
    impacts = [GRAVE] if grave else []
    before, after = (
        assessed(
            given_, impacts=impacts, can_be_raised=can_be_raised, stage=stage
        ).recommendation.outcome
        for given_ in (answers, silent)
    )
    assert place(after) >= place(before)


@FEW
@given(
    seeds,
    st.sets(st.sampled_from(IDS), min_size=2, max_size=30),
    st.sampled_from(YesNo),
    st.sampled_from(Stage),
)
def test_nor_do_many_unknowns(seed: int, asked: set[str], can_be_raised: YesNo, stage: Stage):
    answers = random_answers(Random(seed))
    silent = [a if a.question not in asked else unknown(a.question) for a in answers]
    before, after = (
        assessed(given_, can_be_raised=can_be_raised, stage=stage).recommendation.outcome
        for given_ in (answers, silent)
    )
    assert place(after) >= place(before)


@FEW
@given(seeds, st.sampled_from(IDS))
def test_the_order_of_records_does_not_matter(seed: int, asked: str):
    random = Random(seed)
    answers = random_answers(random)
    shuffled = random.sample(answers, len(answers))
    assert assessed(shuffled) == assessed(answers)


@FEW
@given(st.sets(st.sampled_from([a.id for a in REQUEST.allegations])))
def test_every_allegation_gets_a_conclusion(assessed_ones: set[str]):
    work = replace(
        empty_fieldwork(),
        assessments=tuple(
            AllegationAssessment(name, AllegationStatus.NOT_SUBSTANTIATED, "")
            for name in sorted(assessed_ones)
        ),
    )
    found = conclusions_of(REQUEST, work)
    assert [c.allegation for c in found] == [a.id for a in REQUEST.allegations]
    silent = {c.allegation for c in found if c.status is AllegationStatus.NOT_ADDRESSED}
    assert silent == {a.id for a in REQUEST.allegations} - assessed_ones


def test_an_assessment_of_something_that_was_not_alleged_concludes_nothing():
    stray = AllegationAssessment("ZZ9", AllegationStatus.SUBSTANTIATED, "")
    work = replace(empty_fieldwork(), assessments=(stray,))
    assert "ZZ9" not in {c.allegation for c in conclusions_of(REQUEST, work)}


def test_what_was_not_addressed_or_not_seen_qualifies_the_opinion():
    limits = (
        Limitation("SECRET", "", ("A1", "GOV-01"), "", ()),
        Limitation("REMOTE", "", (), "", ()),
    )
    work = replace(fieldwork(best_answers()), limitations=limits)
    some = replace(REQUEST, allegations=REQUEST.allegations[:2])
    said = assess(some, CHECKLISTS, POLICY, work, TODAY).recommendation.qualifications
    assert said == (
        "Not addressed: A1, A1p.",
        "SECRET touches A1, GOV-01.",
        "REMOTE touches the whole audit.",
    )


def test_the_same_records_give_the_same_assessment():
    work = reference_fieldwork()
    one, two = (assess(REQUEST, CHECKLISTS, POLICY, work, TODAY) for _ in range(2))
    assert one == two
    assert one.as_of == TODAY


def test_severity_is_that_of_the_gravest_impact():
    answers = best_answers()
    several = [impact(Bounds.between(2, 3)), impact(Bounds.exactly(4)), impact(Bounds.exactly(1))]
    assert assessed(answers, impacts=several).severity == Bounds.exactly(4)


def test_a_share_of_unknown_weight_is_not_shown():
    ordinary = [q.id for q, _ in QUESTIONS if not q.critical and not q.id.startswith("INV")]
    advice = assessed(without(*ordinary[:25]))
    assert advice.score.total.share.highest == 1
    assert advice.score.total.share.lowest < Fraction(4, 5)
    assert advice.recommendation.outcome is Outcome.APPROVE_WITH_CONDITIONS
    assert advice.recommendation.reasons == (Reason.SCORE_NOT_SHOWN, Reason.COVERAGE_TOO_LOW)
    assert not advice.recommendation.robust


def destroyed(work: Fieldwork, items: Iterable[str]) -> Fieldwork:
    """The fieldwork after these items were erased."""
    gone = tuple(Erasure(item, "0" * 64, (), "A law", "analyst", MOMENT) for item in items)
    return replace(work, erasures=gone)


@FEW
@given(
    seeds, st.sets(st.sampled_from(["E1", "E2"]), min_size=1), st.booleans(), st.sampled_from(Stage)
)
def test_destroying_evidence_never_improves_the_advice(
    seed: int, items: set[str], grave: bool, stage: Stage
):
    request = replace(REQUEST, allegations=())
    request = replace(request, investment=replace(request.investment, stage=stage))
    work = fieldwork(random_answers(Random(seed)), [GRAVE] if grave else [])
    before = assess(request, CHECKLISTS, POLICY, work, TODAY)
    after = assess(request, CHECKLISTS, POLICY, destroyed(work, items), TODAY)
    assert place(after.recommendation.outcome) >= place(before.recommendation.outcome)
    assert after.score.total.share.lowest <= before.score.total.share.lowest
    assert after.score.total.share.highest >= before.score.total.share.highest


def test_what_was_established_by_destroyed_evidence_is_open_and_not_unfounded():
    work = reference_fieldwork()
    shown = {c.allegation: c for c in conclusions_of(REQUEST, work)}
    gone = destroyed(work, [item.id for item in work.evidence])
    found = {c.allegation: c for c in conclusions_of(REQUEST, gone)}
    for name in ("A2", "A6"):
        assert shown[name].status in ESTABLISHED
        assert found[name].status is AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED
        assert found[name].because[-1] == "What established it was destroyed."
    breach = replace(next(a for a in REQUEST.allegations if a.id == "A2"), alleges_breach=True)
    asked = replace(REQUEST, allegations=(breach,))
    rules = assess(asked, CHECKLISTS, POLICY, gone, TODAY).recommendation.rules
    assert next(r.truth for r in rules if r.rule == "breach-found") is Truth.UNDETERMINED
