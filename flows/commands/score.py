"""A sheet of answers to scores, and other publishers' files to a checklist and a sheet."""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit.domain.errors import InputInvalid, Problem
from audit.domain.truth import YesNo
from flows.commands.screen import console

scores = typer.Typer()


class Publisher(StrEnum):
    """Whose files the importers read."""

    RDR = "rdr"
    AIA = "aia"
    WBL = "wbl"


@scores.command()
def score(
    checklist: Annotated[str, typer.Argument(help="NAME@VERSION, or a YAML file.")],
    answers: Annotated[Path, typer.Argument(help="A CSV or JSON file of answers.")],
    column: Annotated[
        list[str] | None,
        typer.Option(help="What the file calls a column, such as subject=company. Repeatable."),
    ] = None,
    pass_over: Annotated[
        list[str] | None, typer.Option(help="A column that is no question. Repeatable.")
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(help="Show only the level of this node. Repeatable.")
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(help="A fact of the case, such as conflict_or_occupation=yes. Repeatable."),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Leave out what each level is made of.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print one line for each level in place of JSON.")
    ] = False,
) -> None:
    """Score a sheet of answers, and print every level as JSON or CSV. Nothing is written."""
    from audit.catalogue import packaged_catalogue
    from audit.catalogue.answer_rows import COLUMNS, Layout
    from audit.catalogue.answer_sheets import read_sheet
    from audit.catalogue.schemes import find_scheme
    from audit.scoring.tree import score_subject
    from flows.acts.scores import scores_csv, scores_json

    scheme = find_scheme(packaged_catalogue(), checklist)
    layout = Layout(_pairs("--column", column, COLUMNS), tuple(pass_over or ()))
    shown = tuple(level or ())
    _require_known("--level", shown, [node.id for node in scheme.nodes])
    facts = _facts(fact)
    subjects = read_sheet(answers, scheme, layout)
    made = [score_subject(scheme, subject, facts) for subject in subjects]
    if as_csv:
        typer.echo(scores_csv(made, shown), nl=False)
        return
    typer.echo(json.dumps(scores_json(scheme, made, shown, brief), ensure_ascii=False, indent=1))


@scores.command()
def instrument(
    publisher: Annotated[Publisher, typer.Argument(help="Whose files they are.")],
    folder: Annotated[Path, typer.Argument(help="The folder with the publisher's files.")],
    out: Annotated[Path, typer.Argument(help="The folder for checklist.yaml and answers.csv.")],
    reversed_: Annotated[
        list[str] | None,
        typer.Option("--reversed", help="rdr: an element on which No is good. Repeatable."),
    ] = None,
    prepaid: Annotated[
        list[str] | None, typer.Option(help="rdr: a class of prepaid mobile. Repeatable.")
    ] = None,
    postpaid: Annotated[
        list[str] | None, typer.Option(help="rdr: a class of postpaid mobile. Repeatable.")
    ] = None,
) -> None:
    """Make a checklist file and a sheet of answers from another publisher's files."""
    from audit.catalogue.instruments import aia, rdr, wbl
    from audit.catalogue.instruments.published_files import write

    match publisher:
        case Publisher.RDR:
            usual = rdr.Options()
            options = rdr.Options(reversed_ or usual.reversed, prepaid or (), postpaid or ())
            imported = rdr.read(folder, options)
        case Publisher.AIA:
            imported = aia.read(folder)
        case Publisher.WBL:
            imported = wbl.read(folder)
    for remark in imported.remarks:
        console.print(remark, soft_wrap=True)
    for path in write(imported, out):
        console.print(str(path), soft_wrap=True)


def _pairs(option: str, given: list[str] | None, known: Collection[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in given or ():
        key, found, value = text.partition("=")
        if not found or not value:
            raise InputInvalid(Problem(option, f"{text} has no =", "write it like name=value"))
        _require_known(option, [key], known)
        pairs[key] = value
    return pairs


def _facts(given: list[str] | None) -> dict[str, YesNo]:
    from audit.domain.request import CASE_FACTS

    facts = dict.fromkeys(CASE_FACTS, YesNo.UNKNOWN)
    for name, word in _pairs("--fact", given, CASE_FACTS).items():
        _require_known("--fact", [word], list(YesNo))
        facts[name] = YesNo(word)
    return facts


def _require_known(option: str, names: Collection[str], known: Collection[str]) -> None:
    from audit.catalogue.reading import nearest

    for name in names:
        if name not in known:
            raise InputInvalid(Problem(option, f"{name} is unknown", nearest(name, known)))
