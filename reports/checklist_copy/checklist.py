"""A checklist as a review copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.catalogue import Catalogue
from audit.catalogue.editions.edition import Edition
from audit.catalogue.vocabulary import Vocabulary
from audit.domain.checklist import (
    Checklist,
    CountsTowards,
    Question,
    Scale,
    Section,
    SourceReference,
)
from reports.checklist_copy.conditions import asked_when
from reports.checklist_copy.model import Fact, Line, Part, ReviewCopy, Table, fact, line, row
from reports.checklist_copy.questions import (
    NOT_READ,
    dates_of,
    further_facts,
    section_part,
)
from reports.checklist_copy.standing import first_facts, standing

SAID = frozenset(
    {"id", "version", "title", "purpose", "effective_from", "runs_when", "scales", "sections"}
    | {"digest"}
)
HOW_TO_READ = (
    "A critical question limits by itself what may be recommended when its answer fails or is "
    "unknown. Severity runs from 1 to 5 and is the gravest harm that a failing answer is linked to. "
    "An answer that is unknown is recorded with its reason and is never counted as met."
)


def checklist_copy(catalogue: Catalogue, edition: Edition, worked_cases: Part) -> ReviewCopy:
    """Everything in one checklist, with names in full and conditions in words."""
    checklist, vocabulary = edition.checklist, catalogue.vocabulary
    return ReviewCopy(
        kind="Checklist",
        title=checklist.title,
        version=str(edition.ref),
        standing=standing(catalogue, edition),
        purpose=checklist.purpose,
        facts=(*first_facts(edition), *_facts(checklist, edition.document["language"])),
        parts=(
            Part("Scales", HOW_TO_READ, tuple(_scale(scale) for scale in checklist.scales)),
            *(section_part(section, checklist, vocabulary) for section in checklist.sections),
            Part("Counts", "", (_counts(checklist),)),
            *_not_verified(checklist, vocabulary),
            _instruments(checklist, vocabulary),
            worked_cases,
        ),
        language=edition.document["language"],
    )


def _facts(checklist: Checklist, language: str) -> Iterator[Fact]:
    yield fact("Language of its texts", language)
    yield fact("Runs", asked_when(checklist.runs_when))
    yield fact("Questions", _totals(checklist.questions))
    yield fact("Sources not verified", str(len(_sources_not_verified(checklist)) or "none"))
    yield from further_facts(checklist, SAID)


def _totals(questions: Sequence[Question]) -> str:
    critical = sum(question.critical for question in questions)
    return f"{len(questions)}, of which {critical or 'none'} critical"


def _scale(scale: Scale) -> Table:
    rows = tuple(
        row(
            value.code,
            line(value.value),
            "; ".join([value.meaning, *_further(value)]),
        )
        for value in scale.values
    )
    return Table(
        f"{scale.id} {scale.title}",
        "; ".join(_further(scale)),
        ("Word", "Earns", "Meaning"),
        (16, 10, 74),
        rows,
    )


def _further(record: object) -> list[str]:
    said = frozenset({"id", "code", "title", "value", "values", "meaning"})
    return [
        f"{extra.label}: {'; '.join(told.text for told in extra.lines)}"
        for extra in further_facts(record, said)
    ]


def _counts(checklist: Checklist) -> Table:
    scored = [s for s in checklist.sections if s.counts_towards is CountsTowards.SCORE]
    rows = [_count_row(f"{s.id} {s.title}", [s]) for s in checklist.sections]
    return Table(
        "Questions and points by section",
        "",
        ("Section", "Questions", "Critical", "Points", "Counts towards"),
        (44, 13, 13, 12, 18),
        (*rows, _count_row("All that count towards the score", scored)),
    )


def _count_row(name: str, sections: Sequence[Section]) -> tuple[Line, ...]:
    asked = [question for section in sections for question in section.questions]
    towards = {str(section.counts_towards) for section in sections}
    return row(
        name,
        len(asked),
        sum(question.critical for question in asked),
        sum((question.weight for question in asked), Fraction(0)),
        ", ".join(sorted(towards)),
    )


def _not_verified(checklist: Checklist, vocabulary: Vocabulary) -> tuple[Part, ...]:
    rows = tuple(
        row(question.id, vocabulary.instruments[source.instrument].title, source.reference)
        for question, source in _sources_not_verified(checklist)
    )
    told = (
        "Nobody read the primary text of these references for this version. They may still be "
        "right; read them before you rely on them."
    )
    listed = Table("", "", ("Question", "Instrument", "Reference"), (14, 48, 38), rows)
    return (Part("Sources not verified", told, (listed,)),) if rows else ()


def _sources_not_verified(checklist: Checklist) -> list[tuple[Question, SourceReference]]:
    return [
        (question, source)
        for question in checklist.questions
        for source in question.sources
        if not source.verified
    ]


def _instruments(checklist: Checklist, vocabulary: Vocabulary) -> Part:
    used: dict[str, list[str]] = {}
    for question in checklist.questions:
        for source in question.sources:
            asked = used.setdefault(source.instrument, [])
            if question.id not in asked:
                asked.append(question.id)
    rows = tuple(
        row(
            line(vocabulary.instruments[name].title, address=vocabulary.instruments[name].url),
            vocabulary.instruments[name].publisher,
            line(
                dates_of(vocabulary.instruments[name]) or "no date recorded",
                "" if vocabulary.instruments[name].verified else NOT_READ,
            ),
            ", ".join(used[name]),
        )
        for name in sorted(used, key=lambda name: vocabulary.instruments[name].title)
    )
    return Part(
        "Instruments, and the questions that rest on them",
        f"{len(rows)} instruments. An amendment of one leads to the questions in the last column.",
        (Table("", "", ("Instrument", "Publisher", "Dates", "Questions"), (38, 20, 18, 24), rows),),
    )
