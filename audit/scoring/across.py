"""The units that one subject is assessed in, selected and combined as the scheme declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from audit.domain.aggregation import Combine, UnitNode
from audit.scoring.combine import Part, combined, times


@dataclass(frozen=True, slots=True)
class UnitPart:
    """A unit, or units combined, as the unit node above counts it."""

    id: str
    """Name of the unit, or id of the unit node."""
    under: str
    """Id of the unit node above."""
    weight: Fraction
    part: Part
    is_unit: bool


@dataclass(frozen=True, slots=True)
class Across:
    """The unit nodes of a scheme, over the units of one subject."""

    nodes: Mapping[str, UnitNode]
    units: Mapping[str, str]
    """Class by name."""

    def selected(self, node_id: str) -> tuple[str, ...]:
        """The units that count somewhere under this unit node, in the order of the subject's units."""
        wanted = self._under(node_id)
        return tuple(unit for unit in self.units if unit in wanted)

    def combined(
        self, node_id: str, value: Callable[[str], Part]
    ) -> tuple[Part, tuple[UnitPart, ...]]:
        """All units as one part, and every part it is made of."""
        made: dict[str, tuple[Part, list[UnitPart]]] = {}
        part = self._combined(self.nodes[node_id], value, made)
        return part, tuple(entry for _, parts in made.values() for entry in parts)

    def _combined(
        self,
        node: UnitNode,
        value: Callable[[str], Part],
        made: dict[str, tuple[Part, list[UnitPart]]],
    ) -> Part:
        """The node as one part; one that several others count is worked out and told once."""
        if node.id not in made:
            how = node.combine or Combine.MEAN
            parts = list(self._parts(node, node.id, Fraction(1), value, made))
            weighed = [weighted(entry.part, how, entry.weight) for entry in parts]
            made[node.id] = combined(how, weighed), parts
        return made[node.id][0]

    def _parts(
        self,
        node: UnitNode,
        under: str,
        weight: Fraction,
        value: Callable[[str], Part],
        made: dict[str, tuple[Part, list[UnitPart]]],
    ) -> Iterator[UnitPart]:
        for unit in self._own(node):
            yield UnitPart(unit, under, weight, value(unit), is_unit=True)
        for child in node.of:
            below = self.nodes[child.id]
            if below.combine is None:
                yield from self._parts(below, under, child.weight, value, made)
            else:
                part = self._combined(below, value, made)
                yield UnitPart(below.id, under, child.weight, part, is_unit=False)

    def _own(self, node: UnitNode) -> Iterator[str]:
        for unit, unit_class in self.units.items():
            if selects(node, unit, unit_class) or (node.others and not self._is_named(unit)):
                yield unit

    def _is_named(self, unit: str) -> bool:
        return any(selects(node, unit, self.units[unit]) for node in self.nodes.values())

    def _under(self, node_id: str) -> set[str]:
        names = {node_id: None}
        waiting = [node_id]
        while waiting:
            below = [child.id for child in self.nodes[waiting.pop()].of if child.id not in names]
            names.update(dict.fromkeys(below))
            waiting.extend(below)
        return {unit for name in names for unit in self._own(self.nodes[name])}


def selects(node: UnitNode, unit: str, unit_class: str) -> bool:
    """The unit node names this unit or its class."""
    return unit in node.names or unit_class in node.classes


def weighted(part: Part, how: Combine, weight: Fraction) -> Part:
    """The part with its weight where that belongs: beside it in a weighted mean, in it elsewhere."""
    if how is Combine.WEIGHTED_MEAN:
        return replace(part, weight=weight)
    return part if weight == 1 else times(part, weight)


def unselected(nodes: Sequence[UnitNode], units: Mapping[str, str]) -> tuple[str, ...]:
    """Units that no unit node selects."""
    if any(node.others for node in nodes):
        return ()
    return tuple(u for u, c in units.items() if not any(selects(node, u, c) for node in nodes))
