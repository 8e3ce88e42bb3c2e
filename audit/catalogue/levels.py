"""The nodes of an aggregation: from YAML to levels, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from audit.catalogue.conditions import ConditionReader
from audit.catalogue.conditions import Path as Place
from audit.catalogue.exact import at_least_zero, exact
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.aggregation import (
    Act,
    Band,
    Bands,
    Child,
    Combine,
    Deduction,
    Edge,
    Measure,
    Mode,
    Node,
    Printed,
    Rescaling,
    Rounding,
)
from audit.domain.scheme import ScoredQuestion

PLACE = ("aggregation", "nodes")
MOST_DIGITS = 30
AS_IT_IS = Printed(Measure.POINTS, Fraction(1), ())


class LevelReader:
    """Reads single nodes; whether they fit together is checked elsewhere."""

    def __init__(
        self,
        source: SourceFile,
        questions: Mapping[str, ScoredQuestion],
        conditions: ConditionReader,
        printed: Printed,
    ) -> None:
        self._source = source
        self._questions = questions
        self._conditions = conditions
        self._printed = printed

    def read(self, node: Document, place: Place) -> Node:
        """The node at this place; raises CatalogueInvalid naming file, line and key."""
        counts_as = node.get("left_out_counts_as")
        printed = node.get("printed")
        return Node(
            id=str(node["id"]),
            title=node.get("title", str(node["id"])),
            combine=Combine(node["combine"]),
            children=self._children(node, place),
            across=str(node.get("across", "")),
            left_out_counts_as=(
                None
                if counts_as is None
                else exact(self._source, counts_as, (*place, "left_out_counts_as"))
            ),
            least_counted=self._least_counted(node, place),
            rescale=self._rescaling(node, place),
            deductions=tuple(
                self._deduction(entry, (*place, "deductions", i))
                for i, entry in enumerate(node.get("deductions", []))
            ),
            round=read_rounding(self._source, node, place),
            printed=(
                read_printed(self._source, printed, (*place, "printed"))
                if printed is not None
                else self._printed
            ),
            bands=self._bands(node, place),
        )

    def _children(self, node: Document, place: Place) -> tuple[Child, ...]:
        name = node["id"]
        if ("of" in node) == ("section" in node):
            raise self._source.fault(
                place, f"the node {name} has no children; give it of or section, one of them."
            )
        if "section" in node:
            return self._section(str(node["section"]), (*place, "section"))
        if not node["of"]:
            raise self._source.fault(
                (*place, "of"),
                f"the node {name} has no children; name the questions or nodes it counts.",
            )
        children = tuple(
            self._child(entry, (*place, "of", i)) for i, entry in enumerate(node["of"])
        )
        self._check_children(node, children, place)
        return children

    def _section(self, section: str, place: Place) -> tuple[Child, ...]:
        named = {question.section for question in self._questions.values()}
        if section not in named:
            raise self._source.fault(
                place, f"the section {section} is unknown; {nearest(section, named)}."
            )
        return tuple(
            Child(question.id, question.weight)
            for question in self._questions.values()
            if question.section == section
        )

    def _child(self, entry: Any, place: Place) -> Child:
        match entry:
            case {"id": name, "weight": weight}:
                return Child(str(name), at_least_zero(self._source, weight, (*place, "weight")))
            case {"id": name}:
                return Child(str(name), self._own_weight(str(name)))
            case _:
                return Child(str(entry), self._own_weight(str(entry)))

    def _own_weight(self, name: str) -> Fraction:
        return self._questions[name].weight if name in self._questions else Fraction(1)

    def _check_children(self, node: Document, children: tuple[Child, ...], place: Place) -> None:
        seen: set[str] = set()
        for index, child in enumerate(children):
            where = (*place, "of", index)
            if child.id in seen:
                raise self._source.fault(
                    where, f"the node {node['id']} counts {child.id} twice; keep one of them."
                )
            seen.add(child.id)

    def _least_counted(self, node: Document, place: Place) -> Fraction | None:
        if "least_counted" not in node:
            return None
        place = (*place, "least_counted")
        share = at_least_zero(self._source, node["least_counted"], place)
        if share > 1:
            raise self._source.fault(
                place, f"least_counted: {share} is more than everything; write a share from 0 to 1."
            )
        return share

    def _rescaling(self, node: Document, place: Place) -> Rescaling | None:
        if "rescale" not in node:
            return None
        place = (*place, "rescale")
        start, end, new_start, new_end = (
            exact(self._source, node["rescale"][key][i], (*place, key, i))
            for key in ("from", "to")
            for i in (0, 1)
        )
        if start == end:
            raise self._source.fault(
                (*place, "from"), "both numbers of from are the same; give two different ones."
            )
        return Rescaling(start, end, new_start, new_end)

    def _deduction(self, node: Document, place: Place) -> Deduction:
        acts = [act for act in Act if act in node]
        if len(acts) != 1:
            raise self._source.fault(
                place, f"a deduction needs exactly one of {', '.join(Act)}; keep one."
            )
        read = at_least_zero if acts[0] is Act.MULTIPLY else exact
        number = read(self._source, node[acts[0]], (*place, acts[0]))
        when = self._conditions.read(node["when"], (*place, "when"))
        rounding = read_rounding(self._source, node, place)
        return Deduction(when, acts[0], number, rounding, node["because"])

    def _bands(self, node: Document, place: Place) -> Bands | None:
        if "bands" not in node:
            return None
        entries = node["bands"]["list"]
        where = (*place, "bands", "list")
        bands = tuple(self._band(entry, (*where, i)) for i, entry in enumerate(entries))
        self._check_order(bands, where)
        return Bands(Measure(node["bands"]["of"]), bands)

    def _band(self, entry: Document, place: Place) -> Band:
        edges = [edge for edge in Edge if edge in entry]
        if len(edges) > 1:
            raise self._source.fault(
                place, f"the band {entry['title']} has {' and '.join(edges)}; keep one."
            )
        if not edges:
            return Band(str(entry["title"]), Edge.OTHERWISE, Fraction(0))
        threshold = exact(self._source, entry[edges[0]], (*place, edges[0]))
        return Band(str(entry["title"]), edges[0], threshold)

    def _check_order(self, bands: tuple[Band, ...], place: Place) -> None:
        for index, band in enumerate(bands):
            last = index == len(bands) - 1
            if (band.edge is Edge.OTHERWISE) != last:
                raise self._source.fault(
                    (*place, index),
                    f"the band {band.title} "
                    + (
                        "leaves scores without a band; let the last band have no number."
                        if last
                        else "has no number, so no later band is ever reached; put it last."
                    ),
                )
        for index, (one, two) in enumerate(pairwise(bands[:-1]), start=1):
            falling = one.edge is Edge.AT_LEAST
            if falling != (two.edge is Edge.AT_LEAST):
                what = (
                    "goes another way than the one before it; use at_least in all bands or in none."
                )
            elif (
                two.threshold >= one.threshold if falling else two.threshold < one.threshold
            ) or two == one:
                what = "is never reached; put the bands in the order of their numbers."
            else:
                continue
            raise self._source.fault((*place, index), f"the band {two.title} {what}")


def read_rounding(
    source: SourceFile, node: Mapping[str, Any], place: Place
) -> tuple[Rounding, ...]:
    """The steps under `round`; raises CatalogueInvalid for more decimals than anybody prints."""
    steps: list[Document] = node.get("round", [])
    for index, step in enumerate(steps):
        if abs(step["digits"]) > MOST_DIGITS:
            raise source.fault(
                (*place, "round", index, "digits"),
                f"digits: {step['digits']} is too many; use {MOST_DIGITS} or fewer.",
            )
    return tuple(Rounding(step["digits"], Mode(step["mode"])) for step in steps)


def read_printed(source: SourceFile, node: Document, place: Place) -> Printed:
    """How a level is shown."""
    return Printed(
        Measure(node.get("of", "points")),
        at_least_zero(source, node.get("times", 1), (*place, "times")),
        read_rounding(source, node, place),
    )
