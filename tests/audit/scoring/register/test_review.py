"""A whole register: its answers agree with its rows, whatever their order, and a position decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answer import NotApplicable, Unknown, UnknownKind, Valued
from audit.domain.deployment import Deployment, NoDay, Purpose, Target
from audit.domain.investment import EndUser
from audit.domain.truth import YesNo
from audit.scoring.register.bearing import Bearing, bearing
from audit.scoring.register.review import RegisterReview, review
from audit.scoring.register.verdict import Verdict, judge_row
from tests.audit.domain.laws import FEW
from tests.audit.scoring.register.rows import (
    BLANK,
    LAWFUL,
    ON,
    acts,
    deployments,
    registers,
    rules,
    settled,
)

POLICE = replace(
    BLANK,
    end_user_class=EndUser.POLICE,
    product="Rekognition",
    purpose=Purpose.CRIMINAL_INVESTIGATION,
    started_on=date(2024, 1, 1),
    ended_on=NoDay.NEVER,
)


def reviewed(rows: list[Deployment], **more: object) -> RegisterReview:
    return review(rules(), rows, ON, acts(), **more)  # type: ignore[arg-type]


def state(found: RegisterReview, question: str) -> object:
    return next(answer.state for answer in found.answers if answer.question == question)


@FEW
@given(registers(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[Deployment], random: object):
    mixed = rows.copy()
    random.shuffle(mixed)  # type: ignore[attr-defined]
    position = ("amazon-police-2020",)
    assert reviewed(rows, position=position).answers == reviewed(mixed, position=position).answers


@FEW
@given(registers())
def test_the_whole_register_says_what_each_row_says(rows: list[Deployment]):
    found = reviewed(rows)
    for tested in found.tested:
        test = found.rules.test_of(tested.question)
        assert tested.verdicts == tuple(judge_row(test, row, ON) for row in rows)
        assert sum(tested.counts.values()) == len(rows)
    for bound in found.bound:
        assert bound.verdicts == tuple(bearing(bound.act, row, ON) for row in rows)


@FEW
@given(st.data())
def test_an_answer_that_was_known_stays_when_more_becomes_known(data: st.DataObject):
    rows = data.draw(registers(4))
    more = [data.draw(settled(row)) for row in rows]
    for before, after in zip(reviewed(rows).answers, reviewed(more).answers, strict=True):
        if not isinstance(before.state, Unknown):
            assert after.state == before.state


@FEW
@given(registers(4), deployments(99))
def test_a_row_of_which_nothing_is_known_never_improves(rows: list[Deployment], row: Deployment):
    blank = replace(BLANK, row=99)
    known, unknown = reviewed([*rows, row]).answers, reviewed([*rows, blank]).answers
    for with_row, with_blank in zip(known, unknown, strict=True):
        if isinstance(with_blank.state, Valued | NotApplicable):
            assert with_row.state == with_blank.state


def test_a_register_without_rows_answers_nothing():
    found = reviewed([])
    assert all(isinstance(a.state, NotApplicable | Unknown) for a in found.answers)
    assert isinstance(state(found, LAWFUL), NotApplicable)


def test_a_sale_against_the_own_position_fails():
    assert state(reviewed([POLICE]), "LAW-05") == Unknown(UnknownKind.NOT_ASKED)
    own = ("amazon-police-2020",)
    assert state(reviewed([POLICE], position=own), "LAW-05") == Valued("NO")
    other = replace(POLICE, product="Another")
    assert state(reviewed([other], position=own), "LAW-05") == Valued("YES")
    unknown = replace(POLICE, product="")
    assert state(reviewed([unknown], position=own), "LAW-05") == Unknown(
        UnknownKind.ASKED_NO_ANSWER
    )


def test_counts_and_rows_of_the_lawful_surveillance_test():
    watched = replace(
        POLICE,
        row=7,
        ongoing_surveillance=YesNo.YES,
        target=Target.WATCH_LIST,
        public_place=YesNo.YES,
    )
    found = reviewed([POLICE, watched])
    assert found.tested_for(LAWFUL).counts[Verdict.UNDETERMINED] == 2
    answer = next(answer for answer in found.answers if answer.question == LAWFUL)
    assert answer.undetermined == (2, 7)
    assert found.bound[0].counts[Bearing.BARRED] == 2
