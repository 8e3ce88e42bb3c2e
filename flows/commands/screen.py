"""What every command shares: the console, the installation at hand, and arguments checked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.intake import shown
from flows.clock import now
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace, register_first_people

# Names come from outside: only what is marked so here is read as markup.
console = Console(highlight=False, markup=False)


def _audit_id(text: str) -> str:
    # What cannot be printed, such as a byte that is no UTF-8, is no id, and no database looks it up.
    if not text.isprintable():
        raise AuditError(f"There is no audit '{shown(text)}'.")
    return text


AuditId = Annotated[str, typer.Argument(help="Id of the audit.", callback=_audit_id)]


def workplace() -> Workplace:
    """The installation, with the people it begins with."""
    place = open_workplace(Settings())
    register_first_people(place, now())
    return place


@contextlib.contextmanager
def readable(name: str) -> Iterator[None]:
    """A file that cannot be read is refused in a sentence."""
    try:
        yield
    except OSError as error:
        if error.filename is None or Path(error.filename) != Path(name):
            raise
        raise InputInvalid(
            Problem(name, f"the file cannot be read ({error.strerror})", "name a readable file")
        ) from None


def say(text: str) -> None:
    """Print words of our own, with their markup; what comes from outside is escaped in them."""
    console.print(text, markup=True, soft_wrap=True)


def print_markdown(text: str) -> None:
    from rich.markdown import Markdown

    console.print(Markdown(text))
