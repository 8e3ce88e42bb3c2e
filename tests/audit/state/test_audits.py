"""An audit is opened once; where it stands and when it is due again follow from what is recorded."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import Engine, text

from audit.domain.audit import AuditStage, OpenedAudit
from audit.domain.decision import Outcome
from audit.domain.errors import AuditError, InputInvalid, TransitionRefused
from audit.state.unit_of_work import UnitOfWork, open_database
from tests.audit.state.builders import LATER, MOMENT, decision, opened, with_audit

REVIEW_ON = date(2027, 11, 23)
KEYS, LATE = 12, 30


def decide(engine: Engine, audit: str, **when: date) -> None:
    with UnitOfWork(engine) as work:
        work.reviews.add_decision(audit, decision(**when))  # pyright: ignore[reportArgumentType]
        work.commit()


def test_an_audit_comes_back_as_it_was_opened(engine: Engine):
    first = opened("a-1", deadline=date(2026, 12, 24))
    with_audit(engine, first, opened("a-2", previous="a-1"))
    with UnitOfWork(engine) as work:
        assert repr(work.audits.get("a-1")) == repr(first)
        assert work.audits.get("a-2").previous_audit == "a-1"
        assert work.audits.by_opening_key("key of a-1") == first
        assert work.audits.by_opening_key("another key") is None


def test_its_checklists_can_be_queried(engine: Engine):
    with_audit(engine)
    with engine.connect() as connection:
        used = connection.execute(text("SELECT checklist_id, version FROM audit_checklist"))
        assert sorted(map(tuple, used)) == [("core-hrdd", "1.0.0"), ("facial-recognition", "1.0.0")]


def test_opening_with_the_same_key_gives_the_audit_opened_then(engine: Engine):
    first = opened("a-1", key="k")
    with_audit(engine, first)
    with UnitOfWork(engine) as work:
        assert work.audits.open(opened("a-2", key="k", at=LATER)) == first
        work.commit()
        assert [line.id for line in work.audits.lines()] == ["a-1"]


class Start:
    """Lets two processes do the same thing at the same moment."""

    line: Barrier


def line_up(line: Barrier) -> None:
    Start.line = line


def open_with_the_same_keys(url: str, side: str) -> list[str]:
    engine, got = open_database(url), []
    for number in range(KEYS):
        Start.line.wait(LATE)
        with UnitOfWork(engine) as work:
            stored = work.audits.open(opened(f"{side}-{number}", key=f"key {number}"))
            work.commit()
        got.append(stored.id)
    engine.dispose()
    return got


def test_two_processes_opening_with_one_key_get_one_audit(engine: Engine, database_url: str):
    with_audit(engine, opened("first"))
    spawn = get_context("spawn")
    line = spawn.Barrier(2)
    with ProcessPoolExecutor(2, mp_context=spawn, initializer=line_up, initargs=(line,)) as pool:
        left, right = pool.map(open_with_the_same_keys, [database_url] * 2, ["left", "right"])

    assert left == right
    with UnitOfWork(engine) as work:
        assert {line.id for line in work.audits.lines()} == {"first", *left}


def test_an_id_is_not_given_twice(engine: Engine):
    with_audit(engine)
    with (
        UnitOfWork(engine) as work,
        pytest.raises(TransitionRefused, match="The id a-1 belongs to"),
    ):
        work.audits.open(opened("a-1", key="another"))


def test_the_analyst_must_be_registered(engine: Engine):
    with (
        UnitOfWork(engine) as work,
        pytest.raises(InputInvalid, match="'analyst' is not a registered"),
    ):
        work.audits.open(opened())


def test_the_previous_audit_must_be_known(engine: Engine):
    with_audit(engine)
    with (
        UnitOfWork(engine) as work,
        pytest.raises(AuditError, match="no audit 'a-0'; the nearest: a-1"),
    ):
        work.audits.open(opened("a-2", previous="a-0"))


def test_an_unknown_audit_is_named_with_the_nearest(engine: Engine):
    with_audit(engine, opened("anyvision-2026-11-23"), opened("other"))
    with UnitOfWork(engine) as work:
        for name in ("anyvision", "anyvison-2026-11-23"):
            with pytest.raises(
                AuditError, match=f"no audit '{name}'; the nearest: anyvision-2026-11-23"
            ):
                work.audits.get(name)
        with pytest.raises(AuditError, match=r"There is no audit 'zzz'\.$"):
            work.audits.get("zzz")


def test_ids_are_completed_as_typed(engine: Engine):
    with_audit(engine, opened("any-2"), opened("any-1"), opened("Any-3"), opened("a%y-4"))
    with UnitOfWork(engine) as work:
        assert work.audits.ids_starting_with("any") == ["any-1", "any-2"]
        assert work.audits.ids_starting_with("a%") == ["a%y-4"]
        assert work.audits.ids_starting_with("") == ["Any-3", "a%y-4", "any-1", "any-2"]


def test_the_audits_of_an_investee_are_told_apart_by_their_decision(engine: Engine):
    with_audit(engine, opened("a-1"), opened("a-2", at=LATER), opened("b-1", investee="Other Ltd"))
    decide(engine, "a-1")
    holding = opened("a-1").request
    with UnitOfWork(engine) as work:
        assert ids(work.audits.undecided_of(holding)) == "a-2"
        assert ids(work.audits.latest_decided_of(holding)) == "a-1"
        assert work.audits.latest_decided_of(opened("b-1", investee="Other Ltd").request) is None
        assert work.audits.undecided_of(opened("c-1", investee="Nobody").request) is None
        abroad = replace(holding, investee=replace(holding.investee, country="XX"))
        assert work.audits.undecided_of(abroad) is None
        other = replace(holding, investment=replace(holding.investment, investor="Another"))
        assert work.audits.latest_decided_of(other) is None

    decide(engine, "a-2", at=LATER)
    with UnitOfWork(engine) as work:
        assert work.audits.undecided_of(holding) is None
        assert ids(work.audits.latest_decided_of(holding)) == "a-2"


def ids(audit: OpenedAudit | None) -> str:
    assert audit is not None
    return audit.id


def test_a_line_says_where_an_audit_stands(engine: Engine):
    with_audit(engine, opened("a-2", at=LATER, previous=""), opened("a-1"))
    with UnitOfWork(engine) as work:
        work.audits.complete_stage("a-1", AuditStage.ANSWERS, "x", "y", MOMENT)
        work.audits.complete_stage("a-1", AuditStage.EVIDENCE, "x", "y", MOMENT)
        work.commit()
    decide(engine, "a-1")
    with UnitOfWork(engine) as work:
        second, first = work.audits.lines()

    assert (first.id, first.stage, first.outcome) == ("a-1", AuditStage.ANSWERS, Outcome.DIVEST)
    assert (first.investee, first.analyst, first.opened_at) == (
        "Small Sensors Ltd",
        "analyst",
        MOMENT,
    )
    assert (first.next_review_on, first.previous_audit) == (REVIEW_ON, "")
    assert (second.id, second.stage) == ("a-2", AuditStage.INTAKE)
    assert (second.outcome, second.next_review_on) == (None, None)


def test_evidence_after_the_answers_takes_an_audit_back(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.audits.complete_stage("a-1", AuditStage.ANSWERS, "1", "y", MOMENT)
        work.audits.complete_stage("a-1", AuditStage.EVIDENCE, "2", "y", LATER)
        assert work.audits.lines()[0].stage is AuditStage.EVIDENCE


def test_an_audit_is_due_until_a_later_one_that_is_decided_follows_it(engine: Engine):
    with_audit(engine, opened("a-1"), opened("b-1"), opened("c-1"), opened("b-2", previous="b-1"))
    decide(engine, "a-1")
    decide(engine, "b-1")

    def due(on: date) -> list[str]:
        with UnitOfWork(engine) as work:
            return [line.id for line in work.audits.due(on)]

    assert due(REVIEW_ON - timedelta(days=1)) == []
    assert due(REVIEW_ON) == ["b-1", "a-1"]
    assert due(REVIEW_ON + timedelta(days=400)) == ["b-1", "a-1"]
    decide(engine, "b-2", at=LATER)
    assert "b-1" not in due(REVIEW_ON)


def test_a_stage_is_completed_once_for_an_input(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        for moment in (MOMENT, LATER):
            work.audits.complete_stage("a-1", AuditStage.EVIDENCE, "in", "out", moment)
        work.audits.complete_stage("a-1", AuditStage.EVIDENCE, "other in", "other out", MOMENT)
        work.commit()
        assert work.audits.stage_output("a-1", AuditStage.EVIDENCE, "in") == "out"
        assert work.audits.stage_output("a-1", AuditStage.EVIDENCE, "other in") == "other out"
        assert work.audits.stage_output("a-1", AuditStage.ANSWERS, "in") is None
        with pytest.raises(TransitionRefused, match="for the same input with another output"):
            work.audits.complete_stage("a-1", AuditStage.EVIDENCE, "in", "changed", MOMENT)


def test_nothing_is_kept_without_a_commit(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.audits.open(opened("a-2"))
    with UnitOfWork(engine) as work, pytest.raises(AuditError, match="no audit 'a-2'"):
        work.audits.get("a-2")


def test_a_moment_is_the_same_whatever_time_zone_it_was_given_in(engine: Engine):
    elsewhere = replace(opened("a-1"), opened_at=MOMENT.astimezone())
    with_audit(engine, elsewhere)
    with UnitOfWork(engine) as work:
        assert repr(work.audits.lines()[0].opened_at) == repr(MOMENT)
