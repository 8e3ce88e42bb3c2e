"""The catalogue: everything below one checklists folder, loaded on demand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from audit.catalogue.cases import CaseReader, PreparedCase
from audit.catalogue.checklists import ChecklistReader
from audit.catalogue.policies import PolicyReader
from audit.catalogue.published import PUBLISHED, require_published
from audit.catalogue.reading import SourceFile, nearest
from audit.catalogue.vocabulary import Vocabulary, read_vocabulary
from audit.domain.checklist import Checklist
from audit.domain.condition import evaluate
from audit.domain.decision import DecisionPolicy
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.request import AuditRequest, VersionRef, case_facts
from audit.domain.truth import Truth

Versioned = TypeVar("Versioned", Checklist, DecisionPolicy)
VERSION = re.compile(r"\d+\.\d+\.\d+")
NOT_CHECKLISTS = frozenset({"schema", "vocabulary", "policies", "cases"})


class Catalogue:
    """Checklists, policies, vocabularies and prepared cases below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._checklists: dict[VersionRef, Checklist] = {}
        self._policies: dict[VersionRef, DecisionPolicy] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Instruments, rights and evidence types."""
        return read_vocabulary(self.root)

    def checklist_versions(self) -> tuple[VersionRef, ...]:
        """Every checklist version in the catalogue, oldest first by id."""
        return self._versions(self.root, NOT_CHECKLISTS, "checklist.yaml")

    def policy_versions(self) -> tuple[VersionRef, ...]:
        """Every policy version in the catalogue."""
        return self._versions(self.root / "policies", frozenset(), "policy.yaml")

    def case_names(self) -> tuple[str, ...]:
        """Every prepared case."""
        return tuple(sorted(path.parent.name for path in self.root.glob("cases/*/request.yaml")))

    def checklist(self, ref: VersionRef) -> Checklist:
        """A published checklist; raises NotPublished naming the nearest known version."""
        self._require_known("checklist", ref, self.checklist_versions())
        if ref not in self._checklists:
            self._read_checklist(ref, self._checklist_reader(ref))
        return self._checklists[ref]

    def policy(self, ref: VersionRef) -> DecisionPolicy:
        """A published policy; raises NotPublished naming the nearest known version."""
        self._require_known("policy", ref, self.policy_versions())
        if ref not in self._policies:
            relative = f"policies/{ref.id}/{ref.version}/policy.yaml"
            reader = PolicyReader(self._source(relative), self._schema("policy"), self.vocabulary)
            digest = require_published(self.root, relative, reader.status)
            self._policies[ref] = self._in_its_folder(reader.read(digest), ref, relative)
        return self._policies[ref]

    def case(self, name: str) -> PreparedCase:
        """A prepared case; raises CatalogueInvalid naming the nearest known case."""
        if name not in self.case_names():
            raise CatalogueInvalid(
                f"prepared case {name}: there is none of this name; {nearest(name, self.case_names())}"
            )
        return CaseReader(self.root, name).read(self.vocabulary, self.latest_checklists())

    def latest_checklists(self) -> tuple[Checklist, ...]:
        """The newest published version of each checklist; a draft beside it stops no audit."""
        newest: dict[str, Checklist] = {}
        for ref in reversed(self.checklist_versions()):
            if ref.id in newest:
                continue
            if ref not in self._checklists:
                reader = self._checklist_reader(ref)
                if reader.status != PUBLISHED:
                    continue
                self._read_checklist(ref, reader)
            newest[ref.id] = self._checklists[ref]
        return tuple(reversed(newest.values()))

    def advised_checklists(self, request: AuditRequest) -> tuple[Checklist, ...]:
        """The checklists that the facts call for; one whose condition is undetermined runs."""
        facts = case_facts(request)
        return tuple(
            checklist
            for checklist in self.latest_checklists()
            if evaluate(checklist.runs_when, facts) is not Truth.FALSE
        )

    def chosen_checklists(self, request: AuditRequest) -> tuple[Checklist, ...]:
        """The checklists the request runs: those named, or those advised."""
        if not request.checklists.run:
            return self.advised_checklists(request)
        by_id = {checklist.id: checklist for checklist in self.latest_checklists()}
        for name in request.checklists.run:
            if name not in by_id:
                raise NotPublished(
                    f"checklists: the checklist {name} is unknown; {nearest(name, by_id)}"
                )
        return tuple(by_id[name] for name in by_id if name in request.checklists.run)

    def _checklist_reader(self, ref: VersionRef) -> ChecklistReader:
        source = self._source(_checklist_file(ref))
        return ChecklistReader(source, self._schema("checklist"), self.vocabulary)

    def _read_checklist(self, ref: VersionRef, reader: ChecklistReader) -> None:
        relative = _checklist_file(ref)
        digest = require_published(self.root, relative, reader.status)
        self._checklists[ref] = self._in_its_folder(reader.read(digest), ref, relative)

    def _source(self, relative: str) -> SourceFile:
        return SourceFile(self.root / relative, relative)

    def _schema(self, kind: str) -> Path:
        return self.root / "schema" / f"{kind}.schema.json"

    @staticmethod
    def _versions(root: Path, skipped: frozenset[str], name: str) -> tuple[VersionRef, ...]:
        found = [
            VersionRef(path.parent.parent.name, path.parent.name)
            for path in root.glob(f"*/*/{name}")
            if path.parent.parent.name not in skipped
        ]
        for ref in found:
            if not VERSION.fullmatch(ref.version):
                raise CatalogueInvalid(
                    f"{ref.id}/{ref.version}: the folder is not named as a version; "
                    "name it like 1.0.0."
                )
        return tuple(sorted(found, key=_by_version))

    @staticmethod
    def _require_known(kind: str, ref: VersionRef, known: Sequence[VersionRef]) -> None:
        if ref not in known:
            names = [str(version) for version in known]
            raise NotPublished(
                f"{kind} {ref}: there is no such version; {nearest(str(ref), names)}"
            )

    @staticmethod
    def _in_its_folder(loaded: Versioned, ref: VersionRef, where: str) -> Versioned:
        if VersionRef(loaded.id, loaded.version) != ref:
            raise CatalogueInvalid(
                f"{where}: the file says {loaded.id}@{loaded.version}, its folder says {ref}; "
                "make them agree."
            )
        return loaded


def _checklist_file(ref: VersionRef) -> str:
    return f"{ref.id}/{ref.version}/checklist.yaml"


def _by_version(ref: VersionRef) -> tuple[str, tuple[int, ...]]:
    return ref.id, tuple(int(part) for part in ref.version.split("."))


@cache
def packaged_catalogue() -> Catalogue:
    """The catalogue that ships with the product."""
    return Catalogue(Path(str(files("checklists"))))
