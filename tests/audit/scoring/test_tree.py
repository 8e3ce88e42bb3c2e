"""The aggregation tree: every way to combine, what is left out, units, deductions, and gates."""

from __future__ import annotations

from fractions import Fraction

import pytest

from audit.domain.aggregation import (
    Act,
    Band,
    Bands,
    Child,
    Combine,
    Deduction,
    Edge,
    Measure,
    Mode,
    Rescaling,
    Rounding,
    UnitNode,
)
from audit.domain.bounds import Bounds
from audit.domain.condition import Answered, AtLeast, Below, Condition
from audit.domain.scheme import Silence, Unanswered
from audit.domain.truth import Truth
from audit.scoring.adjust import bands_reached, measured, printed_texts
from audit.scoring.tree import POINTS_OF, SHARE_OF
from tests.audit.scoring.schemes import (
    LIKERT,
    SEVERAL,
    SIGNED,
    TEN,
    asked,
    known,
    node,
    points,
    scheme,
    score,
)

TWO = [asked("a"), asked("b")]
BETWEEN = Bounds.between


def exactly(value: int | str) -> Bounds:
    return Bounds.exactly(Fraction(value))


@pytest.mark.parametrize(
    ("combine", "worth"),
    [
        (Combine.SUM, "3"),
        (Combine.SHARE_OF_MAXIMUM, "3/4"),
        (Combine.MEAN, "3/2"),
        (Combine.WEIGHTED_MEAN, "3/2"),
        (Combine.HIGHEST, "2"),
        (Combine.LOWEST, "1"),
        (Combine.PRODUCT, "2"),
        (Combine.FIRST_APPLICABLE, "2"),
    ],
)
def test_each_way_to_combine(combine: Combine, worth: str):
    made = scheme(TWO, [node("n", combine, "a", "b")])
    assert points(score(made, {"a": "yes", "b": "partly"}), "n") == exactly(worth)


@pytest.mark.parametrize(
    ("combine", "low", "high"),
    [
        (Combine.SUM, "2", "4"),
        (Combine.SHARE_OF_MAXIMUM, "1/2", "1"),
        (Combine.MEAN, "1", "2"),
        (Combine.HIGHEST, "2", "2"),
        (Combine.LOWEST, "0", "2"),
        (Combine.PRODUCT, "0", "4"),
        (Combine.FIRST_APPLICABLE, "2", "2"),
    ],
)
def test_an_unknown_answer_opens_every_way_to_combine(combine: Combine, low: str, high: str):
    made = scheme(TWO, [node("n", combine, "a", "b")])
    found = points(score(made, {"a": "yes", "b": "unknown"}), "n")
    assert found == Bounds(Fraction(low), Fraction(high))


def test_a_weighted_mean_weighs_and_rescales_over_what_is_left_out():
    made = scheme(
        [asked("a", TEN), asked("b", TEN), asked("c", TEN)],
        [node("n", Combine.WEIGHTED_MEAN, ("a", 5), ("b", 3), ("c", 2))],
    )
    assert points(score(made, {"a": "10", "b": "5", "c": "0"}), "n") == exactly("13/2")
    assert points(score(made, {"a": "10", "b": "5", "c": "NA"}), "n") == exactly("65/8")


def test_what_is_inconclusive_is_left_out_and_could_still_be_anything():
    made = scheme(
        [asked("a", TEN), asked("b", TEN)], [node("n", Combine.WEIGHTED_MEAN, ("a", 1), ("b", 3))]
    )
    scored = score(made, {"a": "8", "b": "?"})
    assert points(scored, "n") == exactly(8)
    assert known(scored, "n") == BETWEEN(2, Fraction(19, 2))
    assert scored.level("n").if_known.coverage == Fraction(1, 4)


def test_what_does_not_apply_is_settled():
    made = scheme(TWO, [node("n", Combine.MEAN, "a", "b")])
    scored = score(made, {"a": "yes", "b": "NA"})
    assert points(scored, "n") == known(scored, "n") == exactly(2)


@pytest.mark.parametrize(
    ("silence", "own"),
    [
        (Silence(Unanswered.UNKNOWN), BETWEEN(1, 2)),
        (Silence(Unanswered.LEFT_OUT), exactly(2)),
        (Silence(Unanswered.COUNTS_AS, Fraction(1)), exactly("3/2")),
    ],
)
def test_no_answer_means_what_the_scheme_says_and_could_still_be_anything(
    silence: Silence, own: Bounds
):
    made = scheme([asked("a"), asked("b", silence=silence)], [node("n", Combine.MEAN, "a", "b")])
    scored = score(made, {"a": "yes"})
    assert points(scored, "n") == own
    assert known(scored, "n") == BETWEEN(1, 2)


def test_a_level_with_nothing_in_it_is_left_out_of_the_next():
    made = scheme(
        TWO,
        [
            node("one", Combine.MEAN, "a"),
            node("two", Combine.MEAN, "b"),
            node("total", Combine.MEAN, "one", "two"),
        ],
    )
    scored = score(made, {"a": "yes", "b": "NA"})
    assert scored.level("two").own.part.counts is Truth.FALSE
    assert points(scored, "total") == exactly(2)


def test_what_is_left_out_may_count_as_a_number_and_keeps_its_maximum():
    made = scheme(
        TWO, [node("n", Combine.SHARE_OF_MAXIMUM, "a", "b", left_out_counts_as=Fraction(0))]
    )
    assert points(score(made, {"a": "yes", "b": "NA"}), "n") == exactly("1/2")


def test_a_left_out_level_may_count_as_a_number_and_keeps_its_maximum():
    made = scheme(
        TWO,
        [
            node("inner", Combine.SUM, "b"),
            node("n", Combine.SUM, "a", "inner", left_out_counts_as=Fraction(0)),
        ],
    )
    part = score(made, {"a": "yes", "b": "NA"}).level("n").own.part
    assert (part.points, part.maximum, part.share) == (exactly(2), exactly(4), exactly("1/2"))


def test_the_same_level_may_be_counted_twice_above():
    made = scheme(
        [*TWO, asked("c")],
        [
            node("one", Combine.MEAN, "a", "b"),
            node("two", Combine.MEAN, "c"),
            node("category", Combine.MEAN, "one"),
            node("total", Combine.MEAN, "one", "two"),
        ],
    )
    scored = score(made, {"a": "yes", "b": "no", "c": "no"})
    assert points(scored, "category") == exactly(1)
    assert points(scored, "total") == exactly("1/2")


def test_nodes_may_stand_before_what_they_count():
    made = scheme(TWO, [node("total", Combine.SUM, "one"), node("one", Combine.SUM, "a", "b")])
    assert points(score(made, {"a": "yes", "b": "no"}), "total") == exactly(2)


def test_several_choices_are_added_and_none_is_an_answer():
    made = scheme([asked("a", SEVERAL)], [node("n", Combine.SUM, "a")])
    assert points(score(made, {"a": ("a", "c")}), "n") == exactly(0)
    assert points(score(made, {"a": ()}), "n") == exactly(0)
    part = score(made, {}).level("n").own.part
    assert (part.points, part.maximum) == (BETWEEN(-1, 3), exactly(3))


def test_values_below_zero_count():
    made = scheme([asked("a", SIGNED), asked("b", SIGNED)], [node("n", Combine.SUM, "a", "b")])
    assert points(score(made, {"a": "bad", "b": "good"}), "n") == exactly(-2)
    assert points(score(made, {"a": "bad"}), "n") == BETWEEN(-6, -2)


@pytest.mark.parametrize(("new", "worth"), [(("0", "100"), 75), (("100", "0"), 25)])
def test_points_are_put_on_a_line_either_way(new: tuple[str, str], worth: int):
    line = Rescaling(Fraction(1), Fraction(5), Fraction(new[0]), Fraction(new[1]))
    made = scheme([asked("a", LIKERT)], [node("n", Combine.MEAN, "a", rescale=line)])
    part = score(made, {"a": "4"}).level("n").own.part
    assert (part.points, part.maximum) == (exactly(worth), exactly(100))
    assert points(score(made, {}), "n") == BETWEEN(0, 100)


@pytest.mark.parametrize(
    ("answers", "own"),
    [
        ({"a": "yes", "b": "yes"}, exactly(4)),
        ({"a": "no", "b": "yes"}, exactly(0)),
        ({"a": "yes"}, BETWEEN(2, 4)),
        ({"a": "NA", "b": "yes"}, exactly(0)),
        ({"a": "unknown", "b": "yes"}, BETWEEN(2, 4)),
        ({}, BETWEEN(0, 4)),
    ],
)
def test_a_question_that_depends_on_an_answer(answers: dict[str, str], own: Bounds):
    made = scheme(
        [asked("a"), asked("b", when=Answered("a", ("yes",)))], [node("n", Combine.SUM, "a", "b")]
    )
    assert points(score(made, answers), "n") == own


def test_a_question_behind_one_that_does_not_apply_does_not_apply():
    made = scheme(
        [
            asked("a"),
            asked("b", when=Answered("a", ("yes",))),
            asked("c", when=Answered("b", ("yes",))),
        ],
        [node("n", Combine.MEAN, "c")],
    )
    scored = score(made, {"a": "no", "b": "yes", "c": "yes"})
    assert scored.level("n").own.part.counts is Truth.FALSE


def test_where_an_open_question_may_not_apply_a_mean_takes_whichever_moves_it_further():
    made = scheme(
        [asked("g"), asked("a", LIKERT), asked("b", LIKERT, when=Answered("g", ("yes",)))],
        [node("n", Combine.MEAN, "a", "b"), node("s", Combine.SUM, "a", "b")],
    )
    scored = score(made, {"a": "1"})
    assert points(scored, "n") == BETWEEN(1, 3)
    assert points(scored, "s") == BETWEEN(1, 6)
    assert scored.level("s").own.part.share == Bounds(Fraction(1, 5), Fraction(3, 5))


UNITS = (
    UnitNode("group", "", None, classes=("Group",)),
    UnitNode("prepaid", "", None, classes=("prepaid",)),
    UnitNode("postpaid", "", None, classes=("postpaid",)),
    UnitNode("mobile", "", Combine.MEAN, (Child("prepaid", Fraction(1)), Child("postpaid", Fraction(1)))),
    UnitNode("rest", "", None, others=True),
    UnitNode("services", "", Combine.MEAN, (Child("mobile", Fraction(1)), Child("rest", Fraction(1)))),
    UnitNode("full", "", Combine.MEAN, (Child("group", Fraction(1)), Child("services", Fraction(1)))),
)  # fmt: skip


def test_units_are_combined_as_declared():
    made = scheme([asked("a")], [node("n", Combine.MEAN, "a", across="full")], units=UNITS)
    scored = score(
        made,
        {"a @ G": "yes", "a @ pre": "yes", "a @ post": "no", "a @ mail": "partly", "a @ chat": "no"},
        G="Group", pre="prepaid", post="postpaid", mail="email", chat="messaging",
    )  # fmt: skip
    services = Fraction(1 + 1 + 0, 3)
    assert points(scored, "n") == Bounds.exactly((2 + services) / 2)
    assert points(scored, "n", "pre") == exactly(2)
    assert [level.unit for level in scored.levels] == ["G", "pre", "post", "mail", "chat", ""]


def test_a_unit_node_without_units_is_left_out():
    made = scheme([asked("a")], [node("n", Combine.MEAN, "a", across="full")], units=UNITS)
    scored = score(made, {"a @ mail": "yes"}, mail="email")
    assert points(scored, "n") == exactly(2)


def test_a_unit_that_counts_and_is_not_answered_for_is_unknown():
    made = scheme([asked("a")], [node("n", Combine.MEAN, "a", across="services")], units=UNITS)
    scored = score(made, {"a @ mail": "yes"}, mail="email", chat="messaging")
    assert points(scored, "n") == BETWEEN(1, 2)


def test_levels_below_units_are_worked_out_for_each_unit():
    made = scheme(
        [asked("a"), asked("b")],
        [
            node("inner", Combine.HIGHEST, "a", "b"),
            node("n", Combine.MEAN, "inner", across="services"),
        ],
        units=UNITS,
    )
    scored = score(
        made,
        {"a @ mail": "yes", "b @ mail": "no", "a @ chat": "no", "b @ chat": "no"},
        mail="email",
        chat="messaging",
    )
    assert points(scored, "inner", "mail") == exactly(2)
    assert points(scored, "n") == exactly(1)


def deducted(when: Condition, act: Act, number: str, *, digits: int | None = None):
    steps = () if digits is None else (Rounding(digits, Mode.HALF_UP),)
    item = Deduction(when, act, Fraction(number), steps, "Because.")
    return scheme(
        [asked("a", TEN), asked("b", TEN)],
        [node("gate", Combine.SUM, "b"), node("n", Combine.SUM, "a", deductions=(item,))],
    )


ENOUGH = AtLeast(POINTS_OF + "gate", Fraction(8))


@pytest.mark.parametrize(
    ("act", "number", "worth"),
    [
        (Act.MULTIPLY, "0.85", "17/2"),
        (Act.SUBTRACT, "3", "7"),
        (Act.AT_MOST, "6", "6"),
        (Act.AT_LEAST, "11", "11"),
    ],
)
def test_each_deduction(act: Act, number: str, worth: str):
    made = deducted(ENOUGH, act, number)
    assert points(score(made, {"a": "10", "b": "8"}), "n") == exactly(worth)
    assert points(score(made, {"a": "10", "b": "7"}), "n") == exactly(10)


def test_a_deduction_rounds_only_where_it_is_made():
    made = deducted(ENOUGH, Act.MULTIPLY, "0.85", digits=0)
    assert points(score(made, {"a": "10", "b": "8"}), "n") == exactly(9)
    assert points(score(made, {"a": "9.5", "b": "7"}), "n") == exactly("19/2")


def test_an_open_condition_leaves_both_possible():
    made = deducted(ENOUGH, Act.MULTIPLY, "0.5")
    assert points(score(made, {"a": "10"}), "n") == BETWEEN(5, 10)


def test_a_condition_may_look_at_a_share_or_at_an_answer():
    below = Below(SHARE_OF + "gate", Fraction(1, 2))
    assert points(score(deducted(below, Act.SUBTRACT, "1"), {"a": "3", "b": "4"}), "n") == exactly(
        2
    )
    answered = Answered("b", ("NA",))
    assert points(score(deducted(answered, Act.SUBTRACT, "1"), {"a": "3", "b": "NA"}), "n") == exactly(2)  # fmt: skip


def test_a_condition_on_a_level_that_is_left_out_does_not_hold():
    made = deducted(Below(POINTS_OF + "gate", Fraction(5)), Act.SUBTRACT, "1")
    assert points(score(made, {"a": "3", "b": "NA"}), "n") == exactly(3)


def test_rounding_inside_is_seen_above_and_printing_is_not():
    half_up = (Rounding(0, Mode.HALF_UP),)
    made = scheme(
        TWO,
        [
            node("rounded", Combine.MEAN, "a", "b", round=half_up),
            node("plain", Combine.MEAN, "a", "b"),
            node("one", Combine.SUM, "rounded"),
            node("two", Combine.SUM, "plain"),
        ],
    )
    scored = score(made, {"a": "partly", "b": "no"})
    assert points(scored, "one") == exactly(1)
    assert points(scored, "two") == exactly("1/2")


BANDS = Bands(
    Measure.SHARE,
    (
        Band("I", Edge.UP_TO, Fraction(1, 4)),
        Band("II", Edge.BELOW, Fraction(1, 2)),
        Band("III", Edge.OTHERWISE, Fraction(0)),
    ),
)


@pytest.mark.parametrize(
    ("low", "high", "reached"),
    [
        ("1/4", "1/4", ("I",)),
        ("26/100", "26/100", ("II",)),
        ("1/2", "1/2", ("III",)),
        ("0", "1", ("I", "II", "III")),
        ("1/4", "1/3", ("I", "II")),
    ],
)
def test_bands_and_the_bands_that_can_still_be_reached(
    low: str, high: str, reached: tuple[str, ...]
):
    assert bands_reached(BANDS, Bounds(Fraction(low), Fraction(high))) == reached


def test_bands_may_fall():
    falling = Bands(
        Measure.POINTS,
        (
            Band("A", Edge.AT_LEAST, Fraction(80)),
            Band("B", Edge.AT_LEAST, Fraction(60)),
            Band("C", Edge.OTHERWISE, Fraction(0)),
        ),
    )
    assert bands_reached(falling, BETWEEN(59, 80)) == ("A", "B", "C")
    assert bands_reached(falling, exactly(60)) == ("B",)


def test_a_level_can_be_banded_by_what_is_printed():
    made = scheme(TWO, [node("n", Combine.SUM, "a", "b")])
    part = score(made, {"a": "yes"}).level("n").own.part
    made_node = made.nodes[0]
    assert made_node.printed is not None
    assert measured(part, Measure.PRINTED, made_node.printed) == BETWEEN(2, 4)
    assert printed_texts(part, made_node.printed) == ("2", "4")


def test_every_level_says_what_it_was_made_of():
    made = scheme(
        [asked("a"), asked("b"), asked("c", silence=Silence(Unanswered.LEFT_OUT))],
        [node("n", Combine.WEIGHTED_MEAN, ("a", 2), "b", "c")],
    )
    counted = score(made, {"a": "yes", "b": "NA"}).level("n").own.counted
    assert [(entry.id, entry.weight) for entry in counted] == [("a", 2), ("b", 1), ("c", 1)]
    assert [entry.leaf.why for entry in counted if entry.leaf] == ["", "not applicable", "unanswered"]  # fmt: skip


def test_a_share_of_a_sum_has_one_as_its_maximum():
    made = scheme(
        TWO,
        [node("inner", Combine.SUM, "a", "b"), node("n", Combine.SHARE_OF_MAXIMUM, "inner")],
    )
    part = score(made, {"a": "yes"}).level("n").own.part
    assert (part.points, part.maximum, part.earned) == (BETWEEN(Fraction(1, 2), 1), exactly(1), Fraction(1, 2))  # fmt: skip
