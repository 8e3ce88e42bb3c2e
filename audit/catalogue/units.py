"""The unit nodes of an instrument file."""

from __future__ import annotations

from collections.abc import Mapping

from audit.catalogue.circles import circle_in, deeper_than
from audit.catalogue.exact import at_least_zero
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.aggregation import Child, Combine, UnitNode

PLACE = ("aggregation", "units")
DEEPEST = 60
"""Unit nodes that may stand one below another."""


class UnitReader:
    """Reads and checks the unit nodes of one file."""

    def __init__(self, source: SourceFile, nodes: list[Document]) -> None:
        self._source = source
        self._nodes = nodes

    def read(self) -> tuple[UnitNode, ...]:
        """Every unit node; raises CatalogueInvalid naming file, line and key."""
        self._source.refuse_twice(PLACE, self._nodes, "id")
        units = tuple(self._unit(node, i) for i, node in enumerate(self._nodes))
        self._check_names({unit.id: unit for unit in units})
        return units

    def _unit(self, node: Document, index: int) -> UnitNode:
        place = (*PLACE, index)
        selects = [key for key in ("classes", "names", "others") if key in node]
        if bool(selects) == bool(node.get("of")):
            raise self._source.fault(
                place,
                f"the unit node {node['id']} needs classes, names or others, or else of; "
                "say which units it means.",
            )
        if "of" in node and "combine" not in node:
            raise self._source.fault(
                place, f"the unit node {node['id']} does not say how it combines; add combine."
            )
        children = tuple(self._child(child, (*place, "of", i)) for i, child in enumerate(node.get("of", [])))  # fmt: skip
        return UnitNode(
            id=str(node["id"]),
            title=node.get("title", str(node["id"])),
            combine=Combine(node["combine"]) if "combine" in node else None,
            of=children,
            classes=tuple(str(name) for name in node.get("classes", [])),
            names=tuple(str(name) for name in node.get("names", [])),
            others=node.get("others", False),
        )

    def _child(self, node: object, place: tuple[str | int, ...]) -> Child:
        match node:
            case {"id": name, **rest}:
                weight = at_least_zero(self._source, rest.get("weight", 1), (*place, "weight"))
                return Child(str(name), weight)
            case _:
                return Child(str(node), at_least_zero(self._source, 1, place))

    def _check_names(self, units: Mapping[str, UnitNode]) -> None:
        for index, unit in enumerate(units.values()):
            for c, child in enumerate(unit.of):
                if child.id not in units:
                    raise self._source.fault(
                        (*PLACE, index, "of", c),
                        f"the unit node {child.id} is unknown; {nearest(child.id, units)}.",
                    )
        below = {unit.id: [child.id for child in unit.of] for unit in units.values()}
        circle = circle_in(below)
        if circle:
            index = list(units).index(circle[0])
            raise self._source.fault(
                (*PLACE, index, "of"),
                f"the unit node {circle[0]} combines itself ({' → '.join(circle)}); break the circle.",
            )
        deep = deeper_than(DEEPEST, below)
        if deep:
            raise self._source.fault(
                (*PLACE, list(units).index(deep)),
                f"below the unit node {deep} stand more than {DEEPEST} others, one below another; "
                "use fewer.",
            )
