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
class SearchRun:
    """One query to one source, and how many results it had."""

    query: str
    source: str
    language: str
    searched_on: date
    results: int | None
    """None where the source does not say."""
    found: str = ""
    """What of it matters, in words; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class SearchLog:
    """What was searched, so that a finding of nothing can be checked."""

    queries: tuple[str, ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    searched_on: date
    """The last day of it."""
    runs: tuple[SearchRun, ...] = ()
    """Query by query; empty where only the whole was written down."""
    tool: str = ""
    """What was searched with; empty where nobody wrote it down."""
    searched_by: str = ""
    """Registered id of who searched; empty where nobody wrote it down."""


@dataclass(frozen=True, slots=True)
class Valued:
    """A value of the question's scale, by its code."""

    value: str


class NotApplicableGround(StrEnum):
    """Why a question does not apply, as a word beside the reason."""

    NO_SUCH_ACTIVITY = "no_such_activity"
    NO_SUCH_PRODUCT = "no_such_product"
    NO_SUCH_CUSTOMER = "no_such_customer"
    LAW_DOES_NOT_APPLY = "law_does_not_apply"
    NOTHING_TO_JUDGE_YET = "nothing_to_judge_yet"
    IN_WORDS_ONLY = "in_words_only"
    """Recorded with a reason and without one of these words."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not apply; on a critical question a second person confirms it."""

    reason: str
    confirmed_by: str = ""
    ground: NotApplicableGround = NotApplicableGround.IN_WORDS_ONLY


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
