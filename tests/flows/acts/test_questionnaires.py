"""A questionnaire in an audit: sent once, taken in whole, and recorded only where an analyst does so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from audit.custody.event import CustodyKind
from audit.custody.ledger import verify
from audit.domain.answer import (
    Answer,
    NotApplicable,
    NotApplicableGround,
    Unknown,
    UnknownKind,
    Valued,
)
from audit.domain.errors import AuditError, InputInvalid, TransitionRefused
from audit.domain.evidence import ProvidedBy
from audit.domain.questionnaire import GivenAnswer, Returned
from audit.questionnaire import cover
from audit.questionnaire.plan import sent_workbook
from audit.questionnaire.writing import write_workbook
from audit.scoring.support import Standing
from flows.acts.given_answers import given_lines, note_given, notes_file, record_given
from flows.acts.questionnaires import Asking, SentFile, kept_copy, send_questionnaire, take_workbook
from flows.acts.registers import standing_of
from flows.acts.returns import METHOD, provider_in
from flows.workplace import Workplace
from tests.audit.questionnaire.builders import edited, filled
from tests.factories import ANALYST, MOMENT, REVIEWER, reference_request, small_request
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import row_counts

LATER = MOMENT + timedelta(days=3)
DUE = date(2026, 12, 20)
MET = GivenAnswer("GOV-01", "MET", "=1+1\nWe have a policy. שלום", "policy.pdf")
REFUSED = GivenAnswer("GOV-02", refusal="Secret by law.")
APART = GivenAnswer("GOV-03", ground="no_such_activity", ground_reason="We sell nothing.")


def sent(place: Workplace, asking: Asking | None = None) -> SentFile:
    audit = to_sign_off(place, small_request())
    return send_questionnaire(place, audit, asking or Asking(sections=("GOV",)), ANALYST, MOMENT)


def back(made: SentFile, *answers: GivenAnswer) -> bytes:
    """The workbook filled in with these answers."""
    asked = made.sent.asked
    by_id = {answer.question: answer for answer in answers}
    given = tuple(by_id.get(q.id, GivenAnswer(q.id)) for q in asked.questions)
    there = Returned(asked.id, "", given, "Legal", "English", "2026-12-01", "", MOMENT)
    return write_workbook(sent_workbook(asked, there), MOMENT)


def answers_of(place: Workplace, audit: str) -> dict[str, Answer]:
    with place.reading() as work:
        return {answer.question: answer for answer in work.fieldwork.load(audit).answers}


def test_sending_keeps_the_bytes_and_says_who_asked_whom(place: Workplace):
    made = sent(place, Asking("Head of legal", ("GOV", "REM"), answer_by=DUE))
    asked = made.sent.asked
    assert [section.id for section in asked.sections] == ["GOV", "REM"]
    assert (asked.id, asked.sent_to, asked.answer_by) == ("Q1", "Head of legal", DUE)
    assert place.evidence.read(made.sent.file_sha256) == made.content
    with place.reading() as work:
        assert work.questionnaires.sent(asked.audit) == (made.sent,)
        events = work.ledger.events(asked.audit)
    verify(events)
    last = events[-1]
    assert (last.kind, last.item, last.item_digest, last.actor) == (
        CustodyKind.EXPORTED,
        "Q1",
        sha256(made.content).hexdigest(),
        ANALYST,
    )
    assert (
        last.reason == f"Questionnaire with {len(asked.questions)} questions, sent to Head of legal"
    )


def test_the_same_again_is_the_same_and_anything_else_is_the_next(sqlite_place: Workplace):
    made = sent(sqlite_place)
    audit, counts = made.sent.asked.audit, row_counts(sqlite_place)
    again = send_questionnaire(sqlite_place, audit, Asking(sections=("GOV",)), ANALYST, LATER)
    assert (again.sent, again.content, again.fresh) == (made.sent, made.content, False)
    assert row_counts(sqlite_place) == counts
    other = send_questionnaire(sqlite_place, audit, Asking("Sales", ("GOV",)), ANALYST, LATER)
    assert (other.sent.asked.id, other.fresh) == ("Q2", True)


def test_what_is_asked_is_about_the_investee_and_may_apply(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    whole = send_questionnaire(sqlite_place, audit, Asking(), ANALYST, MOMENT).sent.asked
    assert "INV" not in [section.id for section in whole.sections]
    assert all(question.asked_when for question in whole.questions)
    some = send_questionnaire(
        sqlite_place, audit, Asking(only_open=True), ANALYST, MOMENT
    ).sent.asked
    assert 0 < len(some.questions) < len(whole.questions)
    leverage = send_questionnaire(sqlite_place, audit, Asking(sections=("INV",)), ANALYST, MOMENT)
    assert leverage.sent.asked.questions


@pytest.mark.parametrize(
    ("asking", "sentence"),
    [
        (
            Asking(sections=("GOW",)),
            "GOW is no section of this audit's checklists; did you mean GOV?",
        ),
        (Asking(answer_by=date(2020, 1, 1)), "2020-01-01 has passed; give a day to come."),
        (Asking(sent_to="a\nb"), "has a line break or a control character"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    sqlite_place: Workplace, asking: Asking, sentence: str
):
    audit = to_sign_off(sqlite_place, small_request())
    counts = row_counts(sqlite_place)
    with pytest.raises(InputInvalid) as found:
        send_questionnaire(sqlite_place, audit, asking, ANALYST, MOMENT)
    assert sentence in str(found.value)
    assert row_counts(sqlite_place) == counts


def test_what_came_back_is_evidence_and_no_answer_of_the_audit(place: Workplace):
    made = sent(place)
    audit = made.sent.asked.audit
    before = answers_of(place, audit)
    content = back(made, MET, REFUSED, APART)
    taken = take_workbook(place, audit, content, ANALYST, LATER, name="back.xlsx")
    item = taken.item
    assert item is not None
    assert taken.returned is not None
    assert (item.type, item.provided_by, item.independent) == ("ATT", ProvidedBy.INVESTEE, False)
    assert (item.originator, item.method) == ("Small Sensors Ltd", METHOD)
    assert place.evidence.read(item.sha256) == content
    assert taken.returned.answers[:3] == (MET, REFUSED, APART)
    assert taken.returned.answered_by == "Legal"
    assert answers_of(place, audit) == before
    counts = row_counts(place)
    again = take_workbook(place, audit, content, ANALYST, LATER + timedelta(days=1))
    assert (again.item, again.returned, again.fresh) == (item, taken.returned, False)
    assert row_counts(place) == counts


def test_recorded_answers_cite_the_workbook_and_are_capped(place: Workplace):
    made = sent(place)
    audit = made.sent.asked.audit
    taken = take_workbook(place, audit, back(made, MET, REFUSED, APART), ANALYST, LATER)
    done = record_given(place, audit, ANALYST, LATER)
    assert done.recorded == tuple(question.id for question in made.sent.asked.questions)
    assert (done.kept, done.awaited) == ((), ())
    answers = answers_of(place, audit)
    assert taken.item is not None
    assert all(answer.evidence == (taken.item.id,) for answer in answers.values())
    assert answers["GOV-01"].state == Valued("MET")
    assert answers["GOV-01"].rationale == (
        "Small Sensors Ltd answers in questionnaire Q1: “=1+1 We have a policy. שלום”. "
        "Files named: policy.pdf."
    )
    assert answers["GOV-02"].state == Unknown(UnknownKind.ASKED_AND_REFUSED)
    assert answers["GOV-03"].state == NotApplicable(
        "We sell nothing.", ground=NotApplicableGround.NO_SUCH_ACTIVITY
    )
    assert answers["GOV-04"].state == Unknown(UnknownKind.ASKED_NO_ANSWER)
    (capped,) = standing_of(place, audit, ["GOV-01"])
    assert capped.standing is Standing.CAPPED
    assert "management statement alone" in capped.because
    counts = row_counts(place)
    record_given(place, audit, ANALYST, LATER)
    assert row_counts(place) == counts


def test_an_answer_from_other_evidence_stays_unless_it_is_named(sqlite_place: Workplace):
    made = sent(sqlite_place)
    audit = made.sent.asked.audit
    own = Answer("GOV-01", Valued("WEAK"), "We looked.", (), ANALYST, MOMENT)
    with sqlite_place.work() as work:
        work.fieldwork.add_answer(audit, own)
        work.commit()
    take_workbook(sqlite_place, audit, back(made, MET), ANALYST, LATER)
    done = record_given(sqlite_place, audit, ANALYST, LATER)
    assert done.kept == ("GOV-01",)
    assert answers_of(sqlite_place, audit)["GOV-01"] == own
    named = record_given(sqlite_place, audit, ANALYST, LATER, ["GOV-01"])
    assert (named.recorded, named.kept) == (("GOV-01",), ())
    assert answers_of(sqlite_place, audit)["GOV-01"].state == Valued("MET")
    with pytest.raises(InputInvalid, match="GOW-01 was not asked in a questionnaire of this audit"):
        record_given(sqlite_place, audit, ANALYST, LATER, ["GOW-01"])


def test_a_later_file_replaces_what_came_back_before(sqlite_place: Workplace):
    made = sent(sqlite_place)
    audit = made.sent.asked.audit
    take_workbook(sqlite_place, audit, back(made, MET), ANALYST, LATER)
    record_given(sqlite_place, audit, ANALYST, LATER)
    second = take_workbook(
        sqlite_place, audit, back(made, replace(MET, answer="PARTLY")), ANALYST, LATER
    )
    assert second.fresh
    record_given(sqlite_place, audit, ANALYST, LATER)
    assert answers_of(sqlite_place, audit)["GOV-01"].state == Valued("PARTLY")
    first = take_workbook(sqlite_place, audit, back(made, MET), ANALYST, LATER)
    assert first.fresh
    assert given_lines(sqlite_place, audit, LATER.date())[0].given == MET


def test_nothing_back_is_no_answer_only_after_its_day(sqlite_place: Workplace):
    made = sent(sqlite_place, Asking(sections=("GOV",), answer_by=DUE))
    audit = made.sent.asked.audit
    assert record_given(sqlite_place, audit, ANALYST, LATER).recorded == ()
    done = record_given(sqlite_place, audit, ANALYST, MOMENT + timedelta(days=60))
    assert "GOV-01" in done.recorded
    answer = answers_of(sqlite_place, audit)["GOV-01"]
    assert answer.state == Unknown(UnknownKind.ASKED_NO_ANSWER)
    assert answer.rationale.endswith("to be answered by 2026-12-20; nothing came back.")


def test_workbooks_that_do_not_belong_here_change_nothing(sqlite_place: Workplace):
    made = sent(sqlite_place)
    audit = made.sent.asked.audit
    other = to_sign_off(sqlite_place, reference_request())
    counts = row_counts(sqlite_place)
    filled_in = back(made, MET)
    reworded = filled({"B3": "Is it not?"}, filled_in)
    refusals = [
        (other, filled_in, f"it belongs to the audit {audit} and not to {other}"),
        (audit, made.content, "it is Q1 as it was sent, with nothing filled in"),
        (audit, edited(made.content, {}), "it is Q1 as it was sent, with nothing filled in"),
        (audit, reworded, "a locked text is not as it was sent"),
        (audit, b"nothing", "it is no XLSX workbook"),
        (audit, filled({"F3": "MEAT"}, filled_in), "did you mean MET?"),
    ]
    for where, content, sentence in refusals:
        with pytest.raises(InputInvalid, match="back") as found:
            take_workbook(sqlite_place, where, content, ANALYST, LATER, name="back.xlsx")
        assert sentence in str(found.value)
    with pytest.raises(InputInvalid, match="not a registered analyst"):
        take_workbook(sqlite_place, audit, filled_in, REVIEWER, LATER)
    assert row_counts(sqlite_place) == counts


def test_a_signed_record_is_closed(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, reference_request())
    made = send_questionnaire(sqlite_place, audit, Asking(), ANALYST, MOMENT)
    follow(sqlite_place, audit, LATER)
    for act in (
        lambda: send_questionnaire(sqlite_place, audit, Asking("Legal"), ANALYST, LATER),
        lambda: take_workbook(sqlite_place, audit, back(made, MET), ANALYST, LATER),
        lambda: record_given(sqlite_place, audit, ANALYST, LATER),
    ):
        with pytest.raises(TransitionRefused, match="its record is closed"):
            act()


def test_notes_stand_beside_what_was_given(place: Workplace):
    made = sent(place)
    audit = made.sent.asked.audit
    take_workbook(place, audit, back(made, MET, REFUSED), ANALYST, LATER)
    note_given(place, audit, "GOV-01", "Not convincing.", REVIEWER, LATER)
    content = notes_file(place, audit, "Q1", LATER)
    noted = filled({"J4": "Which law?"}, content)
    taken = take_workbook(place, audit, noted, REVIEWER, LATER)
    (note,) = taken.notes
    assert (note.question, note.text, note.noted_by) == ("GOV-02", "Which law?", REVIEWER)
    first, second, *_ = given_lines(place, audit, LATER.date())
    assert (first.given, second.given) == (MET, REFUSED)
    assert first.note is not None
    assert first.note.text == "Not convincing."
    assert second.note == note
    assert not take_workbook(place, audit, noted, REVIEWER, LATER).fresh
    note_given(place, audit, "GOV-01", "", REVIEWER, LATER)
    assert given_lines(place, audit, LATER.date())[0].note is None


def test_there_are_no_notes_before_something_came_back(sqlite_place: Workplace):
    audit = sent(sqlite_place).sent.asked.audit
    with pytest.raises(InputInvalid, match="nothing came back for Q1 yet"):
        notes_file(sqlite_place, audit, "Q1", LATER)
    with pytest.raises(AuditError, match="There is no questionnaire"):
        notes_file(sqlite_place, audit, "Q7", LATER)


def test_a_copy_never_replaces_another_file(sqlite_place: Workplace, tmp_path: Path):
    made = sent(sqlite_place)
    path = kept_copy(sqlite_place, made)
    assert path.read_bytes() == made.content
    assert kept_copy(sqlite_place, made) == path
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"mine")
    with pytest.raises(InputInvalid, match="there is another file of this name"):
        kept_copy(sqlite_place, made, other)
    with pytest.raises(InputInvalid, match="the file cannot be written"):
        kept_copy(sqlite_place, made, tmp_path / "none" / "a.xlsx")


def test_who_handed_it_over_is_a_known_word():
    assert provider_in("x", "civil society") is ProvidedBy.CIVIL_SOCIETY
    with pytest.raises(InputInvalid, match=r"x: investe is none .* did you mean investee\?"):
        provider_in("x", "investe")


def test_what_was_sent_by_an_earlier_version_in_other_words_is_taken_back(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch
):
    made = sent(sqlite_place)
    content = back(made, MET)
    monkeypatch.setattr(cover, "HOW", tuple(f"{line} Please." for line in cover.HOW))
    taken = take_workbook(sqlite_place, made.sent.asked.audit, content, ANALYST, LATER)
    assert taken.returned is not None
    assert MET in taken.returned.answers


def test_what_comes_back_is_taken_also_where_the_bytes_sent_were_lost(sqlite_place: Workplace):
    made = sent(sqlite_place)
    sqlite_place.evidence.destroy(made.sent.file_sha256)
    taken = take_workbook(sqlite_place, made.sent.asked.audit, back(made, MET), ANALYST, LATER)
    assert taken.returned is not None
    assert MET in taken.returned.answers
