"""The description of a file in an inbox: a side-car beside it, or what the analyst says of all others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from audit.catalogue import Catalogue
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.collection import Confidentiality, Handling, Testimony
from audit.domain.errors import CatalogueInvalid, Problem
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
from audit.domain.truth import YesNo
from audit.inbox import composed, printable
from audit.inbox.names import TURNING
from audit.intake import line_problem, past_date_problem

NOT_STATED = "Not stated"
"""Originator of a file that nobody described: all such files together count as one."""
NOT_JUDGED = Grade(Reliability.F, Credibility.CANNOT_BE_JUDGED)
SPOKEN = ("IVE", "IVT", "SIT")
"""Evidence types that a testimony belongs to: interviews and site visits."""
LONG = ("text", "handling", "consent", "witness_safety", "legal_restriction", "risk")
"""Keys whose text may have more than one line."""
LARGEST_SIDECAR = 256 * 1024
"""Bytes that a side-car may have."""


DEEPEST = 10
"""Levels of keys and lists in a side-car; the schema has four."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a file besides its bytes."""

    description: Description
    claims: tuple[Claim, ...] = ()
    testimony: Testimony | None = None
    collected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Undescribed:
    """What an analyst says of every file that has no side-car."""

    type: str
    provided_by: ProvidedBy

    def describe(self, name: str) -> Described:
        """The file under its own name, with nothing claimed for it: not graded, not independent."""
        return Described(
            Description(
                type=self.type,
                form=Form.CAPTURE,
                title=printable(composed(name)),
                originator=NOT_STATED,
                provided_by=self.provided_by,
                independent=False,
                grade=NOT_JUDGED,
                language="und",
            )
        )


@dataclass(frozen=True, slots=True)
class AsGiven:
    """What a person says of the one file that they name, besides its bytes."""

    described: Described

    def describe(self, name: str) -> Described:  # noqa: ARG002 — it is that one
        """The same whatever the name is."""
        return self.described


class SidecarReader:
    """Reads the side-cars of one audit; every fault names file, line and key."""

    def __init__(
        self, catalogue: Catalogue, allegations: Collection[str], moment: datetime
    ) -> None:
        self._types = catalogue.vocabulary.evidence_types
        self._schema = catalogue.root / "schema" / "evidence-sidecar.schema.json"
        self._allegations = allegations
        self._moment = moment

    def read(self, content: bytes, name: str) -> Described:
        """What a side-car says; raises CatalogueInvalid."""
        source = SourceFile.holding(content, printable(name))
        _refuse_bombs(source)
        words = source.load(self._schema)
        self._check(source, words)
        return Described(
            self._description(words),
            tuple(_claim(node) for node in words.get("claims", [])),
            _testimony(words.get("testimony")),
            _moment(source, words.get("collected_at"), self._moment),
        )

    def _description(self, words: Document) -> Description:
        reliability, credibility = words.get("grade", "F6")
        provider = ProvidedBy(words["provided_by"])
        plain = ("publisher", "author", "published_on", "observed_period", "url", "handling")
        return Description(
            type=words["type"],
            form=Form(words.get("form", Form.CAPTURE)),
            title=words["title"].strip(),
            originator=words["originator"].strip(),
            provided_by=provider,
            # Independence follows the type, and is lost when the investee itself supplies the item.
            independent=self._types[words["type"]].independent
            and provider is not ProvidedBy.INVESTEE,
            grade=Grade(Reliability(reliability), Credibility(credibility)),
            language=words.get("language", "en"),
            protection=_protection(words.get("protection")),
            **{key: words[key].strip() for key in plain if key in words},
        )

    def _check(self, source: SourceFile, words: Document) -> None:
        for path, text in _texts(words, ()):
            where = " → ".join(map(str, path))
            said = text.replace("\n", " ") if path[-1] in LONG else text
            if problem := line_problem(where, said) or _turned(where, text):
                raise source.fault(path, str(problem))
        if (code := words["type"]) not in self._types:
            raise source.fault(("type",), f"{code} is unknown; {nearest(code, self._types)}")
        if published := words.get("published_on"):
            today = self._moment.date()
            if problem := past_date_problem("published_on", published, today):
                raise source.fault(("published_on",), str(problem))
        for path in (("testimony", "held_on"), ("protection", "retain_until")):
            _check_day(source, words, path)
        if "testimony" in words and words["type"] not in SPOKEN:
            raise source.fault(
                ("testimony",),
                f"a testimony belongs to an interview or a site visit; use {', '.join(SPOKEN)}.",
            )
        for index, node in enumerate(words.get("claims", [])):
            about = node["about"]
            if about and about not in self._allegations:
                raise source.fault(
                    ("claims", index, "about"),
                    f"{about} is not an allegation of this audit; {nearest(about, self._allegations)}",
                )


def _refuse_bombs(source: SourceFile) -> None:
    """A few lines can stand for more text, or for more depth, than there is memory or time."""
    depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(source.text):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            line = event.start_mark.line + 1
            if isinstance(event, AliasEvent):
                raise CatalogueInvalid(
                    f"{source.label}, line {line}: an alias stands for another part of the file; "
                    "write the text out."
                )
            if depth > DEEPEST:
                raise CatalogueInvalid(
                    f"{source.label}, line {line}: it is nested too deeply; write it as the schema says."
                )
    except YAMLError:
        return  # Reading it names the line.


def _texts(node: Any, path: Sequence[str | int]) -> Iterator[tuple[Sequence[str | int], str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _texts(value, (*path, index))


def _turned(where: str, text: str) -> Problem | None:
    marks = [mark for mark in text if mark in TURNING]
    if not marks:
        return None
    what = f"it has a mark that turns the writing (U+{ord(marks[0]):04X})"
    return Problem(where, what, "write it without")


def _check_day(source: SourceFile, words: Document, path: tuple[str, str]) -> None:
    text = words.get(path[0], {}).get(path[1], "")
    try:
        if text:
            date.fromisoformat(text)
    except ValueError:
        raise source.fault(path, f"{path[1]}: {text} is not a day; correct it.") from None


def _moment(source: SourceFile, text: str | None, now: datetime) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise source.fault(("collected_at",), f"{text} is not a moment; correct it.") from None
    if moment > now:
        raise source.fault(("collected_at",), f"{text} lies in the future; correct it.")
    return moment


def _claim(node: Document) -> Claim:
    return Claim(
        "",
        node["about"],
        Relation(node["relation"]),
        node["text"],
        node.get("locator", ""),
        node.get("admission", False),
        node.get("originator", ""),
    )


def _protection(node: Document | None) -> Handling | None:
    if node is None:
        return None
    until = node.get("retain_until", "")
    return Handling(
        Confidentiality(node["confidentiality"]),
        node.get("consent", ""),
        node.get("witness_safety", ""),
        node.get("legal_restriction", ""),
        date.fromisoformat(until) if until else None,
    )


def _testimony(node: Document | None) -> Testimony | None:
    if node is None:
        return None
    said = {"interpreter": "", **node}
    said["consent"] = YesNo(node["consent"])
    said["held_on"] = date.fromisoformat(node["held_on"])
    return Testimony(**said)
