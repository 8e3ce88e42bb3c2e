"""Scales and questions of another publisher's instrument."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from audit.catalogue.circles import circle_in, deeper_than
from audit.catalogue.conditions import ConditionReader
from audit.catalogue.conditions import Path as Place
from audit.catalogue.exact import at_least_zero, exact
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.bounds import Bounds
from audit.domain.condition import ALWAYS, answers_asked
from audit.domain.scheme import (
    AnswerScale,
    ScoredQuestion,
    Silence,
    Unanswered,
    Word,
    WordKind,
)

ONE_OF = ("value", "left_out", "unknown")
DEEPEST = 100
"""Questions that may depend on each other in a row."""


class QuestionReader:
    """Reads the questions of one instrument file with the scales they use."""

    def __init__(self, source: SourceFile, document: Document) -> None:
        self._source = source
        self._document = document

    def read(self, silence: Silence) -> tuple[ScoredQuestion, ...]:
        """Every question in reading order; raises CatalogueInvalid naming file, line and key."""
        scales = self._scales()
        listed = list(self._places())
        self._refuse_twice(listed)
        own = {str(node["id"]): self._scale_of(node, place, scales) for place, _, node in listed}
        codes = {name: [word.code for word in scale.words] for name, scale in own.items()}
        conditions = ConditionReader(
            self._source, (), (), lambda value, place: exact(self._source, value, place), codes
        )
        questions = tuple(
            self._question(node, place, section, own[str(node["id"])], silence, conditions)
            for place, section, node in listed
        )
        self._refuse_circles(questions, {str(node["id"]): place for place, _, node in listed})
        return questions

    def _places(self) -> Iterator[tuple[Place, str, Document]]:
        for s, section in enumerate(self._document["sections"]):
            for q, node in enumerate(section["questions"]):
                yield ("sections", s, "questions", q), str(section["id"]), node

    def _refuse_twice(self, listed: list[tuple[Place, str, Document]]) -> None:
        self._source.refuse_twice(("sections",), self._document["sections"], "id")
        seen: dict[str, str] = {}
        ids: set[str] = set()
        for place, _, node in listed:
            name = str(node["id"])
            first = seen.setdefault(name.casefold(), name)
            if first != name:
                raise self._source.fault(
                    (*place, "id"),
                    f"the ids {first} and {name} differ in capitals alone; give each question its own.",
                )
            if name in ids:
                raise self._source.fault(
                    (*place, "id"), f"the id {name} stands twice; give each question its own."
                )
            ids.add(name)

    def _scales(self) -> dict[str, AnswerScale]:
        nodes = self._document.get("scales", [])
        self._source.refuse_twice(("scales",), nodes, "id")
        return {
            str(node["id"]): self._scale(node, "values", ("scales", i), str(node["id"]))
            for i, node in enumerate(nodes)
        }

    def _scale_of(
        self, node: Document, place: Place, scales: Mapping[str, AnswerScale]
    ) -> AnswerScale:
        if ("scale" in node) == ("choices" in node):
            raise self._source.fault(
                place,
                f"the question {node['id']} needs a scale or choices of its own, one of them.",
            )
        if "choices" in node:
            return self._scale(node, "choices", place, str(node["id"]))
        if "choose" in node:
            raise self._source.fault(
                (*place, "choose"), "choose belongs beside choices; write it into the scale."
            )
        name = str(node["scale"])
        if name not in scales:
            raise self._source.fault(
                (*place, "scale"), f"the scale {name} is unknown; {nearest(name, scales)}."
            )
        return scales[name]

    def _scale(self, node: Document, key: str, place: Place, name: str) -> AnswerScale:
        entries: list[Document] = node.get(key, [])
        self._source.refuse_twice((*place, key), entries, "code")
        words = tuple(self._word(entry, (*place, key, i)) for i, entry in enumerate(entries))
        numbers = self._numbers(node, place)
        if numbers is None and not any(word.kind is WordKind.VALUE for word in words):
            raise self._source.fault(
                place, f"{name} has no answer with a value; add one, or numbers from and to."
            )
        several = node.get("choose") == "several"
        if several and numbers is not None:
            raise self._source.fault(
                (*place, "choose"),
                "several may be chosen of words, not of numbers; use one of them.",
            )
        return AnswerScale(name, words, numbers, several)

    def _word(self, node: Document, place: Place) -> Word:
        code, meaning = str(node["code"]), node.get("meaning", "")
        if len([key for key in ONE_OF if key in node]) != 1:
            raise self._source.fault(
                place, f"{code} needs exactly one of {', '.join(ONE_OF)}; keep one."
            )
        if "value" in node:
            value = exact(self._source, node["value"], (*place, "value"))
            return Word(code, WordKind.VALUE, value, meaning)
        kind = WordKind(node["left_out"]) if "left_out" in node else WordKind.UNKNOWN
        return Word(code, kind, exact(self._source, 0, place), meaning)

    def _numbers(self, node: Mapping[str, Any], place: Place) -> Bounds | None:
        if "numbers" not in node:
            return None
        place = (*place, "numbers")
        start, end = (
            exact(self._source, node["numbers"][key], (*place, key)) for key in ("from", "to")
        )
        if start >= end:
            raise self._source.fault(place, f"from {start} is not below to {end}; swap them.")
        return Bounds(start, end)

    def _question(
        self,
        node: Document,
        place: Place,
        section: str,
        scale: AnswerScale,
        silence: Silence,
        conditions: ConditionReader,
    ) -> ScoredQuestion:
        weight = at_least_zero(self._source, node.get("weight", 1), (*place, "weight"))
        when = node.get("applies_when")
        rule = node.get("unanswered")
        return ScoredQuestion(
            id=str(node["id"]),
            text=node["question"],
            section=section,
            scale=scale,
            weight=weight,
            unanswered=read_silence(self._source, rule, (*place, "unanswered")) or silence,
            applies_when=conditions.read(when, (*place, "applies_when")) if when else ALWAYS,
        )

    def _refuse_circles(
        self, questions: Collection[ScoredQuestion], places: Mapping[str, Place]
    ) -> None:
        after = {
            question.id: [leaf.question for leaf in answers_asked(question.applies_when)]
            for question in questions
        }
        circle = circle_in(after)
        if circle:
            raise self._source.fault(
                (*places[circle[0]], "applies_when"),
                f"whether {circle[0]} applies depends on itself ({' → '.join(circle)}); "
                "break the circle.",
            )
        deep = deeper_than(DEEPEST, after)
        if deep:
            raise self._source.fault(
                (*places[deep], "applies_when"),
                f"{deep} depends on more than {DEEPEST} questions in a row; let it depend on an "
                "earlier one.",
            )


def read_silence(source: SourceFile, node: object, place: Place) -> Silence | None:
    """The rule for unanswered questions at this place; None where none stands."""
    match node:
        case None:
            return None
        case {"counts_as": value}:
            number = exact(source, value, (*place, "counts_as"))
            return Silence(Unanswered.COUNTS_AS, number)
        case _:
            return Silence(Unanswered(str(node)))
