"""Questionnaires, what came back, and notes: each kept, the latest current."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from audit.domain.errors import AuditError
from audit.domain.questionnaire import GivenAnswer
from audit.state.repository.questionnaires import Sent
from audit.state.unit_of_work import UnitOfWork
from tests.audit.state.builders import claim, evidence, note, questionnaire, returned, with_audit

Q1 = Sent(replace(questionnaire(), answer_by=date(2026, 12, 20)), "d" * 64, "f" * 64)
Q2 = Sent(questionnaire("Q2"), "e" * 64, "0" * 64)


def test_questionnaires_are_kept_in_their_order(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.questionnaires.add(Q1)
        work.questionnaires.add(Q2)
        work.commit()
    with UnitOfWork(engine) as work:
        assert work.questionnaires.sent("a-1") == (Q1, Q2)
        assert work.questionnaires.get("a-1", "Q2") == Q2
        assert work.questionnaires.sent("a-2") == ()
        with pytest.raises(AuditError, match="There is no questionnaire of audit a-1 called 'Q9'"):
            work.questionnaires.get("a-1", "Q9")
        with pytest.raises(IntegrityError):
            work.questionnaires.add(Q1)


def test_what_came_back_last_is_current(engine: Engine):
    with_audit(engine)
    hard = GivenAnswer("Q-01", "MET", "=1+1\n\r\tשלום \u202e 😀", "a.pdf", "", "", "")
    first = replace(returned(), answers=(hard,))
    later = replace(first, answers=(replace(hard, answer="NOT_MET"),))
    with UnitOfWork(engine) as work:
        work.questionnaires.add(Q1)
        work.fieldwork.add_evidence("a-1", evidence(), [claim()])
        assert work.questionnaires.returned("a-1", "Q1") is None
        work.questionnaires.add_return("a-1", first)
        assert work.questionnaires.returned("a-1", "Q1") == first
        work.questionnaires.add_return("a-1", later)
        assert work.questionnaires.returned("a-1", "Q1") == later
        with pytest.raises(IntegrityError):
            work.questionnaires.add_return("a-1", returned(item="E999"))


def test_notes_are_kept_by_question_and_can_be_taken_back(engine: Engine):
    with_audit(engine)
    other = replace(note("Fine."), question="Q-02")
    with UnitOfWork(engine) as work:
        work.questionnaires.add(Q1)
        for made in (note("First."), other, note("Second.")):
            work.questionnaires.add_note("a-1", made)
        assert work.questionnaires.notes("a-1", "Q1") == {"Q-01": note("Second."), "Q-02": other}
        work.questionnaires.add_note("a-1", note(""))
        assert work.questionnaires.notes("a-1", "Q1") == {"Q-02": other}
