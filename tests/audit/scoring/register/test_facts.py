"""Facts about rows: settling a cell never turns a fact that was known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.deployment import Authority, ContractTerm, Deployment, Purpose
from audit.domain.investment import EndUser
from audit.domain.truth import YesNo
from audit.scoring.register.facts import fact_column, facts_of
from audit.scoring.register.row_facts import FACTS
from tests.audit.domain.laws import FEW
from tests.audit.scoring.register.rows import BLANK, CELLS, ON, deployments, registers, settled

YES, NO, UNKNOWN = YesNo


def test_a_blank_row_knows_nothing():
    assert set(facts_of(BLANK, ON).values()) == {UNKNOWN}


def test_every_fact_is_read_from_columns_that_exist():
    assert {column for fact in FACTS.values() for column in fact.columns} <= {*CELLS}


@FEW
@given(st.data())
def test_what_is_known_stays_when_more_becomes_known(data: st.DataObject):
    row = data.draw(deployments())
    before, after = facts_of(row, ON), facts_of(data.draw(settled(row)), ON)
    assert {name: word for name, word in before.items() if word is not UNKNOWN}.items() <= (
        after.items()
    )


@FEW
@given(registers())
def test_a_column_of_facts_is_the_fact_of_each_row(rows: list[Deployment]):
    for name in FACTS:
        assert fact_column(name, rows, ON) == [facts_of(row, ON)[name] for row in rows]


def fact(name: str, **cells: object) -> YesNo:
    return facts_of(replace(BLANK, **cells), ON)[name]  # type: ignore[arg-type]


def test_an_order_counts_with_its_reference():
    order = Authority.COURT_ORDER
    assert fact("court_order", authority=order, authority_reference="No. 1") is YES
    assert fact("court_order", authority=order) is UNKNOWN
    assert fact("court_order", authority_reference="No. 1") is UNKNOWN
    assert fact("court_order", authority=Authority.NEITHER, authority_reference="No. 1") is NO


def test_a_note_counts_when_it_names_the_danger():
    note = Authority.EMERGENCY_NOTE
    assert fact("recorded_emergency", authority=note, danger_named=YES) is YES
    assert fact("recorded_emergency", authority=note, danger_named=NO) is NO
    assert fact("recorded_emergency", authority=note) is UNKNOWN
    assert fact("recorded_emergency", danger_named=YES) is UNKNOWN


@pytest.mark.parametrize(
    ("end_user", "purpose", "word"),
    [
        (EndUser.POLICE, Purpose.UNKNOWN, YES),
        (EndUser.MILITARY, Purpose.LOCATING_SUSPECT, YES),
        (EndUser.MILITARY, Purpose.ACCESS_CONTROL, NO),
        (EndUser.MILITARY, Purpose.UNKNOWN, UNKNOWN),
        (EndUser.PRIVATE_COMPANY, Purpose.LOCATING_SUSPECT, NO),
        (EndUser.UNKNOWN, Purpose.ACCESS_CONTROL, UNKNOWN),
    ],
)
def test_law_enforcement(end_user: EndUser, purpose: Purpose, word: YesNo):
    assert fact("law_enforcement", end_user_class=end_user, purpose=purpose) is word


def test_all_seven_terms_are_needed():
    assert fact("all_contract_terms", contract_terms=tuple(ContractTerm)) is YES
    assert fact("all_contract_terms", contract_terms=tuple(ContractTerm)[:6]) is NO
    assert fact("all_contract_terms", contract_terms=()) is NO
    assert fact("all_contract_terms", contract_terms=None) is UNKNOWN
