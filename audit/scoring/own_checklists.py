"""The product's own checklists as schemes: points by section and over all, as a share of the maximum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from audit.domain.aggregation import Child, Combine, Measure, Mode, Node, Printed, Rounding
from audit.domain.answer import UnknownKind
from audit.domain.checklist import Checklist, CountsTowards, Question, Scale
from audit.domain.scheme import (
    AnswerScale,
    Scheme,
    ScoredQuestion,
    Silence,
    Unanswered,
    Word,
    WordKind,
)

TOTAL = "total"
PER_CENT = Printed(Measure.SHARE, Fraction(100), (Rounding(1, Mode.DOWN),))
"""Shares in per cent, cut to one decimal as the report prints them."""
NOT_APPLICABLE = "not_applicable"
NOTES = (
    "The evidence floor was not applied, because a sheet of answers carries no evidence.",
    "Facts about the case are unknown here, so every question that might apply is asked.",
    "Not applicable on a critical question counts as unknown: a sheet names nobody who confirms it.",
)


def scheme_of(checklist: Checklist) -> Scheme:
    """The checklist as it is scored from a sheet of answers."""
    questions = tuple(
        _question(checklist, question, section.id)
        for section in checklist.sections
        for question in section.questions
    )
    apart = {s.id for s in checklist.sections if s.counts_towards is CountsTowards.LEVERAGE}
    titles = {section.id: section.title for section in checklist.sections}
    return Scheme(
        id=checklist.id,
        version=checklist.version,
        title=checklist.title,
        digest=checklist.digest,
        publication=None,
        questions=questions,
        nodes=levels_by_section(questions, titles, apart),
        units=(),
        notes=NOTES,
    )


def levels_by_section(
    questions: Iterable[ScoredQuestion], titles: Mapping[str, str], apart: Iterable[str] = ()
) -> tuple[Node, ...]:
    """One level for each section, and their total without the sections that are kept apart."""
    listed = tuple(questions)
    sections = tuple(
        Node(
            id=section,
            title=title,
            combine=Combine.SUM,
            children=tuple(Child(q.id, q.weight) for q in listed if q.section == section),
            printed=PER_CENT,
        )
        for section, title in titles.items()
    )
    counting = tuple(Child(s.id, Fraction(1)) for s in sections if s.id not in set(apart))
    if not counting:
        return sections
    name = TOTAL if TOTAL not in titles else f"{TOTAL} of all sections"
    return (*sections, Node(name, "Total", Combine.SUM, counting, printed=PER_CENT))


def _question(checklist: Checklist, question: Question, section: str) -> ScoredQuestion:
    scale = _scale(checklist.scale(question.scale), question.critical)
    silence = Silence(Unanswered.UNKNOWN)
    return ScoredQuestion(
        question.id, question.text, section, scale, question.weight, silence, question.applies_when
    )


def _scale(scale: Scale, critical: bool) -> AnswerScale:
    values = [Word(v.code, WordKind.VALUE, v.value, v.meaning) for v in scale.values]
    unknown = [Word(kind, WordKind.UNKNOWN, Fraction(0), "") for kind in UnknownKind]
    kind = WordKind.UNKNOWN if critical else WordKind.NOT_APPLICABLE
    left_out = Word(NOT_APPLICABLE, kind, Fraction(0), "")
    return AnswerScale(scale.id, (*values, *unknown, left_out))
