"""What is scored: questions with their scales, and the levels that add them up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from audit.domain.aggregation import Node, UnitNode
from audit.domain.bounds import Bounds
from audit.domain.condition import ALWAYS, Condition


class WordKind(StrEnum):
    """What an answer's word does to the score."""

    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    """Left out, because there is nothing to ask."""
    INCONCLUSIVE = "inconclusive"
    """Left out, although there is an answer that nobody found."""
    UNKNOWN = "unknown"
    """Counts as anything the scale allows."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word that an answer may use. The value is 0 where the word has none."""

    code: str
    kind: WordKind
    value: Fraction
    meaning: str


@dataclass(frozen=True, slots=True)
class AnswerScale:
    """Which answers a question takes and what each is worth before the question's weight."""

    id: str
    words: tuple[Word, ...]
    numbers: Bounds | None = None
    """The numbers that are answers themselves; None where only words are."""
    several: bool = False
    """Any number of words may be chosen, also none; their values are added."""

    def word(self, code: str) -> Word | None:
        """The word with this code; None when the scale has none."""
        return next((word for word in self.words if word.code == code), None)

    @property
    def range(self) -> Bounds:
        """The least and the most that an answer is worth."""
        values = [word.value for word in self.words if word.kind is WordKind.VALUE]
        if self.several:
            return Bounds(
                sum((min(value, Fraction(0)) for value in values), Fraction(0)),
                sum((max(value, Fraction(0)) for value in values), Fraction(0)),
            )
        if self.numbers is not None:
            values += [self.numbers.lowest, self.numbers.highest]
        return Bounds(min(values), max(values))


class Unanswered(StrEnum):
    """What it means that a question has no answer."""

    UNKNOWN = "unknown"
    LEFT_OUT = "left_out"
    REFUSED = "refused"
    """The sheet is not scored at all."""
    COUNTS_AS = "counts_as"


@dataclass(frozen=True, slots=True)
class Silence:
    """The rule for a question without an answer; the value matters for counts_as alone."""

    rule: Unanswered
    value: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """One question as the score sees it."""

    id: str
    text: str
    section: str
    scale: AnswerScale
    weight: Fraction
    unanswered: Silence
    applies_when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Publication:
    """Whose instrument it is. Verified says that a primary text of it was read."""

    publisher: str
    edition: str
    licence: str
    url: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Scheme:
    """Everything that turns a sheet of answers into scores. The digest is the SHA-256 of its file."""

    id: str
    version: str
    title: str
    digest: str
    publication: Publication | None
    """None for a checklist of this product's own."""
    questions: tuple[ScoredQuestion, ...]
    nodes: tuple[Node, ...]
    """In reading order, which is also the order of the results."""
    units: tuple[UnitNode, ...]
    notes: tuple[str, ...] = ()
    """What a reader of the scores has to be told."""
