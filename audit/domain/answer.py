"""The recorded outcome of one question: a value of its scale, not applicable, or a typed unknown."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class UnknownKind(StrEnum):
    """Why a question has no determined answer; each is its own word and none is a number."""

    ASKED_AND_REFUSED = "asked_and_refused"
    ASKED_NO_ANSWER = "asked_no_answer"
    NOT_ASKED = "not_asked"
    SEARCHED_NOT_FOUND = "searched_not_found"
    ACCESS_RESTRICTED = "access_restricted"
    CAPTURE_FAILED = "capture_failed"
    EVIDENCE_EXPIRED = "evidence_expired"
    SOURCE_PROTECTED = "source_protected"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class SearchLog:
    """What was searched, so that a finding of nothing can be checked."""

    queries: tuple[str, ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    searched_on: date


@dataclass(frozen=True, slots=True)
class Valued:
    """A value of the question's scale, by its code."""

    value: str


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not apply; on a critical question a second person confirms it."""

    reason: str
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The question could not be determined."""

    kind: UnknownKind
    limitation: str = ""
    """Code of the limitation; required when access was restricted."""
    search: SearchLog | None = None
    """Required when nothing was found."""


AnswerState = Valued | NotApplicable | Unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer as recorded by a person, with its reasons and evidence."""

    question: str
    state: AnswerState
    rationale: str
    evidence: tuple[str, ...]
    answered_by: str
    answered_at: datetime
    carried_from: str = ""
    """The earlier audit this answer was carried forward from."""
