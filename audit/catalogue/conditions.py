"""Conditions as YAML writes them, to the domain's three-valued conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from audit.catalogue.reading import SourceFile, nearest
from audit.domain.condition import AllOf, AnyOf, AtLeast, Below, Condition, Is, Not, Shown
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
            case _:
                raise self.source.fault(
                    path, "this is not a condition; use all, any, not or a fact."
                )

    def _parts(self, nodes: list[Mapping[str, Any]], path: Path) -> tuple[Condition, ...]:
        return tuple(self.read(node, (*path, index)) for index, node in enumerate(nodes))

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
