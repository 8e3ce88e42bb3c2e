"""What changed between two versions of one checklist or policy, one change after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from audit.catalogue.editions.edition import Edition
from audit.catalogue.editions.significance import ADDED, LEVELS, ORDER, REMOVED, Level, level_of
from audit.domain.checklist import Checklist, Question, Section
from audit.domain.decision import DecisionPolicy
from audit.domain.errors import CatalogueInvalid
from audit.domain.scheme import Scheme

Record = TypeVar("Record")


class Act(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REORDERED = "reordered"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. Before and after are records, numbers, words or conditions; None where there is none."""

    noun: str
    """The kind of thing, such as question, scale word or rule."""
    place: str
    """Its id; a word of a scale is named with its scale."""
    act: Act
    field: str
    """The field that changed, such as weight or severity.highest; empty for the whole thing."""
    before: Any
    after: Any
    level: Level


@dataclass(frozen=True, slots=True)
class SectionPoints:
    """Possible points of a section when every question applies; None where there is no such section."""

    section: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions and everything that differs."""

    old: Edition
    new: Edition
    changes: tuple[Change, ...]

    @property
    def level(self) -> Level:
        """The smallest bump that every change allows."""
        return max((change.level for change in self.changes), default=Level.NONE)

    @property
    def points(self) -> tuple[SectionPoints, ...]:
        """Every section of either version, in the order of the newer one."""
        before, after = points_of(self.old), points_of(self.new)
        names = dict.fromkeys([*after, *before])
        return tuple(SectionPoints(n, before.get(n), after.get(n)) for n in names)


def difference(old: Edition, new: Edition) -> Difference:
    """Compare two versions; raises CatalogueInvalid when they are not versions of one thing."""
    if (old.kind, old.ref.id) != (new.kind, new.ref.id):
        raise CatalogueInvalid(
            f"{new.label}: {new.kind} {new.ref.id} is not a version of {old.kind} {old.ref.id}; "
            "compare two versions of one checklist or policy."
        )
    changes = list(_fields(old.kind, "", old.content, new.content))
    if old.kind == "checklist":
        changes += _checklist(old.checklist, new.checklist)
    elif old.kind == "policy":
        changes += _policy(old.policy, new.policy)
    else:
        changes += _instrument(old.instrument, new.instrument)
    changes += _prose(old, new)
    return Difference(old, new, tuple(changes or _unnamed(old, new)))


def points_of(edition: Edition) -> dict[str, Fraction]:
    """Possible points by section; a policy has none."""
    content = edition.content
    sections = content.sections if isinstance(content, Checklist) else ()
    return {section.id: possible(section) for section in sections}


def possible(section: Section) -> Fraction:
    """Points of a section when every question applies."""
    return sum((question.weight for question in section.questions), Fraction(0))


NOT_COMPARED = frozenset({"id", "code", "type", "version", "digest"})
APART = frozenset(
    {"scales", "values", "sections", "questions", "thresholds", "evidence_validity", "rules"}
    | {"review_tiers", "nodes", "units"}
)
"""Lists of things that are compared one by one."""


def _fields(noun: str, place: str, old: Any, new: Any, before: str = "") -> Iterator[Change]:
    for field in fields(old):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if field.name in NOT_COMPARED | APART or was == now:
            continue
        name = f"{before}{field.name}"
        if is_dataclass(was) and type(was) in LEVELS and type(was) is type(now):
            yield from _fields(noun, place, was, now, f"{name}.")
        else:
            level = level_of(type(old), field.name, was, now)
            yield Change(noun, place, Act.CHANGED, name, was, now, level)


def _listed(
    noun: str,
    old: Iterable[Record],
    new: Iterable[Record],
    key: Callable[[Record], str],
    within: str = "",
    ordered: bool = True,
) -> Iterator[Change]:
    """What came, went and changed in a list whose entries have names, and whether the order did."""
    was, now = ({key(entry): entry for entry in listed} for listed in (old, new))
    for name in [*was, *(name for name in now if name not in was)]:
        place = f"{within} {name}".strip()
        if name not in now:
            gone = was[name]
            yield Change(
                noun, place, Act.REMOVED, "", gone, None, REMOVED.get(type(gone), Level.MAJOR)
            )
        elif name not in was:
            come = now[name]
            yield Change(noun, place, Act.ADDED, "", None, come, ADDED.get(type(come), Level.MAJOR))
        else:
            yield from _fields(noun, place, was[name], now[name])
    if ordered:
        yield from _reordered(noun, within, was, now)


def _reordered(
    noun: str, within: str, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Change]:
    before = tuple(name for name in was if name in now)
    after = tuple(name for name in now if name in was)
    if before != after:
        level = ORDER.get(type(now[after[0]]), Level.PATCH)
        yield Change(noun, within, Act.REORDERED, "", before, after, level)


def _checklist(old: Checklist, new: Checklist) -> Iterator[Change]:
    yield from _listed("scale", old.scales, new.scales, lambda scale: scale.id)
    kept = {scale.id: scale for scale in old.scales}
    for scale in new.scales:
        if scale.id in kept:
            words = kept[scale.id].values
            yield from _listed("scale word", words, scale.values, lambda w: w.code, scale.id)
    yield from _listed("section", old.sections, new.sections, lambda section: section.id)
    yield from _listed(
        "question", old.questions, new.questions, lambda question: question.id, ordered=False
    )
    yield from _moved(old, new)
    before = {section.id: section for section in old.sections}
    for section in new.sections:
        if section.id in before:
            was, now = ({q.id: q for q in s.questions} for s in (before[section.id], section))
            yield from _reordered("question", section.id, was, now)


def _moved(old: Checklist, new: Checklist) -> Iterator[Change]:
    was, now = _section_by_question(old), _section_by_question(new)
    for name, section in now.items():
        if name in was and was[name] != section:
            yield Change("question", name, Act.MOVED, "", was[name], section, Level.MINOR)


def _section_by_question(checklist: Checklist) -> dict[str, str]:
    return {q.id: section.id for section in checklist.sections for q in section.questions}


def _policy(old: DecisionPolicy, new: DecisionPolicy) -> Iterator[Change]:
    yield from _listed("threshold", old.thresholds, new.thresholds, lambda entry: entry.id)
    yield from _listed(
        "evidence validity", old.evidence_validity, new.evidence_validity, lambda entry: entry.type
    )
    yield from _listed("rule", old.rules, new.rules, lambda rule: rule.id)
    yield from _listed("review tier", old.review_tiers, new.review_tiers, lambda tier: tier.id)


def _instrument(old: Scheme, new: Scheme) -> Iterator[Change]:
    yield from _listed("asked", old.questions, new.questions, lambda question: question.id)
    yield from _listed("score", old.nodes, new.nodes, lambda node: node.id)
    yield from _listed("unit score", old.units, new.units, lambda node: node.id)


PROSE: Sequence[tuple[str, ...]] = (
    ("language",),
    ("purpose",),
    ("outcomes", "rationale"),
    ("evidence_validity", "rationale"),
)
"""Words of a file that no calculation uses."""


def _prose(old: Edition, new: Edition) -> Iterator[Change]:
    for path in PROSE:
        was, now = _at(old.document, path), _at(new.document, path)
        # A checklist carries its purpose itself.
        if was != now and not hasattr(old.content, path[-1]):
            yield Change(old.kind, "", Act.CHANGED, ".".join(path), was, now, Level.PATCH)


def _unnamed(old: Edition, new: Edition) -> Iterator[Change]:
    """A difference of the file that none of the parts above shows."""
    was, now = (
        {key: value for key, value in edition.document.items() if key not in ("version", "status")}
        for edition in (old, new)
    )
    for key in [key for key in {**was, **now} if was.get(key) != now.get(key)]:
        yield Change(old.kind, "", Act.CHANGED, key, None, None, Level.PATCH)


def _at(document: Any, path: Sequence[str]) -> Any:
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def questions_of(edition: Edition) -> dict[str, Question]:
    """Questions by id; a policy has none."""
    content = edition.content
    return {q.id: q for q in content.questions} if isinstance(content, Checklist) else {}
