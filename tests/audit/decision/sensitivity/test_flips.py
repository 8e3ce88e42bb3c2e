"""Flip sets against brute force: every subset of the open questions, every word, the engine itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from audit.decision.assess import assess
from audit.decision.sensitivity.flips import Option, smallest
from audit.decision.sensitivity.position import NOWHERE
from audit.decision.sensitivity.report import Resolved, Sensitivity
from audit.domain.answer import Answer
from audit.domain.checklist import Checklist, CountsTowards, Question
from audit.domain.decision import Outcome
from audit.domain.fieldwork import Fieldwork
from audit.domain.investment import Stage
from audit.domain.leverage import LeverageView
from audit.domain.truth import YesNo
from tests.audit.decision.builders import (
    CHECKLISTS,
    POLICY,
    QUESTIONS,
    REQUEST,
    assessed,
    best_answers,
)
from tests.audit.decision.sensitivity.builders import stood
from tests.audit.domain.laws import FEW
from tests.audit.scoring.builders import (
    FULL_SUPPORT,
    checklist,
    item,
    question,
    section,
    unknown,
    valued,
)
from tests.factories import TODAY, empty_fieldwork

seeds = st.integers(0, 2**32)
FEW_SEVERITIES = [2, 4, 5]


def small(random: Random) -> tuple[Checklist, list[Answer]]:
    """A checklist of up to six questions, most of them open, and an open leverage question at times."""
    asked = [
        question(
            f"ONE-{n:02}",
            scale=random.choice(["M4", "YN"]),
            weight=random.randint(1, 3),
            critical=random.random() < 0.4,
            severity=random.choice(FEW_SEVERITIES),
        )
        for n in range(random.randint(1, 5))
    ]
    leverage = [question("INV-02", scale="M4", weight=3)]
    made = checklist(
        section("ONE", *asked), section("INV", *leverage, counts_towards=CountsTowards.LEVERAGE)
    )
    return made, [answer for q in (*asked, *leverage) if (answer := some_answer(random, made, q))]


def some_answer(random: Random, made: Checklist, asked: Question) -> Answer | None:
    """Nothing, an unknown, a word that stands, or one that is claimed on too little."""
    words = [word.code for word in made.scale(asked.scale).values]
    return random.choice(
        [
            None,
            unknown(asked.id),
            valued(asked.id, words[0]),
            valued(asked.id, random.choice(words)),
            valued(asked.id, random.choice(words), ["E1"]),
            valued(asked.id, words[0], []),
        ]
    )


def of(made: Checklist, answers: Sequence[Answer], stage: Stage, raised: YesNo) -> Sensitivity:
    found = advised_on(made, answers, stage, raised).sensitivity
    assert found is not None
    return found


def advised_on(made: Checklist, answers: Sequence[Answer], stage: Stage, raised: YesNo):
    request = replace(REQUEST, allegations=(), investment=replace(REQUEST.investment, stage=stage))
    return assess(request, [made], POLICY, work_of(answers, raised), TODAY)


def work_of(answers: Sequence[Answer], raised: YesNo) -> Fieldwork:
    return replace(
        empty_fieldwork(),
        answers=tuple(answers),
        evidence=FULL_SUPPORT,
        leverage=LeverageView(raised, "", ()),
    )


def resolutions(
    made: Checklist, answers: Sequence[Answer], names: Sequence[str], stage: Stage, raised: YesNo
) -> Iterator[Outcome]:
    """What the engine advises for every way to answer these open questions, with full support."""
    possible = {
        scored.question.id: [
            word.code
            for word in made.scale(scored.question.scale).values
            if scored.effective.value.lowest <= word.value <= scored.effective.value.highest
        ]
        for scored in advised_on(made, answers, stage, raised).score.questions
    }
    others = [answer for answer in answers if answer.question not in names]
    for words in product(*(possible[name] for name in names)):
        given_ = [valued(name, word) for name, word in zip(names, words, strict=True)]
        yield advised_on(made, [*others, *given_], stage, raised).recommendation.outcome


@FEW
@given(seeds, st.sampled_from(Stage), st.sampled_from(YesNo))
def test_the_smallest_sets_are_those_that_brute_force_finds(seed: int, stage: Stage, raised: YesNo):
    made, answers = small(Random(seed))
    before = advised_on(made, answers, stage, raised)
    now, found = before.recommendation.outcome, before.sensitivity
    assert found is not None
    assert found.well.exact
    assert found.badly.exact
    is_open = [s.question.id for s in before.score.questions if not s.effective.value.is_known]
    size, flips = 0, set[frozenset[str]]()
    for size in range(1, len(is_open) + 1):
        flips = {
            frozenset(names)
            for names in combinations(is_open, size)
            if any(o is not now for o in resolutions(made, answers, names, stage, raised))
        }
        if flips:
            break
    sizes = {f.size for f in (found.well, found.badly) if f.size}
    assert min(sizes, default=0) == (size if flips else 0)
    smallest_ones = [f for f in (found.well, found.badly) if f.size == size]
    assert {frozenset(s.members) for f in smallest_ones for s in f.sets} == flips


@FEW
@given(seeds, st.sampled_from(Stage), st.sampled_from(YesNo))
def test_every_set_leads_where_it_says(seed: int, stage: Stage, raised: YesNo):
    made, answers = small(Random(seed))
    found = of(made, answers, stage, raised)
    for flips in (found.well, found.badly):
        for flip in flips.sets:
            outcomes = set(resolutions(made, answers, flip.members, stage, raised))
            assert flip.outcome in outcomes
            assert set(flip.members) <= set(flips.members)


@FEW
@given(seeds, st.sampled_from(Stage), st.sampled_from(YesNo))
def test_a_set_of_one_item_is_an_item_without_which_the_advice_is_another(
    seed: int, stage: Stage, raised: YesNo
):
    random = Random(seed)
    made, answers = small(random)
    evidence = (*FULL_SUPPORT, item("E3", kind="IVT", grade_="B2", independent=True))
    cited = [
        replace(a, evidence=tuple(random.sample(["E1", "E2", "E3"], random.randint(0, 3))))
        for a in answers
    ]
    request = replace(REQUEST, allegations=(), investment=replace(REQUEST.investment, stage=stage))

    def outcome(left: Sequence[str]):
        work = replace(work_of(cited, raised), evidence=tuple(e for e in evidence if e.id in left))
        return assess(request, [made], POLICY, work, TODAY)

    every = [e.id for e in evidence]
    before = outcome(every)
    now, found = before.recommendation.outcome, before.sensitivity
    assert found is not None
    assert found.evidence.exact
    for size in range(1, 4):
        flips = {
            removed
            for removed in combinations(every, size)
            if outcome([n for n in every if n not in removed]).recommendation.outcome is not now
        }
        if flips:
            assert found.evidence.size == size
            assert {frozenset(f.members) for f in found.evidence.sets} == set(map(frozenset, flips))
            return
    assert found.evidence.size == 0


def test_one_open_critical_question_is_the_set():
    answers = [a for a in best_answers() if a.question != "LAW-09"]
    found = assessed(answers).sensitivity
    assert found is not None
    assert [f.members for f in found.well.sets] == [("LAW-09",)]
    assert found.well.sets[0].outcome is Outcome.APPROVE
    assert found.well.sets[0].more_favourable
    assert found.badly.sets[0].outcome is Outcome.MORATORIUM
    assert found.next_questions[0].question == "LAW-09"
    assert found.next_questions[0].in_smallest_set == 1


def test_silence_on_the_whole_checklist_is_searched_exactly():
    found = assessed([]).sensitivity
    assert found is not None
    criticals = {q.id for q, _ in QUESTIONS if q.critical and not q.id.startswith("INV")}
    assert found.well.exact
    assert found.well.size == len(criticals)
    assert set(found.well.members) == criticals
    assert {n.question for n in found.next_questions[: len(criticals)]} == criticals


def test_a_search_that_ran_out_of_steps_says_so():
    place = stood([])
    options = [
        Option(scored.question.id, NOWHERE._replace(determined=n, lowest=n, open_criticals=-1))
        for n, scored in enumerate(place.situation.score.questions, start=1)
    ]
    found = smallest(Resolved.WELL, options, place.start, place.ruling, place.policy, budget=5)
    assert not found.exact


def test_what_stands_in_an_answered_audit_carries_it():
    found = assessed(best_answers(), can_be_raised=YesNo.YES).sensitivity
    assert found is not None
    carried = {carrier.id for carrier in found.carriers}
    assert {"E1", "E2", "LAW-01", "INV-02"} <= carried
    assert len(CHECKLISTS) == 3
