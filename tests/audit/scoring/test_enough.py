"""A level is left out when too little of what applies was counted."""

from __future__ import annotations

from fractions import Fraction

from audit.domain.aggregation import Combine
from audit.domain.bounds import Bounds
from audit.domain.condition import Answered
from audit.domain.scheme import Scheme
from audit.domain.truth import Truth
from audit.scoring.tree import Level, score_subject
from tests.audit.scoring.schemes import asked, node, scheme, sheet

HALF = Fraction(1, 2)


def rated(least: Fraction = HALF) -> Scheme:
    """Two themes of two and four questions, each with at least half of it counted, and a total."""
    questions = [asked(name) for name in ("a1", "a2", "b1", "b2", "b3", "b4")]
    return scheme(
        questions,
        [
            node("a", Combine.MEAN, "a1", "a2", least_counted=least),
            node("b", Combine.MEAN, "b1", "b2", "b3", "b4", least_counted=least),
            node("total", Combine.WEIGHTED_MEAN, ("a", 1), ("b", 3), least_counted=least),
        ],
    )


def level(made: Scheme, name: str, **answers: str) -> Level:
    return score_subject(made, sheet(answers), {}).level(name)


ALL = {"a1": "yes", "a2": "yes", "b1": "no", "b2": "no", "b3": "no", "b4": "no"}


def test_the_share_that_is_needed_is_enough():
    b = level(rated(), "b", **{**ALL, "b1": "?", "b2": "?"})
    assert (b.own.part.counts, b.own.share_counted) == (Truth.TRUE, Bounds.exactly(HALF))


def test_with_less_there_is_no_score_and_the_level_above_has_too_little_as_well():
    answers = {**ALL, "b1": "?", "b2": "?", "b3": "?"}
    b, total = level(rated(), "b", **answers), level(rated(), "total", **answers)
    assert (b.own.part.counts, b.own.share_counted) == (
        Truth.FALSE,
        Bounds.exactly(Fraction(1, 4)),
    )
    assert b.if_known.points == Bounds.between(0, Fraction(3, 2))
    assert total.own.part.counts is Truth.FALSE
    assert total.own.share_counted == Bounds.exactly(Fraction(1, 4))
    assert [entry.too_little for entry in total.own.counted] == [False, True]


def test_what_does_not_apply_is_not_missing():
    b = level(rated(), "b", **{**ALL, "b1": "NA", "b2": "NA", "b3": "?"})
    assert (b.own.part.counts, b.own.share_counted) == (Truth.TRUE, Bounds.exactly(HALF))


def test_an_open_answer_counts_and_one_that_may_not_apply_leaves_it_open():
    when = Answered("gate", ("yes",))
    made = scheme(
        [asked("gate"), asked("one"), asked("two", when=when)],
        [node("t", Combine.MEAN, "one", "two", least_counted=HALF)],
    )
    t = level(made, "t", one="?")
    assert t.own.part.counts is Truth.UNDETERMINED
    assert level(made, "t", one="?", gate="no").own.part.counts is Truth.FALSE
    assert level(made, "t", one="yes", gate="no").own.part.counts is Truth.TRUE


def test_points_weigh_by_their_maximum():
    made = scheme(
        [asked("one"), asked("two", weight=3)],
        [node("t", Combine.SUM, "one", ("two", 3), least_counted=HALF)],
    )
    assert level(made, "t", one="yes", two="?").own.part.counts is Truth.FALSE
    assert level(made, "t", one="?", two="yes").own.part.counts is Truth.TRUE
