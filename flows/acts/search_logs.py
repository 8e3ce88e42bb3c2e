"""What was searched and how much came of it: the log is evidence, and a finding of nothing may cite it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.catalogue.fieldwork_files import PreparedAnswer, PreparedFieldwork
from audit.catalogue.reading import nearest
from audit.domain.answer import SearchLog, SearchRun, Unknown, UnknownKind
from audit.domain.errors import InputInvalid, Problem
from audit.domain.evidence import (
    Credibility,
    Description,
    EvidenceItem,
    Form,
    Grade,
    ProvidedBy,
    Reliability,
)
from audit.intake import line_problem, shown
from audit.records import plain
from flows.acts.collecting import Collected, collect_in, require_open, require_stored
from flows.acts.fieldwork import record_fieldwork
from flows.acts.opening import require_analyst
from flows.acts.stages import checklists_of
from flows.workplace import Workplace

METHOD = "Search log, written down by whoever searched"
NOT_GRADED = Grade(Reliability.F, Credibility.CANNOT_BE_JUDGED)


@dataclass(frozen=True, slots=True)
class LoggedSearch:
    """A search with its item, and the question that it leaves without an answer."""

    evidence: EvidenceItem
    log: SearchLog
    question: str
    """Empty where the log answers none."""


def search_log(runs: Sequence[SearchRun], tool: str, searched_by: str) -> SearchLog:
    """The log of these runs; raises InputInvalid where there is none."""
    if not runs:
        raise InputInvalid(Problem("searches", "there is none", "enter each query with its source"))
    return SearchLog(
        queries=_once([run.query for run in runs]),
        sources=_once([run.source for run in runs]),
        languages=_once([run.language for run in runs]),
        searched_on=max(run.searched_on for run in runs),
        runs=tuple(runs),
        tool=tool,
        searched_by=searched_by,
    )


def log_search(
    place: Workplace,
    audit_id: str,
    log: SearchLog,
    analyst: str,
    moment: datetime,
    *,
    question: str = "",
    rationale: str = "",
) -> LoggedSearch:
    """Record a search as evidence, and with a question that it found no answer to, both at once.

    Raises InputInvalid with every problem: an empty or broken line, a day to come, an unknown question.
    """
    if problems := _problems(log, moment):
        raise InputInvalid(*problems)
    content = json.dumps(plain(log), ensure_ascii=False, indent=1, sort_keys=True).encode()
    stored = place.evidence.put(content)
    with place.work() as work:
        work.lock(audit_id)
        require_analyst(work, analyst)
        require_open(work, audit_id)
        audit = work.audits.get(audit_id)
        known = [q.id for used in checklists_of(place, audit) for q in used.questions]
        if question and question not in known:
            what = f"{shown(question)} is no question of this audit"
            raise InputInvalid(Problem("question", what, nearest(question, known)))
        description = _description(log, audit.request.investment.investor)
        collected = Collected(
            description, stored, "application/json", METHOD, moment, tool=log.tool
        )
        require_stored(place, work, [collected])
        item = collect_in(work, audit_id, collected, analyst, moment)
        if question:
            answer = _answer(question, log, rationale, item.id)
            record_fieldwork(work, audit_id, _only(answer), analyst, moment)
        work.commit()
    return LoggedSearch(item, log, question)


def _description(log: SearchLog, investor: str) -> Description:
    """Its originator is whoever the audit is made for: a log is the audit's own, and corroborates nothing."""
    return Description(
        type="OSI",
        form=Form.CAPTURE,
        title=f"Search log: {_queries(log)}",
        originator=investor,
        provided_by=ProvidedBy.INVESTOR,
        independent=False,
        grade=NOT_GRADED,
        language=log.languages[0],
    )


def _queries(log: SearchLog) -> str:
    asked = "1 query" if len(log.runs) == 1 else f"{len(log.runs)} queries"
    return f"{asked} to {', '.join(log.sources)}"


def _answer(question: str, log: SearchLog, rationale: str, item: str) -> PreparedAnswer:
    why = rationale.strip() or f"{_queries(log)} found no answer."
    return PreparedAnswer(
        question, Unknown(UnknownKind.SEARCHED_NOT_FOUND, search=log), why, (item,)
    )


def _only(answer: PreparedAnswer) -> PreparedFieldwork:
    return PreparedFieldwork((answer,), (), (), (), (), None, None, (), (), ())


def _problems(log: SearchLog, moment: datetime) -> list[Problem]:
    problems: list[Problem | None] = [line_problem("tool", log.tool)]
    for number, run in enumerate(log.runs, start=1):
        where = f"searches[{number}]"
        for name in ("query", "source", "language"):
            text = str(getattr(run, name))
            problems.append(line_problem(f"{where}.{name}", text))
            if not text.strip():
                problems.append(Problem(f"{where}.{name}", "it is empty", "fill it in"))
        if run.results is not None and run.results < 0:
            what = f"{run.results} is no number of results"
            problems.append(Problem(f"{where}.results", what, "enter 0 or more"))
        if run.searched_on > moment.date():
            what = f"{run.searched_on} lies in the future"
            problems.append(Problem(f"{where}.searched_on", what, "enter a day that has come"))
    return [problem for problem in problems if problem is not None]


def _once(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
