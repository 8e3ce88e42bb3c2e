"""Conditions as YAML writes them, to the domain's three-valued conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from audit.catalogue.reading import SourceFile, nearest
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

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions of one file; refuses facts and thresholds nobody supplies."""

    source: SourceFile
    words: Collection[str]
    """Facts that are recorded with one word."""
    quantities: Collection[str]
    number: Callable[[str, Path], Fraction]
    """Turns what stands beside at_least or below into an exact number."""
    questions: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])
    """The words of the questions on whose answers a condition may depend."""
    levels: Collection[str] = ()
    """The nodes that a condition may compare by points_of or share_of."""

    def read(self, node: Mapping[str, Any], path: Path) -> Condition:
        """The condition at this place of the file; raises CatalogueInvalid for an unknown fact."""
        match node:
            case {"all": parts}:
                return AllOf(self._parts(parts, (*path, "all")))
            case {"any": parts}:
                return AnyOf(self._parts(parts, (*path, "any")))
            case {"not": part}:
                return Not(self.read(part, (*path, "not")))
            case {"shown": part}:
                return Shown(self.read(part, (*path, "shown")))
            case {"fact": fact, "is": word}:
                return Is(self._word(fact, path), YesNo(word))
            case {"fact": fact, "at_least": threshold}:
                number = self.number(threshold, (*path, "at_least"))
                return AtLeast(self._quantity(fact, path), number)
            case {"fact": fact, "below": threshold}:
                number = self.number(threshold, (*path, "below"))
                return Below(self._quantity(fact, path), number)
            case {"question": question, "answered": codes}:
                return self._answered(str(question), codes, path)
            case {"points_of": level}:
                return self._compared("points of ", str(level), node, (*path, "points_of"))
            case {"share_of": level}:
                return self._compared("share of ", str(level), node, (*path, "share_of"))
            case _:
                raise self.source.fault(
                    path, "this is not a condition; use all, any, not or a fact."
                )

    def _parts(self, nodes: list[Mapping[str, Any]], path: Path) -> tuple[Condition, ...]:
        return tuple(self.read(node, (*path, index)) for index, node in enumerate(nodes))

    def _answered(self, question: str, codes: list[str | int], path: Path) -> Condition:
        if question not in self.questions:
            raise self.source.fault(
                (*path, "question"),
                f"the question {question} is unknown; {nearest(question, self.questions)}.",
            )
        for index, code in enumerate(codes):
            if str(code) not in self.questions[question]:
                raise self.source.fault(
                    (*path, "answered", index),
                    f"{code} is not an answer to {question}; "
                    f"{nearest(str(code), self.questions[question])}.",
                )
        return Answered(question, tuple(str(code) for code in codes))

    def _compared(
        self, measure: str, level: str, node: Mapping[str, Any], path: Path
    ) -> AtLeast | Below:
        if not self.levels:
            raise self.source.fault(path, "only a deduction may look at the score of a level.")
        if level not in self.levels:
            raise self.source.fault(
                path, f"the node {level} is unknown; {nearest(level, self.levels)}."
            )
        kind, key = (AtLeast, "at_least") if "at_least" in node else (Below, "below")
        return kind(measure + level, self.number(node[key], (*path[:-1], key)))

    def _word(self, name: str, path: Path) -> str:
        if name in self.quantities:
            raise self.source.fault(
                (*path, "fact"),
                f"the fact {name} is a quantity; compare it with at_least or below.",
            )
        return self._known(name, path)

    def _quantity(self, name: str, path: Path) -> str:
        if name in self.words:
            raise self.source.fault(
                (*path, "fact"), f"the fact {name} is a word; compare it with is."
            )
        return self._known(name, path)

    def _known(self, name: str, path: Path) -> str:
        facts = {*self.words, *self.quantities}
        if name not in facts:
            raise self.source.fault(
                (*path, "fact"), f"the fact {name} is unknown; {nearest(name, facts)}"
            )
        return name
