"""Small checklists, answers and evidence for tests of scoring and decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

from audit.domain.answer import Answer, AnswerState, NotApplicable, Unknown, UnknownKind, Valued
from audit.domain.checklist import (
    Checklist,
    CountsTowards,
    Question,
    Scale,
    ScaleValue,
    Section,
    SeverityGuide,
    SourceReference,
)
from audit.domain.condition import ALWAYS, Condition
from audit.domain.decision import EvidenceFloor
from audit.domain.evidence import Credibility, EvidenceItem, Form, Grade, ProvidedBy, Reliability
from audit.scoring.aggregate import Score, score

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)

GRADED = Scale(
    "M4",
    "How far",
    (
        ScaleValue("MET", Fraction(1), "All of it."),
        ScaleValue("MOSTLY", Fraction(3, 4), "Most of it."),
        ScaleValue("PARTLY", Fraction(1, 2), "A part."),
        ScaleValue("NOT_MET", Fraction(0), "Nothing."),
    ),
)
SAFE = Scale(
    "YN",
    "Whether safe",
    (ScaleValue("YES", Fraction(1), "Safe."), ScaleValue("NO", Fraction(0), "Not safe.")),
)


def grade(text: str) -> Grade:
    """An Admiralty grade as it is written, such as C3."""
    return Grade(Reliability(text[0]), Credibility(text[1]))


FLOOR = EvidenceFloor(
    grade=grade("C3"),
    critical_types=2,
    critical_independent=1,
    management_statement="ATT",
    management_only_at_most=Fraction(1, 2),
    rationale="",
)


def question(
    name: str = "ONE-01",
    *,
    scale: str = "M4",
    weight: int = 1,
    critical: bool = False,
    severity: int = 3,
    applies_when: Condition = ALWAYS,
) -> Question:
    """A question that always applies unless told."""
    return Question(
        name, f"{name}?", "", scale, Fraction(weight), critical, ("UDHR 12",),
        (SourceReference("ungp", "Principle 15", True),), ("POL",),
        SeverityGuide(severity, ""), applies_when,
    )  # fmt: skip


def section(
    name: str, *questions: Question, counts_towards: CountsTowards = CountsTowards.SCORE
) -> Section:
    """A section that counts towards the score unless told."""
    return Section(name, name, counts_towards, questions)


def checklist(*sections: Section, name: str = "small") -> Checklist:
    """A checklist with two scales that always runs."""
    return Checklist(
        name, "1.0.0", name, "", "2026-01-01", ALWAYS, (GRADED, SAFE), sections, "0" * 64
    )


def item(
    name: str = "E1",
    *,
    kind: str = "POL",
    grade_: str = "C3",
    independent: bool = False,
    originator: str = "",
    at: datetime = AT,
) -> EvidenceItem:
    """A captured policy document unless told."""
    return EvidenceItem(
        id=name, type=kind, form=Form.CAPTURE, title=name, publisher="", author="",
        originator=originator or f"Originator of {name}", provided_by=ProvidedBy.INVESTEE,
        independent=independent, published_on="", observed_period="", url="", language="en",
        collector="analyst", method="upload", collected_at=at, received_at=at, sha256="0" * 64,
        size=1, media_type="text/plain", grade=grade(grade_), handling="",
    )  # fmt: skip


FULL_SUPPORT = (
    item("E1", kind="POL", grade_="A1"),
    item("E2", kind="TST", grade_="A1", independent=True),
)
"""Enough for any claim on any question."""


def valued(
    name: str, code: str, evidence: Sequence[str] = ("E1", "E2"), by: str = "analyst"
) -> Answer:
    """A determined answer that cites full support unless told."""
    return recorded(name, Valued(code), evidence, by)


def unknown(name: str, kind: UnknownKind = UnknownKind.ASKED_NO_ANSWER) -> Answer:
    """An answer that could not be determined."""
    return recorded(name, Unknown(kind), ())


def not_applicable(name: str, confirmed_by: str = "second") -> Answer:
    """An answer that the question does not apply, confirmed unless told."""
    return recorded(name, NotApplicable("No such product.", confirmed_by), ())


def recorded(
    name: str, state: AnswerState, evidence: Sequence[str] = (), by: str = "analyst"
) -> Answer:
    """An answer as a person recorded it."""
    return Answer(name, state, "Because.", tuple(evidence), by, AT)


def scored(
    *checklists: Checklist,
    answers: Sequence[Answer] = (),
    evidence: Sequence[EvidenceItem] = FULL_SUPPORT,
) -> Score:
    """The score of these checklists under the floor above and without any facts."""
    return score(checklists, {}, answers, evidence, FLOOR)
