"""The catalogue: everything below one checklists folder, loaded on demand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from audit.catalogue.cases import CaseReader, PreparedCase
from audit.catalogue.checklists import ChecklistReader
from audit.catalogue.force import Barred, Offer, why_barred
from audit.catalogue.policies import PolicyReader
from audit.catalogue.published import PUBLISHED, refuse_edited, require_published
from audit.catalogue.reading import SourceFile, nearest
from audit.catalogue.vocabulary import Vocabulary, read_vocabulary
from audit.catalogue.withdrawn import withdrawals
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
            relative, reader = _checklist_file(ref), self._checklist_reader(ref)
            digest = require_published(self.root, relative, reader.status)
            self._checklists[ref] = self._in_its_folder(reader.read(digest), ref, relative)
        return self._checklists[ref]

    def policy(self, ref: VersionRef) -> DecisionPolicy:
        """A published policy; raises NotPublished naming the nearest known version."""
        self._require_known("policy", ref, self.policy_versions())
        if ref not in self._policies:
            relative = _policy_file(ref)
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

    def policy_on(self, ref: VersionRef, day: date) -> DecisionPolicy:
        """A policy for a new audit; raises NotPublished when it is withdrawn or not yet in force.

        While no version of it is in force yet, its day bars none: there is nothing to use instead.
        """
        policy = self.policy(ref)
        withdrawal = withdrawals(self.root).get(_policy_file(ref))
        versions = [self.policy(v) for v in self.policy_versions() if v.id == ref.id]
        begun = any(version.effective_from <= day.isoformat() for version in versions)
        effective_from = policy.effective_from if begun else ""
        if why := why_barred(ref, withdrawal, effective_from, day):
            raise NotPublished(f"policy {why}")
        return policy

    def latest_checklists(self) -> tuple[Checklist, ...]:
        """The newest published version of each checklist; a draft beside it stops nothing."""
        return self.offer(None).checklists

    def advised_checklists(
        self, request: AuditRequest, day: date | None = None
    ) -> tuple[Checklist, ...]:
        """The checklists that the facts call for; one whose condition is undetermined runs.

        With the day of a new audit, only versions in force on it; raises NotPublished where what the
        facts call for was withdrawn without another version in its place. Without a day, the newest.
        """
        facts, offer = case_facts(request), self.offer(day)
        called = [
            checklist
            for checklist in [*offer.checklists, *(b.newest for b in offer.barred.values())]
            if evaluate(checklist.runs_when, facts) is not Truth.FALSE
        ]
        offer.refuse_gaps([checklist.id for checklist in called])
        return tuple(checklist for checklist in called if checklist.id not in offer.barred)

    def chosen_checklists(
        self, request: AuditRequest, day: date | None = None
    ) -> tuple[Checklist, ...]:
        """The checklists the request runs: those named, or those advised."""
        if not request.checklists.run:
            return self.advised_checklists(request, day)
        offer = self.offer(day)
        named = {offer.require(name).id for name in request.checklists.run}
        return tuple(checklist for checklist in offer.checklists if checklist.id in named)

    def offer(self, day: date | None) -> Offer:
        """The newest version of each checklist that a new audit may use on the day; without a day, of all.

        Before anything at all is in force, days bar nothing.
        """
        taken_back = withdrawals(self.root) if day else {}
        newest: dict[str, Checklist] = {}
        barred: dict[str, Barred] = {}
        for ref in reversed(self.checklist_versions()):
            if ref.id in newest or not self._is_published(ref):
                continue
            listed, withdrawal = self.checklist(ref), taken_back.get(_checklist_file(ref))
            if day and (why := why_barred(ref, withdrawal, listed.effective_from, day)):
                before = barred.get(ref.id, Barred(listed, (), False))
                barred[ref.id] = Barred(
                    before.newest, (*before.whys, why), before.withdrawn or withdrawal is not None
                )
            else:
                newest[ref.id] = listed
        if day and not newest and not any(found.withdrawn for found in barred.values()):
            return self.offer(None)
        without = {name: found for name, found in barred.items() if name not in newest}
        return Offer(tuple(reversed(newest.values())), without)

    def _is_published(self, ref: VersionRef) -> bool:
        """A draft is passed over; a publication whose status was edited is not."""
        if ref in self._checklists:
            return True
        if self._checklist_reader(ref).status == PUBLISHED:
            return True
        refuse_edited(self.root, _checklist_file(ref))
        return False

    def _checklist_reader(self, ref: VersionRef) -> ChecklistReader:
        source = self._source(_checklist_file(ref))
        return ChecklistReader(source, self._schema("checklist"), self.vocabulary)

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


def _policy_file(ref: VersionRef) -> str:
    return f"policies/{ref.id}/{ref.version}/policy.yaml"


def _by_version(ref: VersionRef) -> tuple[str, tuple[int, ...]]:
    return ref.id, tuple(int(part) for part in ref.version.split("."))


@cache
def packaged_catalogue() -> Catalogue:
    """The catalogue that ships with the product."""
    return Catalogue(Path(str(files("checklists"))))
