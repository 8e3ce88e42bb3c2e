"""Ranking Digital Rights: elements in indicators, asked of a company's group, operations and services.

General over editions: indicators, families, scopes, services, classes and what each word is worth are
read from the publisher's tables; only what no table says stands in the options.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from audit.catalogue.instruments.published_files import (
    Imported,
    quoted,
    refuse,
    words,
)
from audit.catalogue.instruments.rdr_checks import check, same_worth
from audit.catalogue.instruments.rdr_tables import (
    NOT_APPLICABLE,
    Options,
    Tables,
    answers_of,
    read_tables,
)
from audit.catalogue.reading import nearest

CATEGORIES = {
    "G": "Governance",
    "F": "Freedom of expression and information",
    "P": "Privacy",
}
STANDARD, REVERSED = "standard", "reversed"
WORTH = {"Yes": 100, "Partial": 50, "No": 0, "No Disclosure Found": 0}
WORTH_REVERSED = {"Yes": 0, "Partial": 50, "No": 100, "No Disclosure Found": 0}


def read(folder: Path, options: Options | None = None) -> Imported:
    """The folder with the five tables of one edition, such as 2022-elements.csv."""
    tables = read_tables(folder, options or Options())
    check(tables)
    _check_reversed(tables)
    _check_worth(tables)
    return Imported(_document(tables), answers_of(tables))


def _document(tables: Tables) -> dict[str, Any]:
    flipped = _reversed(tables)
    return {
        "id": "ranking-digital-rights",
        "version": quoted("1.0.0"),
        "title": f"Ranking Digital Rights, {tables.edition}",
        "instrument": {
            "publisher": "Ranking Digital Rights",
            "edition": quoted(tables.edition),
            "licence": "CC BY 4.0",
            "url": "https://rankingdigitalrights.org",
            "verified": False,
        },
        "scales": _scales(tables, flipped),
        "sections": [
            _section(tables, indicator, flipped)
            for indicator in tables.indicators
            if not _is_family(indicator)
        ],
        "aggregation": {
            "unanswered": "left_out",
            "printed": {
                "round": [{"digits": 2, "mode": "half_up"}, {"digits": 0, "mode": "half_up"}]
            },
            "units": _units(tables),
            "nodes": _nodes(tables),
        },
    }


def _reversed(tables: Tables) -> set[str]:
    """Elements that are reversed by the options or by the values beside their answers."""
    seen = {
        row["element"]
        for row in tables.answers
        if row["answer"] == "Yes" and row.get("value") == "0"
    }
    return seen | set(tables.options.reversed)


def _check_reversed(tables: Tables) -> None:
    """Elements named on purpose have to be there; the usual ones need not."""
    known = {row["element"] for row in tables.elements}
    for name in tables.options.reversed:
        if name not in known and name not in Options().reversed:
            refuse("--reversed", f"the element {name} is unknown", nearest(name, known))


def _check_worth(tables: Tables) -> None:
    """What an option says about an element goes before the values beside its answers."""
    flipped = _reversed(tables)
    same_worth(
        tables,
        {
            (row["element"], word): Fraction(value)
            for row in tables.elements
            if row["element"] not in tables.options.reversed
            for word, value in (WORTH_REVERSED if row["element"] in flipped else WORTH).items()
        },
    )


def _scales(tables: Tables, flipped: set[str]) -> list[dict[str, Any]]:
    used = {row["element"] for row in tables.elements}
    scales = [_scale(tables, STANDARD, WORTH, used - flipped)]
    if flipped & used:
        scales.append(_scale(tables, REVERSED, WORTH_REVERSED, used & flipped))
    return scales


def _scale(
    tables: Tables, name: str, worth: Mapping[str, int], elements: set[str]
) -> dict[str, Any]:
    """The known words, with those that only this edition's answers have."""
    values: dict[str, Fraction] = {word: Fraction(value) for word, value in worth.items()}
    for word, value in _seen(tables, elements).items():
        values.setdefault(word, value)
    return {
        "id": name,
        "values": [
            *({"code": quoted(word), "value": quoted(value)} for word, value in values.items()),
            {"code": quoted(NOT_APPLICABLE), "left_out": "not_applicable"},
        ],
    }


def _seen(tables: Tables, elements: set[str]) -> dict[str, Fraction]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in tables.answers:
        if row["element"] in elements and row["answer"] != NOT_APPLICABLE:
            found[row["answer"]][row.get("value", NOT_APPLICABLE)] += 1
    seen: dict[str, Fraction] = {}
    for word, values in found.items():
        value = values.most_common(1)[0][0]
        if value != NOT_APPLICABLE:
            seen[word] = Fraction(value)
        elif word and word not in WORTH:
            refuse(
                f"{tables.edition}-elements.csv",
                f"nothing says what the answer {word} is worth",
                "add a column value",
            )
    return seen


def _section(tables: Tables, indicator: dict[str, str], flipped: set[str]) -> dict[str, Any]:
    elements = [row for row in tables.elements if row["indicator"] == indicator["indicator"]]
    if not elements:
        refuse(
            f"{tables.edition}-elements-spec.csv",
            f"the indicator {indicator['indicator']} has no elements",
            "add them, or take the indicator out",
        )
    return {
        "id": indicator["indicator"],
        "title": words(indicator["name"]),
        "questions": [
            {
                "id": row["element"],
                "question": words(row["question"]),
                "scale": REVERSED if row["element"] in flipped else STANDARD,
            }
            for row in elements
        ],
    }


def _units(tables: Tables) -> list[dict[str, Any]]:
    classes = list(dict.fromkeys(row["service_class"] for row in tables.services))
    group = _of_part(tables, "group") or ["Group"]
    operations = _of_part(tables, "op") or ["Operating Company"]
    prepaid = list(tables.options.prepaid) or _called(classes, "prepaid") or ["prepaid"]
    postpaid = list(tables.options.postpaid) or _called(classes, "postpaid") or ["postpaid"]
    return [
        {"id": "group", "classes": group},
        {"id": "operations", "title": "Operating company", "classes": operations},
        {"id": "prepaid", "classes": prepaid},
        {"id": "postpaid", "classes": postpaid},
        {"id": "mobile", "combine": "mean", "of": ["prepaid", "postpaid"]},
        {"id": "other-services", "others": True},
        {"id": "services", "combine": "mean", "of": ["mobile", "other-services"]},
        {"id": "company", "combine": "mean", "of": ["group", "operations"]},
        {"id": "full", "combine": "mean", "of": ["group", "operations", "services"]},
    ]


def _of_part(tables: Tables, beginning: str) -> list[str]:
    """Classes of the units whose part of the company is called so."""
    rows = [row for row in tables.services if row["part"].lower().startswith(beginning)]
    return list(dict.fromkeys(row["service_class"] for row in rows))


def _called(classes: list[str], name: str) -> list[str]:
    return [each for each in classes if name in "".join(filter(str.isalpha, each)).lower()]


def _is_family(indicator: dict[str, str]) -> bool:
    return indicator["is_parent"].strip().upper() == "TRUE"


def _nodes(tables: Tables) -> list[dict[str, Any]]:
    single = [row for row in tables.indicators if not _is_family(row)]
    families = [row for row in tables.indicators if _is_family(row)]
    counted = [row for row in tables.indicators if _is_family(row) or not row["parent"].strip()]
    categories = list(dict.fromkeys(row["category"] for row in counted))
    return [
        *(_indicator(row) for row in single),
        *(_mean(row["indicator"], row["name"], _members(tables, row)) for row in families),
        *(
            _mean(
                category,
                CATEGORIES.get(category, category),
                [row["indicator"] for row in counted if row["category"] == category],
            )
            for category in categories
        ),
        _mean("total", "Total", [row["indicator"] for row in counted]),
    ]


def _indicator(row: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row["indicator"],
        "title": words(row["name"]),
        "combine": "mean",
        "section": row["indicator"],
        "across": row["scoring_scope"],
    }


def _members(tables: Tables, family: dict[str, str]) -> list[str]:
    return [row["indicator"] for row in tables.indicators if row["parent"] == family["indicator"]]


def _mean(name: str, title: str, of: list[str]) -> dict[str, Any]:
    return {"id": name, "title": words(title), "combine": "mean", "of": of}
