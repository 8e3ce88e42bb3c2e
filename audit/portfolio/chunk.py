"""Some rows of a portfolio at a time: the facts of each audit as whole numbers, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import assert_never

import numpy as np

from audit.domain.checklist import CountsTowards
from audit.domain.condition import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Is,
    Not,
    Shown,
)
from audit.domain.truth import YesNo
from audit.portfolio.columns import STANDINGS, WORDS, Bools, Ints, Portfolio
from audit.scoring.support import OPEN, Standing

DETERMINED = STANDINGS.index(Standing.DETERMINED)
NOT_APPLICABLE = STANDINGS.index(Standing.NOT_APPLICABLE)
OPEN_CODES = np.array([STANDINGS.index(standing) for standing in sorted(OPEN)], np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """A quantity of each audit: its bounds are lowest / unit and highest / unit."""

    lowest: Ints
    highest: Ints
    unit: Ints | int

    def at_least(self, threshold: Fraction) -> Known:
        """Where it is known to reach the threshold, and where it is known not to.

        Both sides are multiplied out, so nothing is divided and nothing rounded.
        """
        mark = self.unit * np.int64(threshold.numerator)
        holds = self.lowest * np.int64(threshold.denominator) >= mark
        fails = self.highest * np.int64(threshold.denominator) < mark
        return Known(holds, fails)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Where a condition is known to hold, and where it is known not to; elsewhere it is undetermined."""

    holds: Bools
    fails: Bools

    @property
    def negated(self) -> Known:
        """What is undetermined stays undetermined."""
        return Known(self.fails, self.holds)

    def both(self, other: Known) -> Known:
        """Fails where one part fails; holds where both hold."""
        return Known(self.holds & other.holds, self.fails | other.fails)


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """The facts of some audits."""

    size: int
    words: Mapping[str, Ints]
    quantities: Mapping[str, Spans]

    def known(self, condition: Condition) -> Known:
        """The condition in every audit, with the three values of audit.domain.condition.evaluate."""
        match condition:
            case Is(fact, value):
                codes = self.words[fact]
                holds = codes == WORDS.index(value)
                return Known(holds, ~holds & (codes != WORDS.index(YesNo.UNKNOWN)))
            case AtLeast(fact, threshold):
                return self.quantities[fact].at_least(threshold)
            case Below(fact, threshold):
                return self.quantities[fact].at_least(threshold).negated
            case AllOf(parts):
                return reduce(Known.both, map(self.known, parts), self._everywhere())
            case AnyOf(parts):
                negated = (self.known(part).negated for part in parts)
                return reduce(Known.both, negated, self._everywhere()).negated
            case Not(part):
                return self.known(part).negated
            case Shown(part):
                holds = self.known(part).holds
                return Known(holds, ~holds)
            case Answered():
                raise TypeError("a policy does not ask for single answers")
            case _:
                assert_never(condition)

    def _everywhere(self) -> Known:
        return Known(np.ones(self.size, np.bool_), np.zeros(self.size, np.bool_))


def chunk_of(portfolio: Portfolio) -> Chunk:
    """The facts of every audit of a portfolio, in 64-bit whole numbers."""
    given = {
        name: Spans(column.lowest.astype(np.int64), column.highest.astype(np.int64), column.unit)
        for name, column in portfolio.quantities.items()
    }
    return Chunk(len(portfolio), portfolio.words, given | _of_questions(portfolio))


def _of_questions(portfolio: Portfolio) -> dict[str, Spans]:
    weights = np.array(portfolio.weights(), np.int64)
    determined = portfolio.standing == DETERMINED
    possible = (portfolio.standing != NOT_APPLICABLE) @ weights
    covered = determined @ weights
    return {
        "score": _score(portfolio, weights, possible),
        "coverage": Spans(covered, covered, np.maximum(possible, 1)),
        **_of_criticals(portfolio, determined),
    }


def _score(portfolio: Portfolio, weights: Ints, possible: Ints) -> Spans:
    """Anything from 0 to 1 where nothing applies."""
    lowest, highest = (
        ends.astype(np.int64) @ weights for ends in (portfolio.lowest, portfolio.highest)
    )
    nothing = possible == 0
    return Spans(
        lowest, np.where(nothing, 1, highest), np.where(nothing, 1, possible * portfolio.unit)
    )


def _of_criticals(portfolio: Portfolio, determined: Bools) -> dict[str, Spans]:
    critical = [
        number
        for number, column in enumerate(portfolio.questions)
        if column.critical and column.counts_towards is CountsTowards.SCORE
    ]
    severities = np.array([portfolio.questions[number].severity for number in critical], np.int64)
    open_ = np.isin(portfolio.standing[:, critical], OPEN_CODES).sum(axis=1, dtype=np.int64)
    unmet = determined[:, critical] & (portfolio.highest[:, critical] == 0)
    gravest = (unmet * severities).max(axis=1, initial=0)
    return {
        "critical_open": Spans(open_, open_, 1),
        "unmet_critical_severity": Spans(gravest, gravest, 1),
    }
