"""World Bank, Women, Business and the Law: yes-or-no questions in topics, and an index."""

from __future__ import annotations

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

QUESTIONS, ECONOMIES = "questions.csv", ".csv"
SUBJECT, YEAR = "code", "report_year"
PER_CENT = 100


def read(folder: Path) -> Imported:
    """The folder with questions.csv and one table of economies, whatever the report year."""
    questions = table(the_file(folder, QUESTIONS), ["question", "topic", "text"])
    found = [path for path in sorted(folder.glob("*.csv")) if path.name != QUESTIONS]
    if len(found) != 1:
        refuse(
            folder.name, f"{len(found)} tables of economies stand beside {QUESTIONS}", "keep one"
        )
    names = [question["question"] for question in questions]
    economies = table(found[0], [SUBJECT, YEAR, *names])
    years = sorted({row[YEAR] for row in economies})
    answers = [
        {"subject": _subject(row, years), **{name: row[name] for name in names}}
        for row in economies
    ]
    return Imported(_document(questions, years), answers)


def _subject(row: dict[str, str], years: list[str]) -> str:
    return row[SUBJECT] if len(years) == 1 else f"{row[SUBJECT]} {row[YEAR]}"


def _document(questions: Table, years: list[str]) -> dict[str, Any]:
    topics = list(dict.fromkeys(question["topic"] for question in questions))
    return {
        "id": "women-business-and-the-law",
        "version": quoted("1.0.0"),
        "title": "Women, Business and the Law",
        "instrument": {
            "publisher": "World Bank",
            "edition": f"Report year {', '.join(years)}",
            "licence": "CC BY 4.0",
            "url": "https://wbl.worldbank.org",
            "verified": False,
        },
        "scales": [
            {
                "id": "yes-no",
                "values": [
                    {"code": quoted("Yes"), "value": quoted(1)},
                    {"code": quoted("No"), "value": quoted(0)},
                ],
            }
        ],
        "sections": [_section(topic, questions) for topic in topics],
        "aggregation": {
            "unanswered": "unknown",
            "printed": {"times": quoted(PER_CENT)},
            "nodes": [
                *(
                    {"id": topic.lower(), "combine": "share_of_maximum", "section": topic}
                    for topic in topics
                ),
                {
                    "id": "index",
                    "title": "Index",
                    "combine": "mean",
                    "of": [topic.lower() for topic in topics],
                    "printed": {
                        "times": quoted(PER_CENT),
                        "round": [{"digits": 1, "mode": "half_up"}],
                    },
                },
            ],
        },
    }


def _section(topic: str, questions: Table) -> dict[str, Any]:
    return {
        "id": topic,
        "title": topic.capitalize(),
        "questions": [
            {
                "id": question["question"],
                "question": words(question["text"]),
                "scale": "yes-no",
            }
            for question in questions
            if question["topic"] == topic
        ],
    }
