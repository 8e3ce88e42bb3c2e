"""Forms that a schema did not check: every wrong type and every bad word ends in sentences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.catalogue import packaged_catalogue
from audit.domain.errors import AuditError, InputInvalid
from flows.acts.opening import open_audit
from flows.clock import now
from flows.forms.add_evidence import take_evidence
from flows.forms.audit_investee import run_name
from flows.forms.intake import audit_meant, day_in, named_audit, request_from_form
from flows.forms.parameters import ALLEGATIONS, CHECKLISTS, CIRCUMSTANCES, INVESTEE, INVESTMENT
from flows.workplace import Workplace
from tests.factories import CASE, MOMENT, TODAY, reference_request
from tests.flows.conftest import row_counts

FORM: dict[str, Any] = {
    "investee": INVESTEE,
    "investment": INVESTMENT,
    "circumstances": CIRCUMSTANCES,
    "allegations": ALLEGATIONS,
    "checklists": CHECKLISTS,
    "policy": "responsible-investment@1.1.0",
    "analyst": "analyst",
    "prepared_case": CASE,
}
WRONG: list[tuple[str, object]] = [
    (field, value)
    for field in FORM
    for value in (None, 5, "Acme", [], [5], {"a": 1}, True, "a\nb", "a\ud800")
    # These two are of the right type.
    if (field, value) not in (("allegations", []), ("analyst", "Acme"))
]
ITEM: dict[str, object] = {
    "title": "Note",
    "type": "IVT",
    "originator": "A customer",
    "provided_by": "customer",
}
TEXT = {"text": "What was said."}


def test_the_prefilled_form_is_the_reference_request() -> None:
    assert request_from_form(packaged_catalogue(), TODAY, **FORM) == reference_request()


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_type_in_a_form_is_a_sentence_that_names_the_field(
    field: str, value: object
) -> None:
    with pytest.raises(InputInvalid) as refused:
        request_from_form(packaged_catalogue(), TODAY, **FORM | {field: value})
    assert all(problem.where.startswith(field) for problem in refused.value.problems)
    str(refused.value).encode()


@pytest.mark.parametrize("value", [5, None, [], True, "soon", "2027-02-30", "a\0"])
def test_a_day_that_is_none_is_a_sentence(value: object) -> None:
    with pytest.raises(InputInvalid, match="evidence_deadline: "):
        day_in("evidence_deadline", value)


def test_a_day_may_be_left_open() -> None:
    assert day_in("evidence_deadline", " ") is None
    assert day_in("evidence_deadline", "2027-01-31") == date(2027, 1, 31)


@pytest.mark.parametrize("value", [5, None, [], True, "My Audit", "a\0b", "a\ud800", "x" * 5000])
def test_an_audit_that_is_none_is_a_sentence(place: Workplace, value: object) -> None:
    with pytest.raises(AuditError) as refused:
        named_audit(place, "carry_on", value)
    assert len(str(refused.value).splitlines()) == 1


def test_the_only_open_audit_is_meant_when_none_is_named(sqlite_place: Workplace) -> None:
    with pytest.raises(InputInvalid, match="open audits: none"):
        audit_meant(sqlite_place, "")
    audit = open_audit(sqlite_place, reference_request(), MOMENT).id
    assert audit_meant(sqlite_place, "") == audit_meant(sqlite_place, f" {audit} ") == audit


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "audit-AnyVision Interactive Technologies-2026-11-23"),
        ({"investee": INVESTEE}, "audit-AnyVision Interactive Technologies-2026-11-23"),
        ({"investee": {"legal_name": "Acme\n"}}, "audit-Acme\\n-2026-11-23"),
        ({"investee": {"legal_name": 5}}, "audit-5-2026-11-23"),
        ({"investee": {}}, "audit-unnamed-2026-11-23"),
        ({"investee": "Acme"}, "audit-unnamed-2026-11-23"),
        ({"investee": None}, "audit-unnamed-2026-11-23"),
        ({"carry_on": 5}, "audit-5"),
        ({"carry_on": f"{'a' * 40}-2026-11-23-2"}, f"audit-{'a' * 40}-2026-11-23-2"),
    ],
)
def test_a_run_has_a_name_whatever_was_typed(given: dict[str, object], name: str) -> None:
    assert run_name(given, TODAY) == name


WRONG_EVIDENCE: list[tuple[str, object, str]] = [
    ("item", None, "item"),
    ("item", 5, "item"),
    ("content", None, "content"),
    ("content", {"file": "a\0b"}, "file: there is no file"),
    ("claims", None, "claims: it is not a list"),
    ("claims", "A1", "claims: it is not a list"),
    ("claims", [None], r"claims\[1\]"),
    ("audit", 5, "audit: it is not a text"),
    ("audit", None, "audit: it is not a text"),
    ("analyst", None, "analyst: it is not a text"),
    ("analyst", "a\0b", "analyst: "),
    ("item", ITEM | {"title": "a\nb"}, r"item.title: a\\nb has a line break"),
    ("item", ITEM | {"title": " "}, "item.title: it is empty"),
    ("item", ITEM | {"originator": "a\x1bb"}, "item.originator: "),
    ("item", ITEM | {"publisher": "a\u2028b"}, "item.publisher: "),
    ("item", ITEM | {"url": "javascript:alert(1)"}, "item.url: .* is not a web address"),
    ("item", ITEM | {"url": "file:///etc/passwd"}, "item.url: .* is not a web address"),
    ("item", ITEM | {"url": "https://"}, "item.url: .* is not a web address"),
    ("item", ITEM | {"published_on": "soon"}, "item.published_on: soon is not a date"),
    ("item", ITEM | {"published_on": "2026-13"}, "item.published_on: 2026-13 is not a date"),
    (
        "item",
        ITEM | {"published_on": f"{now().date() + timedelta(days=2)}"},
        "item.published_on: .* lies in the future",
    ),
]


@pytest.mark.parametrize(("field", "value", "sentence"), WRONG_EVIDENCE)
def test_wrong_evidence_is_a_sentence_and_nothing_is_written(
    sqlite_place: Workplace, field: str, value: object, sentence: str
) -> None:
    open_audit(sqlite_place, reference_request(), MOMENT)
    before = row_counts(sqlite_place)
    given: dict[str, Any] = {
        "audit": "",
        "item": ITEM,
        "content": TEXT,
        "claims": [],
        "analyst": "analyst",
    }
    with pytest.raises(AuditError, match=sentence):
        take_evidence(sqlite_place, **given | {field: value})
    assert row_counts(sqlite_place) == before


def test_evidence_with_an_address_and_a_date_is_taken(sqlite_place: Workplace) -> None:
    open_audit(sqlite_place, reference_request(), MOMENT)
    item = ITEM | {"url": "https://example.org/a", "published_on": "2019-10"}
    made = take_evidence(sqlite_place, "", item, TEXT, [], "analyst")
    assert (made.url, made.published_on) == ("https://example.org/a", "2019-10")
