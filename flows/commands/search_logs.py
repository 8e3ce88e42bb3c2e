"""Searches of the outside world: logged as evidence of what was looked for and how much there was."""

from __future__ import annotations

from typing import Annotated

import typer

from audit.domain.errors import InputInvalid, Problem
from flows.clock import now
from flows.commands.screen import AuditId, console, workplace

search_logs = typer.Typer()


@search_logs.command(name="log-search")
def log_search(
    audit: AuditId,
    query: Annotated[list[str], typer.Option(help="A query as typed; once for each.")],
    source: Annotated[str, typer.Option(help="Where it was searched.")],
    results: Annotated[
        list[str], typer.Option(help="How many results; once for each query, in that order.")
    ],
    on: Annotated[str, typer.Option(help="The day, such as 2026-11-23; empty for today.")] = "",
    language: Annotated[str, typer.Option(help="Language of the queries.")] = "en",
    tool: Annotated[str, typer.Option(help="What was searched with.")] = "",
    found: Annotated[str, typer.Option(help="What of it matters.")] = "",
    question: Annotated[str, typer.Option(help="The question that it found no answer to.")] = "",
    rationale: Annotated[str, typer.Option(help="Why the search was wide enough.")] = "",
    analyst: Annotated[str, typer.Option(help="Registered id of who searched.")] = "analyst",
) -> None:
    """Keep a search as evidence; with --question, record as well that it found no answer to it."""
    from audit.domain.answer import SearchRun
    from flows.acts.search_logs import log_search as log
    from flows.acts.search_logs import search_log
    from flows.forms.intake import day_in
    from flows.forms.log_search import results_in

    if len(query) != len(results):
        what = f"there are {len(query)} queries and {len(results)} numbers of results"
        raise InputInvalid(Problem("--results", what, "give one for each query"))
    day = day_in("--on", on) or now().date()
    runs = [
        SearchRun(asked.strip(), source, language, day, results_in("--results", count), found)
        for asked, count in zip(query, results, strict=True)
    ]
    kept = search_log(runs, tool, analyst)
    made = log(workplace(), audit, kept, analyst, now(), question=question, rationale=rationale)
    console.print(
        f"The log is evidence {made.evidence.id}, SHA-256 {made.evidence.sha256}", soft_wrap=True
    )
    if question:
        console.print(f"{question} is recorded as searched and not found", soft_wrap=True)
