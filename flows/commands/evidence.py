"""Evidence from the inbox of an audit."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from flows.clock import now
from flows.commands.screen import AuditId, console, workplace

evidence = typer.Typer()


@evidence.command()
def inbox(
    audit: AuditId,
    type_: Annotated[
        str, typer.Option("--type", help="Evidence type of files without a side-car, such as REC.")
    ] = "",
    provided_by: Annotated[str, typer.Option(help="Who handed those files over.")] = "",
    files: Annotated[str, typer.Option(help="Which names, with * and ?.")] = "*",
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Take the files in the inbox of an open audit into evidence.

    What a side-car NAME.evidence.yaml describes is taken as described; of other files --type and
    --provided-by say what they are, or it is said later with `evidence describe`. What cannot be taken
    is set aside with its reason.
    """
    from flows.acts.taking import take_inbox, told_of, warned_of
    from flows.forms.take_inbox import wish_for

    place = workplace()
    wish = wish_for(place, type_, provided_by, files)
    taken = take_inbox(place, audit, wish, analyst, now())
    if as_json:
        said = {
            "items": [{"id": item.id, "sha256": item.sha256} for item in taken.items],
            "rejected": [{"name": one.name, "reason": one.reason} for one in taken.rejected],
            "waiting": taken.waiting,
        }
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    for sentence in (*told_of(taken), *warned_of(taken)):
        console.print(sentence, soft_wrap=True)
