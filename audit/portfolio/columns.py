"""The columns of a portfolio: one row an audit, one column a question or a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

from audit.domain.checklist import CountsTowards
from audit.domain.decision import EvidenceFloor
from audit.domain.investment import Stage
from audit.domain.truth import YesNo
from audit.scoring.support import Standing

Ints = npt.NDArray[np.integer]
Bools = npt.NDArray[np.bool_]

STANDINGS = (Standing.NOT_APPLICABLE, *(s for s in Standing if s is not Standing.NOT_APPLICABLE))
"""Codes of the standing column. Not applicable is 0, and also stands where a question is not asked."""
WORDS = (YesNo.NO, YesNo.YES, YesNo.UNKNOWN)
"""Codes of a column of words."""
STAGES = tuple(Stage)
"""Codes of the stage column."""


@dataclass(frozen=True, slots=True)
class QuestionColumn:
    """What of a question decides how its answer counts; audits that agree in it share the column."""

    checklist: str
    question: str
    counts_towards: CountsTowards
    weight: Fraction
    critical: bool
    severity: int
    """The highest severity that a failing answer is linked to."""


@dataclass(frozen=True, slots=True, eq=False)
class QuantityColumn:
    """A fact with its bounds, in units of 1 / unit."""

    unit: int
    lowest: Ints
    highest: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """N audits as the rules see them. Rows stand in the order in which they were encoded.

    The evidence floor is applied already: the answers are what it lets them claim. A policy with
    another floor needs the audits encoded again with that one.
    """

    floor: EvidenceFloor
    questions: tuple[QuestionColumn, ...]
    unit: int
    """Lowest and highest are in units of 1 / unit of a question's weight."""
    standing: Ints
    """N by questions; codes of STANDINGS."""
    lowest: Ints
    """N by questions; 0 where the question does not apply."""
    highest: Ints
    stage: Ints
    """Codes of STAGES."""
    words: Mapping[str, Ints]
    """Facts that are one word, by name; codes of WORDS."""
    quantities: Mapping[str, QuantityColumn]
    """Facts with bounds that do not follow from the questions alone, by name."""

    def __len__(self) -> int:
        return len(self.stage)

    def rows(self, which: slice | Ints) -> Portfolio:
        """The portfolio of these rows alone, in this order; a row may stand in it more than once."""
        return replace(
            self,
            standing=self.standing[which],
            lowest=self.lowest[which],
            highest=self.highest[which],
            stage=self.stage[which],
            words={name: column[which] for name, column in self.words.items()},
            quantities={
                name: QuantityColumn(column.unit, column.lowest[which], column.highest[which])
                for name, column in self.quantities.items()
            },
        )

    @property
    def weight_unit(self) -> int:
        """Weights are whole numbers of 1 / this."""
        return lcm(*(column.weight.denominator for column in self.questions))

    def weights(self) -> tuple[int, ...]:
        """The weight of each question in the investee's score, in those units; 0 for leverage."""
        return tuple(
            int(column.weight * self.weight_unit)
            if column.counts_towards is CountsTowards.SCORE
            else 0
            for column in self.questions
        )
