"""Fieldwork is recorded once, corrected by a new record, and loaded as it stands."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from sqlalchemy import Engine, text

from audit.domain.answer import NotApplicable, Unknown, UnknownKind, Valued
from audit.domain.errors import AuditError, InputInvalid, TransitionRefused
from audit.domain.evidence import Credibility, Grade, Limitation, Reliability
from audit.domain.fieldwork import Fieldwork, Independence
from audit.domain.leverage import LeverageView
from audit.domain.truth import YesNo
from audit.state.record_kind import RecordKind
from audit.state.unit_of_work import UnitOfWork
from tests.audit.state.builders import LATER, MOMENT, answer, claim, evidence, opened, with_audit
from tests.factories import reference_fieldwork
from tests.terms import EACH

NOBODY = "not recorded"


def record_all(work: UnitOfWork, audit: str, fieldwork: Fieldwork) -> None:
    for item in fieldwork.evidence:
        claims = [claim for claim in fieldwork.claims if claim.evidence == item.id]
        work.fieldwork.add_evidence(audit, item, claims)
    for given in fieldwork.answers:
        work.fieldwork.add_answer(audit, given)
    for kind, records in {
        RecordKind.LIMITATION: fieldwork.limitations,
        RecordKind.ASSESSMENT: fieldwork.assessments,
        RecordKind.IMPACT: fieldwork.impacts,
        RecordKind.FINDING: fieldwork.findings,
        RecordKind.METHOD: fieldwork.methods,
        RecordKind.TIMELINE_EVENT: fieldwork.timeline,
        RecordKind.NOTE: fieldwork.notes,
        RecordKind.TERMS: fieldwork.terms,
        RecordKind.CONTRADICTION: fieldwork.contradictions,
        RecordKind.LEVERAGE_VIEW: [fieldwork.leverage],
        RecordKind.INDEPENDENCE: [fieldwork.independence],
    }.items():
        for place, record in enumerate(records):
            work.fieldwork.add_record(audit, kind, str(place), record, "analyst", MOMENT)


def rows(engine: Engine) -> int:
    tables = ("evidence_item", "claim", "answer", "fieldwork_record")
    with engine.connect() as connection:
        return sum(connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables)


def test_fieldwork_comes_back_as_it_was_recorded_and_only_once(engine: Engine):
    with_audit(engine)
    fieldwork = replace(reference_fieldwork(), terms=EACH)
    counted: list[int] = []
    for _ in range(2):
        with UnitOfWork(engine) as work:
            record_all(work, "a-1", fieldwork)
            work.commit()
        counted.append(rows(engine))

    assert counted[0] == counted[1]
    with UnitOfWork(engine, read_only=True) as work:
        assert repr(work.fieldwork.load("a-1")) == repr(fieldwork)


def test_what_nobody_recorded_is_said_not_to_be_recorded(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        loaded = work.fieldwork.load("a-1")

    assert loaded.leverage == LeverageView(YesNo.UNKNOWN, "", ())
    assert loaded.independence == Independence(NOBODY, NOBODY, NOBODY, NOBODY)
    rest = {field.name for field in fields(Fieldwork)} - {"leverage", "independence"}
    assert {getattr(loaded, name) for name in rest} == {()}


def test_audits_are_kept_apart(engine: Engine):
    with_audit(engine, opened("a-1"), opened("a-2"))
    with UnitOfWork(engine) as work:
        work.fieldwork.add_evidence("a-1", evidence(), [claim()])
        work.fieldwork.add_answer("a-1", answer())
        work.fieldwork.add_evidence("a-2", evidence(), [])
        assert work.fieldwork.load("a-2").claims == work.fieldwork.load("a-2").answers == ()


def test_evidence_with_other_content_under_the_same_id_is_refused(engine: Engine):
    with_audit(engine)
    regraded = replace(evidence(), grade=Grade(Reliability.A, Credibility.CONFIRMED))
    with UnitOfWork(engine) as work:
        work.fieldwork.add_evidence("a-1", evidence(), [])
        with pytest.raises(
            TransitionRefused, match="Evidence E001 of audit a-1 is recorded already"
        ):
            work.fieldwork.add_evidence("a-1", regraded, [])


def test_a_claim_found_later_is_added_to_its_evidence(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.fieldwork.add_evidence("a-1", evidence(), [claim()])
        work.fieldwork.add_evidence("a-1", evidence(), [claim(), claim(text="And this.")])
        assert work.fieldwork.load("a-1").claims == (claim(), claim(text="And this."))


def test_a_claim_belongs_to_the_evidence_that_makes_it(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work, pytest.raises(InputInvalid, match="name other evidence: E002"):
        work.fieldwork.add_evidence("a-1", evidence("E001"), [claim("E002")])


def test_one_item_is_found_by_its_id(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.fieldwork.add_evidence("a-1", evidence(), [])
        assert work.fieldwork.evidence("a-1", "E001") == evidence()
        with pytest.raises(
            AuditError, match="no evidence in audit a-1 called 'E01'; the nearest: E001"
        ):
            work.fieldwork.evidence("a-1", "E01")


def test_a_corrected_answer_is_current_keeps_its_place_and_hides_nothing(engine: Engine):
    with_audit(engine)
    corrected = replace(answer("Q-02"), rationale="Seen again.", answered_at=LATER)
    with UnitOfWork(engine) as work:
        for given in (answer("Q-02"), answer("Q-01"), corrected, corrected):
            work.fieldwork.add_answer("a-1", given)
        work.commit()
        assert work.fieldwork.load("a-1").answers == (corrected, answer("Q-01"))
    with engine.connect() as connection:
        history = connection.execute(
            text("SELECT question, sequence, entry FROM answer ORDER BY entry")
        )
        assert [tuple(row) for row in history] == [("Q-02", 1, 1), ("Q-01", 1, 2), ("Q-02", 2, 3)]


def test_an_answer_taken_back_to_an_earlier_one_is_a_new_record(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        for value in ("met", "not_met", "met"):
            work.fieldwork.add_answer("a-1", answer(state=Valued(value)))
        work.commit()
    assert rows(engine) == 3


def test_an_answer_can_be_queried_by_its_words(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.fieldwork.add_answer("a-1", answer("Q-01"))
        work.fieldwork.add_answer("a-1", answer("Q-02", NotApplicable("No such product.")))
        work.fieldwork.add_answer("a-1", answer("Q-03", Unknown(UnknownKind.ASKED_AND_REFUSED)))
        work.commit()
    with engine.connect() as connection:
        said = connection.execute(text("SELECT kind, value FROM answer ORDER BY entry"))
        assert [tuple(row) for row in said] == [
            ("valued", "met"),
            ("not_applicable", ""),
            ("unknown", "asked_and_refused"),
        ]


def test_a_corrected_record_keeps_the_place_of_its_key(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        for key, note in (("b", "1"), ("a", "2"), ("b", "3"), ("c", "4"), ("b", "3")):
            work.fieldwork.add_record("a-1", RecordKind.NOTE, key, note, "analyst", MOMENT)
        assert work.fieldwork.load("a-1").notes == ("3", "2", "4")


def test_a_record_is_of_its_kind(engine: Engine):
    with_audit(engine)
    limitation = Limitation("L1", "", (), "", ())
    with (
        UnitOfWork(engine) as work,
        pytest.raises(TypeError, match="a finding is not a Limitation"),
    ):
        work.fieldwork.add_record("a-1", RecordKind.FINDING, "k", limitation, "analyst", MOMENT)
