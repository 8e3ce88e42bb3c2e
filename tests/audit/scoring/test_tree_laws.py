"""Laws of the tree, for schemes, sheets and completions drawn at random."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from audit.domain.aggregation import Child, Combine, Node
from audit.domain.answer_sheet import SheetSubject
from audit.domain.condition import Answered
from audit.domain.scheme import AnswerScale, Scheme, ScoredQuestion, WordKind
from audit.domain.truth import Truth
from audit.scoring.combine import Part
from audit.scoring.tree import SubjectScore, score_subject
from tests.audit.domain.laws import FEW, LAW
from tests.audit.scoring.schemes import GRADED, LIKERT, PLAIN, SIGNED, asked, scheme

WEIGHTS = st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(3)])
OPEN_WORDS = ("?", "unknown")
MONOTONE = [how for how in Combine if how is not Combine.PRODUCT]


@dataclass(frozen=True)
class Case:
    """A scheme and the answers to some of its questions."""

    scheme: Scheme
    answers: dict[str, str]

    @property
    def score(self) -> SubjectScore:
        given = {(name, ""): (word,) for name, word in self.answers.items()}
        return score_subject(self.scheme, SheetSubject("s", given), {})

    def part(self, node: str) -> Part:
        """A level by the scheme's own rules, in which every open answer is unknown."""
        return self.score.level(node).own.part

    def if_known(self, node: str) -> Part:
        return self.score.level(node).if_known

    def answered(self, name: str, word: str) -> Case:
        return replace(self, answers={**self.answers, name: word})


@st.composite
def cases(
    draw: st.DrawFn,
    scales: tuple[AnswerScale, ...] = (GRADED, LIKERT),
    combines: tuple[Combine, ...] = tuple(Combine),
    most: int = 5,
    gates: bool = False,
) -> Case:
    """Questions in inner levels, those and perhaps other questions in a total: each counted once."""
    names = [f"q{i}" for i in range(draw(st.integers(1, most)))]
    questions = [asked(name, draw(st.sampled_from(scales)), weight=draw(WEIGHTS)) for name in names]
    if gates and len(names) > 1 and draw(st.booleans()):
        first = questions[0].scale.words[0].code
        questions[-1] = replace(questions[-1], applies_when=Answered("q0", (first,)))
        questions[0] = replace(questions[0], weight=Fraction(0))
    cut = draw(st.integers(0, len(names)))
    inner = _level(draw, "inner", questions[:cut], combines) if cut else None
    total = _level(draw, "total", questions[cut:], combines, inner)
    nodes = [level for level in (inner, total) if level]
    answers = {
        question.id: draw(st.sampled_from(question.scale.words)).code
        for question in questions
        if draw(st.booleans())
    }
    return Case(scheme(questions, nodes), answers)


def _level(
    draw: st.DrawFn,
    name: str,
    questions: list[ScoredQuestion],
    combines: tuple[Combine, ...],
    inner: Node | None = None,
) -> Node:
    how = draw(st.sampled_from(combines))
    children = [
        Child(q.id, Fraction(1) if how is Combine.MEAN else q.weight) for q in questions
    ] + ([Child(inner.id, Fraction(1))] if inner else [])
    counts_as = draw(st.sampled_from([None, None, Fraction(0)]))
    return Node(name, name, how, tuple(children), left_out_counts_as=counts_as, printed=PLAIN)


def completions(case: Case) -> list[Case]:
    """Every way in which the open questions can turn out."""
    still_open = [
        question
        for question in case.scheme.questions
        if case.answers.get(question.id, "unknown") in OPEN_WORDS
    ]
    choices = [
        [word.code for word in question.scale.words if word.kind is WordKind.VALUE]
        for question in still_open
    ]
    return [
        replace(
            case,
            answers={
                **case.answers,
                **dict(zip((q.id for q in still_open), words, strict=True)),
            },
        )
        for words in product(*choices)
    ]


@LAW
@given(cases(), st.data())
def test_the_order_of_answers_questions_and_nodes_does_not_matter(case: Case, data: st.DataObject):
    assume(all(n.combine is not Combine.FIRST_APPLICABLE for n in case.scheme.nodes))
    mixed = replace(
        case.scheme,
        questions=tuple(data.draw(st.permutations(case.scheme.questions))),
        nodes=tuple(
            replace(node, children=tuple(data.draw(st.permutations(node.children))))
            for node in data.draw(st.permutations(case.scheme.nodes))
        ),
    )
    answers = dict(data.draw(st.permutations(list(case.answers.items()))))
    other = Case(mixed, answers)
    for node in case.scheme.nodes:
        one, two = case.part(node.id), other.part(node.id)
        assert replace(one, summed=()) == replace(two, summed=())


@LAW
@given(cases(combines=tuple(MONOTONE)), st.data())
def test_a_better_answer_never_lowers_any_level(case: Case, data: st.DataObject):
    asked_ = data.draw(st.sampled_from(case.scheme.questions))
    values = sorted(
        (word for word in asked_.scale.words if word.kind is WordKind.VALUE),
        key=lambda word: word.value,
    )
    better = [case.answered(asked_.id, word.code) for word in values]
    for node in case.scheme.nodes:
        for found in ([c.part(node.id) for c in better], [c.if_known(node.id) for c in better]):
            lows, highs = (
                [getattr(part.points, end) for part in found] for end in ("lowest", "highest")
            )
            assert lows == sorted(lows)
            assert highs == sorted(highs)


@FEW
@given(cases(scales=(GRADED, LIKERT, SIGNED), most=3))
def test_every_completion_lies_in_the_bounds_and_both_ends_are_reached(case: Case):
    ends = completions(case)
    for node in case.scheme.nodes:
        bounds = case.if_known(node.id)
        reached = [end.part(node.id) for end in ends]
        if bounds.counts is Truth.FALSE:
            assert all(part.counts is Truth.FALSE for part in reached)
            continue
        assert all(part.points.is_known for part in reached)
        assert min(part.points.lowest for part in reached) == bounds.points.lowest
        assert max(part.points.highest for part in reached) == bounds.points.highest


@FEW
@given(cases(combines=(Combine.SUM, Combine.SHARE_OF_MAXIMUM, Combine.MEAN, Combine.WEIGHTED_MEAN), most=3))  # fmt: skip
def test_both_ends_of_the_share_are_reached(case: Case):
    ends = completions(case)
    for node in case.scheme.nodes:
        share = case.if_known(node.id).share
        if share is not None:
            reached = [part.share for part in (end.part(node.id) for end in ends) if part.share]
            assert min(part.lowest for part in reached) == share.lowest
            assert max(part.highest for part in reached) == share.highest


@FEW
@given(cases(scales=(GRADED, LIKERT, SIGNED), most=3, gates=True))
def test_no_completion_leaves_the_bounds_where_questions_depend_on_answers(case: Case):
    ends = completions(case)
    for node in case.scheme.nodes:
        bounds = case.if_known(node.id)
        for part in (end.part(node.id) for end in ends):
            if part.counts is Truth.FALSE:
                assert bounds.counts is not Truth.TRUE
                continue
            assert bounds.points.lowest <= part.points.lowest
            assert part.points.highest <= bounds.points.highest
            if part.share and bounds.share:
                assert bounds.share.lowest <= part.share.lowest
                assert part.share.highest <= bounds.share.highest


@LAW
@given(cases())
def test_what_counts_by_the_rules_lies_in_what_is_possible(case: Case):
    for level in case.score.levels:
        part = level.own.part
        if part.counts is Truth.FALSE:
            continue
        tally = part.tally
        assert 0 <= tally.earned <= tally.lowest <= tally.highest <= tally.possible
        assert 0 <= part.coverage <= 1
        if part.share is not None:
            assert 0 <= part.share.lowest <= part.share.highest <= 1


@LAW
@given(cases(combines=(Combine.SUM,)))
def test_the_breakdown_of_a_sum_adds_up(case: Case):
    for level in case.score.levels:
        counted = [entry for entry in level.own.counted if entry.part.counts is not Truth.FALSE]
        for name in ("lowest", "highest"):
            parts = (entry.weight * getattr(entry.part.points, name) for entry in counted)
            assert sum(parts, Fraction(0)) == getattr(level.own.part.points, name)
