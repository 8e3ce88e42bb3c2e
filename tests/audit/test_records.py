"""A record and its canonical text say the same, and a text that says anything else is refused."""

from __future__ import annotations

import json
import timeit
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.answer import (
    Answer,
    AnswerState,
    NotApplicable,
    SearchLog,
    Unknown,
    UnknownKind,
    Valued,
)
from audit.domain.audit import OpenedAudit, VersionDigest
from audit.domain.bounds import Bounds
from audit.domain.condition import AllOf, AnyOf, AtLeast, Below, Condition, Is, Not, Shown
from audit.domain.decision import ReviewTier
from audit.domain.errors import AuditError
from audit.domain.evidence import Credibility, Grade, Reliability
from audit.domain.fieldwork import Fieldwork
from audit.domain.terms import Terms
from audit.domain.truth import YesNo
from audit.records import digest, from_json, kind_of, to_json
from audit.state.repository.current import ANY_TERMS
from tests.factories import (
    MOMENT,
    reference_dossier,
    reference_fieldwork,
    reference_request,
    small_dossier,
)
from tests.terms import EACH


def opened() -> OpenedAudit:
    request = reference_request()
    used = VersionDigest("core", "1.0.0", "a" * 64)
    return OpenedAudit(
        "a-1", "key", MOMENT, request, digest(request), (used,), used, "", date(2026, 12, 24)
    )


@pytest.mark.parametrize("terms", EACH, ids=kind_of)
def test_terms_come_back_as_their_own_kind(terms: Terms):
    text = to_json(terms, Terms)
    assert json.loads(text)["kind"] == kind_of(terms)
    assert from_json(ANY_TERMS, text) == terms
    work = replace(reference_fieldwork(), terms=(terms,))
    assert from_json(Fieldwork, to_json(work)) == work


def test_a_record_written_before_there_were_terms_still_reads():
    document = json.loads(to_json(reference_dossier()))
    del document["record"]["fieldwork"]["terms"]
    del document["decision"]["terms"]
    for change in document["decision"]["policy_changes"]:
        del change["effective_on"]
    read = from_json(Dossier, json.dumps(document))
    assert read.record.fieldwork.terms == read.decision.terms == ()
    assert read.decision.policy_changes == reference_dossier().decision.policy_changes


def answer(state: AnswerState) -> Answer:
    return Answer("Q-01", state, "Because.", ("E001",), "analyst", MOMENT)


@pytest.mark.parametrize(
    "record",
    [
        opened(),
        reference_fieldwork(),
        reference_dossier().record,
        reference_dossier(),
        small_dossier(),
    ],
    ids=["opened audit", "fieldwork", "review record", "dossier", "dossier of little"],
)
def test_a_record_comes_back_as_it_was(record: OpenedAudit | Fieldwork | ReviewRecord | Dossier):
    text = to_json(record)
    back = from_json(type(record), text)

    assert back == record
    assert repr(back) == repr(record), "a word of an enum equals its text, but is not the same"
    assert to_json(back) == text


@pytest.mark.parametrize(
    "state",
    [
        Valued("met"),
        NotApplicable("No such product.", "reviewer"),
        Unknown(UnknownKind.ASKED_AND_REFUSED),
        Unknown(
            UnknownKind.SEARCHED_NOT_FOUND,
            search=SearchLog(("q",), ("register",), ("en", "he"), date(2026, 1, 31)),
        ),
    ],
)
def test_every_kind_of_answer_comes_back(state: AnswerState):
    assert repr(from_json(Answer, to_json(answer(state)))) == repr(answer(state))


words = st.builds(Is, st.text(), st.sampled_from(YesNo))
quantities = st.builds(AtLeast, st.text(), st.fractions()) | st.builds(
    Below, st.text(), st.fractions()
)


def nested(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    lists = st.lists(parts, max_size=3).map(tuple)
    return (
        st.builds(AllOf, lists)
        | st.builds(AnyOf, lists)
        | st.builds(Not, parts)
        | st.builds(Shown, parts)
    )


@given(st.recursive(words | quantities, nested, max_leaves=8))
def test_every_condition_comes_back(condition: Condition):
    tier = ReviewTier("t", "Tier", condition, 12, "", "")

    assert repr(from_json(ReviewTier, to_json(tier))) == repr(tier)


def test_the_text_is_canonical():
    assert to_json(answer(Unknown(UnknownKind.CONFLICTING, "Übersicht fehlt"))) == (
        '{"answered_at":"2026-11-23T09:00:00Z","answered_by":"analyst","carried_from":"",'
        '"evidence":["E001"],"question":"Q-01","rationale":"Because.",'
        '"state":{"kind":"unknown","limitation":"Übersicht fehlt","search":null,"why":"conflicting"}}'
    )
    assert to_json(Bounds.between(Fraction(3, 4), 2)) == '{"highest":"2","lowest":"3/4"}'
    assert to_json(Grade(Reliability.B, Credibility.PROBABLY_TRUE)) == (
        '{"credibility":"2","reliability":"B"}'
    )


def test_the_same_moment_has_the_same_text_in_every_time_zone():
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert digest(replace(answer(Valued("met")), answered_at=elsewhere)) == digest(
        answer(Valued("met"))
    )


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="has no time zone"):
        to_json(replace(answer(Valued("met")), answered_at=MOMENT.replace(tzinfo=None)))


def test_a_moment_where_a_day_is_meant_is_refused():
    with pytest.raises(TypeError, match="where a day is meant"):
        to_json(replace(opened(), evidence_deadline=datetime(2026, 1, 31, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"surprise": 1}, r"extra fields found \(surprise\)"),
        ({"rationale": 3}, r"3 is not a str @ \$.rationale"),
        ({"evidence": "E001"}, r"'E001' is not a list @ \$.evidence"),
        ({"evidence": ["E001", 2]}, r"2 is not a str @ \$.evidence\[1\]"),
        ({"answered_at": "2026-11-23T09:00:00"}, r"not a moment in UTC .* @ \$.answered_at"),
        ({"answered_at": "2026-11-23T10:00:00+01:00"}, "not a moment in UTC"),
        (
            {"state": {"kind": "perhaps"}},
            "'perhaps' and not one of valued, not_applicable, unknown",
        ),
        ({"state": {"value": "met"}}, '"kind" is None'),
        ({"state": {"kind": "unknown", "why": "mood"}}, "'mood' is not a valid UnknownKind"),
        ({"state": {"kind": "valued", "value": "met", "note": ""}}, "extra fields found"),
        ({"state": "met"}, r"\$.state"),
    ],
)
def test_a_text_that_says_anything_else_is_refused(change: dict[str, object], said: str):
    text = json.dumps(json.loads(to_json(answer(Valued("met")))) | change)

    with pytest.raises(AuditError, match=said):
        from_json(Answer, text)


@pytest.mark.parametrize("lowest", ["0.5", "2/4", 1, 0.5, "1e3", " 1", None])
def test_an_inexact_or_second_way_to_write_a_number_is_refused(lowest: object):
    with pytest.raises(AuditError, match="lowest"):
        from_json(Bounds, json.dumps({"lowest": lowest, "highest": "5000"}))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '"a"', "{}"])
def test_a_text_that_is_no_record_is_refused(text: str):
    with pytest.raises(AuditError, match="not a readable Answer"):
        from_json(Answer, text)


def test_a_missing_key_is_named():
    record = json.loads(to_json(answer(Valued("met"))))
    del record["rationale"]

    with pytest.raises(AuditError, match=r"required field missing @ \$.rationale"):
        from_json(Answer, json.dumps(record))


def test_a_dossier_of_three_checklists_is_written_and_read_at_once():
    dossier = reference_dossier()

    def there_and_back() -> object:
        return from_json(Dossier, to_json(dossier))

    assert min(timeit.repeat(there_and_back, number=1, repeat=4)) < 0.1
