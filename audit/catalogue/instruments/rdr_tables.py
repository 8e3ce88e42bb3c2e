"""The tables of one edition of Ranking Digital Rights, and the answers that stand in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit.catalogue.instruments.published_files import Table, table, the_file

ELEMENTS = "-elements.csv"
NOT_APPLICABLE = "NA"


@dataclass(frozen=True, slots=True)
class Options:
    """What an edition's tables do not say."""

    reversed: Collection[str] = ("F09.02", "F11.01")
    """Elements on which No is the good answer; those that the values show are added."""
    prepaid: Collection[str] = ()
    """Service classes of prepaid mobile; empty for every class that is called so."""
    postpaid: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """The publisher's tables of one edition."""

    edition: str
    elements: Table
    indicators: Table
    services: Table
    companies: Table
    answers: Table
    options: Options


def read_tables(folder: Path, options: Options) -> Tables:
    """The five tables; raises InputInvalid when one is missing or lacks a column."""
    answers = the_file(folder, ELEMENTS)
    edition = answers.name.removesuffix(ELEMENTS)

    def of(name: str, *columns: str) -> Table:
        return table(the_file(folder, f"{edition}-{name}.csv"), columns)

    return Tables(
        edition=edition,
        elements=of("elements-spec", "element", "indicator", "question"),
        indicators=of(
            "indicators", "indicator", "category", "is_parent", "parent", "scoring_scope", "name"
        ),
        services=of("services", "company", "service", "part", "service_class"),
        companies=of("companies", "company", "kind"),
        answers=of("elements", "company", "service", "element", "answer"),
        options=options,
    )


def answers_of(tables: Tables) -> list[dict[str, str]]:
    """Every answer, with those that the edition leaves out for a kind of company."""
    classes = {(row["company"], row["service"]): row["service_class"] for row in tables.services}
    given = [
        _row(row["company"], row["element"], row["answer"], row["service"], classes)
        for row in tables.answers
    ]
    there = {(row["subject"], row["question"], row["unit"]) for row in given}
    return given + [
        row
        for row in _not_asked(tables, classes)
        if (row["subject"], row["question"], row["unit"]) not in there
    ]


def _not_asked(tables: Tables, classes: Mapping[tuple[str, str], str]) -> list[dict[str, str]]:
    """Indicators that the edition excludes for a kind of company do not apply there."""
    kinds = {
        row["company"]: "telecom" if row["kind"].lower().startswith("tele") else "internet"
        for row in tables.companies
    }
    excluded = {row["indicator"]: row.get("exclude_companies", "") for row in tables.indicators}
    scopes = {row["indicator"]: row["scoring_scope"] for row in tables.indicators}
    parts = {(row["company"], row["service"]): row["part"] for row in tables.services}
    return [
        _row(company, row["element"], NOT_APPLICABLE, service, classes)
        for (company, service), part in parts.items()
        for row in tables.elements
        if kinds.get(company, "none") in excluded.get(row["indicator"], "")
        and (scopes[row["indicator"]] == "full" or part.lower().startswith("serv"))
    ]


def _row(
    company: str,
    element: str,
    answer: str,
    service: str,
    classes: Mapping[tuple[str, str], str],
) -> dict[str, str]:
    return {
        "subject": company,
        "question": element,
        "answer": answer,
        "unit": service,
        "unit_class": classes.get((company, service), service),
    }
