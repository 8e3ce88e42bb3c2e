"""What a report says of a source: nothing that would tell who a protected one is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from audit.domain import collection
from audit.domain.collection import Confidentiality, Handling
from audit.domain.evidence import Claim, EvidenceItem, Relation
from audit.domain.truth import YesNo
from reports.assemble import assemble
from reports.assembly.sources import handling_words, shown_originators
from tests.factories import reference_fieldwork, reference_request, review_record, signed

SECRETS = (
    "Maria Lopez",
    "Lopez Family",
    "Cafe Central",
    "maria.example",
    "residence permit",
    "by phone",
)
TOLD = collection.Testimony(
    role="A former engineer",
    protected=True,
    consent=YesNo.YES,
    language="he",
    interpreter="",
    place="Cafe Central",
    held_on=date(2026, 11, 20),
    risk="residence permit",
    recorded_by="analyst",
)
CARE = Handling(Confidentiality.SECRET, consent="by phone", witness_safety="residence permit")


def told(*, protected: bool) -> EvidenceItem:
    """An item that somebody filled with names, in every field that has room for one."""
    item = reference_fieldwork().evidence[0]
    return replace(
        item,
        id="E900",
        title="Interview with Maria Lopez",
        publisher="Lopez Family",
        author="Maria Lopez",
        originator="Maria Lopez",
        url="https://maria.example/a",
        handling="Maria Lopez lives near Cafe Central",
        testimony=replace(TOLD, protected=protected),
        protection=CARE,
    )


def claim() -> Claim:
    return Claim(
        "E900", "A1", Relation.SUPPORTS, "It was live.", "line 2", originator="Maria Lopez"
    )


def test_nothing_in_a_report_names_a_protected_source():
    work = reference_fieldwork()
    work = replace(
        work,
        evidence=(*work.evidence, told(protected=True)),
        claims=(*work.claims, claim()),
    )
    report = assemble(signed(review_record(reference_request(), work)))
    shown = repr(report)
    for secret in SECRETS:
        assert secret not in shown
    (row,) = [row for row in report.evidence.rows if row.id == "E900"]
    assert (row.title, row.source) == (
        "Testimony: A former engineer",
        "first reported by A former engineer",
    )
    assert row.handling == (
        "Protected source, shown by role only; confidentiality: secret; consent was given"
    )
    assert row.claims[0].told_by == ""


def test_an_open_source_is_shown_with_its_care():
    item = told(protected=False)
    said = handling_words(item)
    assert said.startswith("Maria Lopez lives near Cafe Central; confidentiality: secret; ")
    assert "consent: by phone; safety: residence permit" in said
    assert handling_words(replace(item, handling="", protection=None)) == ""


@pytest.mark.parametrize("spelling", ["Maria Lopez", "maria  LOPEZ"])
def test_an_originator_known_from_protected_testimony_alone_is_a_role(spelling: str):
    hidden, known = told(protected=True), told(protected=False)
    assert shown_originators([spelling, "A paper"], [hidden]) == ("A former engineer", "A paper")
    assert shown_originators([spelling], [hidden, known]) == (spelling,)
