"""From verdicts on rows to an answer: bands, bounds through what is unknown, and what may be said."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answer import NotApplicable, Unknown, UnknownKind, Valued
from audit.domain.bounds import Bounds
from audit.domain.condition import Is
from audit.domain.truth import Truth, YesNo
from audit.scoring.register.derive import DerivedAnswer, derive, named_rows, tally
from audit.scoring.register.rules import Band, DerivedQuestion, RowTest
from audit.scoring.register.verdict import RowVerdict, judge
from tests.audit.domain.laws import LAW

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNDETERMINED
WORDS = {T: YesNo.YES, F: YesNo.NO, U: YesNo.UNKNOWN}
TEST = RowTest("a public place", Is("public_place", YesNo.YES), Is("high_risk", YesNo.YES))
YN = DerivedQuestion("LAW-01", TEST, (Band("YES", Fraction(1)), Band("NO", Fraction(0))))
M5 = DerivedQuestion(
    "CUS-02",
    TEST,
    (
        Band("MET", Fraction(1)),
        Band("MOSTLY", Fraction(9, 10)),
        Band("PARTLY", Fraction(1, 2)),
        Band("WEAK", Fraction(1, 10)),
        Band("NOT_MET", Fraction(0)),
    ),
)
RANK = {
    word: n for n, word in enumerate(["NOT_MET", "NO", "WEAK", "PARTLY", "MOSTLY", "MET", "YES"])
}
kinds = st.tuples(st.sampled_from(Truth), st.sampled_from(Truth))


def verdict(applies: Truth, passes: Truth) -> RowVerdict:
    return judge(TEST, {"public_place": WORDS[applies], "high_risk": WORDS[passes]})


def answered(rule: DerivedQuestion, kinds: list[tuple[Truth, Truth]]) -> DerivedAnswer:
    return derive(rule, range(2, len(kinds) + 2), [verdict(*kind) for kind in kinds])


@pytest.mark.parametrize(
    ("rule", "kinds", "state"),
    [
        (YN, [(T, T)] * 3, Valued("YES")),
        (YN, [(T, T), (T, F), (U, U)], Valued("NO")),
        (YN, [(T, T), (F, F)], Valued("YES")),
        (YN, [(T, T), (T, U)], Unknown(UnknownKind.ASKED_NO_ANSWER)),
        (YN, [(T, T), (U, F)], Unknown(UnknownKind.ASKED_NO_ANSWER)),
        (YN, [(T, T), (U, T)], Valued("YES")),
        (YN, [(U, T)], Unknown(UnknownKind.ASKED_NO_ANSWER)),
        (M5, [(T, T)] * 4, Valued("MET")),
        (M5, [(T, T)] * 9 + [(T, F)], Valued("MOSTLY")),
        (M5, [(T, T)] * 99 + [(T, F)], Valued("MOSTLY")),
        (M5, [(T, T), (T, F)], Valued("PARTLY")),
        (M5, [(T, T)] + [(T, F)] * 9, Valued("WEAK")),
        (M5, [(T, F)] * 2, Valued("NOT_MET")),
        (M5, [(T, F)] * 20 + [(T, U)], Valued("NOT_MET")),
        (M5, [(T, T)] * 3 + [(T, U)], Unknown(UnknownKind.ASKED_NO_ANSWER)),
    ],
)
def test_an_answer(rule: DerivedQuestion, kinds: list[tuple[Truth, Truth]], state: object):
    assert answered(rule, kinds).state == state


def test_without_a_concerned_row_it_does_not_apply():
    for nothing in ([], [(F, T), (F, U)]):
        found = answered(YN, nothing)
        assert isinstance(found.state, NotApplicable)
        assert found.state.reason == (
            "No row of the register is concerned: none is a public place."
        )


def test_the_range_is_said_with_the_rows():
    found = answered(M5, [(T, T)] * 3 + [(T, U)])
    assert (found.lowest, found.highest) == ("PARTLY", "MET")
    assert found.undetermined == (5,)
    assert found.rationale == (
        "Rows surely concerned (a public place): 4. 3 pass, 0 fail, 1 are undetermined. "
        "Undetermined: 5. Still possible from the rows: PARTLY to MET."
    )
    assert answered(YN, [(U, T)]).rationale.endswith("YES, or not applicable.")


def test_failing_rows_are_named_up_to_ten():
    found = answered(YN, [(T, F)] * 12)
    assert found.failing == tuple(range(2, 14))
    assert "Failing: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more." in found.rationale
    assert named_rows([3]) == "3"


def test_a_column_that_the_file_does_not_have_was_not_asked():
    found = derive(YN, [2], [verdict(T, U)], {"high_risk"})
    assert found.state == Unknown(UnknownKind.NOT_ASKED)
    assert "The file has no column high_risk." in found.rationale
    assert derive(YN, [2], [verdict(T, F)], {"high_risk"}).state == Valued("NO")


def test_what_a_register_cannot_show_alone_is_only_shown_to_fail():
    only = replace(YN, only_worst="the product has to be seen.")
    assert answered(only, [(T, F)]).state == Valued("NO")
    found = answered(only, [(T, T)])
    assert found.state == Unknown(UnknownKind.NOT_ASKED)
    assert found.rationale.endswith("no more than a failure: the product has to be seen.")


@LAW
@given(st.lists(kinds, max_size=8))
def test_shares_lie_between_the_worst_and_the_best_world(kinds: list[tuple[Truth, Truth]]):
    share = tally([verdict(*kind) for kind in kinds]).share
    worlds = _worlds(kinds)
    if share is None:
        assert worlds == {None}
    else:
        known = [world for world in worlds if world is not None]
        assert share == Bounds(min(known), max(known))


def _worlds(kinds: list[tuple[Truth, Truth]]) -> set[Fraction | None]:
    """Every share that is possible, with the unknown settled in each way."""
    reached = {(0, 0)}
    for applies, passes in kinds:
        steps: set[tuple[int, int]] = set()
        for a in (T, F) if applies is U else (applies,):
            for p in (T, F) if passes is U else (passes,):
                steps.add((int(a is T and p is T), int(a is T)))
        reached = {(x + dx, y + dy) for x, y in reached for dx, dy in steps}
    return {Fraction(x, y) if y else None for x, y in reached}


@LAW
@given(st.sampled_from([YN, M5]), st.data())
def test_settling_a_row_never_widens(rule: DerivedQuestion, data: st.DataObject):
    rough = data.draw(st.lists(kinds, max_size=6))
    fine = [tuple(data.draw(_settled(part)) for part in kind) for kind in rough]
    before, after = answered(rule, rough), answered(rule, fine)  # type: ignore[arg-type]
    if not isinstance(before.state, Unknown):
        assert after.state == before.state
    if after.lowest:
        assert RANK[before.lowest] <= RANK[after.lowest] <= RANK[after.highest]
        assert RANK[after.highest] <= RANK[before.highest]
    else:
        assert not before.lowest or before.may_not_apply


def _settled(truth: Truth) -> st.SearchStrategy[Truth]:
    return st.sampled_from(Truth) if truth is U else st.just(truth)


@LAW
@given(st.sampled_from([YN, M5]), st.lists(kinds, max_size=6))
def test_an_unknown_row_never_improves(rule: DerivedQuestion, kinds: list[tuple[Truth, Truth]]):
    before, after = answered(rule, kinds), answered(rule, [*kinds, (U, U)])
    assert not isinstance(after.state, NotApplicable)
    if before.lowest:
        assert RANK[after.lowest] <= RANK[before.lowest]
    if isinstance(after.state, Valued):
        assert after.state == before.state


@LAW
@given(st.sampled_from([YN, M5]), st.lists(kinds, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(
    rule: DerivedQuestion, kinds: list[tuple[Truth, Truth]], random: object
):
    rows = [(number, verdict(*kind)) for number, kind in enumerate(kinds, start=2)]
    mixed = rows.copy()
    random.shuffle(mixed)  # type: ignore[attr-defined]
    found = [derive(rule, [n for n, _ in order], [v for _, v in order]) for order in (rows, mixed)]
    assert found[0] == found[1]
