"""Checklists and policies: what there is, reading, comparing, trying and publishing a version."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit.catalogue import packaged_catalogue
from audit.domain.errors import AuditError, InputInvalid, Problem
from flows.clock import now
from flows.commands.screen import console

checklist = typer.Typer(help="Checklists and policies.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(help="NAME@VERSION, or a file.")]
Old = Annotated[str, typer.Argument(help="The older one: NAME@VERSION, or a file.")]
New = Annotated[str, typer.Argument(help="The newer one: NAME@VERSION, or a file.")]


class CopyFormat(StrEnum):
    """How a review copy is written."""

    MD = "md"
    PDF = "pdf"


class ChangesFormat(StrEnum):
    """How changes are written."""

    MD = "md"
    JSON = "json"


@checklist.command(name="list")
def checklist_list() -> None:
    """Every checklist and policy version with its status; a draft is named as one."""
    from audit.catalogue.editions.edition import known_files, read_edition
    from reports.checklist_copy.standing import standing_on

    catalogue, today = packaged_catalogue(), now().date()
    for name, file in known_files(catalogue).items():
        try:
            edition = read_edition(catalogue, str(catalogue.root / file))
            told = f"{edition.content.title}  {edition.size}  {edition.content.digest[:12]}"
            _say(f"{name}  {told}  {standing_on(catalogue, edition, today)}")
        except AuditError as error:
            _say(f"{name}  cannot be read: {str(error).splitlines()[0]}")


@checklist.command()
def review(
    name: Named,
    format_: Annotated[CopyFormat, typer.Option("--format", help="md or pdf.")] = CopyFormat.MD,
    output: Annotated[
        Path | None, typer.Option(help="File to write; md goes to the screen.")
    ] = None,
) -> None:
    """A checklist or a policy as a lawyer reads it: in words, with names in full and counts."""
    from audit.catalogue.editions.edition import read_edition
    from reports.checklist_copy.copying import review_copy
    from reports.checklist_copy.markdown import markdown

    catalogue = packaged_catalogue()
    edition = read_edition(catalogue, name)
    copy = review_copy(catalogue, edition)
    if format_ is CopyFormat.MD:
        _give(markdown(copy).encode(), output)
        return
    from reports.checklist_copy.printed import pdf

    made = Path(f"{edition.ref.id}-{edition.ref.version}.pdf") if output is None else output
    _give(pdf(copy, edition, now()), made)


@checklist.command()
def diff(
    old: Old,
    new: New,
    format_: Annotated[
        ChangesFormat, typer.Option("--format", help="md or json.")
    ] = ChangesFormat.MD,
) -> None:
    """What changed between two versions, word by word, and what each change does to scores."""
    from audit.catalogue.editions.difference import difference
    from audit.catalogue.editions.edition import read_edition
    from reports.checklist_copy.changes import changes_json, changes_markdown

    catalogue = packaged_catalogue()
    found = difference(read_edition(catalogue, old), read_edition(catalogue, new))
    told = changes_json if format_ is ChangesFormat.JSON else changes_markdown
    _give(told(found, catalogue.vocabulary).encode(), None)


@checklist.command()
def bump(old: Old, new: New) -> None:
    """The smallest version that the changes allow; refused when the newer file's own is smaller."""
    from audit.catalogue.editions.bump import deciding, require_bump, told
    from audit.catalogue.editions.difference import difference
    from audit.catalogue.editions.edition import read_edition
    from reports.checklist_copy.changes import summary

    catalogue = packaged_catalogue()
    found = difference(read_edition(catalogue, old), read_edition(catalogue, new))
    _say(summary(found))
    for change in deciding(found):
        _say(f"  {found.level.name.lower()}: {told(change)}")
    require_bump(found)
    _say(f"{found.new.label}: its version {found.new.content.version} is allowed.")


@checklist.command()
def examples(name: Named) -> None:
    """Compute the worked cases beside a checklist; one that fails is named with its numbers."""
    from audit.catalogue.editions.edition import read_edition
    from audit.catalogue.editions.publishing import examples_of

    catalogue = packaged_catalogue()
    edition = read_edition(catalogue, name)
    found = examples_of(catalogue, edition)
    for tried in found.tried(edition.checklist):
        _say(f"{'fails' if tried.misses else 'holds'}  {tried.name}")
    found.require(edition.checklist)


@checklist.command()
def publish(name: Named) -> None:
    """Register a version for good: it has to be marked as published, rightly numbered, and its examples hold."""
    from audit.catalogue.editions.publishing import publish_version

    file, digest = publish_version(packaged_catalogue(), name)
    _say(f"{digest}  {file}")


@checklist.command()
def withdraw(
    name: Named,
    reason: Annotated[str, typer.Option(help="Why, in one sentence.")],
    from_: Annotated[str, typer.Option("--from", help="First day; empty means today.")] = "",
) -> None:
    """From a day on no new audit uses a version; audits opened with it go on."""
    from audit.catalogue.editions.edition import read_edition
    from audit.catalogue.withdrawn import withdraw as withdraw_version
    from flows.forms.intake import day_in

    catalogue = packaged_catalogue()
    day = day_in("--from", from_) or now().date()
    made = withdraw_version(catalogue.root, read_edition(catalogue, name).label, day, reason)
    _say(f"{made.file} is withdrawn from {made.on}: {made.reason}")


def _give(content: bytes, output: Path | None) -> None:
    """Write to the file, or to the screen."""
    if output is None:
        typer.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise InputInvalid(
            Problem(
                "--output", f"{output} cannot be written ({error.strerror})", "name another file"
            )
        ) from None
    _say(str(output))


def _say(text: str) -> None:
    console.print(text, soft_wrap=True)
