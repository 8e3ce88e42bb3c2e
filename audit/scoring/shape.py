"""What follows from a scheme alone: where its names lead, and what is assessed unit by unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit.domain.aggregation import Node, UnitNode
from audit.domain.scheme import Scheme, ScoredQuestion


@dataclass(frozen=True, slots=True)
class Shape:
    """The names of one scheme."""

    questions: Mapping[str, ScoredQuestion]
    nodes: Mapping[str, Node]
    units: Mapping[str, UnitNode]
    by_unit: Mapping[str, tuple[str, ...]]
    """Nodes and questions assessed unit by unit, and the nodes across whose units they are."""

    @classmethod
    def of(cls, scheme: Scheme) -> Shape:
        """The shape of a scheme that was read, so that every name in it leads somewhere."""
        nodes = {node.id: node for node in scheme.nodes}
        by_unit: dict[str, tuple[str, ...]] = {}
        for node in scheme.nodes:
            if node.across:
                for name in dict.fromkeys(_below(node, nodes)):
                    by_unit[name] = (*by_unit.get(name, ()), node.id)
        questions = {question.id: question for question in scheme.questions}
        return cls(questions, nodes, {unit.id: unit for unit in scheme.units}, by_unit)

    def questions_below(self, node: str) -> tuple[str, ...]:
        """Every question that a node counts, itself or through other nodes."""
        names = dict.fromkeys(_below(self.nodes[node], self.nodes))
        return tuple(name for name in names if name in self.questions)


def _below(node: Node, nodes: Mapping[str, Node]) -> Iterator[str]:
    """Every name below a node once, each before what is below it."""
    seen: set[str] = set()
    waiting = [child.id for child in reversed(node.children)]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            if name in nodes:
                waiting.extend(child.id for child in reversed(nodes[name].children))
