"""A moratorium in time: its term as first declared, as amended, and as released."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.investment import EndUser
from audit.domain.moratorium import (
    ActorClass,
    Amendment,
    Moratorium,
    MoratoriumStanding,
    ReleaseCondition,
)
from tests.audit.domain.laws import LAW

NOT_YET, IN_FORCE, ENDED, RELEASED = MoratoriumStanding
FIRST, LAST = date(2020, 6, 10), date(2021, 6, 10)
DATED = Moratorium(
    "m", "A pause", "A company", ActorClass("any police", (EndUser.POLICE,)), (), FIRST, LAST,
    None, (), None, (), True,
)  # fmt: skip
LONGER = replace(
    DATED, amendments=(Amendment(date(2021, 5, 18), None, "Until further notice.", ()),)
)
RELEASABLE = replace(DATED, ends_on=None, release=ReleaseCondition("A law"))
days = st.integers(-400, 800).map(lambda number: FIRST + timedelta(days=number))


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2020, 6, 9), NOT_YET),
        (FIRST, IN_FORCE),
        (LAST, IN_FORCE),
        (date(2021, 6, 11), ENDED),
    ],
)
def test_a_dated_term(on: date, standing: MoratoriumStanding):
    assert DATED.standing(on) is standing


def test_an_amendment_counts_from_its_day():
    assert LONGER.last_day(date(2021, 5, 17)) == LAST
    assert LONGER.last_day(date(2021, 5, 18)) is None
    assert LONGER.standing(date(2030, 1, 1)) is IN_FORCE


def test_a_condition_ends_it_from_its_day():
    fulfilled = replace(RELEASABLE, release=ReleaseCondition("A law", (), LAST))
    assert RELEASABLE.standing(date(2030, 1, 1)) is IN_FORCE
    assert fulfilled.standing(LAST - timedelta(days=1)) is IN_FORCE
    assert fulfilled.standing(LAST) is RELEASED


@LAW
@given(days, st.integers(0, 60))
def test_it_never_comes_back_after_it_ended(on: date, more: int):
    order = [NOT_YET, IN_FORCE, ENDED]
    later = DATED.standing(on + timedelta(days=more))
    assert order.index(DATED.standing(on)) <= order.index(later)
