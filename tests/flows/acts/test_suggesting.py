"""A person accepts or rejects a passage. Nothing is scored by it, and nothing comes back for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.domain.errors import AuditError, EvidenceUnreadable, InputInvalid, TransitionRefused
from audit.domain.evidence import Relation
from audit.texts.suggestion import Suggestion, Verdict
from flows.acts.fieldwork import collect_evidence
from flows.acts.searching import index_missing
from flows.acts.stages import assess_audit
from flows.acts.suggesting import ACCEPTED_TEXT, decide, decisions_of, suggest
from flows.forms.reaudit import open_reaudit
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request
from tests.flows.acts.test_searching import audit_in, given, path_of
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import row_counts

COUNCIL = (
    b"The works council says that staff can raise concerns about products without fear.\n\n"
    b"Nothing else is known about the yard behind the building, and nobody asked about it either."
)
OTHER = b"Staff who raise concerns live in fear of punishment, a former manager says."
QUESTION = "GOV-06"


@pytest.fixture
def audit(sqlite_place: Workplace) -> str:
    """An open audit with two texts."""
    audit = audit_in(sqlite_place)
    given(sqlite_place, audit, COUNCIL)
    given(sqlite_place, audit, OTHER, title="Other")
    index_missing(sqlite_place, audit, MOMENT)
    return audit


def passages(place: Workplace, audit: str, about: str = QUESTION) -> list[Suggestion]:
    (suggested,) = suggest(place, audit, about)
    return list(suggested.suggestions)


def accept(place: Workplace, audit: str, suggestion: str, reason: str = "") -> None:
    decide(place, audit, suggestion, Verdict.ACCEPTED, "analyst", reason, MOMENT)


def reject(place: Workplace, audit: str, suggestion: str) -> None:
    decide(place, audit, suggestion, Verdict.REJECTED, "analyst", "About a yard.", MOMENT)


def test_the_same_texts_give_the_same_passages_on_both_databases(place: Workplace):
    audit = audit_in(place)
    given(place, audit, COUNCIL)
    given(place, audit, OTHER, title="Other")
    index_missing(place, audit, MOMENT)
    first, again = suggest(place, audit), suggest(place, audit)
    assert first == again
    found = [made.source.item for made in passages(place, audit)]
    assert found == ["E001", "E002"]


def test_an_accepted_passage_is_a_claim_with_its_place_and_words(
    sqlite_place: Workplace, audit: str
):
    (first, other) = passages(sqlite_place, audit)
    accept(sqlite_place, audit, first.id)
    accept(sqlite_place, audit, other.id, "The council's own account.")
    with sqlite_place.reading() as work:
        own, commented = work.fieldwork.load(audit).claims
    assert (own.evidence, own.about, own.relation) == ("E001", QUESTION, Relation.CONTEXT)
    assert own.locator == (
        "lines 1 to 3: “The works council says that staff can raise concerns about products without "
        "fear.”"
    )
    assert commented.text == "The council's own account."
    assert [(d.verdict, d.decided_by, d.decided_at) for d in decisions_of(sqlite_place, audit)] == [
        (Verdict.ACCEPTED, "analyst", MOMENT)
    ] * 2
    assert passages(sqlite_place, audit) == []


def test_a_rejected_text_does_not_come_back_wherever_it_stands(sqlite_place: Workplace, audit: str):
    (first, _) = passages(sqlite_place, audit)
    reject(sqlite_place, audit, first.id)
    # The same words from another outlet.
    given(sqlite_place, audit, COUNCIL + b"\n", title="Reprint")
    index_missing(sqlite_place, audit, MOMENT)
    assert [made.source.item for made in passages(sqlite_place, audit)] == ["E002"]
    with sqlite_place.reading() as work:
        assert work.fieldwork.load(audit).claims == ()


def test_a_decision_is_made_once(sqlite_place: Workplace, audit: str):
    (first, other) = passages(sqlite_place, audit)
    accept(sqlite_place, audit, first.id)
    reject(sqlite_place, audit, other.id)
    counts = row_counts(sqlite_place)
    accept(sqlite_place, audit, first.id, "Said otherwise.")
    assert row_counts(sqlite_place) == counts
    with pytest.raises(TransitionRefused, match="was rejected by analyst"):
        accept(sqlite_place, audit, other.id)
    assert row_counts(sqlite_place) == counts


def test_accepting_changes_no_answer_no_score_and_no_recommendation(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    index_missing(sqlite_place, audit, MOMENT)
    _, before = assess_audit(sqlite_place, audit, MOMENT)
    made = [entry.suggestions[0] for entry in suggest(sqlite_place, audit) if entry.suggestions]
    assert {"A1", "CUS-01"} <= {suggestion.about for suggestion in made}
    for suggestion in made:
        accept(sqlite_place, audit, suggestion.id)
    _, after = assess_audit(sqlite_place, audit, MOMENT)
    assert len(after.fieldwork.claims) == len(before.fieldwork.claims) + len(made)
    assert after.fieldwork.answers == before.fieldwork.answers
    assert after.assessment == before.assessment


def test_what_was_decided_holds_in_the_audit_that_follows(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    index_missing(sqlite_place, audit, MOMENT)
    accepted, rejected, *_ = passages(sqlite_place, audit, "A1")
    accept(sqlite_place, audit, accepted.id)
    reject(sqlite_place, audit, rejected.id)
    follow(sqlite_place, audit)
    later = MOMENT + timedelta(days=365)
    with sqlite_place.reading() as work:
        (due,) = work.audits.due(later.date())
    again = open_reaudit(sqlite_place, due, later)
    collect_evidence(sqlite_place, again.id, later)
    index_missing(sqlite_place, again.id, later)
    with sqlite_place.reading() as work:
        carried = [c for c in work.fieldwork.load(again.id).claims if c.text == ACCEPTED_TEXT]
    assert [claim.evidence for claim in carried] == [accepted.source.item]
    texts = [made.text for made in passages(sqlite_place, again.id, "A1")]
    assert texts
    assert not {accepted.text, rejected.text} & set(texts)


def test_the_same_item_handed_in_again_is_still_the_same(sqlite_place: Workplace, audit: str):
    (first, _) = passages(sqlite_place, audit)
    accept(sqlite_place, audit, first.id)
    assert given(sqlite_place, audit, COUNCIL).id == "E001"


def test_who_decides_took_part_in_the_fieldwork(sqlite_place: Workplace, audit: str):
    reject(sqlite_place, audit, passages(sqlite_place, audit)[0].id)
    with sqlite_place.reading() as work:
        assert "analyst" in work.fieldwork.people(audit)


@pytest.mark.parametrize(
    "change", ["", "GOV-06", "GOV-06/E001", "GOV-06/E001/1/1/00000000", "a/b/c/d/e", "/" * 20, "\x00/\x00",
               f"GOV-06/E001/{'9' * 40}/1/0", "GOV-06/E001/²/1/0", "GOV-06/E\ud800/1/1/0"]
)  # fmt: skip
def test_what_is_no_suggestion_is_said(sqlite_place: Workplace, audit: str, change: str):
    with pytest.raises(AuditError, match=f"There is no suggestion .* in audit {audit}; "):
        accept(sqlite_place, audit, change)


def test_a_suggestion_of_another_audit_is_none_of_this_one(sqlite_place: Workplace, audit: str):
    other = to_sign_off(sqlite_place, reference_request())
    index_missing(sqlite_place, other, MOMENT)
    foreign = suggest(sqlite_place, other, "A1")[0].suggestions[0]
    with pytest.raises(AuditError, match="There is no suggestion"):
        accept(sqlite_place, audit, foreign.id)


def test_an_item_whose_bytes_changed_is_refused_with_its_digest(
    sqlite_place: Workplace, audit: str
):
    (first, _) = passages(sqlite_place, audit)
    with sqlite_place.reading() as work:
        item = work.fieldwork.evidence(audit, "E001")
    path_of(sqlite_place, item).chmod(0o600)
    path_of(sqlite_place, item).write_bytes(b"Forged.")
    counts = row_counts(sqlite_place)
    with pytest.raises(EvidenceUnreadable, match=item.sha256):
        accept(sqlite_place, audit, first.id)
    assert row_counts(sqlite_place) == counts


def test_only_an_analyst_decides_and_only_while_the_record_is_open(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    index_missing(sqlite_place, audit, MOMENT)
    first = suggest(sqlite_place, audit, "A1")[0].suggestions[0]
    for nobody in ("reviewer", "nobody", ""):
        with pytest.raises(InputInvalid, match="is not a registered analyst"):
            decide(sqlite_place, audit, first.id, Verdict.ACCEPTED, nobody, "", MOMENT)
    follow(sqlite_place, audit)
    with pytest.raises(TransitionRefused, match="signed off and its record is closed"):
        accept(sqlite_place, audit, first.id)


def test_a_question_that_is_not_asked_is_said(sqlite_place: Workplace, audit: str):
    with pytest.raises(InputInvalid, match="GOV-6 is not a question or an allegation"):
        suggest(sqlite_place, audit, "GOV-6")
