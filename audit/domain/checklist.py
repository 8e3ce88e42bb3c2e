"""Published sets of questions, their scales, and the norms they rest on."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from audit.domain.condition import ALWAYS, Condition


@dataclass(frozen=True, slots=True)
class ScaleValue:
    """One word of a scale and the exact share of the weight it earns, from 0 to 1."""

    code: str
    value: Fraction
    meaning: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The words an answer may use, best first."""

    id: str
    title: str
    values: tuple[ScaleValue, ...]

    def value_of(self, code: str) -> Fraction:
        """What a word earns; raises KeyError for a word off the scale."""
        for entry in self.values:
            if entry.code == code:
                return entry.value
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class SourceReference:
    """The norm a question rests on; not verified means that its primary text was not read."""

    instrument: str
    reference: str
    verified: bool


@dataclass(frozen=True, slots=True)
class SeverityGuide:
    """The highest severity (1 to 5, UNGP 14) that a failing answer is linked to, and when."""

    highest: int
    guidance: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked."""

    id: str
    text: str
    guidance: str
    scale: str
    weight: Fraction
    critical: bool
    rights: tuple[str, ...]
    sources: tuple[SourceReference, ...]
    expected_evidence: tuple[str, ...]
    severity: SeverityGuide
    applies_when: Condition = ALWAYS


class CountsTowards(StrEnum):
    """Where a section's answers go: the investee's score, or the investor's leverage panel."""

    SCORE = "score"
    LEVERAGE = "leverage"


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions scored together."""

    id: str
    title: str
    counts_towards: CountsTowards
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """One published version of a set of questions. The digest is the SHA-256 of its file."""

    id: str
    version: str
    title: str
    purpose: str
    effective_from: str
    runs_when: Condition
    scales: tuple[Scale, ...]
    sections: tuple[Section, ...]
    digest: str

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in reading order."""
        return tuple(question for section in self.sections for question in section.questions)

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id; raises KeyError when the checklist has none."""
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, law, standard or commitment that questions refer to."""

    id: str
    title: str
    publisher: str
    kind: str
    adopted: str
    applies_from: str
    as_of: str
    url: str
    verified: bool
    note: str
