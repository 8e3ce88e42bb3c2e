"""An instrument of another publisher as a review copy: what it asks and how answers become scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.catalogue import Catalogue
from audit.catalogue.editions.edition import Edition
from audit.domain.scheme import AnswerScale, Scheme, ScoredQuestion, Word, WordKind
from reports.checklist_copy.model import Entry, Fact, Part, ReviewCopy, fact
from reports.checklist_copy.questions import NOT_READ, further_facts
from reports.checklist_copy.standing import first_facts, standing
from reports.wording import code_words

NOT_A_VALUE = {
    WordKind.NOT_APPLICABLE: "left out: nothing to ask",
    WordKind.INCONCLUSIVE: "left out: not found",
    WordKind.UNKNOWN: "counts as anything the scale allows",
}
ASKED = frozenset({"id", "text", "section", "scale", "weight"})
SCORED = frozenset({"id", "title"})


def instrument_copy(catalogue: Catalogue, edition: Edition) -> ReviewCopy:
    """Everything in one instrument."""
    scheme = edition.instrument
    sections = dict.fromkeys(question.section for question in scheme.questions)
    return ReviewCopy(
        kind="Instrument",
        title=scheme.title,
        version=str(edition.ref),
        standing=standing(catalogue, edition),
        purpose=edition.document.get(
            "purpose", "Another publisher's questions with their scoring."
        ),
        facts=(*first_facts(edition), *_facts(scheme)),
        parts=(
            *(_section(name, scheme) for name in sections),
            Part("Scores", "In reading order.", tuple(map(_node, scheme.nodes))),
            *([Part("Units", "", tuple(map(_node, scheme.units)))] if scheme.units else []),
        ),
        language=edition.document.get("language", "en"),
    )


def _facts(scheme: Scheme) -> Iterator[Fact]:
    yield fact("Questions", str(len(scheme.questions)))
    if published := scheme.publication:
        yield fact("Publisher", published.publisher)
        yield fact("Edition", published.edition)
        yield fact("Licence", published.licence)
        if not published.verified:
            yield fact("Source", NOT_READ)
    if scheme.notes:
        yield fact("To be told with its scores", *scheme.notes)


def _section(name: str, scheme: Scheme) -> Part:
    asked = [question for question in scheme.questions if question.section == name]
    return Part(name or "Questions", f"Questions: {len(asked)}.", tuple(map(_question, asked)))


def _question(question: ScoredQuestion) -> Entry:
    return Entry(
        question.id,
        question.text,
        (f"Weight {question.weight}", f"Scale {question.scale.id}"),
        (),
        "",
        (
            fact("Answered with", *_words(question.scale)),
            *further_facts(question, ASKED),
        ),
    )


def _words(scale: AnswerScale) -> Iterator[str]:
    for word in scale.words:
        yield f"{word.code}: {_worth(word)}{f' ({word.meaning})' if word.meaning else ''}"
    if scale.numbers is not None:
        yield f"a number from {scale.numbers.lowest} to {scale.numbers.highest}"
    if scale.several:
        yield "several may be chosen; their values are added"


def _worth(word: Word) -> str:
    return NOT_A_VALUE.get(word.kind, f"earns {word.value}")


def _node(node: Any) -> Entry:
    return Entry(
        node.id, node.title or code_words(node.id), (), (), "", tuple(further_facts(node, SCORED))
    )
