"""One checklist file to one Checklist, with every cross-reference checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from audit.catalogue.circles import circle_in
from audit.catalogue.conditions import ConditionReader
from audit.catalogue.conditions import Path as Place
from audit.catalogue.reading import SourceFile, nearest
from audit.catalogue.vocabulary import Vocabulary
from audit.domain.checklist import (
    Checklist,
    CountsTowards,
    Question,
    Scale,
    ScaleValue,
    Section,
    SeverityGuide,
    SourceReference,
)
from audit.domain.condition import ALWAYS, Condition, answers_asked
from audit.domain.request import CASE_FACTS


class ChecklistReader:
    """Reads one checklist file against a vocabulary."""

    def __init__(self, source: SourceFile, schema: Path, vocabulary: Vocabulary) -> None:
        self._source = source
        self._document = source.load(schema)
        self._refuse_instruments()
        self._vocabulary = vocabulary
        self._conditions = ConditionReader(source, CASE_FACTS, (), self._exact, self._codes())

    @property
    def status(self) -> str:
        """draft, published or withdrawn."""
        return self._document["status"]

    def read(self, digest: str) -> Checklist:
        """The whole checklist; raises CatalogueInvalid naming file, line and key."""
        document = self._document
        self._source.refuse_twice(("scales",), document["scales"], "id")
        self._source.refuse_twice(("sections",), document["sections"], "id")
        scales = tuple(self._scale(node, i) for i, node in enumerate(document["scales"]))
        scale_ids = [scale.id for scale in scales]
        sections = tuple(
            self._section(node, i, scale_ids) for i, node in enumerate(document["sections"])
        )
        self._refuse_repeated_questions()
        self._refuse_circles(sections)
        return Checklist(
            id=document["id"],
            version=document["version"],
            title=document["title"],
            purpose=document["purpose"],
            effective_from=document["effective_from"],
            runs_when=self._condition(document, "runs_when", ()),
            scales=scales,
            sections=sections,
            digest=digest,
        )

    def _refuse_instruments(self) -> None:
        for key in ("instrument", "aggregation"):
            if key in self._document:
                raise self._source.fault(
                    (key,),
                    f"a file with {key} is scored with `investee-audit score` and not used for audits; "
                    f"name another file, or take {key} out.",
                )

    def _codes(self) -> dict[str, list[str]]:
        """The words of every question that a condition may depend on."""
        codes = {
            scale["id"]: [value["code"] for value in scale["values"]]
            for scale in self._document["scales"]
        }
        return {
            question["id"]: codes.get(question["scale"], [])
            for section in self._document["sections"]
            for question in section["questions"]
        }

    def _refuse_circles(self, sections: Collection[Section]) -> None:
        listed = [question for section in sections for question in section.questions]
        circle = circle_in(
            {q.id: [leaf.question for leaf in answers_asked(q.applies_when)] for q in listed}
        )
        if circle:
            raise self._source.fault(
                self._place_of(circle[0]),
                f"whether {circle[0]} applies depends on itself ({' → '.join(circle)}); "
                "break the circle.",
            )

    def _place_of(self, question: str) -> Place:
        return next(
            ("sections", s, "questions", q, "applies_when")
            for s, section in enumerate(self._document["sections"])
            for q, node in enumerate(section["questions"])
            if node["id"] == question
        )

    def _scale(self, node: dict[str, Any], index: int) -> Scale:
        place = ("scales", index, "values")
        self._source.refuse_twice(place, node["values"], "code")
        values = tuple(
            ScaleValue(
                value["code"], self._exact(value["value"], (*place, i, "value")), value["meaning"]
            )
            for i, value in enumerate(node["values"])
        )
        for i, value in enumerate(values):
            if not 0 <= value.value <= 1:
                raise self._source.fault(
                    (*place, i, "value"), "a scale value lies between 0 and 1."
                )
        return Scale(node["id"], node["title"], values)

    def _section(self, node: dict[str, Any], index: int, scales: Collection[str]) -> Section:
        questions = tuple(
            self._question(question, ("sections", index, "questions", i), scales)
            for i, question in enumerate(node["questions"])
        )
        return Section(node["id"], node["title"], CountsTowards(node["counts_towards"]), questions)

    def _question(self, node: dict[str, Any], place: Place, scales: Collection[str]) -> Question:
        self._known("scale", node["scale"], scales, (*place, "scale"))
        for kind, key, known in (
            ("right", "rights", self._vocabulary.rights),
            ("evidence type", "expected_evidence", self._vocabulary.evidence_types),
        ):
            for i, name in enumerate(node[key]):
                self._known(kind, name, known, (*place, key, i))
        return Question(
            id=node["id"],
            text=node["question"],
            guidance=node["guidance"],
            scale=node["scale"],
            weight=Fraction(node["weight"]),
            critical=node["critical"],
            rights=tuple(node["rights"]),
            sources=tuple(self._sources(node, place)),
            expected_evidence=tuple(node["expected_evidence"]),
            severity=SeverityGuide(node["severity"]["highest"], node["severity"]["guidance"]),
            applies_when=self._condition(node, "applies_when", place),
        )

    def _sources(self, node: dict[str, Any], place: Place) -> Iterator[SourceReference]:
        for i, entry in enumerate(node["sources"]):
            where = (*place, "sources", i, "instrument")
            self._known("instrument", entry["instrument"], self._vocabulary.instruments, where)
            yield SourceReference(entry["instrument"], entry["reference"], entry["verified"])

    def _condition(self, node: dict[str, Any], key: str, place: Place) -> Condition:
        return self._conditions.read(node[key], (*place, key)) if key in node else ALWAYS

    def _exact(self, text: str, place: Place) -> Fraction:
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise self._source.fault(
                place, f"{text} is not an exact number; write it like 3/4."
            ) from None

    def _known(self, kind: str, name: str, known: Collection[str], place: Place) -> None:
        if name not in known:
            raise self._source.fault(place, f"the {kind} {name} is unknown; {nearest(name, known)}")

    def _refuse_repeated_questions(self) -> None:
        seen: set[str] = set()
        for s, section in enumerate(self._document["sections"]):
            for q, question in enumerate(section["questions"]):
                if question["id"] in seen:
                    raise self._source.fault(
                        ("sections", s, "questions", q, "id"),
                        f"the id {question['id']} stands twice; give each question its own.",
                    )
                seen.add(question["id"])
