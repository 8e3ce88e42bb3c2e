"""Whether the tables of one edition fit together, so that nothing drops out of a score unseen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from audit.catalogue.instruments.published_files import Table
from audit.catalogue.instruments.rdr_tables import NOT_APPLICABLE, Tables
from audit.catalogue.reading import nearest
from audit.domain.errors import InputInvalid, Problem
from audit.scoring.leaves import EXACT

SCOPES = ("company", "services", "full")
PARTS = ("group", "op", "serv")
KINDS = ("tele", "internet", "platform")
TRUTHS = ("TRUE", "FALSE")
SHOWN = 20
"""Problems that are listed."""
COMPANY = ("company",)
SERVICE = ("company", "service")
INDICATOR = ("indicator",)
ELEMENT = ("element",)


def check(tables: Tables) -> None:
    """Raise InputInvalid with every row that does not fit, each with its file and line."""
    found = [*_Checks(tables).problems()]
    if found:
        raise InputInvalid(*found[:SHOWN])


class _Checks:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def problems(self) -> Iterator[Problem]:
        yield from self._once("companies", self._tables.companies, COMPANY)
        yield from self._once("services", self._tables.services, SERVICE)
        yield from self._once("indicators", self._tables.indicators, INDICATOR)
        yield from self._once("elements-spec", self._tables.elements, ELEMENT)
        yield from self._once("elements", self._tables.answers, (*SERVICE, *ELEMENT))
        yield from self._words()
        yield from self._indicators()
        yield from self._answers()
        yield from self._options()

    def _once(self, name: str, table: Table, columns: tuple[str, ...]) -> Iterator[Problem]:
        seen: set[tuple[str, ...]] = set()
        for line, row in enumerate(table, start=2):
            key = tuple(row[column] for column in columns)
            if key in seen:
                yield self._problem(name, line, f"{' '.join(key)} stands twice", "keep one row")
            seen.add(key)

    def _words(self) -> Iterator[Problem]:
        companies = {row["company"] for row in self._tables.companies}
        for line, row in enumerate(self._tables.companies, start=2):
            if not row["kind"].lower().startswith(KINDS):
                what = f"the kind {row['kind']} is unknown"
                yield self._problem("companies", line, what, "write telecom or internet")
        for line, row in enumerate(self._tables.services, start=2):
            if not row["part"].lower().startswith(PARTS):
                what = f"the part {row['part']} is unknown"
                do = "write Group, Operating Company or Services"
                yield self._problem("services", line, what, do)
            if not row["service_class"].strip():
                what = f"{row['service']} has no service_class"
                yield self._problem("services", line, what, "add one")
            yield from self._known("services", line, "company", row["company"], companies)

    def _indicators(self) -> Iterator[Problem]:
        rows = self._tables.indicators
        families = {row["indicator"] for row in rows if row["is_parent"].upper() == "TRUE"}
        for line, row in enumerate(rows, start=2):
            name = row["indicator"]
            if row["is_parent"].upper() not in TRUTHS:
                what = f"is_parent of {name} is {row['is_parent']}"
                yield self._problem("indicators", line, what, "write TRUE or FALSE")
            if name not in families and row["scoring_scope"] not in SCOPES:
                what = f"the scoring_scope {row['scoring_scope']} of {name} is unknown"
                yield self._problem("indicators", line, what, nearest(row["scoring_scope"], SCOPES))
            if not row["category"].strip():
                yield self._problem("indicators", line, f"{name} has no category", "add one")
            if row["parent"].strip():
                yield from self._known("indicators", line, "family", row["parent"], families)
            if name in families and all(each["parent"] != name for each in rows):
                what = f"the family {name} has no members"
                yield self._problem("indicators", line, what, "add them, or take it out")
        indicators = {row["indicator"] for row in rows} - families
        for line, row in enumerate(self._tables.elements, start=2):
            yield from self._known("elements-spec", line, "indicator", row["indicator"], indicators)

    def _answers(self) -> Iterator[Problem]:
        companies = {row["company"] for row in self._tables.companies}
        elements = {row["element"] for row in self._tables.elements}
        services = {(row["company"], row["service"]) for row in self._tables.services}
        for line, row in enumerate(self._tables.answers, start=2):
            yield from self._known("elements", line, "element", row["element"], elements)
            yield from self._known("elements", line, "company", row["company"], companies)
            if row["company"] in companies and (row["company"], row["service"]) not in services:
                own = [service for company, service in services if company == row["company"]]
                what = (
                    f"the service {row['service']} of {row['company']} is not in the services table"
                )
                yield self._problem("elements", line, what, nearest(row["service"], own))
            yield from self._value(line, row)

    def _value(self, line: int, row: dict[str, str]) -> Iterator[Problem]:
        value = row.get("value", NOT_APPLICABLE)
        if value and value != NOT_APPLICABLE and not EXACT.fullmatch(value):
            yield self._problem("elements", line, f"the value {value} is no number", "correct it")

    def _options(self) -> Iterator[Problem]:
        classes = {row["service_class"] for row in self._tables.services}
        options = self._tables.options
        for option, names in (("--prepaid", options.prepaid), ("--postpaid", options.postpaid)):
            for name in names:
                if name not in classes:
                    yield Problem(option, f"the class {name} is unknown", nearest(name, classes))

    def _known(
        self, table: str, line: int, what: str, name: str, known: Collection[str]
    ) -> Iterator[Problem]:
        if name not in known:
            near = nearest(name, known) if known else "add it"
            yield self._problem(table, line, f"the {what} {name} is unknown", near)

    def _problem(self, table: str, line: int, what: str, do: str) -> Problem:
        return Problem(f"{self._tables.edition}-{table}.csv, line {line}", what, do)


def same_worth(tables: Tables, worth: dict[tuple[str, str], Fraction]) -> None:
    """Raise InputInvalid where the value beside an answer is not what its word is worth there."""
    found = [
        Problem(
            f"{tables.edition}-elements.csv, line {line}",
            f"{row['answer']} to {row['element']} has the value {row['value']} here and counts as "
            f"{worth[row['element'], row['answer']]}",
            "correct the value, or name the element with --reversed",
        )
        for line, row in enumerate(tables.answers, start=2)
        if row.get("value", NOT_APPLICABLE) not in ("", NOT_APPLICABLE)
        and (row["element"], row["answer"]) in worth
        and worth[row["element"], row["answer"]] != Fraction(row["value"])
    ]
    if found:
        raise InputInvalid(*found[:SHOWN])
