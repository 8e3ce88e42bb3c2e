"""A prepared case: an audit request with evidence and answers as files, ready to be replayed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from audit.catalogue.reading import Document, SourceFile, nearest
from audit.catalogue.vocabulary import Vocabulary
from audit.domain.allegation import AllegationAssessment, AllegationStatus, EarlierStatus
from audit.domain.answer import AnswerState, NotApplicable, SearchLog, Unknown, UnknownKind, Valued
from audit.domain.bounds import Bounds
from audit.domain.decision import Outcome, Reason
from audit.domain.evidence import (
    Claim,
    Credibility,
    Form,
    Grade,
    Limitation,
    ProvidedBy,
    Relation,
    Reliability,
)
from audit.domain.fieldwork import Independence, TimelineEvent
from audit.domain.finding import Finding, Rating
from audit.domain.impact import AdverseImpact, Involvement, Occurrence
from audit.domain.leverage import LeverageView
from audit.domain.truth import YesNo


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """An evidence item before it is collected: what it is, its bytes and its claims."""

    id: str
    type: str
    form: Form
    title: str
    publisher: str
    author: str
    originator: str
    provided_by: ProvidedBy
    independent: bool
    published_on: str
    observed_period: str
    url: str
    language: str
    grade: Grade
    handling: str
    content: bytes
    media_type: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer before anybody put their name to it."""

    question: str
    state: AnswerState
    rationale: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoricalDecision:
    """What really was decided at the time, for comparison only."""

    outcome: Outcome
    reason: Reason
    on: date
    text: str
    policy_change: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparedCase:
    """Everything a replay needs. The request is kept as words, as a form would bring them."""

    name: str
    title: str
    covers: str
    request: Document
    items: tuple[PreparedItem, ...]
    answers: tuple[PreparedAnswer, ...]
    limitations: tuple[Limitation, ...]
    assessments: tuple[AllegationAssessment, ...]
    impacts: tuple[AdverseImpact, ...]
    findings: tuple[Finding, ...]
    leverage: LeverageView
    independence: Independence
    methods: tuple[str, ...]
    timeline: tuple[TimelineEvent, ...]
    notes: tuple[str, ...]
    historical: HistoricalDecision | None


class CaseReader:
    """Reads the three files of one prepared case."""

    def __init__(self, root: Path, name: str) -> None:
        self._name = name
        folder = root / "cases" / name
        label = f"cases/{name}"
        schemas = root / "schema"
        self._request = SourceFile(folder / "request.yaml", f"{label}/request.yaml")
        self._evidence = SourceFile(folder / "evidence.yaml", f"{label}/evidence.yaml")
        self._fieldwork = SourceFile(folder / "fieldwork.yaml", f"{label}/fieldwork.yaml")
        self._requested = self._request.load(schemas / "case-request.schema.json")
        self._seen = self._evidence.load(schemas / "case-evidence.schema.json")
        self._done = self._fieldwork.load(schemas / "case-fieldwork.schema.json")

    def read(self, vocabulary: Vocabulary) -> PreparedCase:
        """The whole case; raises CatalogueInvalid naming file, line and key."""
        self._check_references(vocabulary)
        work = self._done
        request = dict(self._requested)
        title, covers = request.pop("title"), request.pop("covers")
        request.pop("id")
        return PreparedCase(
            name=self._name,
            title=title,
            covers=covers,
            request=request,
            items=tuple(_item(node) for node in self._seen["items"]),
            answers=tuple(_answer(node) for node in work["answers"]),
            limitations=tuple(
                Limitation(**_tuples(node, "affects", "sources")) for node in work["limitations"]
            ),
            assessments=tuple(_assessment(node) for node in work["assessments"]),
            impacts=tuple(_impact(node) for node in work["impacts"]),
            findings=tuple(_finding(node) for node in work["findings"]),
            leverage=_leverage(work["leverage"]),
            independence=Independence(**_tuples(work["independence"], "sources")),
            methods=tuple(node["text"] for node in work["methods"]),
            timeline=tuple(TimelineEvent(**_tuples(node, "sources")) for node in work["timeline"]),
            notes=tuple(work["notes"]),
            historical=_historical(work.get("historical_decision")),
        )

    def _check_references(self, vocabulary: Vocabulary) -> None:
        items = [node["id"] for node in self._seen["items"]]
        allegations = [node["id"] for node in self._requested["allegations"]]
        for index, node in enumerate(self._seen["items"]):
            self._known(self._evidence, ("items", index, "type"), node["type"], vocabulary.evidence_types)
            if node["id"] in items[:index]:
                raise self._evidence.fault(
                    ("items", index, "id"), f"the id {node['id']} stands twice; give each its own."
                )
            for c, claim in enumerate(node["claims"]):
                if claim["about"]:
                    place = ("items", index, "claims", c, "about")
                    self._known(self._evidence, place, claim["about"], allegations)
        for index, node in enumerate(self._requested["allegations"]):
            for s, source in enumerate(node["sources"]):
                self._known(self._request, ("allegations", index, "sources", s), source, items)
        for kind, key in (("answers", "evidence"), ("findings", "evidence"), ("limitations", "sources")):
            for index, node in enumerate(self._done[kind]):
                for e, source in enumerate(node[key]):
                    self._known(self._fieldwork, (kind, index, key, e), source, items)
        for index, node in enumerate(self._done["assessments"]):
            place = ("assessments", index, "allegation")
            self._known(self._fieldwork, place, node["allegation"], allegations)

    @staticmethod
    def _known(
        source: SourceFile, place: tuple[str | int, ...], name: str, known: Collection[str]
    ) -> None:
        if name not in known:
            raise source.fault(place, f"{name} is unknown; {nearest(name, known)}")


def _tuples(node: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: tuple(value) if key in keys else value for key, value in node.items()}


def _item(node: Document) -> PreparedItem:
    reliability, credibility = node["grade"]
    claims = tuple(
        Claim(
            node["id"],
            claim["about"],
            Relation(claim["relation"]),
            claim["text"],
            claim["locator"],
            claim["admission"],
        )
        for claim in node["claims"]
    )
    plain = {key: value for key, value in node.items() if key not in ("claims", "grade")}
    return PreparedItem(
        **{
            **plain,
            "form": Form(node["form"]),
            "provided_by": ProvidedBy(node["provided_by"]),
            "grade": Grade(Reliability(reliability), Credibility(credibility)),
            "content": register_entry(node),
            "media_type": "application/json",
            "claims": claims,
        }
    )


def register_entry(node: Document) -> bytes:
    """The bytes kept for a source that is cited but was not captured: its register entry."""
    return (json.dumps(node, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _answer(node: Document) -> PreparedAnswer:
    return PreparedAnswer(
        node["question"], answer_state(node), node["rationale"], tuple(node["evidence"])
    )


def answer_state(node: Document) -> AnswerState:
    """A value, a typed unknown or not applicable, as an answers file writes it."""
    if "value" in node:
        return Valued(str(node["value"]))
    if "not_applicable" in node:
        return NotApplicable(node["not_applicable"])
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
        for key in ("scale", "scope", "irremediability", "likelihood")
    }
    return AdverseImpact(
        **_tuples({**node, **bounds}, "rights", "allegations", "questions")
        | {
            "occurrence": Occurrence(node["occurrence"]),
            "investee_involvement": Involvement(node["investee_involvement"]),
            "investor_involvement": Involvement(node["investor_involvement"]),
        }
    )


def _finding(node: Document) -> Finding:
    return Finding(
        **_tuples(node, "questions", "allegations", "evidence") | {"rating": Rating(node["rating"])}
    )


def _leverage(node: Document) -> LeverageView:
    return LeverageView(
        YesNo(node["can_be_raised"]), node["rationale"], tuple(node["sources"]), node["used"]
    )


def _historical(node: Document | None) -> HistoricalDecision | None:
    if node is None:
        return None
    return HistoricalDecision(
        Outcome(node["outcome"]),
        Reason(node["reason"]),
        date.fromisoformat(node["date"]),
        node["text"],
        node["policy_change"],
        tuple(node["sources"]),
    )
