"""The people who work on audits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.errors import InputInvalid, Problem
from audit.domain.signoff import Person, Role
from audit.state.locks import hold
from audit.state.repository.nearest import unknown
from audit.state.tables import PersonRow


class People:
    """Everyone registered."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def register(self, person: Person, at: datetime) -> None:
        """Register a person; once registered, nothing about them changes under the same id."""
        hold(self._session.connection(), f"person {person.id}")
        stored = self._session.get(PersonRow, person.id)
        if stored is None:
            self._session.add(_row(person, at))
            self._session.flush()
        elif _person(stored) != person:
            raise InputInvalid(
                Problem(
                    f"person {person.id}",
                    f"is registered already as {_said(_person(stored))}, not as {_said(person)}",
                    "register the changed person under a new id",
                )
            )

    def get(self, person: str) -> Person:
        """The person with this id."""
        stored = self._session.get(PersonRow, person)
        if stored is None:
            known = self._session.scalars(select(PersonRow.id)).all()
            raise unknown("registered person", person, known)
        return _person(stored)

    def all(self) -> tuple[Person, ...]:
        """Everyone, by id."""
        people = map(_person, self._session.scalars(select(PersonRow)))
        return tuple(sorted(people, key=lambda person: person.id))


def _row(person: Person, at: datetime) -> PersonRow:
    return PersonRow(
        id=person.id,
        name=person.name,
        roles=",".join(person.roles),
        kind=person.kind,
        registered_at=at,
    )


def _person(row: PersonRow) -> Person:
    roles = tuple(Role(role) for role in row.roles.split(",") if role)
    return Person(row.id, row.name, roles, row.kind)


def _said(person: Person) -> str:
    roles = " and ".join(person.roles) or "without a role"
    return f"{person.name} ({roles}, {person.kind})"
