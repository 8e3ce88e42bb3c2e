"""Interviews and site visits: evidence with care, and a protected person named in no record or report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from audit.domain.errors import AuditError, InputInvalid
from audit.domain.evidence import EvidenceItem
from audit.domain.truth import YesNo
from audit.records import to_json
from flows.acts.stages import assess_audit
from flows.acts.testimonies import WITHHELD
from flows.forms.add_testimony import take_testimony
from flows.workplace import Workplace
from reports.assemble import assemble
from tests.factories import MOMENT, signed, small_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import inbox_folder, row_counts

SAID = {
    "kind": "interview_staff",
    "role": "A former engineer",
    "protected": True,
    "label": "source 2",
    "consent": "yes",
    "consent_to": "to be quoted by role",
    "language": "he",
    "interpreter": "A friend of the lawyer",
    "place": "in a cafe near the plant",
    "held_on": "2026-11-20",
    "risk": "could lose the residence permit",
}
NOTES = {"text": "Notes.\nThe cameras were live.", "file": ""}
CLAIM = {
    "about": "GOV-01",
    "relation": "supports",
    "text": "The cameras were live.",
    "locator": "line 2",
}


def taken(
    place: Workplace, said: Mapping[str, object] = SAID, claims: object = (CLAIM,), **notes: str
) -> tuple[str, EvidenceItem]:
    audit = to_sign_off(place, small_request())
    return audit, take_testimony(place, audit, dict(said), NOTES | notes, list(claims), "analyst")  # type: ignore[call-overload]


def refusals(at: Workplace, **more: object) -> list[str]:
    claims = more.pop("claims", (CLAIM,))
    audit = to_sign_off(at, small_request())
    counts = row_counts(at)
    with pytest.raises(InputInvalid) as found:
        take_testimony(at, audit, SAID | more, NOTES, list(claims), "analyst")  # type: ignore[call-overload]
    assert row_counts(at) == counts
    return str(found.value).splitlines()


def test_an_interview_is_evidence_with_its_testimony_and_its_care(place: Workplace):
    audit, item = taken(place, SAID | {"protected": False, "no_name": False})
    assert (item.type, item.independent, item.language) == ("IVE", False, "he")
    assert item.testimony is not None
    assert (item.testimony.role, item.testimony.consent) == ("A former engineer", YesNo.YES)
    assert item.testimony.place == "in a cafe near the plant"
    assert item.testimony.held_on.isoformat() == "2026-11-20"
    assert item.testimony.recorded_by == "analyst"
    assert item.protection is not None
    assert item.protection.witness_safety == "could lose the residence permit"
    assert place.evidence.read(item.sha256) == NOTES["text"].encode()
    with place.reading() as work:
        (claim,) = [c for c in work.fieldwork.load(audit).claims if c.evidence == item.id]
    assert (claim.about, claim.locator) == ("GOV-01", "line 2")


@pytest.mark.parametrize(
    ("kind", "code", "independent"),
    [
        ("interview_staff", "IVE", False),
        ("interview_other", "IVT", True),
        ("site_visit", "SIT", True),
    ],
)
def test_each_kind_has_its_type(sqlite_place: Workplace, kind: str, code: str, independent: bool):
    _, item = taken(sqlite_place, SAID | {"kind": kind})
    assert (item.type, item.independent) == (code, independent)


def test_what_could_tell_who_it_was_stands_in_no_record(sqlite_place: Workplace):
    _, item = taken(sqlite_place)
    record = to_json(item)
    for secret in ("cafe", "residence permit", "lawyer", "quoted by role"):
        assert secret not in record
    assert item.testimony is not None
    assert item.testimony.place == item.testimony.risk == WITHHELD
    (kept,) = item.derivatives
    assert "in a cafe near the plant" in sqlite_place.evidence.read(kept.sha256).decode()


def test_a_report_shows_a_protected_source_by_role_only(sqlite_place: Workplace):
    audit, item = taken(sqlite_place)
    _, record = assess_audit(sqlite_place, audit, MOMENT + timedelta(days=1))
    report = assemble(signed(record))
    (row,) = [row for row in report.evidence.rows if row.id == item.id]
    assert row.title == "Testimony: A former engineer"
    assert row.source == "first reported by A former engineer"
    assert row.handling == (
        "Protected source, shown by role only; confidentiality: confidential; consent was given"
    )
    for secret in ("cafe", "residence permit", "lawyer"):
        assert secret not in repr(report)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("role", "Maria Lopez, engineer", "role: “Maria Lopez” looks like a name"),
        ("role", "Dr. Cohen", "role: “Dr. Cohen” names somebody"),
        ("place", "at maria@x.example", "place: “maria@x.example” names somebody"),
        ("risk", "call +49 30 1234567", "risk: “+49 30 1234567” names somebody"),
        ("interpreter", "Ann-Marie O'Neill Smith", "interpreter: “Ann-Marie” looks like a name"),
        ("label", "Émile Zola", "label: “Émile Zola” looks like a name"),
    ],
)
def test_a_name_of_a_protected_person_is_refused(
    sqlite_place: Workplace, field: str, text: str, said: str
):
    assert refusals(sqlite_place, **{field: text})[0].startswith(said)


def test_a_name_in_a_claim_is_refused_and_a_tick_lets_other_names_pass(sqlite_place: Workplace):
    claim = CLAIM | {"text": "West Bank cameras were live."}
    (said,) = refusals(sqlite_place, claims=(claim,))
    assert said == (
        "claims[1]: “West Bank” looks like a name, and the source is protected; write a role, or "
        "tick that it names nobody."
    )
    _, item = taken(sqlite_place, SAID | {"no_name": True}, (claim,))
    assert item.id
    assert refusals(sqlite_place, no_name=True, role="Mr Lopez")[0].startswith("role: “Mr Lopez”")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"consent": "no"}, "consent: nothing is recorded of somebody who did not agree to it"),
        (
            {"consent": "unknown"},
            "consent: of a protected person nothing is recorded without known",
        ),
        ({"confidentiality": "public"}, "confidentiality: a protected source is not public"),
        ({"held_on": "2099-01-01"}, "held on: 2099-01-01 lies in the future"),
        ({"held_on": ""}, "held on: it is empty; enter the day."),
        ({"held_on": "yesterday"}, "held on: yesterday is not a day"),
        ({"role": " "}, "role: it is empty"),
        ({"place": "a\nb"}, "place: a\\nb has a line break"),
        ({"kind": "chat"}, "testimony.kind: input should be 'interview_staff'"),
        ({"name": "Maria"}, "testimony.name: extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_recorded_is_one_sentence(
    sqlite_place: Workplace, more: dict[str, object], said: str
):
    assert refusals(sqlite_place, **more)[0].startswith(said)


def test_a_claim_about_nothing_known_is_refused(sqlite_place: Workplace):
    (said,) = refusals(sqlite_place, claims=(CLAIM | {"about": "A77"},))
    assert said.startswith("claims[1].about: A77 is not an allegation or a question of this audit")


def test_notes_come_as_a_text_or_from_the_inbox(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, small_request())
    (inbox_folder(sqlite_place, audit) / "notes.txt").write_bytes(b"In the file.")
    words = {"text": "", "file": "notes.txt"}
    item = take_testimony(sqlite_place, audit, SAID, words, [], "analyst")
    assert sqlite_place.evidence.read(item.sha256) == b"In the file."
    for text, file in (("", ""), ("a", "notes.txt")):
        with pytest.raises(InputInvalid, match="notes: give either a text or a file"):
            take_testimony(sqlite_place, audit, SAID, {"text": text, "file": file}, [], "analyst")
    with pytest.raises(AuditError, match="nobody"):
        take_testimony(sqlite_place, audit, SAID, NOTES, [], "nobody")
