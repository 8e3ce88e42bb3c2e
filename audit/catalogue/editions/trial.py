"""Policies and checklists to be tried out: a draft may be read, and only a published version is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.catalogue.catalogue import Catalogue
from audit.catalogue.checklists import ChecklistReader
from audit.catalogue.policies import PolicyReader
from audit.catalogue.published import published_digests
from audit.catalogue.reading import SourceFile, nearest
from audit.domain.checklist import Checklist
from audit.domain.decision import DecisionPolicy
from audit.domain.errors import InputInvalid, Problem
from audit.domain.request import VersionRef
from audit.records import text_digest

NAMED = re.compile(r"([a-z0-9-]+)@(\d+\.\d+\.\d+)")
COMPARED = frozenset({"at_least", "below", "opinion_needs_coverage"})
"""Keys beside which a policy names one of its thresholds."""


@dataclass(frozen=True, slots=True)
class PolicyOnTrial:
    """A policy of any status, with the file it was read from."""

    policy: DecisionPolicy
    source: SourceFile
    named_thresholds: frozenset[str]
    """Ids of the thresholds that its comparisons refer to."""


@dataclass(frozen=True, slots=True)
class ChecklistOnTrial:
    """A checklist of any status, with the file it was read from."""

    checklist: Checklist
    source: SourceFile


def policy_on_trial(catalogue: Catalogue, name: str) -> PolicyOnTrial:
    """The policy NAME@VERSION, or the one in a file; a draft as well, and what is published unedited.

    Raises InputInvalid for what is neither a known name nor a file, NotPublished for an edited
    publication, and CatalogueInvalid for a file that is not a policy.
    """
    ref = _ref("policy", name, catalogue.policy_versions())
    relative = f"policies/{ref.id}/{ref.version}/policy.yaml" if ref else ""
    source = _source(catalogue, name, relative)
    schema = catalogue.root / "schema" / "policy.schema.json"
    if ref and relative in published_digests(catalogue.root):
        policy = catalogue.policy(ref)
    else:
        reader = PolicyReader(source, schema, catalogue.vocabulary)
        policy = reader.read(text_digest(source.text))
    return PolicyOnTrial(policy, source, frozenset(_named(source.load(schema))))


def checklist_on_trial(catalogue: Catalogue, name: str) -> ChecklistOnTrial:
    """The checklist NAME@VERSION, or the one in a file; as for a policy."""
    ref = _ref("checklist", name, catalogue.checklist_versions())
    relative = f"{ref.id}/{ref.version}/checklist.yaml" if ref else ""
    source = _source(catalogue, name, relative)
    if ref and relative in published_digests(catalogue.root):
        return ChecklistOnTrial(catalogue.checklist(ref), source)
    schema = catalogue.root / "schema" / "checklist.schema.json"
    reader = ChecklistReader(source, schema, catalogue.vocabulary)
    return ChecklistOnTrial(reader.read(text_digest(source.text)), source)


def latest_on_trial(catalogue: Catalogue) -> tuple[ChecklistOnTrial, ...]:
    """The newest published version of each checklist, with its file."""
    return tuple(
        ChecklistOnTrial(each, _source(catalogue, "", f"{each.id}/{each.version}/checklist.yaml"))
        for each in catalogue.latest_checklists()
    )


def _ref(kind: str, name: str, known: Sequence[VersionRef]) -> VersionRef | None:
    """The version named; None for a file."""
    named = NAMED.fullmatch(name)
    ref = VersionRef(named[1], named[2]) if named else None
    if ref in known:
        return ref
    if Path(name).is_file():
        return None
    raise InputInvalid(
        Problem(
            kind,
            f"{name} is neither a version of the catalogue nor a file",
            nearest(name, map(str, known)),
        )
    )


def _named(node: object) -> Iterator[str]:
    """What stands beside at_least, below and opinion_needs_coverage, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in COMPARED:
                yield str(value)
            yield from _named(value)
    elif isinstance(node, list):
        for value in node:
            yield from _named(value)


def _source(catalogue: Catalogue, name: str, relative: str) -> SourceFile:
    if relative:
        return SourceFile(catalogue.root / relative, relative)
    return SourceFile(Path(name), Path(name).name)
