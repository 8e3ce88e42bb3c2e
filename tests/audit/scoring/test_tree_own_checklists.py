"""The product's own checklists: the tree gives what an audit gives, question by question."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.catalogue import packaged_catalogue
from audit.domain.answer import Answer, NotApplicable, Unknown, UnknownKind, Valued
from audit.domain.answer_sheet import SheetSubject
from audit.domain.bounds import Bounds
from audit.domain.checklist import Checklist
from audit.domain.condition import Answered
from audit.domain.request import CASE_FACTS
from audit.domain.truth import YesNo
from audit.scoring.aggregate import score
from audit.scoring.own_checklists import NOT_APPLICABLE, scheme_of
from audit.scoring.tree import SubjectScore, score_subject
from tests.audit.domain.laws import FEW
from tests.audit.scoring.builders import (
    FLOOR,
    FULL_SUPPORT,
    checklist,
    question,
    recorded,
    scored,
    section,
    unknown,
    valued,
)

CHECKLISTS = packaged_catalogue().latest_checklists()


@st.composite
def sheets(draw: st.DrawFn, listed: Checklist) -> tuple[dict[str, YesNo], list[Answer]]:
    """Facts and answers, every answer with full evidence, none not applicable without confirmation."""
    facts = {name: draw(st.sampled_from(YesNo)) for name in sorted(CASE_FACTS)}
    answers: list[Answer] = []
    for one in listed.questions:
        kind = draw(st.sampled_from(["none", "value", "value", "unknown", "not applicable"]))
        if kind == "value":
            code = draw(st.sampled_from(listed.scale(one.scale).values)).code
            answers.append(valued(one.id, code))
        elif kind == "unknown":
            answers.append(unknown(one.id, draw(st.sampled_from(UnknownKind))))
        elif kind == "not applicable":
            answers.append(recorded(one.id, NotApplicable("No.", "")))
    return facts, answers


def as_sheet(answers: list[Answer]) -> SheetSubject:
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for answer in answers:
        match answer.state:
            case Valued(code):
                words[answer.question, ""] = (code,)
            case Unknown(kind):
                words[answer.question, ""] = (kind,)
            case NotApplicable():
                words[answer.question, ""] = (NOT_APPLICABLE,)
    return SheetSubject("s", words)


@pytest.mark.parametrize("listed", CHECKLISTS, ids=lambda listed: listed.id)
@FEW
@given(data=st.data())
def test_the_tree_gives_exactly_what_an_audit_gives(listed: Checklist, data: st.DataObject):
    facts, answers = data.draw(sheets(listed))
    audited = score([listed], facts, answers, FULL_SUPPORT, FLOOR)
    tree = score_subject(scheme_of(listed), as_sheet(answers), facts)
    for part in audited.sections:
        level = tree.level(part.section).own.part
        assert level.tally == part.tally
        if part.tally.possible:
            assert level.share == part.tally.share
    total = tree.level("total").own.part
    assert total.tally == audited.total
    if audited.total.possible:
        assert total.share == audited.total.share
        assert total.coverage == audited.total.coverage


GATED = checklist(
    section(
        "ONE", question("ONE-01"), question("ONE-02", applies_when=Answered("ONE-01", ("MET",)))
    )
)


@pytest.mark.parametrize(
    ("answers", "possible"),
    [
        ([valued("ONE-01", "MET")], 2),
        ([valued("ONE-01", "NOT_MET")], 1),
        ([unknown("ONE-01")], 2),
        ([], 2),
    ],
)
def test_in_an_audit_too_a_question_may_depend_on_an_answer(answers: list[Answer], possible: int):
    assert scored(GATED, answers=answers).total.possible == possible


def test_an_unsupported_answer_decides_nothing_about_other_questions():
    bare = valued("ONE-01", "PARTLY", evidence=())
    assert scored(GATED, answers=[bare]).total.possible == 2


def test_a_question_behind_one_that_does_not_apply_does_not_apply():
    listed = checklist(
        section(
            "ONE",
            question("ONE-03", applies_when=Answered("ONE-02", ("MET",))),
            question("ONE-02", applies_when=Answered("ONE-01", ("MET",))),
            question("ONE-01"),
        )
    )
    answers = [valued("ONE-01", "NOT_MET"), valued("ONE-02", "MET"), valued("ONE-03", "MET")]
    assert scored(listed, answers=answers).total.possible == 1


def test_leverage_stands_beside_the_total():
    core = next(listed for listed in CHECKLISTS if listed.id == "core-hrdd")
    found: SubjectScore = score_subject(
        scheme_of(core), SheetSubject("s", {}), dict.fromkeys(CASE_FACTS, YesNo.UNKNOWN)
    )
    counted = [entry.id for entry in found.level("total").own.counted]
    assert "INV" not in counted
    assert found.level("INV").own.part.share == Bounds(Fraction(0), Fraction(1))
