"""What was asked of somebody in writing, what they gave in answer, and what others noted beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from audit.domain.audit import VersionDigest


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word that an answer may use, and what it means."""

    code: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it was put, word for word."""

    id: str
    text: str
    asked_when: str
    """When it concerns whoever is asked, in words; never empty."""
    guidance: str
    words: tuple[AskedWord, ...]
    """Best first."""


@dataclass(frozen=True, slots=True)
class AskedSection:
    """The questions of one section that were asked."""

    checklist: str
    """Title of the checklist."""
    id: str
    title: str
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire as it was sent; nothing of it ever changes."""

    id: str
    """Q1 for the first of an audit, then counted on."""
    audit: str
    asker: str
    """The investor, for whom the audit is made."""
    about: str
    """The investee."""
    checklists: tuple[VersionDigest, ...]
    sections: tuple[AskedSection, ...]
    sent_to: str
    sent_by: str
    """Registered id of the analyst."""
    sent_at: datetime
    answer_by: date | None
    """None where no day was set."""

    @property
    def questions(self) -> tuple[AskedQuestion, ...]:
        """Every question asked, in reading order."""
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was given for one question, in the words of whoever gave it; empty where nothing was.

    At most one of the answer, the ground and the refusal is given.
    """

    question: str
    answer: str = ""
    """A word of the question's scale."""
    explanation: str = ""
    files: str = ""
    """Names of files sent along, as typed."""
    ground: str = ""
    """Why the question does not apply: a word of NotApplicableGround."""
    ground_reason: str = ""
    refusal: str = ""
    """Why an answer is refused; a refusal is never without a reason."""

    @property
    def is_empty(self) -> bool:
        """Nothing at all was entered."""
        return self == GivenAnswer(self.question)


@dataclass(frozen=True, slots=True)
class Returned:
    """One file that came back, with all that it says; a later one of the same questionnaire replaces it."""

    questionnaire: str
    item: str
    """The evidence item that the file became."""
    answers: tuple[GivenAnswer, ...]
    """One for each question asked, in that order."""
    answered_by: str
    """Role of whoever answered, as typed."""
    language: str
    answered_on: str
    """As typed."""
    taken_by: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerNote:
    """What an analyst or a reviewer wrote beside a given answer; it never changes what was given."""

    questionnaire: str
    question: str
    text: str
    """Empty where an earlier note is taken back."""
    noted_by: str
    noted_at: datetime
