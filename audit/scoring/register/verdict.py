"""One row under one test: whether it is concerned, whether it passes, and the sentence why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.domain.condition import AllOf, AnyOf, Condition, Is, Not, evaluate, leaves
from audit.domain.deployment import Deployment
from audit.domain.truth import Truth, YesNo
from audit.scoring.register.facts import fact_column
from audit.scoring.register.memo import Memo
from audit.scoring.register.row_facts import FACTS
from audit.scoring.register.rules import RowTest

FactColumns = Mapping[str, Sequence[YesNo]]


class Verdict(StrEnum):
    """What a test says about a row."""

    PASSES = "passes"
    FAILS = "fails"
    UNDETERMINED = "undetermined"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The word, the two truths behind it, and the sentence that explains it."""

    verdict: Verdict
    applies: Truth
    passes: Truth
    because: str


def judge(test: RowTest, facts: Mapping[str, YesNo]) -> RowVerdict:
    """The verdict on one row with these facts. What is not known neither passes nor fails by itself."""
    applies = evaluate(test.applies_when, facts)
    passes = evaluate(test.passes_when, facts)
    verdict = _word(applies, passes)
    return RowVerdict(verdict, applies, passes, _because(test, facts, verdict, applies, passes))


def judge_row(test: RowTest, row: Deployment, on: date) -> RowVerdict:
    """The verdict on one row as a register holds it, on this day."""
    return judge(test, {name: fact_column(name, (row,), on)[0] for name in test.facts})


def judge_rows(test: RowTest, columns: FactColumns) -> list[RowVerdict]:
    """The verdict on every row, in order; rows with the same facts are judged once."""
    names = test.facts

    def judged(values: tuple[YesNo, ...]) -> RowVerdict:
        return judge(test, dict(zip(names, values, strict=True)))

    return Memo(judged).over(zip(*(columns[name] for name in names), strict=True))


def phrase(fact: str, value: YesNo) -> str:
    """A fact in words, as the middle of a sentence."""
    words = FACTS[fact]
    match value:
        case YesNo.YES:
            return words.holds
        case YesNo.NO:
            return words.fails
        case YesNo.UNKNOWN:
            return f"whether {words.holds}"


def decisive(condition: Condition, facts: Mapping[str, YesNo]) -> tuple[str, ...]:
    """The facts that make the condition what it is, in reading order, each once."""
    return tuple(dict.fromkeys(_decisive(condition, facts)))


def _decisive(condition: Condition, facts: Mapping[str, YesNo]) -> list[str]:
    match condition:
        case Is(fact):
            return [fact]
        case Not(part):
            return _decisive(part, facts)
        case AllOf(parts) | AnyOf(parts):
            whole = evaluate(condition, facts)
            same = [part for part in parts if evaluate(part, facts) is whole]
            return [fact for part in same for fact in _decisive(part, facts)]
        case _:
            return [leaf.fact for leaf in leaves(condition)]


def _word(applies: Truth, passes: Truth) -> Verdict:
    if applies is Truth.FALSE:
        return Verdict.OUTSIDE
    if Truth.UNDETERMINED in (applies, passes):
        return Verdict.UNDETERMINED
    return Verdict.PASSES if passes is Truth.TRUE else Verdict.FAILS


def _because(
    test: RowTest, facts: Mapping[str, YesNo], verdict: Verdict, applies: Truth, passes: Truth
) -> str:
    if verdict is Verdict.OUTSIDE:
        return f"Not concerned: {_words(test.applies_when, facts)}."
    if verdict is not Verdict.UNDETERMINED:
        return f"{verdict.capitalize()}: {_words(test.passes_when, facts)}."
    open_parts = [
        _words(condition, facts)
        for condition, truth in ((test.applies_when, applies), (test.passes_when, passes))
        if truth is Truth.UNDETERMINED
    ]
    return f"Undetermined: it is not known {', and '.join(open_parts)}."


def _words(condition: Condition, facts: Mapping[str, YesNo]) -> str:
    said = [phrase(name, facts[name]) for name in decisive(condition, facts)]
    return " and ".join(said) if len(said) < 3 else f"{', '.join(said[:-1])}, and {said[-1]}"
