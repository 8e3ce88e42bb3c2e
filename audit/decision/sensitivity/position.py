"""All that a policy's rules can see of the answers, as whole numbers that add up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from audit.decision.facts import BREACH_ORDER, Situation, breach_found, criticals, is_unmet
from audit.decision.leverage import HIGHEST_LEVEL, LEVERAGE_QUESTION
from audit.domain.bounds import Bounds
from audit.domain.checklist import CountsTowards, Scale
from audit.scoring.aggregate import QuestionScore, SectionScore
from audit.scoring.support import OPEN, EffectiveAnswer, Standing


class Position(NamedTuple):
    """Where an audit stands. Points and levels are multiples of one unit; see `Ground`."""

    determined: int
    lowest: int
    highest: int
    open_criticals: int
    leverage_lowest: int
    leverage_highest: int
    unmet_severity: int
    breach: int
    """0 no, 1 unknown, 2 yes."""


NOWHERE = Position(0, 0, 0, 0, 0, 0, 0, 0)
ADDED = 6
"""The first fields are sums; unmet severity is a maximum, and breach is looked up."""


def moved(position: Position, shift: Position) -> Position:
    """The position after a shift. The breach is that of the position."""
    return Position(
        position[0] + shift[0],
        position[1] + shift[1],
        position[2] + shift[2],
        position[3] + shift[3],
        position[4] + shift[4],
        position[5] + shift[5],
        max(position[6], shift[6]),
        position[7],
    )


class Ground(NamedTuple):
    """What stays fixed while answers are resolved: the unit of all numbers, and all that applies."""

    unit: int
    """One point of weight, or one level of leverage, is this many."""
    possible: int
    """Points that apply; 0 where nothing applies."""

    def whole(self, amount: Fraction) -> int:
        """An amount in whole units; amounts beside the ground's own are never asked for."""
        return amount.numerator * (self.unit // amount.denominator)


def ground_of(sections: Sequence[SectionScore], scales: Mapping[str, Scale]) -> Ground:
    """The smallest unit in which every answer to every question is a whole number."""
    scored = [q for section in sections for q in section.questions]
    weights = lcm(*(q.question.weight.denominator for q in scored))
    words = lcm(*{w.value.denominator for scale in scales.values() for w in scale.values})
    ends = lcm(
        *(
            end.denominator
            for q in scored
            for end in (q.effective.value.lowest, q.effective.value.highest)
        )
    )
    unit = weights * lcm(words, ends)
    possible = sum(
        (s.tally.possible for s in sections if s.counts_towards is CountsTowards.SCORE), Fraction(0)
    )
    return Ground(unit, int(possible * unit))


def position_of(situation: Situation, ground: Ground) -> Position:
    """Where the audit stands now."""
    total, level = situation.score.total, situation.leverage.level
    critical = criticals(situation.score)
    return Position(
        ground.whole(total.determined),
        ground.whole(total.lowest),
        ground.whole(total.highest),
        sum(scored.effective.standing in OPEN for scored in critical),
        ground.whole(level.lowest),
        ground.whole(level.highest),
        max((s.question.severity.highest for s in critical if is_unmet(s)), default=0),
        BREACH_ORDER.index(breach_found(situation)),
    )


def shift_of(
    scored: QuestionScore, counts_towards: CountsTowards, value: Fraction, ground: Ground
) -> Position:
    """What changes when an open question turns out to be worth this share of its weight."""
    settled = EffectiveAnswer(
        scored.question.id, Standing.DETERMINED, Bounds.exactly(value), None, ""
    )
    return difference(scored, counts_towards, settled, ground)


def replaced(
    situation: Situation,
    start: Position,
    scored: QuestionScore,
    after: EffectiveAnswer,
    ground: Ground,
) -> Position:
    """The position with another effective answer to one question, whatever the answer was."""
    section = next(s for s in situation.score.sections if scored in s.questions)
    without = without_unmet(situation, start, {scored.question.id})
    return moved(without, difference(scored, section.counts_towards, after, ground))


def without_unmet(situation: Situation, start: Position, questions: Collection[str]) -> Position:
    """The position with the unmet severity that the other questions alone account for."""
    others = (
        other.question.severity.highest
        for other in criticals(situation.score)
        if other.question.id not in questions and is_unmet(other)
    )
    return start._replace(unmet_severity=max(others, default=0))


def difference(
    scored: QuestionScore, counts_towards: CountsTowards, after: EffectiveAnswer, ground: Ground
) -> Position:
    """What changes when a question's effective answer becomes another that still applies."""
    before = scored.effective
    if counts_towards is CountsTowards.LEVERAGE:
        if scored.question.id != LEVERAGE_QUESTION:
            return NOWHERE
        return NOWHERE._replace(
            leverage_lowest=ground.whole(
                HIGHEST_LEVEL * (after.value.lowest - before.value.lowest)
            ),
            leverage_highest=ground.whole(
                HIGHEST_LEVEL * (after.value.highest - before.value.highest)
            ),
        )
    weight, critical = scored.question.weight, scored.question.critical
    newly_known = (after.standing is Standing.DETERMINED) - (before.standing is Standing.DETERMINED)
    unmet = critical and after.standing is Standing.DETERMINED and after.value.highest == 0
    return NOWHERE._replace(
        determined=ground.whole(weight * newly_known),
        lowest=ground.whole(weight * (after.value.lowest - before.value.lowest)),
        highest=ground.whole(weight * (after.value.highest - before.value.highest)),
        open_criticals=-newly_known if critical else 0,
        unmet_severity=scored.question.severity.highest if unmet else 0,
    )
