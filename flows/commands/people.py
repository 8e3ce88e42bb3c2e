"""People who may work on audits."""

from __future__ import annotations

from typing import Annotated

import typer

from audit.domain.signoff import Person, PersonKind, Role
from flows.clock import now
from flows.commands.screen import console, workplace

people = typer.Typer(help="People who may work on audits.", no_args_is_help=True)


@people.command(name="add")
def people_add(
    person: Annotated[str, typer.Argument(help="Id, such as an e-mail address.")],
    name: Annotated[str, typer.Argument(help="Name as it is printed.")],
    role: Annotated[list[Role], typer.Option(help="analyst, reviewer, or both.")],
) -> None:
    """Register a person."""
    with workplace().work() as work:
        work.people.register(Person(person, name, tuple(role), PersonKind.HUMAN), now())
        work.commit()
    console.print(f"{name} is registered as {', '.join(role)}")


@people.command(name="list")
def people_list() -> None:
    """Everybody registered."""
    with workplace().reading() as work:
        for person in work.people.all():
            console.print(f"{person.id}  {person.name}  {', '.join(person.roles)}  {person.kind}")
