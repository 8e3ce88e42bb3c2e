"""Rules that turn the rows of a register into answers, as one published file states them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from audit.domain.checklist import SourceReference
from audit.domain.condition import Condition, leaves
from audit.domain.request import VersionRef


@dataclass(frozen=True, slots=True)
class Band:
    """A word of the question's scale and the least share of passing rows, from 0 to 1, that earns it."""

    word: str
    at_least: Fraction


@dataclass(frozen=True, slots=True)
class RowTest:
    """Which rows it concerns, and what each of them must show."""

    concerns: str
    """The rows it concerns, in words."""
    applies_when: Condition
    passes_when: Condition
    sources: tuple[SourceReference, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it reads, each once, in reading order."""
        listed = [*leaves(self.applies_when), *leaves(self.passes_when)]
        return tuple(dict.fromkeys(leaf.fact for leaf in listed))


@dataclass(frozen=True, slots=True)
class DerivedQuestion:
    """A question that a register can answer, wholly or only with its worst word."""

    question: str
    test: RowTest
    bands: tuple[Band, ...]
    """Best word first; the first needs every row, the last takes whatever is left."""
    only_worst: str = ""
    """Why a register alone can show no more than the worst word; empty when it can show each."""


@dataclass(frozen=True, slots=True)
class BeyondRegister:
    """A question that no row can answer, and why."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """One published version, for one version of a checklist. The digest is the SHA-256 of its file."""

    id: str
    version: str
    title: str
    checklist: VersionRef
    questions: tuple[DerivedQuestion, ...]
    beyond: tuple[BeyondRegister, ...]
    digest: str

    def test_of(self, question: str) -> RowTest:
        """The row test of one question; raises KeyError when it has none."""
        return {entry.question: entry.test for entry in self.questions}[question]
