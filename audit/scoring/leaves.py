"""One question of a sheet: what its answer is worth, and whether it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from audit.domain.answer_sheet import Given, Place
from audit.domain.bounds import Bounds
from audit.domain.condition import Answered, Facts, answer_fact, answers_asked, evaluate
from audit.domain.scheme import AnswerScale, ScoredQuestion, Unanswered, WordKind
from audit.domain.truth import Truth, YesNo
from audit.scoring.combine import NOTHING, ONE, Part
from audit.scoring.ratio import ZERO

EXACT = re.compile(r"-?[0-9]{1,100}(/[0-9]{1,100}|\.[0-9]{1,100})?")
"""How an exact number is written. Longer ones, and powers of ten, could take for ever to work with."""


class Reading(StrEnum):
    """Two readings of one sheet."""

    CONVENTION = "convention"
    """What is left out or unanswered counts as the instrument says."""
    IF_KNOWN = "if_known"
    """What is inconclusive, unknown or unanswered could be anything the scale allows."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question as it enters the score. The points are those before the question's weight."""

    part: Part
    answered: str
    """The answer as it was given; empty without one."""
    why: str
    """Why it is left out or open; empty for an answer that counts as it stands."""


@dataclass(slots=True)
class Leaves:
    """The questions of one subject under one reading; each is read once for each unit."""

    questions: Mapping[str, ScoredQuestion]
    answers: Mapping[Place, Given]
    facts: Facts
    reading: Reading
    _applies: dict[Place, Truth] = field(default_factory=dict[Place, Truth])
    _ranges: dict[int, Bounds] = field(default_factory=dict[int, Bounds])

    def leaf(self, name: str, unit: str) -> Leaf:
        """The question as it is answered for this unit."""
        question, given = self.questions[name], self._given(name, unit)
        limits = self._limits(question.scale)
        applies = self.applies(name, unit)
        answered = " | ".join(given or ())
        if applies is Truth.FALSE:
            return _left_out(limits, answered, "it does not apply")
        if given is None:
            return self._unanswered(question, limits, applies)
        kind, points = worth(question.scale, given)
        match kind:
            case WordKind.VALUE:
                return Leaf(_part(Truth.TRUE, points, limits, ONE), answered, "")
            case WordKind.NOT_APPLICABLE:
                return _left_out(limits, answered, "not applicable")
            case WordKind.INCONCLUSIVE if self.reading is Reading.CONVENTION:
                return _left_out(limits, answered, "inconclusive")
            case WordKind.INCONCLUSIVE | WordKind.UNKNOWN:
                return _open(limits, Truth.TRUE, answered, str(kind))

    def applies(self, name: str, unit: str) -> Truth:
        """Whether the question's condition holds, given the other answers and the facts."""
        if (name, unit) not in self._applies:
            condition = self.questions[name].applies_when
            asked = self.answer_facts(answers_asked(condition), unit)
            self._applies[name, unit] = evaluate(condition, {**self.facts, **asked})
        return self._applies[name, unit]

    def answer_facts(self, asked: Iterable[Answered], unit: str) -> Mapping[str, YesNo]:
        """What is known about the answers that a condition asks for."""
        return {
            answer_fact(leaf.question, code): self._is_answered(leaf.question, code, unit)
            for leaf in asked
            for code in leaf.codes
        }

    def _limits(self, scale: AnswerScale) -> Bounds:
        if id(scale) not in self._ranges:
            self._ranges[id(scale)] = scale.range
        return self._ranges[id(scale)]

    def _given(self, name: str, unit: str) -> Given | None:
        return self.answers.get((name, unit), self.answers.get((name, "")))

    def _is_answered(self, name: str, code: str, unit: str) -> YesNo:
        applies = self.applies(name, unit)
        given = self._given(name, unit)
        if applies is Truth.FALSE:
            return YesNo.NO
        if given is None:
            return YesNo.NO if self._silence_is_an_answer(name) else YesNo.UNKNOWN
        if self._kind(name, given) in (WordKind.VALUE, WordKind.NOT_APPLICABLE):
            return YesNo.YES if code in given else YesNo.NO
        return YesNo.YES if code in given and self.reading is Reading.CONVENTION else YesNo.UNKNOWN

    def _kind(self, name: str, given: Given) -> WordKind:
        return worth(self.questions[name].scale, given)[0]

    def _silence_is_an_answer(self, name: str) -> bool:
        rule = self.questions[name].unanswered.rule
        return self.reading is Reading.CONVENTION and rule is not Unanswered.UNKNOWN

    def _unanswered(self, question: ScoredQuestion, limits: Bounds, applies: Truth) -> Leaf:
        silence = question.unanswered
        if self._silence_is_an_answer(question.id):
            if silence.rule is Unanswered.COUNTS_AS:
                points = Bounds.exactly(silence.value)
                why = f"unanswered, which counts as {silence.value}"
                return Leaf(_part(Truth.TRUE, points, limits, ONE), "", why)
            return _left_out(limits, "", "unanswered")
        why = "unanswered" if applies is Truth.TRUE else "unanswered, and it may not apply"
        return _open(limits, applies, "", why)


def worth(scale: AnswerScale, given: Given) -> tuple[WordKind, Bounds]:
    """What an answer on this scale is; raises KeyError for one that is off the scale."""
    words = [scale.word(code) for code in given]
    special = next((w.kind for w in words if w and w.kind is not WordKind.VALUE), None)
    if special is not None:
        return special, Bounds.exactly(0)
    values = [
        word.value if word else _number(scale, code)
        for word, code in zip(words, given, strict=True)
    ]
    return WordKind.VALUE, Bounds.exactly(sum(values, ZERO))


def _number(scale: AnswerScale, text: str) -> Fraction:
    if not EXACT.fullmatch(text):
        raise KeyError(text)
    try:
        number = Fraction(text)
    except ZeroDivisionError:
        raise KeyError(text) from None
    if scale.numbers is None or not scale.numbers.lowest <= number <= scale.numbers.highest:
        raise KeyError(text)
    return number


def _part(counts: Truth, points: Bounds, limits: Bounds, coverage: Fraction) -> Part:
    maximum = Bounds(limits.highest, limits.highest)
    return Part(counts, points, maximum, points.lowest if coverage else ZERO, coverage, None)


def _open(limits: Bounds, applies: Truth, answered: str, why: str) -> Leaf:
    return Leaf(_part(applies, limits, limits, ZERO), answered, why)


def _left_out(limits: Bounds, answered: str, why: str) -> Leaf:
    return Leaf(_part(Truth.FALSE, NOTHING, limits, ONE), answered, why)
