"""Rules for a register, one published file for one checklist version, with every reference checked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from audit.catalogue.catalogue import Catalogue
from audit.catalogue.conditions import ConditionReader
from audit.catalogue.conditions import Path as Place
from audit.catalogue.published import require_published
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.checklist import Checklist, SourceReference
from audit.domain.errors import NotPublished
from audit.domain.request import VersionRef
from audit.scoring.register.row_facts import FACTS
from audit.scoring.register.rules import (
    Band,
    BeyondRegister,
    DerivedQuestion,
    RegisterRules,
    RowTest,
)

FOLDER = "registers"


def register_rules(catalogue: Catalogue, ref: VersionRef) -> RegisterRules:
    """The published rules of this version; raises NotPublished, or CatalogueInvalid naming the line."""
    known = register_versions(catalogue)
    if ref not in known:
        names = [str(one) for one in known]
        raise NotPublished(
            f"register rules {ref}: there is no such version; {nearest(str(ref), names)}"
        )
    return _RulesReader(catalogue, ref).read()


def register_versions(catalogue: Catalogue) -> tuple[VersionRef, ...]:
    """Every version of rules for a register."""
    files = sorted((catalogue.root / FOLDER).glob("*/*/register.yaml"))
    return tuple(VersionRef(path.parent.parent.name, path.parent.name) for path in files)


class _RulesReader:
    """Reads one file."""

    def __init__(self, catalogue: Catalogue, ref: VersionRef) -> None:
        self.catalogue, self.ref = catalogue, ref
        self.relative = f"{FOLDER}/{ref.id}/{ref.version}/register.yaml"
        self.source = SourceFile(catalogue.root / self.relative, self.relative)
        self.document = self.source.load(catalogue.root / "schema" / "register.schema.json")
        self.conditions = ConditionReader(self.source, FACTS, (), _exact)

    def read(self) -> RegisterRules:
        node = self.document
        digest = require_published(self.catalogue.root, self.relative, node["status"])
        if VersionRef(node["id"], node["version"]) != self.ref:
            raise self.source.fault(("id",), f"the folder says {self.ref}; make them agree.")
        answered = VersionRef(node["checklist"]["id"], node["checklist"]["version"])
        checklist = self.catalogue.checklist(answered)
        self._check_questions(checklist)
        bands = {entry["id"]: self._bands(entry, i) for i, entry in enumerate(node["bands"])}
        return RegisterRules(
            node["id"],
            node["version"],
            node["title"],
            answered,
            tuple(
                self._question(entry, i, bands, checklist)
                for i, entry in enumerate(node["questions"])
            ),
            tuple(BeyondRegister(**entry) for entry in node["beyond_the_register"]),
            digest,
        )

    def _check_questions(self, checklist: Checklist) -> None:
        """Each question of the checklist stands once: either answered or beyond the register."""
        asked = [question.id for question in checklist.questions]
        named: list[str] = []
        for key in ("questions", "beyond_the_register"):
            for index, entry in enumerate(self.document[key]):
                question = entry["question"]
                if question not in asked:
                    raise self.source.fault(
                        (key, index, "question"),
                        f"{question} is unknown; {nearest(question, asked)}",
                    )
                if question in named:
                    raise self.source.fault(
                        (key, index, "question"), f"{question} stands twice; keep one of them."
                    )
                named.append(question)
        if missing := [question for question in asked if question not in named]:
            raise self.source.fault(
                ("questions",), f"nothing is said about {', '.join(missing)}; add it."
            )

    def _bands(self, node: Document, index: int) -> tuple[Band, ...]:
        place: Place = ("bands", index, "words")
        bands = tuple(Band(entry["word"], Fraction(entry["at_least"])) for entry in node["words"])
        shares = [band.at_least for band in bands]
        if shares != sorted(set(shares), reverse=True) or (shares[0], shares[-1]) != (1, 0):
            raise self.source.fault(place, "the shares fall from 1 for the best word to 0.")
        return bands

    def _question(
        self,
        node: Document,
        index: int,
        bands: Mapping[str, tuple[Band, ...]],
        checklist: Checklist,
    ) -> DerivedQuestion:
        place: Place = ("questions", index)
        used = self._known(node["bands"], bands, (*place, "bands"))
        asked = next(q for q in checklist.questions if q.id == node["question"])
        scale = checklist.scale(asked.scale)
        words = [value.code for value in scale.values]
        if [band.word for band in used] != words:
            raise self.source.fault(
                (*place, "bands"), f"its words are not those of the scale: {', '.join(words)}."
            )
        return DerivedQuestion(
            node["question"], self._test(node, place), used, node.get("only_worst", "")
        )

    def _test(self, node: Document, place: Place) -> RowTest:
        instruments = self.catalogue.vocabulary.instruments
        for i, entry in enumerate(node.get("sources", ())):
            self._known(entry["instrument"], instruments, (*place, "sources", i, "instrument"))
        return RowTest(
            node["concerns"],
            self.conditions.read(node["applies_when"], (*place, "applies_when")),
            self.conditions.read(node["passes_when"], (*place, "passes_when")),
            tuple(SourceReference(**entry) for entry in node.get("sources", ())),
        )

    def _known(self, name: str, known: Mapping[str, Any], place: Place) -> Any:
        if name not in known:
            raise self.source.fault(place, f"{name} is unknown; {nearest(name, known)}")
        return known[name]


def _exact(text: str, _: Place) -> Fraction:
    # The schema has checked the form.
    return Fraction(text)
