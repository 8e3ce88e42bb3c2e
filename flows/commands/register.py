"""Registers of deployments: the template, the review of a file, and recording it in an audit."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from audit.domain.errors import InputInvalid, Problem
from flows.clock import now
from flows.commands.screen import console, readable, say, workplace

if TYPE_CHECKING:
    from audit.scoring.register.review import RegisterReview
    from flows.acts.registers import RegisterWords
    from flows.workplace import Workplace

register = typer.Typer(help="Registers of customers and deployments.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="A register: CSV in UTF-8, or XLSX.")]
On = Annotated[str, typer.Option(help="Day it is looked at, such as 2026-11-23.")]
Position = Annotated[
    list[str],
    typer.Option(help="Id of a public act that is the company's own published position."),
]


@register.command()
def template(
    file: Annotated[Path, typer.Argument(help="Where to write the empty register.")],
) -> None:
    """Write an empty register with every column and the words that each allows."""
    from audit.catalogue.registers.deployments import template as empty_register

    _write_new(file, empty_register())
    console.print(f"{file} has every column; delete the note when you fill it.", soft_wrap=True)


@register.command()
def review(
    file: File,
    audit: Annotated[str, typer.Option(help="Use the rules of this audit's checklists.")] = "",
    on: On = "",
    position: Position = [],  # noqa: B006  (typer reads a plain default)
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write every row to this CSV file.")] = None,
) -> None:
    """Hold each row against the tests and the public acts, and show which answers follow.

    Nothing is recorded.
    """
    from flows.acts.register_output import as_json as plain
    from flows.acts.register_output import rows_csv
    from flows.acts.registers import latest_rules, review_register, rules_for
    from flows.forms.intake import day_in, named_audit

    place = workplace()
    words = _words(file, position)
    if audit:
        with place.reading() as work:
            rules = rules_for(place.catalogue, work.audits.get(named_audit(place, "audit", audit)))
    else:
        rules = latest_rules(place.catalogue)
    day = day_in("--on", on) or now().date()
    reviewed = review_register(place.catalogue, words, rules, day)
    if output:
        _write_new(output, rows_csv(reviewed))
    if as_json:
        typer.echo(json.dumps(plain(reviewed, file.name), ensure_ascii=False, indent=1))
        return
    _print_review(reviewed)
    if audit:
        _print_standing(place, audit, reviewed)
    if output:
        console.print(f"Every row is in {output}.", soft_wrap=True)


@register.command()
def record(
    file: File,
    audit: Annotated[str, typer.Option(help="Id of the audit.")],
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
    on: On = "",
    position: Position = [],  # noqa: B006  (typer reads a plain default)
    grade: Annotated[str, typer.Option(help="Admiralty grade of the register, such as C3.")] = "F6",
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Also replace what rests on something else, where the register shows a word.",
        ),
    ] = False,
) -> None:
    """Store the register as evidence, and record the answers that follow with it as their evidence."""
    from flows.acts.registers import grade_in, record_register
    from flows.forms.intake import day_in, named_audit

    place = workplace()
    audit_id = named_audit(place, "--audit", audit)
    handed_in = _words(file, position)
    words = dataclasses.replace(handed_in, on=day_in("--on", on), grade=grade_in("--grade", grade))
    made = record_register(place, audit_id, words, analyst, now(), replace=replace)
    _print_answers(made.review)
    say(f"\nThe register is evidence {made.evidence.id}, SHA-256 {made.evidence.sha256}")
    console.print(f"Recorded: {', '.join(made.recorded) or 'nothing'}", soft_wrap=True)
    if made.kept:
        console.print(
            f"Answered from other evidence and left as they stand: {', '.join(made.kept)} "
            "(--replace records what the register shows)",
            soft_wrap=True,
        )
    _print_standing(place, audit_id, made.review)


def _words(file: Path, position: list[str]) -> RegisterWords:
    from flows.acts.registers import RegisterWords

    with readable(str(file)):
        content = file.read_bytes()
    return RegisterWords(file.name, content, position=tuple(position))


def _print_review(reviewed: RegisterReview) -> None:
    from audit.scoring.register.bearing import Bearing
    from audit.scoring.register.verdict import Verdict
    from flows.acts.register_output import SURVEILLANCE

    console.print(f"{len(reviewed.rows)} deployments on {reviewed.on}\n")
    counts = Table("Test or act", "Passes", "Fails", "Undetermined", "Not concerned")
    for tested in reviewed.tested:
        found = tested.counts
        title = (
            f"{tested.question} (lawful surveillance)" if tested.question == SURVEILLANCE else ""
        )
        counts.add_row(title or tested.question, *(str(found[verdict]) for verdict in Verdict))
    console.print(counts)
    bars = Table()
    bars.add_column("Public act", no_wrap=True)
    for bearing in Bearing:
        bars.add_column(bearing.replace("_", " ").capitalize())
    for bound in reviewed.bound:
        bars.add_row(bound.act.id, *(str(bound.counts[bearing]) for bearing in Bearing))
    console.print(bars)
    console.print("An act is tested as if it bound the vendor of this register.\n")
    surveilled = reviewed.tested_for(SURVEILLANCE).verdicts
    for verdict in (Verdict.FAILS, Verdict.UNDETERMINED):
        _print_rows("The lawful-surveillance test", reviewed, surveilled, verdict)
    for bound in reviewed.bound:
        for bearing in (Bearing.BARRED, Bearing.UNDETERMINED):
            _print_rows(bound.act.title, reviewed, bound.verdicts, bearing)
    _print_answers(reviewed)


def _print_rows(title: str, reviewed: RegisterReview, verdicts: Sequence[Any], wanted: str) -> None:
    """The first rows with this verdict, and how many there are."""
    from flows.acts.register_output import named

    for row, because in named(reviewed.rows, verdicts, wanted):
        console.print(f"Row {row.row}, {row.customer}: {because}", soft_wrap=True)
    if total := len(named(reviewed.rows, verdicts, wanted, len(verdicts))):
        console.print(f"{title}, {wanted}: {total} in all\n", soft_wrap=True)


def _print_answers(reviewed: RegisterReview) -> None:
    from flows.acts.register_output import answer_words

    for answer in reviewed.answers:
        console.print(
            f"{answer.question}  {answer_words(answer.state)}  {answer.rationale}", soft_wrap=True
        )
    for entry in reviewed.rules.beyond:
        console.print(f"{entry.question}  not from a register  {entry.reason}", soft_wrap=True)


def _print_standing(place: Workplace, audit: str, reviewed: RegisterReview) -> None:
    """What the evidence floor leaves of the answers as they stand in the audit."""
    from flows.acts.registers import standing_of

    console.print("\nWhat the audit's policy makes of the recorded answers:")
    by_question = {answer.question: answer for answer in reviewed.answers}
    for effective in standing_of(place, audit, by_question):
        said = effective.standing.replace("_", " ")
        console.print(f"{effective.question}  {said}  {effective.because}".rstrip(), soft_wrap=True)
        concerned = by_question[effective.question].tallied.concerned
        if effective.standing == "not_applicable" and concerned:
            console.print(
                f"{effective.question}  it counts as not applicable, and {concerned} rows of the "
                "register are concerned; look at the circumstances in the request",
                soft_wrap=True,
            )


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet; nothing that exists is replaced."""
    try:
        with file.open("x", encoding="utf-8-sig", newline="") as written:
            written.write(text)
    except FileExistsError:
        raise InputInvalid(
            Problem(str(file), "there is a file of this name", "name one that is not there yet")
        ) from None
    except OSError as error:
        raise InputInvalid(
            Problem(str(file), f"it cannot be written ({error.strerror})", "name another place")
        ) from None
