"""A passage that may bear on a question or an allegation, and what a person decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.records import canonical, text_digest

CHECK = 8
"""Hexadecimal digits with which an id proves that it was read from this audit and this text."""


class Verdict(StrEnum):
    """What a person decided on a suggestion."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Subject:
    """What passages are looked for: a question, or an allegation."""

    id: str
    words: str
    """What is asked or alleged, as printed."""
    hints: tuple[str, ...]
    """Guidance, rights and expected evidence, which count less; empty for an allegation."""
    is_question: bool

    @property
    def digest(self) -> str:
        """SHA-256 of the words; another wording is another question to a passage."""
        return text_digest(self.words)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a passage stands."""

    item: str
    page: int
    locator: str
    passage: int


@dataclass(frozen=True, slots=True)
class Match:
    """A term that made a passage come up."""

    term: str
    passages: int
    """How many passages of the audit have it; the fewer, the more it counts."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage for a subject. It scores nothing, and becomes a claim only when a person accepts it."""

    id: str
    about: str
    source: Source
    text: str
    points: int
    """Thousandths; they order the suggestions of one subject and mean nothing else."""
    matches: tuple[Match, ...]
    """Those that count most first."""
    of_passages: int


@dataclass(frozen=True, slots=True)
class SuggestionDecision:
    """What a person decided, once, on one suggestion."""

    suggestion: str
    about: str
    asked_sha256: str
    """Of the words of the question or allegation."""
    item: str
    item_sha256: str
    locator: str
    passage: str
    """The passage as it stood."""
    passage_sha256: str
    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: datetime


def suggestion_id(audit: str, subject: Subject, source: Source, text: str) -> str:
    """Such as LAW-01/E003/12/2/3fa9c1d2: subject, item, page, passage, and digits of all of it."""
    place = f"{subject.id}/{source.item}/{source.page}/{source.passage}"
    proof = text_digest(canonical([audit, subject.digest, place, text]))
    return f"{place}/{proof[:CHECK]}"
