"""Items of evidence: listed, opened, graded, described, redacted and destroyed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from audit.domain.errors import InputInvalid, Problem
from flows.clock import now
from flows.commands.screen import AuditId, console, readable, workplace

items = typer.Typer(help="Items of evidence, one by one.", no_args_is_help=True)
ItemId = Annotated[str, typer.Argument(help="Id of the item, such as E012.")]
Person = Annotated[str, typer.Option(help="Registered id of who does it.")]
Reason = Annotated[str, typer.Option(help="Why; it stands in the ledger.")]


@items.command("list")
def listed(audit: AuditId) -> None:
    """Every item with its grade, its editions and what was done to it last."""
    from flows.acts.listing import lines_of

    table = Table(box=box.SIMPLE)
    for column in ("Item", "Title", "Type", "Grade", "From", "Editions", "Last act"):
        table.add_column(column, overflow="fold")
    for line in lines_of(workplace(), audit):
        acted = f"{line.last_act} by {line.last_actor}, {line.last_at:%Y-%m-%d %H:%M}"
        editions = ", ".join(line.editions) or f"destroyed ({line.authority})"
        kind = line.type if line.item.is_described else f"{line.type}, not described yet"
        table.add_row(line.id, line.title, kind, line.grade, line.originator, editions, acted)
    console.print(table)


@items.command("open")
def opened(
    audit: AuditId,
    item: ItemId,
    person: Person,
    reason: Reason,
    edition: Annotated[
        str, typer.Option(help="item, text, screenshot, print, certificate, metadata or redacted.")
    ] = "item",
    output: Annotated[
        Path | None, typer.Option(help="File to write; a plain name if left out.")
    ] = None,
) -> None:
    """Write a copy of an item; who opens it, and why, is recorded first."""
    from audit.catalogue.reading import nearest
    from flows.acts.accessing import Edition, copied_to, open_item

    if edition not in list(Edition):
        what = f"{edition} is no edition"
        raise InputInvalid(Problem("--edition", what, nearest(edition, list(Edition))))
    place = workplace()
    given = open_item(place, audit, item, Edition(edition), person, reason, now())
    path = copied_to(place, given, output or Path(given.name))
    console.print(f"{path} ({given.media_type}, SHA-256 {given.sha256})", soft_wrap=True)


@items.command()
def grade(
    audit: AuditId,
    names: Annotated[
        list[str], typer.Argument(metavar="ITEM… GRADE", help="Items, then the grade.")
    ],
    reason: Reason,
    analyst: Person = "analyst",
) -> None:
    """Grade items of an open audit again, such as `evidence grade AUDIT E012 E013 B2`."""
    from flows.acts.appraising import Said, appraise
    from flows.acts.registers import grade_in

    *chosen, graded = names
    said = Said(grade=grade_in("GRADE", graded))
    for act in appraise(workplace(), audit, chosen, said, reason, analyst, now()):
        console.print(f"{act.item}: {act.after}, before {act.before}")


@items.command()
def describe(
    audit: AuditId,
    item: ItemId,
    reason: Reason,
    type_: Annotated[str, typer.Option("--type", help="Evidence type, such as REC.")] = "",
    provided_by: Annotated[str, typer.Option(help="Who handed it over.")] = "",
    title: Annotated[str, typer.Option(help="What it is.")] = "",
    originator: Annotated[str, typer.Option(help="Who first put it into the world.")] = "",
    publisher: Annotated[str, typer.Option(help="Who published it.")] = "",
    author: Annotated[str, typer.Option(help="Who wrote it.")] = "",
    published_on: Annotated[str, typer.Option(help="A year, a month or a day.")] = "",
    url: Annotated[str, typer.Option(help="Its address.")] = "",
    language: Annotated[str, typer.Option(help="Its language.")] = "",
    analyst: Person = "analyst",
) -> None:
    """Say what an item of an open audit is; what is left out stays as it is."""
    from flows.acts.appraising import appraise
    from flows.acts.returns import provider_in
    from flows.forms.grade_evidence import said_in

    words = {
        "type": type_, "title": title, "originator": originator, "publisher": publisher,
        "author": author, "published_on": published_on, "url": url, "language": language,
    }  # fmt: skip
    if provided_by:
        words["provided_by"] = provider_in("--provided-by", provided_by)
    for act in appraise(workplace(), audit, [item], said_in(words), reason, analyst, now()):
        console.print(f"{act.item}: changed {', '.join(act.changed)}")


@items.command()
def redact(
    audit: AuditId,
    item: ItemId,
    words: Annotated[
        Path, typer.Option(help="File with the words to be taken out, one entry a line.")
    ],
    reason: Reason,
    copy: Annotated[
        Path | None, typer.Option(help="A copy redacted elsewhere, which is checked for the words.")
    ] = None,
    person: Person = "analyst",
) -> None:
    """Keep a redacted copy of an item; packs carry it in place of the item from then on."""
    from flows.acts.inbox import media_type_of
    from flows.acts.redacting import OtherCopy, still_said, told_of, warned_of
    from flows.acts.redacting import redact as taken_out
    from flows.forms.redact_evidence import words_in

    with readable(str(words)):
        listed = words_in(words.read_bytes(), words.name)
    other = None
    if copy is not None:
        with readable(str(copy)):
            other = OtherCopy(copy.name, copy.read_bytes(), media_type_of(copy.name))
    place = workplace()
    made = taken_out(place, audit, item, listed, reason, person, now(), other)
    console.print(f"{made.item}: {told_of(made)}; SHA-256 {made.sha256}", soft_wrap=True)
    if left := still_said(place, audit, listed):
        console.print(warned_of(left), soft_wrap=True)


@items.command()
def erase(
    audit: AuditId,
    names: Annotated[
        list[str] | None, typer.Argument(help="Items; none for those past their day.")
    ] = None,
    authority: Annotated[str, typer.Option(help="The law, order or request that allows it.")] = "",
    destroy: Annotated[
        bool, typer.Option("--destroy", help="Do it; otherwise it is only said.")
    ] = False,
    everywhere: Annotated[
        bool,
        typer.Option("--everywhere", help="Also where another item or audit has the same bytes."),
    ] = False,
    person: Person = "analyst",
) -> None:
    """Destroy evidence that may not be kept. Without --destroy it only says what would go."""
    from flows.acts.erasing import erase as destroyed
    from flows.acts.erasing import planned
    from flows.forms.erase_evidence import authority_of, due_items, told

    place = workplace()
    due = due_items(place, audit)
    chosen = names or due
    if not chosen:
        console.print("No item is past its retention day.")
        return
    for sentence in told(planned(place, audit, chosen), audit):
        console.print(sentence, soft_wrap=True)
    if not destroy:
        console.print("Nothing was destroyed; add --destroy to do it. It cannot be undone.")
        return
    why = authority or authority_of(chosen, due)
    made = destroyed(place, audit, chosen, why, person, now(), everywhere=everywhere)
    gone = ", ".join(act.item for act in made) or "what an earlier attempt had left"
    console.print(f"Destroyed: {gone}. The digest is kept.")
