"""The fast ruling says what the rules themselves say, at every position and over every box."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from audit.decision.facts import facts_now
from audit.decision.recommend import advice_on
from audit.decision.sensitivity.position import Position
from audit.domain.investment import Stage
from audit.domain.truth import YesNo
from tests.audit.decision.builders import random_answers
from tests.audit.decision.sensitivity.builders import Stood, stood
from tests.audit.domain.laws import FEW

seeds = st.integers(0, 2**32)


def some_position(random: Random, place: Stood) -> Position:
    """Any position of the audit, whether or not answers lead to it."""
    possible = place.ground.possible
    lowest = random.randint(0, possible)
    highest = random.randint(lowest, possible)
    level = sorted(random.randint(0, 5 * place.ground.unit) for _ in range(2))
    return Position._make(
        (
            random.randint(0, possible),
            lowest,
            highest,
            random.randint(0, 3),
            *level,
            random.choice([0, 3, 4, 5]),
            random.randint(0, 2),
        )
    )


@FEW
@given(seeds, st.sampled_from(Stage), st.sampled_from(YesNo))
def test_at_every_position_it_advises_what_the_rules_advise(
    seed: int, stage: Stage, can_be_raised: YesNo
):
    random = Random(seed)
    place = stood(random_answers(random), stage=stage, can_be_raised=can_be_raised)
    for _ in range(20):
        position = some_position(random, place)
        facts = place.facts_at(position)
        assert place.ruling.outcome(position) is advice_on(place.policy, stage, facts)


@FEW
@given(seeds, st.sampled_from(Stage))
def test_the_position_of_an_audit_has_its_facts(seed: int, stage: Stage):
    place = stood(random_answers(Random(seed)), stage=stage)
    assert place.facts_at(place.start) == facts_now(place.situation)


@FEW
@given(seeds, st.sampled_from(Stage))
def test_a_box_is_settled_only_where_all_of_it_is(seed: int, stage: Stage):
    random = Random(seed)
    place = stood(random_answers(random), stage=stage)
    one, other = some_position(random, place), some_position(random, place)
    low, high = Position._make(map(min, one, other)), Position._make(map(max, one, other))
    least, most = place.ruling.places(low, high)
    for _ in range(20):
        between = Position._make(random.randint(*ends) for ends in zip(low, high, strict=True))
        if (
            between.lowest <= between.highest
            and between.leverage_lowest <= between.leverage_highest
        ):
            assert least <= place.policy.place(place.ruling.outcome(between)) <= most
