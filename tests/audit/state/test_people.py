"""People are registered once."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from audit.domain.errors import AuditError, InputInvalid
from audit.domain.signoff import Person, PersonKind, Role
from audit.state.unit_of_work import UnitOfWork
from tests.audit.state.builders import ANALYST, BOTH, LATER, PEOPLE, REVIEWER, with_audit


def test_people_come_back_as_they_were_registered(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        assert work.people.all() == tuple(sorted(PEOPLE, key=lambda person: person.id))
        assert work.people.get("both") == BOTH


def test_registering_the_same_person_again_changes_nothing(engine: Engine):
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.people.register(ANALYST, LATER)
        work.commit()
        assert len(work.people.all()) == len(PEOPLE)


@pytest.mark.parametrize(
    "other",
    [
        replace(REVIEWER, name="Somebody else"),
        replace(REVIEWER, roles=(Role.ANALYST, Role.REVIEWER)),
        replace(REVIEWER, roles=()),
        replace(REVIEWER, kind=PersonKind.SCRIPTED),
    ],
)
def test_another_person_under_the_same_id_is_refused(engine: Engine, other: Person):
    with_audit(engine)
    with (
        UnitOfWork(engine) as work,
        pytest.raises(InputInvalid, match="person reviewer: is registered"),
    ):
        work.people.register(other, LATER)


def test_an_unknown_person_is_named_with_the_nearest(engine: Engine):
    with_audit(engine)
    with (
        UnitOfWork(engine) as work,
        pytest.raises(AuditError, match="no registered person 'analist'; the nearest: analyst"),
    ):
        work.people.get("analist")
