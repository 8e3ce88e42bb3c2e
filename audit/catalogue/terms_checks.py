"""What a schema cannot see in the terms of a decision; every refusal names file, line and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from audit.catalogue.reading import Document, SourceFile, nearest

Place = tuple[str | int, ...]
Scales = Mapping[str, Mapping[str, Fraction]]
"""What each word of a question's scale earns, by question id."""
DAYS = frozenset(
    {
        "due_on",
        "by_when",
        "deadline",
        "starts_on",
        "ends_on",
        "review_on",
        "fulfilled_on",
        "effective_on",
    }
)


def check_terms(source: SourceFile, nodes: list[Document], scales: Scales) -> None:
    """Raise CatalogueInvalid for what a schema cannot see; names file, line and key."""
    source.refuse_twice(("terms",), nodes, "id")
    for index, node in enumerate(nodes):
        place = ("terms", index)
        for where, text in _days(place, node):
            _check_day(source, where, text)
        if node["kind"] == "agreed_condition":
            _check_condition(source, place, node, scales)
        if node["kind"] == "moratorium":
            _check_moratorium(source, place, node)


def _days(place: Place, node: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in DAYS:
                yield (*place, key), value
            else:
                yield from _days((*place, key), value)
    if isinstance(node, list):
        for index, value in enumerate(node):
            yield from _days((*place, index), value)


def _check_day(source: SourceFile, place: Place, text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise source.fault(place, f"{place[-1]}: {text} is not a date; correct it.") from None


def _check_condition(source: SourceFile, place: Place, node: Document, scales: Scales) -> None:
    question, word = node["question"], node["word"]
    if question not in scales:
        said = f"question: {question} is unknown; {nearest(question, scales)}"
        raise source.fault((*place, "question"), said)
    if word not in scales[question]:
        said = f"word: {word} is not on the scale of {question}; {nearest(word, scales[question])}"
        raise source.fault((*place, "word"), said)
    if not scales[question][word]:
        earning = ", ".join(code for code, value in scales[question].items() if value)
        said = f"word: {word} asks for nothing, because it earns nothing; choose from {earning}."
        raise source.fault((*place, "word"), said)


def _check_moratorium(source: SourceFile, place: Place, node: Document) -> None:
    if not {"ends_on", "release", "review_on"} & node.keys():
        raise source.fault(
            place,
            f"the moratorium {node['id']} has neither an end, nor a release condition, nor a day of "
            "review; add ends_on, release or review_on.",
        )
    if node.get("ends_on", node["starts_on"]) < node["starts_on"]:
        said = f"ends_on: {node['ends_on']} lies before the start {node['starts_on']}; correct one."
        raise source.fault((*place, "ends_on"), said)
