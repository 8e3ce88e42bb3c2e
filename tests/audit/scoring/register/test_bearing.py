"""Moratoria and product exits on deployments: memoised or not, and as more becomes known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.deployment import Deployment
from audit.domain.investment import EndUser
from audit.domain.moratorium import Moratorium, ReleaseCondition
from audit.domain.truth import Truth
from audit.scoring.register.bearing import Bearing, BearingVerdict, any_bars, bearing, bearings
from tests.audit.domain.laws import FEW
from tests.audit.scoring.register.rows import BLANK, ON, acts, deployments, registers, settled

DAYS = st.sampled_from([date(2020, 6, 7), date(2020, 7, 1), date(2021, 5, 17), ON])


def act(name: str) -> Moratorium:
    found = next(entry for entry in acts() if entry.id == name)
    assert isinstance(found, Moratorium)
    return found


@FEW
@given(registers(), DAYS)
def test_deployments_together_are_judged_as_one_by_one(rows: list[Deployment], on: date):
    for entry in acts():
        assert bearings(entry, rows, on) == [bearing(entry, row, on) for row in rows]


@FEW
@given(st.data(), DAYS)
def test_settling_a_cell_never_turns_a_word_that_was_known(data: st.DataObject, on: date):
    row = data.draw(deployments())
    more = data.draw(settled(row))
    for entry in acts():
        before, after = bearing(entry, row, on), bearing(entry, more, on)
        assert before.bearing in (after.bearing, Bearing.UNDETERMINED)


@FEW
@given(deployments(), DAYS)
def test_every_word_is_a_sentence_that_begins_with_it(row: Deployment, on: date):
    for entry in acts():
        found = bearing(entry, row, on)
        assert found.because.startswith(found.bearing.replace("_", " ").capitalize() + ": ")
        assert found.because.endswith(".")
        assert not found.because.endswith(" .")


def test_a_fulfilled_condition_ends_it():
    condition = act("microsoft-police-2020").release
    assert isinstance(condition, ReleaseCondition)
    released = replace(
        act("microsoft-police-2020"), release=replace(condition, fulfilled_on=date(2026, 1, 1))
    )
    found = bearing(released, BLANK, ON)
    assert found == BearingVerdict(
        Bearing.NOT_IN_FORCE, "Not in force: its condition of release is fulfilled."
    )


def test_a_dated_term_ends_without_its_amendment():
    first = replace(act("amazon-police-2020"), amendments=())
    assert bearing(first, BLANK, date(2021, 6, 10)).bearing is not Bearing.NOT_IN_FORCE
    found = bearing(first, BLANK, date(2021, 6, 11))
    assert found.because == "Not in force: it ended on 2021-06-10."
    later = bearing(act("amazon-police-2020"), BLANK, date(2021, 6, 11))
    assert later.bearing is Bearing.UNDETERMINED


def test_a_sale_counts_when_it_was_made_in_the_term():
    first = act("microsoft-police-2020")
    ended = replace(first, ends_on=date(2020, 12, 31))
    row = replace(BLANK, sold_on=date(2021, 2, 1))
    assert bearing(ended, row, date(2020, 12, 31)).bearing is Bearing.OUTSIDE
    shop = replace(BLANK, end_user_class=EndUser.PRIVATE_COMPANY)
    assert bearing(first, shop, ON).bearing is Bearing.OUTSIDE


def test_a_moratorium_without_products_names_every_product():
    everything = replace(act("amazon-police-2020"), products=())
    row = replace(BLANK, end_user_class=EndUser.POLICE, started_on=date(2020, 1, 1))
    assert "the product" not in bearing(everything, row, ON).because


@pytest.mark.parametrize(
    ("words", "truth"),
    [
        (["outside", "barred", "undetermined"], Truth.TRUE),
        (["outside", "undetermined"], Truth.UNDETERMINED),
        (["outside", "carved_out", "not_in_force"], Truth.FALSE),
        ([], Truth.FALSE),
    ],
)
def test_one_act_that_bars_is_enough(words: list[str], truth: Truth):
    assert any_bars([BearingVerdict(Bearing(word), "") for word in words]) is truth
