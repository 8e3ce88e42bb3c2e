"""From the Prefect UI: what was searched, where, in which language, and how many results there were."""

from __future__ import annotations

import re
from typing import Any

from prefect import flow, get_run_logger
from pydantic import Field

from audit.domain.answer import SearchRun
from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.intake import shown
from flows.acts.search_logs import LoggedSearch, search_log
from flows.acts.search_logs import log_search as log
from flows.clock import now
from flows.forms.intake import audit_meant, day_in
from flows.forms.parameters import Form, line_of, listed_words
from flows.forms.refusal import refused
from flows.forms.tasks import workplace
from flows.workplace import Workplace

COUNT = re.compile(r"[0-9]{1,12}")


class RunWords(Form):
    """One query to one source."""

    query: str = Field(title="Query", description="As it was typed.")
    source: str = Field(title="Source", description="Such as a register, an archive or an engine.")
    language: str = Field(default="en", title="Language")
    searched_on: str = Field(title="Searched on", description="A day, such as 2026-11-23.")
    results: str = Field(
        default="", title="Results", description="How many; empty where the source does not say."
    )
    found: str = Field(default="", title="Found", description="What of it matters.")


@flow(name="Log a search", flow_run_name="log-a-search", validate_parameters=False)
def log_search(
    searches: list[RunWords],
    question: str = "",
    rationale: str = "",
    tool: str = "",
    audit: str = "",
    analyst: str = "analyst",
) -> Any:
    """Keep a search as evidence; with a question, record as well that it found no answer to it.

    Args:
        searches: Each query with its source, language, day and number of results.
        question: Id of the question that it found no answer to, such as LAW-07. Empty answers none.
        rationale: Why the search was wide enough. Empty says only what was searched.
        tool: What was searched with.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who searched.
    """
    try:
        made = take_search(workplace(), audit, searches, question, rationale, tool, analyst)
    except AuditError as error:
        return refused(error)
    logger = get_run_logger()
    logger.info("The log is evidence %s: SHA-256 %s", made.evidence.id, made.evidence.sha256)
    if made.question:
        logger.info("%s is recorded as searched and not found", made.question)
    return made.evidence.id


def take_search(
    place: Workplace,
    audit: object,
    searches: object,
    question: object,
    rationale: object,
    tool: object,
    analyst: object,
) -> LoggedSearch:
    """Check the words of the form and log the search; raises InputInvalid and writes nothing else."""
    audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
    listed = listed_words("searches", searches, RunWords)
    runs = [_run(number, words) for number, words in enumerate(listed, start=1)]
    if not isinstance(rationale, str):
        raise InputInvalid(Problem("rationale", "it is not a text", "enter a text"))
    return log(
        place,
        audit_id,
        search_log(runs, line_of("tool", tool), by),
        by,
        now(),
        question=line_of("question", question),
        rationale=rationale,
    )


def _run(number: int, words: dict[str, Any]) -> SearchRun:
    where = f"searches[{number}]"
    day = day_in(f"{where}.searched_on", words["searched_on"])
    if day is None:
        raise InputInvalid(Problem(f"{where}.searched_on", "it is empty", "enter the day"))
    return SearchRun(
        words["query"].strip(),
        words["source"].strip(),
        words["language"].strip(),
        day,
        results_in(f"{where}.results", words["results"]),
        words["found"].strip(),
    )


def results_in(where: str, text: str) -> int | None:
    """A number of results; None where nothing is given. Raises InputInvalid for anything else."""
    if not text.strip():
        return None
    if not COUNT.fullmatch(text.strip()):
        what = f"{shown(text)} is no number of results"
        raise InputInvalid(Problem(where, what, "enter 0 or more, or leave it empty"))
    return int(text)
