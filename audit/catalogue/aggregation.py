"""One instrument file to one scheme: questions, units and levels, and whether they fit together."""

from __future__ import annotations

from collections.abc import Mapping

from audit.catalogue.circles import circle_in, deeper_than
from audit.catalogue.conditions import ConditionReader
from audit.catalogue.conditions import Path as Place
from audit.catalogue.exact import exact
from audit.catalogue.levels import AS_IT_IS, PLACE, LevelReader, read_printed
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.catalogue.scored_questions import QuestionReader, read_silence
from audit.catalogue.units import UnitReader
from audit.domain.aggregation import Combine, Node, UnitNode
from audit.domain.checklist import CountsTowards
from audit.domain.condition import answers_asked, leaves
from audit.domain.scheme import (
    Publication,
    Scheme,
    ScoredQuestion,
    Silence,
    Unanswered,
)
from audit.scoring.own_checklists import levels_by_section
from audit.scoring.shape import Shape
from audit.scoring.tree import POINTS_OF, SHARE_OF

MEANS = (Combine.MEAN,)
DEEPEST = 60
"""Levels that may stand one above another."""


class SchemeReader:
    """Reads one instrument file whose schema was checked."""

    def __init__(self, source: SourceFile, document: Document) -> None:
        self._source = source
        self._document = document
        self._aggregation: Document = document.get("aggregation", {})

    def read(self, digest: str) -> Scheme:
        """The whole scheme; raises CatalogueInvalid naming file, line and key."""
        rule = self._aggregation.get("unanswered")
        silence = read_silence(self._source, rule, ("aggregation", "unanswered"))
        questions = QuestionReader(self._source, self._document).read(
            silence or Silence(Unanswered.UNKNOWN)
        )
        units, nodes = self.units_and_nodes(questions)
        published = self._document["instrument"]
        scheme = Scheme(
            id=self._document["id"],
            version=self._document["version"],
            title=self._document["title"],
            digest=digest,
            publication=Publication(
                published["publisher"],
                str(published["edition"]),
                published["licence"],
                published.get("url", ""),
                published.get("verified", False),
            ),
            questions=questions,
            nodes=nodes or levels_by_section(questions, self._section_titles(), self._apart()),
            units=units,
        )
        self.check(scheme)
        return scheme

    def units_and_nodes(
        self, questions: tuple[ScoredQuestion, ...]
    ) -> tuple[tuple[UnitNode, ...], tuple[Node, ...]]:
        """What the aggregation declares over these questions."""
        units = UnitReader(self._source, self._aggregation.get("units", [])).read()
        return units, self._nodes({question.id: question for question in questions})

    def check(self, scheme: Scheme) -> None:
        """Raise CatalogueInvalid where the levels do not fit together."""
        shape = Shape.of(scheme)
        for index, node in enumerate(scheme.nodes if "nodes" in self._aggregation else ()):
            self._check_weights(node, index, shape)
            self._check_units(node, index, shape)
        self._check_gates(shape)

    def _section_titles(self) -> Mapping[str, str]:
        return {
            str(node["id"]): node.get("title", str(node["id"]))
            for node in self._document["sections"]
        }

    def _apart(self) -> list[str]:
        return [
            str(node["id"])
            for node in self._document["sections"]
            if node.get("counts_towards") == CountsTowards.LEVERAGE
        ]

    def _nodes(self, questions: Mapping[str, ScoredQuestion]) -> tuple[Node, ...]:
        documents: list[Document] = self._aggregation.get("nodes", [])
        if "nodes" in self._aggregation and not documents:
            raise self._source.fault(PLACE, "there is no node; name the levels of the score.")
        self._source.refuse_twice(PLACE, documents, "id")
        self._refuse_shared_names(documents, questions)
        codes = {
            name: [word.code for word in question.scale.words]
            for name, question in questions.items()
        }
        names = [str(document["id"]) for document in documents]
        conditions = ConditionReader(self._source, (), (), self._exact, codes, names)
        shown = self._aggregation.get("printed")
        printed = (
            read_printed(self._source, shown, ("aggregation", "printed")) if shown else AS_IT_IS
        )
        reader = LevelReader(self._source, questions, conditions, printed)
        nodes = tuple(reader.read(node, (*PLACE, i)) for i, node in enumerate(documents))
        self._check_names(nodes, {*questions, *names})
        return nodes

    def _refuse_shared_names(
        self, documents: list[Document], questions: Mapping[str, ScoredQuestion]
    ) -> None:
        for index, document in enumerate(documents):
            if str(document["id"]) in questions:
                raise self._source.fault(
                    (*PLACE, index, "id"),
                    f"{document['id']} is a question as well; give the node another id.",
                )

    def _check_names(self, nodes: tuple[Node, ...], known: set[str]) -> None:
        for index, node in enumerate(nodes):
            for c, child in enumerate(node.children):
                if child.id not in known:
                    raise self._source.fault(
                        (*PLACE, index, "of", c),
                        f"the node {node.id} counts {child.id}, which is neither a question nor "
                        f"a node; {nearest(child.id, known)}.",
                    )
        after = {node.id: [*_rests_on(node)] for node in nodes}
        circle = circle_in(after)
        if circle:
            index = [node.id for node in nodes].index(circle[0])
            raise self._source.fault(
                (*PLACE, index),
                f"the node {circle[0]} depends on itself ({' → '.join(circle)}); break the circle.",
            )
        deep = deeper_than(DEEPEST, after)
        if deep:
            raise self._source.fault(
                (*PLACE, [node.id for node in nodes].index(deep)),
                f"below the node {deep} stand more than {DEEPEST} levels, one below another; use fewer.",
            )

    def _check_weights(self, node: Node, index: int, shape: Shape) -> None:
        if node.combine in MEANS:
            for c, child in enumerate(node.children):
                if child.weight != 1:
                    raise self._source.fault(
                        self._child_place(index, c),
                        f"{child.id} has the weight {child.weight}, which a mean does not use; "
                        "write combine: weighted_mean, or give it the weight 1 here.",
                    )
        if node.across:
            known = shape.units
            place = (*PLACE, index, "across")
            if node.across not in known:
                raise self._source.fault(
                    place,
                    f"the unit node {node.across} is unknown; "
                    + (f"{nearest(node.across, known)}." if known else "declare it under units."),
                )
            if known[node.across].combine is None:
                raise self._source.fault(
                    place,
                    f"the unit node {node.across} does not say how its units become one; "
                    "give it combine.",
                )

    def _check_units(self, node: Node, index: int, shape: Shape) -> None:
        inside = node.across or node.id in shape.by_unit
        if node.across and node.id in shape.by_unit:
            raise self._source.fault(
                (*PLACE, index, "across"),
                f"the node {node.id} is already assessed unit by unit below "
                f"{shape.by_unit[node.id][0]}; leave across out in one of them.",
            )
        for c, child in enumerate(node.children):
            if not inside and child.id in shape.by_unit:
                raise self._source.fault(
                    self._child_place(index, c),
                    f"{child.id} is assessed unit by unit below {shape.by_unit[child.id][0]}; "
                    f"give {node.id} across, or count {shape.by_unit[child.id][0]} instead.",
                )
        for level in _levels_asked(node):
            if level in shape.by_unit and (node.across or not inside):
                raise self._source.fault(
                    (*PLACE, index, "deductions"),
                    f"the level {level} exists only unit by unit; name a level of the whole subject.",
                )

    def _check_gates(self, shape: Shape) -> None:
        for s, section in enumerate(self._document["sections"]):
            for q, node in enumerate(section["questions"]):
                name = str(node["id"])
                for leaf in answers_asked(shape.questions[name].applies_when):
                    if leaf.question in shape.by_unit and name not in shape.by_unit:
                        raise self._source.fault(
                            ("sections", s, "questions", q, "applies_when"),
                            f"{name} is asked once and {leaf.question} for each unit; "
                            "let it depend on a question that is asked once.",
                        )

    def _child_place(self, index: int, child: int) -> Place:
        document: Document = self._aggregation["nodes"][index]
        return (*PLACE, index, "of", child) if "of" in document else (*PLACE, index, "section")

    def _exact(self, value: object, place: Place):
        return exact(self._source, value, place)


def _levels_asked(node: Node) -> tuple[str, ...]:
    return tuple(
        leaf.fact.removeprefix(POINTS_OF).removeprefix(SHARE_OF)
        for item in node.deductions
        for leaf in leaves(item.when)
    )


def _rests_on(node: Node) -> tuple[str, ...]:
    return (*(child.id for child in node.children), *_levels_asked(node))
