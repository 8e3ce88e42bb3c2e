"""Questions with everything a reviewer weighs about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, get_args

from audit.catalogue.vocabulary import Vocabulary
from audit.domain.checklist import (
    Checklist,
    CountsTowards,
    Instrument,
    Question,
    Section,
    SourceReference,
)
from audit.domain.condition import ALWAYS, Condition
from reports.checklist_copy.conditions import asked_when, in_words
from reports.checklist_copy.model import Entry, Fact, Line, Part, fact, line
from reports.wording import code_words

NOT_READ = "Not verified: the primary text was not read"
CONDITIONS = get_args(Condition)
SAID_APART = frozenset(
    {"id", "text", "guidance", "scale", "weight", "critical", "rights", "sources"}
    | {"expected_evidence", "severity", "applies_when"}
)
TOWARDS = {
    CountsTowards.SCORE: "They count towards the company's score.",
    CountsTowards.LEVERAGE: "They describe the investor and never change the company's score.",
}


def section_part(section: Section, checklist: Checklist, vocabulary: Vocabulary) -> Part:
    """One section with its questions."""
    asked = section.questions
    points = sum((question.weight for question in asked), Fraction(0))
    critical = sum(question.critical for question in asked)
    return Part(
        f"{section.title} ({section.id})",
        f"{_count(len(asked), 'question')}, {critical or 'none'} of them critical, with "
        f"{_count(points, 'possible point')}. {TOWARDS[section.counts_towards]}",
        tuple(_entry(question, checklist, vocabulary) for question in asked),
    )


def source_lines(sources: Sequence[SourceReference], vocabulary: Vocabulary) -> Iterator[Line]:
    """Each instrument by its title and dates, with the references to it; what nobody read apart."""
    grouped: dict[tuple[str, bool], list[str]] = {}
    for source in sources:
        grouped.setdefault((source.instrument, source.verified), []).append(source.reference)
    for (name, verified), references in grouped.items():
        instrument = vocabulary.instruments[name]
        dates = dates_of(instrument)
        title = f"{instrument.title} ({dates})" if dates else instrument.title
        yield line(f"{title}: {'; '.join(references)}", "" if verified else NOT_READ)


def dates_of(instrument: Instrument) -> str:
    """Adoption and application, as far as they are recorded."""
    adopted = f"adopted {instrument.adopted}" if instrument.adopted else ""
    applies = f"applies from {instrument.applies_from}" if instrument.applies_from else ""
    return ", ".join(filter(None, (adopted, applies)))


def _entry(question: Question, checklist: Checklist, vocabulary: Vocabulary) -> Entry:
    critical = ("Critical",) if question.critical else ()
    return Entry(
        question.id,
        question.text,
        (*critical, f"Weight {question.weight}", f"Scale {question.scale}"),
        critical,
        question.guidance,
        tuple(_facts(question, checklist, vocabulary)),
    )


def _facts(question: Question, checklist: Checklist, vocabulary: Vocabulary) -> Iterator[Fact]:
    scale = checklist.scale(question.scale)
    codes = ", ".join(value.code for value in scale.values)
    yield fact("Answered with", f"{codes} ({scale.title.lower()})")
    if question.applies_when != ALWAYS:
        yield fact("Asked", asked_when(question.applies_when))
    rights = (f"{right} {vocabulary.rights[right]}" for right in question.rights)
    yield fact("Rights", "; ".join(rights))
    yield fact("Rests on", *source_lines(question.sources, vocabulary))
    yield fact(
        "Evidence to ask for", *(_evidence(c, vocabulary) for c in question.expected_evidence)
    )
    yield fact(f"Severity up to {question.severity.highest}", question.severity.guidance)
    yield from further_facts(question, SAID_APART)


def _evidence(code: str, vocabulary: Vocabulary) -> Line:
    kind = vocabulary.evidence_types[code]
    return line(f"{code}: {kind.name}{' (independent)' if kind.independent else ''}")


def further_facts(record: Any, said: frozenset[str]) -> Iterator[Fact]:
    """Fields that nothing above has said, where they hold something."""
    for field in fields(record):
        value = getattr(record, field.name)
        usual = field.default if field.default is not MISSING else None
        if field.name not in said and value not in (None, "", (), usual):
            yield fact(code_words(field.name), *in_plain_words(value))


def in_plain_words(value: Any) -> tuple[str, ...]:
    """Any recorded value, a line for each of its parts."""
    if isinstance(value, CONDITIONS):
        return (in_words(value),)
    if isinstance(value, tuple):
        return tuple("; ".join(in_plain_words(part)) for part in value) or ("none",)
    if isinstance(value, Enum):
        return (code_words(str(value.value)),)
    if is_dataclass(value):
        return tuple(
            f"{code_words(field.name)}: {'; '.join(in_plain_words(getattr(value, field.name)))}"
            for field in fields(value)
            if getattr(value, field.name) not in (None, "", ())
        )
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return ("none",) if value is None else (str(value),)


def _count(number: int | Fraction, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
