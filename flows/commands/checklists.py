"""Checklists and policies: what there is, and publishing it."""

from __future__ import annotations

from typing import Annotated

import typer

from audit.catalogue.published import publish
from flows.commands.screen import console, workplace

checklist = typer.Typer(help="Checklists and policies.", no_args_is_help=True)


@checklist.command(name="list")
def checklist_list() -> None:
    """Every checklist and policy version that can be used."""
    catalogue = workplace().catalogue
    for ref in catalogue.checklist_versions():
        used = catalogue.checklist(ref)
        console.print(f"{ref}  {used.title}  {len(used.questions)} questions  {used.digest[:12]}")
    for ref in catalogue.policy_versions():
        policy = catalogue.policy(ref)
        console.print(f"{ref}  {policy.title}  {len(policy.rules)} rules  {policy.digest[:12]}")


@checklist.command(name="publish")
def checklist_publish(
    file: Annotated[str, typer.Argument(help="Path below checklists/, as in published.sha256.")],
) -> None:
    """Add a version to the register of what is published; it is never edited after that."""
    catalogue = workplace().catalogue
    console.print(f"{publish(catalogue.root, file)}  {file}", soft_wrap=True)
