"""Fieldwork as a file: answers, assessments, impacts, findings and limits that a person wrote down."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from audit.catalogue.contradictions import check_contradictions, read_contradictions
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.catalogue.terms import read_terms
from audit.catalogue.terms_checks import check_terms
from audit.domain.allegation import AllegationAssessment, AllegationStatus, EarlierStatus
from audit.domain.answer import (
    AnswerState,
    NotApplicable,
    NotApplicableGround,
    SearchLog,
    Unknown,
    UnknownKind,
    Valued,
)
from audit.domain.bounds import Bounds
from audit.domain.checklist import Checklist
from audit.domain.contradiction import Contradiction
from audit.domain.evidence import Limitation
from audit.domain.fieldwork import Independence, TimelineEvent
from audit.domain.finding import Finding, Rating
from audit.domain.impact import AdverseImpact, Involvement, Occurrence
from audit.domain.leverage import LeverageView
from audit.domain.terms import Terms
from audit.domain.truth import YesNo

Place = tuple[str | int, ...]
DIMENSIONS = ("scale", "scope", "irremediability", "likelihood")


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer before anybody put their name to it."""

    question: str
    state: AnswerState
    rationale: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparedFieldwork:
    """What one fieldwork file brings; what it leaves out is left as it stands."""

    answers: tuple[PreparedAnswer, ...]
    limitations: tuple[Limitation, ...]
    assessments: tuple[AllegationAssessment, ...]
    impacts: tuple[AdverseImpact, ...]
    findings: tuple[Finding, ...]
    leverage: LeverageView | None
    independence: Independence | None
    methods: tuple[str, ...]
    timeline: tuple[TimelineEvent, ...]
    notes: tuple[str, ...]
    terms: tuple[Terms, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownIds:
    """What a fieldwork file may refer to."""

    scales: Mapping[str, Mapping[str, Fraction]]
    """The words each question may be answered with and what each earns, by question id."""
    evidence: Collection[str]
    allegations: Collection[str]


def answer_words(checklists: Collection[Checklist]) -> dict[str, dict[str, Fraction]]:
    """The words each question of these checklists may be answered with, and what each earns."""
    return {
        question.id: {v.code: v.value for v in checklist.scale(question.scale).values}
        for checklist in checklists
        for question in checklist.questions
    }


class FieldworkReader:
    """Reads one fieldwork file."""

    def __init__(self, source: SourceFile, schema: Path) -> None:
        self._source = source
        self._document = source.load(schema)

    @property
    def document(self) -> Document:
        """The file as parsed."""
        return self._document

    def read(self, known: KnownIds) -> PreparedFieldwork:
        """The whole file; raises CatalogueInvalid naming file, line and key. Nothing is half-read."""
        self._check(known)
        work = self._document
        return PreparedFieldwork(
            answers=tuple(_answer(node) for node in work.get("answers", [])),
            limitations=tuple(
                Limitation(**as_tuples(node, "affects", "sources"))
                for node in work.get("limitations", [])
            ),
            assessments=tuple(_assessment(node) for node in work.get("assessments", [])),
            impacts=tuple(_impact(node) for node in work.get("impacts", [])),
            findings=tuple(_finding(node) for node in work.get("findings", [])),
            leverage=_leverage(work["leverage"]) if "leverage" in work else None,
            independence=(
                Independence(**as_tuples(work["independence"], "sources"))
                if "independence" in work
                else None
            ),
            methods=tuple(node["text"] for node in work.get("methods", [])),
            timeline=tuple(
                TimelineEvent(**as_tuples(node, "sources")) for node in work.get("timeline", [])
            ),
            notes=tuple(work.get("notes", [])),
            terms=read_terms(work.get("terms", []), known.scales),
            contradictions=read_contradictions(work.get("contradictions", [])),
        )

    def _check(self, known: KnownIds) -> None:
        for kind, key in (
            ("limitations", "code"),
            ("assessments", "allegation"),
            ("impacts", "id"),
            ("findings", "id"),
        ):
            self._source.refuse_twice((kind,), self._document.get(kind, []), key)
        self._check_answers(known)
        self._check_impacts()
        self._check_days()
        self._check_sources(known.evidence)
        check_contradictions(
            self._source,
            self._document.get("contradictions", []),
            known.scales,
            known.allegations,
            known.evidence,
        )
        check_terms(self._source, self._document.get("terms", []), known.scales)
        for kind, key, ids in (
            ("limitations", "sources", known.evidence),
            ("findings", "evidence", known.evidence),
            ("findings", "allegations", known.allegations),
            ("findings", "questions", known.scales),
            ("impacts", "allegations", known.allegations),
            ("impacts", "questions", known.scales),
        ):
            for index, node in enumerate(self._document.get(kind, [])):
                for i, name in enumerate(node[key]):
                    self._known((kind, index, key, i), name, ids)
        for index, node in enumerate(self._document.get("assessments", [])):
            self._known(("assessments", index, "allegation"), node["allegation"], known.allegations)
        targets = {*known.allegations, *known.scales}
        for index, node in enumerate(self._document.get("limitations", [])):
            for i, name in enumerate(node["affects"]):
                self._known(("limitations", index, "affects", i), name, targets)

    def _check_impacts(self) -> None:
        for index, node in enumerate(self._document.get("impacts", [])):
            for key in DIMENSIONS:
                lowest, highest = node[key]["lowest"], node[key]["highest"]
                if lowest > highest:
                    raise self._source.fault(
                        ("impacts", index, key, "lowest"),
                        f"lowest {lowest} is above highest {highest}; exchange them.",
                    )

    def _check_days(self) -> None:
        for index, node in enumerate(self._document.get("answers", [])):
            if "search" in node:
                place = ("answers", index, "search", "searched_on")
                self._day(place, node["search"]["searched_on"])
        for index, node in enumerate(self._document.get("timeline", [])):
            self._day(("timeline", index, "on"), node["on"])
        if "historical_decision" in self._document:
            place = ("historical_decision", "date")
            self._day(place, self._document["historical_decision"]["date"])

    def _day(self, place: Place, text: str) -> None:
        """A year, a month or a day that the calendar has; the schema has checked the form."""
        try:
            date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            raise self._source.fault(place, f"{text} is not a date; correct it.") from None

    def _check_sources(self, evidence: Collection[str]) -> None:
        for kind in ("leverage", "independence", "historical_decision"):
            self._known_sources((kind,), self._document.get(kind, {}), evidence)
        for index, node in enumerate(self._document.get("timeline", [])):
            self._known_sources(("timeline", index), node, evidence)
        for index, node in enumerate(self._document.get("terms", [])):
            self._known_sources(("terms", index), node, evidence)
        for index, node in enumerate(self._document.get("assessments", [])):
            for e, earlier in enumerate(node.get("earlier", [])):
                self._known_sources(("assessments", index, "earlier", e), earlier, evidence)

    def _known_sources(self, place: Place, node: Document, evidence: Collection[str]) -> None:
        for i, name in enumerate(node.get("sources", [])):
            if not name.startswith(("http://", "https://")):
                self._known((*place, "sources", i), name, evidence)

    def _check_answers(self, known: KnownIds) -> None:
        answers = self._document.get("answers", [])
        codes = [node["code"] for node in self._document.get("limitations", [])]
        for index, node in enumerate(answers):
            place = ("answers", index)
            self._known((*place, "question"), node["question"], known.scales)
            if any(other["question"] == node["question"] for other in answers[:index]):
                raise self._source.fault(
                    (*place, "question"),
                    f"the question {node['question']} is answered twice; keep one answer.",
                )
            for i, item in enumerate(node["evidence"]):
                self._known((*place, "evidence", i), item, known.evidence)
            if "value" in node:
                self._known((*place, "value"), str(node["value"]), known.scales[node["question"]])
            if "limitation" in node:
                self._known((*place, "limitation"), node["limitation"], codes)

    def _known(self, place: Place, name: str, known: Collection[str]) -> None:
        if name not in known:
            raise self._source.fault(place, f"{name} is unknown; {nearest(name, known)}")


def as_tuples(node: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The same mapping with the lists under these keys made tuples."""
    return {key: tuple(value) if key in keys else value for key, value in node.items()}


def _answer(node: Document) -> PreparedAnswer:
    return PreparedAnswer(
        node["question"], answer_state(node), node["rationale"], tuple(node["evidence"])
    )


def answer_state(node: Document) -> AnswerState:
    """A value, a typed unknown or not applicable, as an answers file writes it."""
    if "value" in node:
        return Valued(str(node["value"]))
    if "not_applicable" in node:
        ground = node.get("ground", NotApplicableGround.IN_WORDS_ONLY)
        return NotApplicable(node["not_applicable"], ground=NotApplicableGround(ground))
    search = node.get("search")
    log = (
        SearchLog(
            tuple(search["queries"]),
            tuple(search["sources"]),
            tuple(search["languages"]),
            date.fromisoformat(search["searched_on"]),
        )
        if search
        else None
    )
    return Unknown(UnknownKind(node["unknown"]), node.get("limitation", ""), log)


def _assessment(node: Document) -> AllegationAssessment:
    earlier = tuple(
        EarlierStatus(
            entry["auditor"],
            AllegationStatus(entry["status"]),
            entry["summary"],
            tuple(entry["sources"]),
        )
        for entry in node.get("earlier", [])
    )
    return AllegationAssessment(
        node["allegation"], AllegationStatus(node["status"]), node["rationale"], earlier
    )


def _impact(node: Document) -> AdverseImpact:
    bounds = {
        key: Bounds(Fraction(node[key]["lowest"]), Fraction(node[key]["highest"]))
        for key in DIMENSIONS
    }
    return AdverseImpact(
        **as_tuples({**node, **bounds}, "rights", "allegations", "questions")
        | {
            "occurrence": Occurrence(node["occurrence"]),
            "investee_involvement": Involvement(node["investee_involvement"]),
            "investor_involvement": Involvement(node["investor_involvement"]),
        }
    )


def _finding(node: Document) -> Finding:
    rated = {**node, "rating": Rating(node["rating"])}
    return Finding(**as_tuples(rated, "questions", "allegations", "evidence"))


def _leverage(node: Document) -> LeverageView:
    return LeverageView(
        YesNo(node["can_be_raised"]), node["rationale"], tuple(node["sources"]), node["used"]
    )
