"""One score from many answers: exact, in any order, with bounds that mean what they say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.domain.answer import Valued
from audit.domain.bounds import Bounds
from audit.domain.checklist import CountsTowards
from audit.domain.condition import Is
from audit.domain.truth import YesNo
from audit.scoring.aggregate import score
from audit.scoring.tally import Tally, total
from tests.audit.domain.laws import FEW, LAW
from tests.audit.scoring.builders import (
    FLOOR,
    FULL_SUPPORT,
    checklist,
    not_applicable,
    question,
    scored,
    section,
    unknown,
    valued,
)
from tests.audit.scoring.cases import CITED, EVIDENCE, Case, cases, codes, completions


def points(*values: int | Fraction) -> Tally:
    return Tally(*(Fraction(value) for value in values))


def test_a_determined_answer_earns_its_share_of_the_weight():
    listed = checklist(section("ONE", question("ONE-01", weight=3)))
    total_ = scored(listed, answers=[valued("ONE-01", "PARTLY")]).total
    assert total_ == points(3, 3, *[Fraction(3, 2)] * 3)


def test_an_unknown_stays_in_the_denominator_and_opens_the_bounds():
    listed = checklist(section("ONE", question("ONE-01", weight=1), question("ONE-02", weight=3)))
    total_ = scored(listed, answers=[valued("ONE-01", "MET"), unknown("ONE-02")]).total
    assert total_ == points(4, 1, 1, 1, 4)
    assert total_.coverage == Fraction(1, 4)
    assert total_.share == Bounds(Fraction(1, 4), Fraction(1))


def test_a_capped_claim_earns_nothing_yet_and_counts_from_what_is_supported():
    listed = checklist(section("ONE", question("ONE-01", weight=2)))
    total_ = scored(listed, answers=[valued("ONE-01", "MET", ["S1"])], evidence=EVIDENCE).total
    assert total_ == points(2, 0, 0, 1, 2)


def test_what_does_not_apply_leaves_the_denominator():
    listed = checklist(section("ONE", question("ONE-01"), question("ONE-02", weight=3)))
    total_ = scored(listed, answers=[valued("ONE-01", "MET"), not_applicable("ONE-02")]).total
    assert total_ == points(1, 1, 1, 1, 1)


@pytest.mark.parametrize(("fact", "possible"), [("yes", 3), ("unknown", 3), ("no", 1)])
def test_a_condition_that_nobody_can_decide_means_ask(fact: str, possible: int):
    only_if = question("ONE-02", weight=2, applies_when=Is("exported", YesNo.YES))
    listed = checklist(section("ONE", question("ONE-01"), only_if))
    found = score([listed], {"exported": YesNo(fact)}, [], FULL_SUPPORT, FLOOR)
    assert found.total.possible == possible


def test_leverage_sections_never_count():
    leverage = section("INV", question("INV-01"), counts_towards=CountsTowards.LEVERAGE)
    listed = checklist(section("ONE", question("ONE-01")), leverage)
    good, bad = (
        scored(listed, answers=[valued("ONE-01", "PARTLY"), valued("INV-01", code)])
        for code in ("MET", "NOT_MET")
    )
    assert good.total == bad.total == points(1, 1, *[Fraction(1, 2)] * 3)
    assert good.sections[1].tally != bad.sections[1].tally
    assert [q.question.id for q in good.questions] == ["ONE-01", "INV-01"]


def test_two_checklists_add_up():
    one = checklist(section("ONE", question("ONE-01")), name="one")
    two = checklist(section("TWO", question("TWO-01", weight=2)), name="two")
    both = scored(one, two, answers=[valued("ONE-01", "MET"), valued("TWO-01", "NOT_MET")])
    assert [c.tally for c in both.checklists] == [points(1, 1, 1, 1, 1), points(2, 2, 0, 0, 0)]
    assert both.total == points(3, 3, 1, 1, 1)


def test_an_answer_to_a_question_that_is_not_asked_changes_nothing():
    listed = checklist(section("ONE", question("ONE-01")))
    assert scored(listed, answers=[valued("ZED-01", "MET")]) == scored(listed)


@LAW
@given(cases(), st.data())
def test_the_order_of_answers_and_evidence_does_not_matter(case: Case, data: st.DataObject):
    answers = data.draw(st.permutations(case.answers))
    evidence = data.draw(st.permutations(EVIDENCE))
    assert scored(*case.checklists, answers=answers, evidence=evidence) == case.score


@LAW
@given(cases())
def test_the_breakdown_adds_up_to_the_total(case: Case):
    found = case.score
    for part in found.sections:
        assert part.tally == total(q.tally for q in part.questions)
    counting = [s for s in found.sections if s.counts_towards is CountsTowards.SCORE]
    assert found.total == total(s.tally for s in counting)
    assert found.total == total(c.tally for c in found.checklists)


@LAW
@given(cases())
def test_the_numbers_are_in_order_at_every_level(case: Case):
    found = case.score
    parts = [found.total, *(s.tally for s in found.sections), *(q.tally for q in found.questions)]
    for tally in parts:
        assert 0 <= tally.earned <= tally.lowest <= tally.highest <= tally.possible
        assert tally.earned <= tally.determined <= tally.possible
        assert 0 <= tally.coverage <= 1
        assert tally.share_of_determined is None or 0 <= tally.share_of_determined <= 1


@LAW
@given(cases(), st.data())
def test_a_better_answer_never_lowers_either_bound(case: Case, data: st.DataObject):
    asked = data.draw(st.sampled_from(case.questions))
    ids = data.draw(st.sampled_from(CITED))
    tallies = [
        case.with_answer(valued(asked.id, code, ids)).score.total for code in reversed(codes(asked))
    ]
    assert [t.lowest for t in tallies] == sorted(t.lowest for t in tallies)
    assert [t.highest for t in tallies] == sorted(t.highest for t in tallies)


@LAW
@given(cases(), st.data())
def test_an_unknown_in_place_of_an_answer_never_raises_the_lower_bound(
    case: Case, data: st.DataObject
):
    asked = data.draw(st.sampled_from(case.questions))
    before, after = case.score.total, case.with_answer(unknown(asked.id)).score.total
    assert after.lowest <= before.lowest
    assert after.share.lowest <= before.share.lowest or not before.possible
    assert after.determined <= before.determined


@LAW
@given(cases(), st.data())
def test_an_unknown_in_place_of_a_value_never_raises_coverage(case: Case, data: st.DataObject):
    answered = [answer.question for answer in case.answers if isinstance(answer.state, Valued)]
    assume(answered)
    after = case.with_answer(unknown(data.draw(st.sampled_from(answered)))).score.total
    assert after.coverage <= case.score.total.coverage
    assert after.highest >= case.score.total.highest


@FEW
@given(cases(most=4))
def test_every_completion_lies_within_the_bounds_and_both_ends_are_reached(case: Case):
    bounds = case.score.total
    ends = [completed.total for completed in completions(case)]
    assert {end.possible for end in ends} == {bounds.possible}
    assert min(end.lowest for end in ends) == bounds.lowest
    assert max(end.highest for end in ends) == bounds.highest
    assert all(end.share.is_known for end in ends if end.possible)


@FEW
@given(cases(most=4))
def test_an_open_question_that_turns_out_not_to_apply_stays_within_the_bounds(case: Case):
    bounds = case.score.total.share
    for completed in completions(case, leaving_out=True):
        if completed.total.possible:
            assert bounds.lowest <= completed.total.share.lowest
            assert completed.total.share.highest <= bounds.highest
