"""What was read is signed by its digest, decided once, and found unchanged when it is read again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from audit.domain.decision import Outcome
from audit.domain.errors import AuditError, SignOffRefused, TransitionRefused
from audit.domain.signoff import Person, PersonKind
from audit.records import digest
from audit.state.unit_of_work import UnitOfWork
from tests.audit.state.builders import (
    ANALYST,
    BOTH,
    LATER,
    MOMENT,
    REVIEW,
    decision,
    opened,
    report,
    sign_off,
    with_audit,
)
from tests.factories import signed

OTHER_REVIEW = replace(REVIEW, audit="another")


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def test_a_review_record_is_stored_once_under_its_digest(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        assert work.reviews.latest_review_record("a-1") is None
        stored = [work.reviews.add_review_record("a-1", REVIEW, at) for at in (MOMENT, LATER)]
        assert stored == [digest(REVIEW)] * 2
        assert repr(work.reviews.review_record("a-1", stored[0])) == repr(REVIEW)
        work.reviews.add_review_record("a-1", OTHER_REVIEW, MOMENT)
        assert work.reviews.latest_review_record("a-1") == OTHER_REVIEW
        work.commit()
    assert count(engine, "review_record") == 2


def test_a_review_record_that_returns_is_the_one_to_be_read(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        for record in (REVIEW, OTHER_REVIEW, REVIEW, REVIEW):
            work.reviews.add_review_record("a-1", record, MOMENT)
        work.commit()
        assert work.reviews.latest_review_record("a-1") == REVIEW
    assert (count(engine, "review_record"), count(engine, "review_turn")) == (2, 3)


def test_an_unknown_review_record_is_named(engine: Engine):
    with_audit(engine)
    with (
        UnitOfWork(engine) as work,
        pytest.raises(AuditError, match="no review record abc in audit a-1"),
    ):
        work.reviews.review_record("a-1", "abc")


def test_a_sign_off_is_found_by_what_was_read(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        basis = work.reviews.add_review_record("a-1", REVIEW, MOMENT)
        other = work.reviews.add_review_record("a-1", OTHER_REVIEW, MOMENT)
        for _ in range(2):
            work.reviews.add_sign_off("a-1", sign_off(basis))
        work.commit()
        assert repr(work.reviews.sign_off_for("a-1", basis)) == repr(sign_off(basis))
        assert work.reviews.sign_off_for("a-1", other) is None
    assert count(engine, "sign_off") == 1


def test_the_last_sign_off_over_a_record_counts(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        basis = work.reviews.add_review_record("a-1", REVIEW, MOMENT)
        work.reviews.add_sign_off("a-1", sign_off(basis))
        work.reviews.add_sign_off("a-1", sign_off(basis, reviewer=BOTH, at=LATER))
        assert work.reviews.sign_off_for("a-1", basis) == sign_off(basis, reviewer=BOTH, at=LATER)


@pytest.mark.parametrize(
    ("reviewer", "said"),
    [
        (BOTH, "independence: the analyst of an audit cannot sign it off"),
        (ANALYST, "independence: only a registered reviewer signs off"),
        (
            Person("nobody", "Nobody", (), PersonKind.HUMAN),
            "independence: only a registered reviewer signs off",
        ),
    ],
)
def test_a_sign_off_that_is_not_independent_is_refused(engine: Engine, reviewer: Person, said: str):
    with_audit(engine, opened(analyst=BOTH.id))
    with UnitOfWork(engine) as work:
        basis = work.reviews.add_review_record("a-1", REVIEW, MOMENT)
        with pytest.raises(
            SignOffRefused, match=f"audit a-1 by '{reviewer.id}' is refused; {said}"
        ):
            work.reviews.add_sign_off("a-1", sign_off(basis, reviewer=reviewer))
        work.reviews.add_sign_off("a-1", sign_off(basis))
        work.commit()
    assert count(engine, "sign_off") == 1


def test_a_sign_off_over_what_is_not_stored_is_refused(engine: Engine):
    with_audit(engine, opened("a-1"), opened("a-2"))
    with UnitOfWork(engine) as work:
        of_another = work.reviews.add_review_record("a-2", REVIEW, MOMENT)
        for basis in ("d" * 64, of_another):
            with pytest.raises(SignOffRefused, match=f"rests on the digest {basis}"):
                work.reviews.add_sign_off("a-1", sign_off(basis))


def test_an_audit_is_decided_once(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        assert work.reviews.decision("a-1") is None
        for _ in range(2):
            work.reviews.add_decision("a-1", decision())
        work.commit()
        assert repr(work.reviews.decision("a-1")) == repr(decision())
        with pytest.raises(TransitionRefused, match=r"decided already \(divest\)"):
            work.reviews.add_decision("a-1", replace(decision(), outcome=Outcome.APPROVE))
    assert count(engine, "policy_change") == 2


def test_a_dossier_and_its_reports_come_back(engine: Engine):
    with_audit(engine)
    dossier = signed(REVIEW, digest(REVIEW))
    with UnitOfWork(engine) as work:
        assert work.reviews.dossier("a-1") is None
        stored = work.reviews.add_dossier("a-1", dossier, MOMENT)
        assert stored == work.reviews.add_dossier("a-1", dossier, LATER) == digest(dossier)
        made = [report(stored, "d" * 64, LATER), report(stored)]
        for one in (*made, made[0]):
            work.reviews.add_report("a-1", one)
        work.commit()
        assert repr(work.reviews.dossier("a-1")) == repr(dossier)
        assert work.reviews.reports("a-1") == tuple(reversed(made))


@pytest.mark.parametrize("table", ["review_record", "dossier"])
def test_a_change_behind_the_back_of_the_database_is_found(sqlite_engine: Engine, table: str):
    with_audit(sqlite_engine)
    with UnitOfWork(sqlite_engine) as work:
        work.reviews.add_review_record("a-1", REVIEW, MOMENT)
        work.reviews.add_dossier("a-1", signed(REVIEW), MOMENT)
        work.commit()
    with sqlite_engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER append_only_{table}_update"))
        connection.execute(text(f"UPDATE {table} SET body = replace(body, 'A', 'B')"))

    with UnitOfWork(sqlite_engine) as work:
        read = work.reviews.dossier if table == "dossier" else work.reviews.latest_review_record
        with pytest.raises(AuditError, match="was changed: its text no longer"):
            read("a-1")
