"""Small schemes and sheets for tests of the aggregation tree."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from audit.domain.aggregation import Child, Combine, Measure, Node, Printed
from audit.domain.answer_sheet import Given, SheetSubject
from audit.domain.bounds import Bounds
from audit.domain.condition import ALWAYS, Condition
from audit.domain.scheme import (
    AnswerScale,
    Scheme,
    ScoredQuestion,
    Silence,
    Unanswered,
    Word,
    WordKind,
)
from audit.scoring.tree import SubjectScore, score_subject

PLAIN = Printed(Measure.POINTS, Fraction(1), ())


def word(code: str, value: int | Fraction) -> Word:
    """A word with a value."""
    return Word(code, WordKind.VALUE, Fraction(value), "")


SPECIAL = (
    Word("NA", WordKind.NOT_APPLICABLE, Fraction(0), ""),
    Word("?", WordKind.INCONCLUSIVE, Fraction(0), ""),
    Word("unknown", WordKind.UNKNOWN, Fraction(0), ""),
)
GRADED = AnswerScale("graded", (word("no", 0), word("partly", 1), word("yes", 2), *SPECIAL))
LIKERT = AnswerScale("likert", (*(word(str(n), n) for n in range(1, 6)), *SPECIAL))
SIGNED = AnswerScale("signed", (word("bad", -3), word("none", 0), word("good", 1), *SPECIAL))
TEN = AnswerScale("ten", SPECIAL, Bounds.between(0, 10))
SEVERAL = AnswerScale("several", (word("a", 1), word("b", 2), word("c", -1)), several=True)


def asked(
    name: str,
    scale: AnswerScale = GRADED,
    weight: int | Fraction = 1,
    silence: Silence | None = None,
    when: Condition = ALWAYS,
) -> ScoredQuestion:
    """A question; unanswered means unknown unless told."""
    rule = silence or Silence(Unanswered.UNKNOWN)
    return ScoredQuestion(name, f"{name}?", "S", scale, Fraction(weight), rule, when)


def node(
    name: str, combine: Combine, *children: str | tuple[str, int | Fraction], **more: Any
) -> Node:
    """A level over questions and nodes, each with the weight 1 unless told."""
    made = tuple(
        Child(entry, Fraction(1)) if isinstance(entry, str) else Child(entry[0], Fraction(entry[1]))
        for entry in children
    )
    return Node(name, name, combine, made, **{"printed": PLAIN, **more})


def scheme(questions: list[ScoredQuestion], nodes: list[Node], **more: Any) -> Scheme:
    """A scheme without a publisher."""
    return Scheme("s", "1.0.0", "S", "0" * 64, None, tuple(questions), tuple(nodes), **{"units": (), **more})  # fmt: skip


def sheet(answers: Mapping[str, str | Given], **units: str) -> SheetSubject:
    """Answers by question, or by "question @ unit"; units by name with their class."""
    given = {
        (name.partition(" @ ")[0], name.partition(" @ ")[2]): (
            (answer,) if isinstance(answer, str) else answer
        )
        for name, answer in answers.items()
    }
    return SheetSubject("subject", given, units)


def score(made: Scheme, answers: Mapping[str, str | Given], **units: str) -> SubjectScore:
    """The sheet scored without facts."""
    return score_subject(made, sheet(answers, **units), {})


def points(scored: SubjectScore, name: str, unit: str = "") -> Bounds:
    """The points of a level by the scheme's own rules."""
    return scored.level(name, unit).own.part.points


def known(scored: SubjectScore, name: str, unit: str = "") -> Bounds:
    """The points of a level as they could be if everything were known."""
    return scored.level(name, unit).if_known.points
