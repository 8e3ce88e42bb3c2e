"""Questionnaires: sent as workbooks, taken in again, reviewed with notes, and recorded as answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from audit.domain.errors import InputInvalid, Problem
from flows.clock import now
from flows.commands.screen import AuditId, console, readable, workplace

if TYPE_CHECKING:
    from flows.acts.given_answers import GivenLine

questionnaire = typer.Typer(help="Questionnaires to the investee.", no_args_is_help=True)
Analyst = Annotated[str, typer.Option(help="Registered id of the analyst.")]
Output = Annotated[Path | None, typer.Option(help="Where to write the workbook.")]


@questionnaire.command()
def send(
    audit: AuditId,
    section: Annotated[
        list[str],
        typer.Option(help="Id of a section; without any, all that are about the investee."),
    ] = [],  # noqa: B006  (typer reads a plain default)
    only_open: Annotated[
        bool, typer.Option("--only-open", help="Leave out what has a determined answer.")
    ] = False,
    to: Annotated[str, typer.Option(help="Who is asked; empty for the investee.")] = "",
    answer_by: Annotated[str, typer.Option(help="Day by which answers are due.")] = "",
    analyst: Analyst = "analyst",
    output: Output = None,
) -> None:
    """Freeze a questionnaire, record that it is sent, and write the workbook to send on."""
    from flows.acts.questionnaires import Asking, kept_copy, send_questionnaire
    from flows.forms.intake import day_in

    place = workplace()
    if output is not None and output.exists() and not output.is_file():
        what = "it is not a file"
        raise InputInvalid(Problem(str(output), what, "name a file"))
    asking = Asking(to, tuple(section), only_open, day_in("--answer-by", answer_by))
    made = send_questionnaire(place, audit, asking, analyst, now())
    path = kept_copy(place, made, output)
    asked = made.sent.asked
    again = "" if made.fresh else ", as it was sent before"
    console.print(
        f"Questionnaire {asked.id} with {len(asked.questions)} questions to {asked.sent_to}{again}",
        soft_wrap=True,
    )
    console.print(f"{path}\nSHA-256 {made.sent.file_sha256}", soft_wrap=True)


@questionnaire.command()
def take(
    audit: AuditId,
    file: Annotated[Path, typer.Argument(help="A workbook that came back, or one with notes.")],
    provided_by: Annotated[str, typer.Option(help="Who handed it over.")] = "investee",
    analyst: Analyst = "analyst",
) -> None:
    """Take a workbook in: what was given becomes evidence and given answers, and no answer changes."""
    from flows.acts.questionnaires import take_workbook
    from flows.acts.returns import provider_in

    with readable(str(file)):
        content = file.read_bytes()
    by = provider_in("--provided-by", provided_by)
    taken = take_workbook(
        workplace(), audit, content, analyst, now(), name=file.name, provided_by=by
    )
    if taken.item is None or taken.returned is None:
        console.print(f"{len(taken.notes)} notes on {taken.questionnaire} are new", soft_wrap=True)
        return
    filled = sum(not answer.is_empty for answer in taken.returned.answers)
    console.print(
        f"{filled} of {len(taken.returned.answers)} questions of {taken.questionnaire} were filled "
        f"in; the file is evidence {taken.item.id}, SHA-256 {taken.item.sha256}",
        soft_wrap=True,
    )
    console.print(f"Look at them with: investee-audit questionnaire review {audit}", soft_wrap=True)


@questionnaire.command()
def review(
    audit: AuditId,
    questionnaire: Annotated[
        str, typer.Option(help="With --output: which; empty for the last that came back.")
    ] = "",
    output: Output = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what was given, what was noted, and what the audit recorded, side by side."""
    from flows.acts.given_answers import given_lines, notes_file
    from flows.acts.given_output import as_json as plain

    place = workplace()
    lines = given_lines(place, audit, now().date())
    if as_json:
        typer.echo(json.dumps([plain(line) for line in lines], ensure_ascii=False, indent=1))
    else:
        console.print(_table(lines))
    if output is None:
        return
    back = [line.asked.id for line in lines if line.returned]
    content = notes_file(place, audit, questionnaire or (back[-1] if back else ""), now())
    _write_new(output, content)
    if not as_json:
        console.print(f"Make notes in {output} and take it in again.", soft_wrap=True)


@questionnaire.command()
def note(
    audit: AuditId,
    question: Annotated[str, typer.Argument(help="Id of the question.")],
    text: Annotated[str, typer.Argument(help="The note; empty takes it back.")],
    person: Annotated[str, typer.Option(help="Your registered id.")],
) -> None:
    """Write a note beside a given answer; what was given stays as it is."""
    from flows.acts.given_answers import note_given

    made = note_given(workplace(), audit, question, text, person, now())
    done = "is kept" if made.text else "is taken back"
    console.print(f"The note of {person} on {question} {done}", soft_wrap=True)


@questionnaire.command()
def record(
    audit: AuditId,
    only: Annotated[
        list[str],
        typer.Option(help="Id of a question; also replaces what rests on other evidence."),
    ] = [],  # noqa: B006  (typer reads a plain default)
    analyst: Analyst = "analyst",
) -> None:
    """Record given answers as the audit's, each with the workbook as its evidence."""
    from flows.acts.given_answers import record_given

    done = record_given(workplace(), audit, analyst, now(), tuple(only))
    console.print(f"Recorded: {', '.join(done.recorded) or 'nothing'}", soft_wrap=True)
    if done.kept:
        console.print(
            f"Answered from other evidence and left as they stand: {', '.join(done.kept)} "
            "(--only QUESTION records what was given)",
            soft_wrap=True,
        )
    if done.awaited:
        console.print(f"Not come back yet: {', '.join(done.awaited)}", soft_wrap=True)


def _table(lines: tuple[GivenLine, ...]) -> Table:
    from flows.acts.given_output import given_words, recorded_words

    table = Table("Question", "Given", "Note", "Recorded", show_lines=True)
    for line in lines:
        noted = f"{line.note.text} ({line.note.noted_by})" if line.note else ""
        table.add_row(line.question.id, given_words(line), noted, recorded_words(line.recorded))
    return table


def _write_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet; nothing that exists is replaced."""
    try:
        with file.open("xb") as written:
            written.write(content)
    except FileExistsError:
        what = "there is a file of this name"
        raise InputInvalid(Problem(str(file), what, "name a new one")) from None
    except OSError as error:
        what = f"the file cannot be written ({error.strerror})"
        raise InputInvalid(Problem(str(file), what, "name another one")) from None
