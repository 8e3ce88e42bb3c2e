"""Policies: what is remarkable about one before anybody is audited under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.screen import console, readable, say

if TYPE_CHECKING:
    from audit.catalogue.reading import SourceFile
    from audit.decision.lint import Remark

ERRORS = 1
"""Exit code when something cannot be meant as it stands."""
policy = typer.Typer(help="Policies.", no_args_is_help=True)


@policy.callback()
def policies() -> None:
    """Keeps the one command under its name."""


@dataclass(frozen=True, slots=True)
class Located:
    """A remark with the file and line it is about."""

    file: str
    line: int
    level: str
    kind: str
    text: str


@policy.command(name="lint")
def policy_lint(
    name: Annotated[str, typer.Argument(metavar="POLICY", help="NAME@VERSION, or a policy file.")],
    checklist: Annotated[
        list[str] | None,
        typer.Option(help="NAME@VERSION or a file; without it the latest checklists."),
    ] = None,
    places: Annotated[
        int, typer.Option(min=0, help="How far one step may move the outcome without a note.")
    ] = 3,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Dead rules, backward steps, cliffs, and what has no effect. Exit code 1 when there are errors."""
    from audit.catalogue import packaged_catalogue
    from audit.catalogue.editions.trial import checklist_on_trial, latest_on_trial, policy_on_trial
    from audit.decision.lint import lint
    from audit.records import to_json

    catalogue = packaged_catalogue()
    with readable(name):
        tried = policy_on_trial(catalogue, name)
    given = tuple(checklist_on_trial(catalogue, each) for each in checklist or ())
    against = given or latest_on_trial(catalogue)
    remarks = lint(
        tried.policy, [each.checklist for each in against], tried.named_thresholds, places
    )
    sources = {each.checklist.id: each.source for each in against}
    found = [_located(remark, sources.get(remark.document, tried.source)) for remark in remarks]
    if json:
        typer.echo(to_json(found))
    else:
        _print(f"{tried.policy.id}@{tried.policy.version}", found)
    if any(each.level == "error" for each in found):
        raise typer.Exit(ERRORS)


def _located(remark: Remark, source: SourceFile) -> Located:
    line = source.line_of(remark.path)
    return Located(source.label, line, remark.level, remark.kind, remark.text)


def _print(name: str, found: list[Located]) -> None:
    for each in found:
        console.print(f"{each.file}, line {each.line}: {each.level}: {each.text}", soft_wrap=True)
    errors = sum(each.level == "error" for each in found)
    say(f"[bold]{name}: {errors} errors, {len(found) - errors} notes[/bold]")
