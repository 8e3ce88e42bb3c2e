"""One row under one test: the word, the sentence, and what settling a cell may do to them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.condition import AllOf, AnyOf, Is, Not
from audit.domain.deployment import Deployment
from audit.domain.truth import Truth, YesNo
from audit.scoring.register.facts import fact_column, facts_of
from audit.scoring.register.rules import RowTest
from audit.scoring.register.verdict import (
    Verdict,
    decisive,
    judge,
    judge_row,
    judge_rows,
    phrase,
)
from tests.audit.domain.laws import FEW
from tests.audit.scoring.register.rows import ON, deployments, registers, rules, settled

YES, NO, UNKNOWN = YesNo
TEST = RowTest(
    "a public place",
    Is("public_place", YES),
    AnyOf((Is("court_order", YES), Not(Is("high_risk", YES)))),
)


def judged(**facts: YesNo) -> tuple[Verdict, str]:
    found = judge(TEST, {"public_place": YES, "court_order": NO, "high_risk": YES} | facts)
    return found.verdict, found.because


def test_each_word_has_its_sentence():
    assert judged() == (
        Verdict.FAILS,
        "Fails: there is no court order and the customer is high risk.",
    )
    assert judged(court_order=YES) == (
        Verdict.PASSES,
        "Passes: there is a court order with its reference.",
    )
    assert judged(court_order=UNKNOWN) == (
        Verdict.UNDETERMINED,
        "Undetermined: it is not known whether there is a court order with its reference.",
    )
    assert judged(public_place=NO) == (
        Verdict.OUTSIDE,
        "Not concerned: the place is not public.",
    )


def test_a_row_that_passes_but_may_not_be_concerned_is_undetermined():
    word, sentence = judged(public_place=UNKNOWN, court_order=YES)
    assert word is Verdict.UNDETERMINED
    assert sentence == "Undetermined: it is not known whether the place is public."


def test_only_what_decides_is_named():
    both = AllOf((Is("public_place", YES), Is("high_risk", YES)))
    facts = {"public_place": NO, "high_risk": YES}
    assert decisive(both, facts) == ("public_place",)
    assert decisive(AnyOf((both, Is("high_risk", YES))), facts) == ("high_risk",)
    assert phrase("high_risk", UNKNOWN) == "whether the customer is high risk"


@FEW
@given(st.data())
def test_settling_a_cell_never_turns_a_verdict_that_was_known(data: st.DataObject):
    row = data.draw(deployments())
    more = data.draw(settled(row))
    for entry in rules().questions:
        before, after = judge_row(entry.test, row, ON), judge_row(entry.test, more, ON)
        if before.verdict is not Verdict.UNDETERMINED:
            assert after.verdict is before.verdict
        for old, new in ((before.applies, after.applies), (before.passes, after.passes)):
            assert old in (new, Truth.UNDETERMINED)


@FEW
@given(registers())
def test_rows_judged_together_are_judged_as_one_by_one(rows: list[Deployment]):
    for entry in rules().questions:
        columns = {name: fact_column(name, rows, ON) for name in entry.test.facts}
        plain = [judge(entry.test, facts_of(row, ON)) for row in rows]
        assert judge_rows(entry.test, columns) == plain
