"""A prepared case: an audit request with evidence and fieldwork as files, ready to be carried through."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.catalogue.fieldwork_files import (
    FieldworkReader,
    KnownIds,
    PreparedFieldwork,
    answer_words,
)
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.catalogue.vocabulary import Vocabulary
from audit.domain.checklist import Checklist
from audit.domain.decision import Outcome, Reason
from audit.domain.evidence import (
    Claim,
    Credibility,
    Description,
    Form,
    Grade,
    ProvidedBy,
    Relation,
    Reliability,
)


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

    @property
    def description(self) -> Description:
        """What it is and where it comes from."""
        return Description(
            type=self.type,
            form=self.form,
            title=self.title,
            originator=self.originator,
            provided_by=self.provided_by,
            independent=self.independent,
            grade=self.grade,
            publisher=self.publisher,
            author=self.author,
            published_on=self.published_on,
            observed_period=self.observed_period,
            url=self.url,
            language=self.language,
            handling=self.handling,
        )


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
    """Everything a reconstruction needs. The request is kept as words, as a form would bring them."""

    name: str
    title: str
    covers: str
    request: Document
    items: tuple[PreparedItem, ...]
    fieldwork: PreparedFieldwork
    historical: HistoricalDecision | None


class CaseReader:
    """Reads the three files of one prepared case."""

    def __init__(self, root: Path, name: str) -> None:
        self._name = name
        label = f"cases/{name}"
        folder, schemas = root / label, root / "schema"
        self._request = SourceFile(folder / "request.yaml", f"{label}/request.yaml")
        self._evidence = SourceFile(folder / "evidence.yaml", f"{label}/evidence.yaml")
        self._requested = self._request.load(schemas / "case-request.schema.json")
        self._seen = self._evidence.load(schemas / "case-evidence.schema.json")
        self._fieldwork = FieldworkReader(
            SourceFile(folder / "fieldwork.yaml", f"{label}/fieldwork.yaml"),
            schemas / "case-fieldwork.schema.json",
        )

    def read(self, vocabulary: Vocabulary, checklists: Collection[Checklist]) -> PreparedCase:
        """The whole case; raises CatalogueInvalid naming file, line and key."""
        items = [node["id"] for node in self._seen["items"]]
        allegations = [node["id"] for node in self._requested["allegations"]]
        self._check_evidence(vocabulary, items, allegations)
        known = KnownIds(answer_words(checklists), items, allegations)
        request = {
            key: value
            for key, value in self._requested.items()
            if key not in ("id", "title", "covers")
        }
        return PreparedCase(
            name=self._name,
            title=self._requested["title"],
            covers=self._requested["covers"],
            request=request,
            items=tuple(_item(node) for node in self._seen["items"]),
            fieldwork=self._fieldwork.read(known),
            historical=_historical(self._fieldwork.document.get("historical_decision")),
        )

    def _check_evidence(
        self, vocabulary: Vocabulary, items: list[str], allegations: list[str]
    ) -> None:
        for index, node in enumerate(self._seen["items"]):
            _known(
                self._evidence, ("items", index, "type"), node["type"], vocabulary.evidence_types
            )
            if node["id"] in items[:index]:
                raise self._evidence.fault(
                    ("items", index, "id"), f"the id {node['id']} stands twice; give each its own."
                )
            for c, claim in enumerate(node["claims"]):
                if claim["about"]:
                    place = ("items", index, "claims", c, "about")
                    _known(self._evidence, place, claim["about"], allegations)
        for index, node in enumerate(self._requested["allegations"]):
            for s, source in enumerate(node["sources"]):
                _known(self._request, ("allegations", index, "sources", s), source, items)


def register_entry(node: Document) -> bytes:
    """The bytes kept for a source that is cited but was not captured: its register entry."""
    return (json.dumps(node, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _known(
    source: SourceFile, place: tuple[str | int, ...], name: str, known: Collection[str]
) -> None:
    if name not in known:
        raise source.fault(place, f"{name} is unknown; {nearest(name, known)}")


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
            claim.get("originator", ""),
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
