"""Not applicable on a critical question counts when a second person confirms it, and not before."""

from __future__ import annotations

import pytest

from audit.catalogue.reading import SourceFile
from audit.domain.answer import NotApplicable, NotApplicableGround
from audit.domain.errors import CatalogueInvalid, InputInvalid
from audit.scoring.support import Standing
from flows.acts.confirmation import confirm_not_applicable
from flows.acts.fieldwork import record_fieldwork_file
from flows.acts.stages import assess_audit
from flows.workplace import Workplace
from tests.factories import MOMENT, reference_request
from tests.flows.carrying import to_sign_off

QUESTION = "REM-06"
ANSWER = f"""\
answers:
  - question: {QUESTION}
    not_applicable: No impact was caused.
    ground: no_such_activity
    rationale: Nothing of the kind is alleged.
    evidence: []
"""


def _audit(place: Workplace) -> str:
    audit_id = to_sign_off(place, reference_request())
    file = SourceFile.holding(ANSWER.encode(), "fieldwork.yaml")
    record_fieldwork_file(place, audit_id, file, "analyst", MOMENT)
    return audit_id


def _standing(place: Workplace, audit_id: str) -> Standing:
    _, record = assess_audit(place, audit_id, MOMENT)
    questions = record.assessment.score.questions
    return next(q.effective.standing for q in questions if q.question.id == QUESTION)


def test_it_counts_once_a_second_person_confirms(place: Workplace):
    audit_id = _audit(place)
    assert _standing(place, audit_id) is Standing.UNKNOWN
    for _ in range(2):
        confirm_not_applicable(place, audit_id, QUESTION, "reviewer", MOMENT)
    assert _standing(place, audit_id) is Standing.NOT_APPLICABLE
    with place.reading() as work:
        answers = work.fieldwork.load(audit_id).answers
    answer = next(a for a in answers if a.question == QUESTION)
    assert isinstance(answer.state, NotApplicable)
    assert answer.answered_by == "analyst"
    assert answer.state.confirmed_by == "reviewer"
    assert answer.state.ground is NotApplicableGround.NO_SUCH_ACTIVITY


def test_the_same_file_again_does_not_undo_the_confirmation(sqlite_place: Workplace):
    audit_id = _audit(sqlite_place)
    confirm_not_applicable(sqlite_place, audit_id, QUESTION, "reviewer", MOMENT)
    file = SourceFile.holding(ANSWER.encode(), "fieldwork.yaml")
    record_fieldwork_file(sqlite_place, audit_id, file, "analyst", MOMENT)
    assert _standing(sqlite_place, audit_id) is Standing.NOT_APPLICABLE


def test_who_answered_cannot_confirm(sqlite_place: Workplace):
    audit_id = _audit(sqlite_place)
    with pytest.raises(InputInvalid, match="gave the answer to REM-06; have a second person"):
        confirm_not_applicable(sqlite_place, audit_id, QUESTION, "analyst", MOMENT)


def test_only_what_is_answered_as_not_applicable_can_be_confirmed(sqlite_place: Workplace):
    audit_id = _audit(sqlite_place)
    with pytest.raises(InputInvalid, match="GOV-01 is not answered as not applicable"):
        confirm_not_applicable(sqlite_place, audit_id, "GOV-01", "reviewer", MOMENT)


def test_a_ground_is_needed(sqlite_place: Workplace):
    audit_id = to_sign_off(sqlite_place, reference_request())
    text = ANSWER.replace("    ground: no_such_activity\n", "")
    with pytest.raises(CatalogueInvalid, match="ground"):
        record_fieldwork_file(
            sqlite_place, audit_id, SourceFile.holding(text.encode(), "f.yaml"), "analyst", MOMENT
        )
