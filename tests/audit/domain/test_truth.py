"""Three-valued logic: Kleene's tables, De Morgan, and what is decided stays decided."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.truth import Truth, all_of, any_of, negate
from tests.audit.domain.laws import LAW, truths

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNDETERMINED

AND = {
    (T, T): T, (T, F): F, (T, U): U,
    (F, T): F, (F, F): F, (F, U): F,
    (U, T): U, (U, F): F, (U, U): U,
}  # fmt: skip
OR = {
    (T, T): T, (T, F): T, (T, U): T,
    (F, T): T, (F, F): F, (F, U): U,
    (U, T): T, (U, F): U, (U, U): U,
}  # fmt: skip


@pytest.mark.parametrize("pair", AND)
def test_both_hold(pair: tuple[Truth, Truth]):
    assert all_of(pair) is AND[pair]


@pytest.mark.parametrize("pair", OR)
def test_one_of_two_holds(pair: tuple[Truth, Truth]):
    assert any_of(pair) is OR[pair]


@pytest.mark.parametrize(("truth", "opposite"), [(T, F), (F, T), (U, U)])
def test_the_opposite(truth: Truth, opposite: Truth):
    assert negate(truth) is opposite


def test_every_part_of_nothing_holds_and_no_part_of_nothing_does():
    assert all_of([]) is T
    assert any_of([]) is F


@pytest.mark.parametrize("triple", list(product(Truth, repeat=3)))
def test_three_parts_are_two_pairs_in_any_order(triple: tuple[Truth, Truth, Truth]):
    a, b, c = triple
    for parts in permutations(triple):
        assert all_of(parts) is AND[AND[a, b], c]
        assert any_of(parts) is OR[OR[a, b], c]


@pytest.mark.parametrize(("a", "b"), list(product(Truth, repeat=2)))
def test_de_morgan(a: Truth, b: Truth):
    assert negate(all_of([a, b])) is any_of([negate(a), negate(b)])
    assert negate(any_of([a, b])) is all_of([negate(a), negate(b)])


def test_excluded_middle_does_not_decide_what_is_open():
    assert any_of([U, negate(U)]) is U
    assert all_of([U, negate(U)]) is U


@LAW
@given(st.lists(truths), st.data())
def test_deciding_a_part_never_flips_a_decided_whole(parts: list[Truth], data: st.DataObject):
    settled = [data.draw(truths) if part is U else part for part in parts]
    for whole in (all_of, any_of):
        assert whole(parts) in (U, whole(settled))


@LAW
@given(st.lists(truths))
def test_how_often_and_where_a_part_stands_does_not_matter(parts: list[Truth]):
    assert all_of(parts) is all_of(sorted(parts * 2))
    assert any_of(parts) is any_of(sorted(parts * 2))
    assert all_of(iter(parts)) is all_of(parts)


@LAW
@given(truths)
def test_the_opposite_of_the_opposite(truth: Truth):
    assert negate(negate(truth)) is truth
