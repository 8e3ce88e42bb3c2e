"""Government of Canada, Algorithmic Impact Assessment: points of choices, a deduction and four levels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.catalogue.instruments.published_files import (
    Imported,
    Table,
    quoted,
    refuse,
    table,
    the_file,
    words,
)
from audit.catalogue.instruments.visible_if import condition

QUESTIONS, CHOICES = "-questions.csv", "-choices.csv"
IMPACT, MITIGATION = "impact", "mitigation"
ENOUGH = "2/5"
"""80 % of half the maximum: each measure is asked about in one of two phases."""
KEPT = "0.85"
LEVELS = (("I", "1/4"), ("II", "1/2"), ("III", "3/4"))
HIGHEST_LEVEL = "IV"


def read(folder: Path) -> Imported:
    """The folder with the tables of questions and choices and the sets of answers, in one version."""
    file = the_file(folder, QUESTIONS)
    edition = file.name.removesuffix(QUESTIONS)
    questions = table(
        file, ["name", "page", "type", "scored_as", "max_points", "visible_if", "title"]
    )
    choices = table(the_file(folder, CHOICES), ["question", "value", "points", "text"])
    asked = _asked(questions, choices, file.name)
    answers, passed_over = _answers(the_file(folder, ".json"), asked)
    remarks = (
        (f"{passed_over} answers to questions that score nothing were left out.",)
        if passed_over
        else ()
    )
    return Imported(_document(edition, asked, choices, file.name), answers, remarks)


def _asked(questions: Table, choices: Table, file: str) -> Table:
    """What scores points, and what decides whether something that does is visible."""
    with_choices = {choice["question"] for choice in choices}
    by_name = {question["name"]: question for question in questions}
    wanted = [row["name"] for row in questions if row["scored_as"] in (IMPACT, MITIGATION)]
    for name in wanted:
        for gate in _gates(by_name[name], file):
            if gate not in by_name or gate not in with_choices:
                refuse(file, f"{name} depends on {gate}, which has no choices", "add the choices")
            if gate not in wanted:
                wanted.append(gate)
    return [question for question in questions if question["name"] in wanted]


def _gates(question: Mapping[str, str], file: str) -> list[str]:
    if not question["visible_if"]:
        return []
    return _questions_in(condition(question["visible_if"], f"{file}, {question['name']}"))


def _questions_in(node: Mapping[str, Any]) -> list[str]:
    if "question" in node:
        return [node["question"]]
    return [name for parts in node.values() for part in parts for name in _questions_in(part)]


def _document(edition: str, asked: Table, choices: Table, file: str) -> dict[str, Any]:
    pages = list(dict.fromkeys(question["page"] for question in asked))
    return {
        "id": "algorithmic-impact-assessment",
        "version": quoted("1.0.0"),
        "title": "Algorithmic Impact Assessment",
        "instrument": {
            "publisher": "Government of Canada",
            "edition": quoted(edition),
            "licence": "MIT",
            "url": "https://github.com/canada-ca/aia-eia-js",
            "verified": False,
        },
        "sections": [
            {
                "id": page,
                "questions": [
                    _question(question, choices, file)
                    for question in asked
                    if question["page"] == page
                ],
            }
            for page in pages
        ],
        "aggregation": {"unanswered": {"counts_as": quoted(0)}, "nodes": _nodes(asked)},
    }


def _question(question: dict[str, str], choices: Table, file: str) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": question["name"],
        "question": words(question["title"]),
        "choices": [
            {
                "code": quoted(choice["value"]),
                "value": quoted(choice["points"]),
                "meaning": words(choice["text"]),
            }
            for choice in choices
            if choice["question"] == question["name"]
        ],
    }
    if question["type"] == "checkbox":
        node["choose"] = "several"
    if question["visible_if"]:
        node["applies_when"] = condition(question["visible_if"], f"{file}, {question['name']}")
    return node


def _nodes(asked: Table) -> list[dict[str, Any]]:
    pages = {
        kind: list(dict.fromkeys(q["page"] for q in asked if q["scored_as"] == kind))
        for kind in (IMPACT, MITIGATION)
    }
    return [
        *(_page(page, kind, asked) for kind in pages for page in pages[kind]),
        {"id": "raw-impact", "title": "Raw impact", "combine": "sum", "of": _names(pages, IMPACT)},
        {
            "id": "mitigation",
            "title": "Mitigation",
            "combine": "sum",
            "of": _names(pages, MITIGATION),
        },
        _current(),
    ]


def _names(pages: Mapping[str, list[str]], kind: str) -> list[str]:
    return [_node_name(page, kind) for page in pages[kind]]


def _node_name(page: str, kind: str) -> str:
    return f"{page}-{kind}"


def _page(page: str, kind: str, asked: Table) -> dict[str, Any]:
    return {
        "id": _node_name(page, kind),
        "title": f"{page}, {kind}",
        "combine": "sum",
        "left_out_counts_as": quoted(0),
        "of": [q["name"] for q in asked if (q["page"], q["scored_as"]) == (page, kind)],
    }


def _current() -> dict[str, Any]:
    return {
        "id": "current",
        "title": "Current score",
        "combine": "sum",
        "of": ["raw-impact"],
        "deductions": [
            {
                "when": {"share_of": "mitigation", "at_least": quoted(ENOUGH)},
                "multiply": quoted(KEPT),
                "round": [{"digits": 0, "mode": "half_up"}],
                "because": words(
                    "Mitigation reaches 80 % of what one phase allows, so 15 % of the raw impact "
                    "score is deducted."
                ),
            }
        ],
        "bands": {
            "of": "share",
            "list": [
                *({"title": quoted(level), "up_to": quoted(end)} for level, end in LEVELS),
                {"title": quoted(HIGHEST_LEVEL)},
            ],
        },
    }


def _answers(file: Path, asked: Table) -> tuple[list[dict[str, str]], int]:
    known = {question["name"] for question in asked}
    try:
        sets: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        refuse(file.name, f"the file is not JSON text ({error})", "correct it")
    rows = [
        {"subject": one["id"], "question": name, "answer": _text(answer)}
        for one in sets
        for name, answer in one["answers"].items()
    ]
    kept = [row for row in rows if row["question"] in known]
    return kept, len(rows) - len(kept)


def _text(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else "|".join(answer)
