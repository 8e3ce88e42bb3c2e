"""Random small checklists with answers and evidence, and every way what is open could turn out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from hypothesis import strategies as st

from audit.domain.answer import Answer, UnknownKind
from audit.domain.checklist import Checklist, CountsTowards, Question
from audit.scoring.aggregate import QuestionScore, Score
from audit.scoring.support import Standing
from tests.audit.scoring.builders import (
    FULL_SUPPORT,
    checklist,
    item,
    not_applicable,
    question,
    scored,
    section,
    unknown,
    valued,
)

EVIDENCE = (
    *FULL_SUPPORT,
    item("S1", kind="ATT", grade_="A1"),
    item("W1", kind="POL", grade_="D4"),
    item("R1", kind="REC", grade_="C3"),
)


@dataclass(frozen=True)
class Case:
    """Checklists and the answers given to them."""

    checklists: tuple[Checklist, ...]
    answers: tuple[Answer, ...]

    @property
    def score(self) -> Score:
        """The score as it stands."""
        return scored(*self.checklists, answers=self.answers, evidence=EVIDENCE)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of every checklist."""
        return tuple(q for listed in self.checklists for q in listed.questions)

    def with_answer(self, answer: Answer) -> Case:
        """The same case with one answer put in the place of another."""
        others = tuple(a for a in self.answers if a.question != answer.question)
        return replace(self, answers=(*others, answer))


def codes(asked: Question) -> tuple[str, ...]:
    """The words of a question's scale, best first."""
    scale = checklist().scale(asked.scale)
    return tuple(value.code for value in scale.values)


ASKED = tuple(
    question("Q-00", scale=scale, weight=weight, critical=critical)
    for scale, weight, critical in product(("M4", "YN"), (1, 3), (False, True))
)
CITED = (("E1", "E2"), ("E1", "E2"), (), ("S1",), ("W1",), ("E1",), ("E1", "R1"), ("S1", "W1"))


@st.composite
def cases(draw: st.DrawFn, most: int = 6) -> Case:
    """Two checklists of a few questions, answered in every possible way or not at all."""
    chosen = draw(st.lists(st.sampled_from(ASKED), min_size=1, max_size=most))
    asked = [replace(each, id=f"Q-{number:02}") for number, each in enumerate(chosen)]
    answers = [draw(answers_to(each)) for each in asked]
    low, high = sorted(draw(st.tuples(*[st.integers(0, len(asked))] * 2)))
    towards = draw(st.sampled_from(CountsTowards))
    listed = (
        checklist(
            section("ONE", *asked[:low]),
            section("TWO", *asked[low:high], counts_towards=towards),
            name="first",
        ),
        checklist(section("SIX", *asked[high:]), name="second"),
    )
    return Case(listed, tuple(answer for answer in answers if answer is not None))


def answers_to(asked: Question) -> st.SearchStrategy[Answer | None]:
    """Everything that can be recorded for a question, or nothing."""
    words = [valued(asked.id, word, cited) for word, cited in product(codes(asked), CITED)]
    left = [not_applicable(asked.id), not_applicable(asked.id, ""), None]
    return st.sampled_from([*words, *[unknown(asked.id, kind) for kind in UnknownKind], *left])


def completions(case: Case, *, leaving_out: bool = False) -> Iterator[Score]:
    """The score of every completion; with leaving_out, what is open may also turn out not to apply."""
    ways = [_endings(each, leaving_out) for each in case.score.questions]
    for answers in product(*ways):
        yield scored(*case.checklists, answers=answers)


def _endings(each: QuestionScore, leaving_out: bool) -> list[Answer]:
    asked, effective = each.question, each.effective
    if effective.standing is Standing.NOT_APPLICABLE:
        return [not_applicable(asked.id)]
    scale = checklist().scale(asked.scale)
    within = [
        valued(asked.id, word.code)
        for word in scale.values
        if effective.value.lowest <= word.value <= effective.value.highest
    ]
    open_ = effective.standing is Standing.UNKNOWN
    return [*within, not_applicable(asked.id)] if leaving_out and open_ else within
