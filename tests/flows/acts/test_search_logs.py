"""A search that was logged: evidence of itself, cited by the answer that nothing was found."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.domain.answer import SearchLog, SearchRun, Unknown, UnknownKind
from audit.domain.errors import InputInvalid
from audit.records import from_json, to_json
from flows.acts.stages import assess_audit
from flows.cli import app
from flows.clock import now
from flows.forms.log_search import log_search, take_search
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace, register_first_people
from reports.assemble import assemble
from tests.factories import MOMENT, signed, small_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import row_counts

RUNS = [
    {"query": "Small Sensors police", "source": "press archive", "language": "en",
     "searched_on": "2026-11-20", "results": "12", "found": "none about sales"},
    {"query": "=מצלמות", "source": "court register", "language": "he",
     "searched_on": "2026-11-21", "results": "0", "found": ""},
    {"query": "x", "source": "press archive", "language": "en", "searched_on": "2026-11-21",
     "results": "", "found": ""},
]  # fmt: skip
LOG = SearchLog(
    queries=("Small Sensors police", "=מצלמות", "x"),
    sources=("press archive", "court register"),
    languages=("en", "he"),
    searched_on=date(2026, 11, 21),
    runs=(
        SearchRun("Small Sensors police", "press archive", "en", date(2026, 11, 20), 12, "none about sales"),
        SearchRun("=מצלמות", "court register", "he", date(2026, 11, 21), 0),
        SearchRun("x", "press archive", "en", date(2026, 11, 21), None),
    ),
    tool="a browser",
    searched_by="analyst",
)  # fmt: skip


def test_a_search_is_evidence_and_answers_its_question(place: Workplace):
    audit = to_sign_off(place, small_request())
    made = take_search(place, audit, RUNS, "GOV-01", "Wide enough.", "a browser", "analyst")
    assert made.log == LOG
    assert (made.evidence.tool, made.evidence.independent) == ("a browser", False)
    assert b'"results": 12' in place.evidence.read(made.evidence.sha256)
    with place.reading() as work:
        (answer,) = [a for a in work.fieldwork.load(audit).answers if a.question == "GOV-01"]
    assert answer.state == Unknown(UnknownKind.SEARCHED_NOT_FOUND, search=LOG)
    assert (answer.rationale, answer.evidence) == ("Wide enough.", (made.evidence.id,))


def test_a_search_alone_answers_nothing_and_twice_is_once(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, small_request())
    take_search(sqlite_place, audit, RUNS, "", "", "", "analyst")
    counts = row_counts(sqlite_place)
    take_search(sqlite_place, audit, RUNS, "", "", "", "analyst")
    assert row_counts(sqlite_place) == counts
    with sqlite_place.reading() as work:
        assert work.fieldwork.load(audit).answers == ()


def test_a_report_shows_how_many_results_there_were(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, small_request())
    take_search(sqlite_place, audit, RUNS, "GOV-01", "", "a browser", "analyst")
    _, record = assess_audit(sqlite_place, audit, MOMENT + timedelta(days=1))
    row = assemble(signed(record)).answers.groups[0].rows[0]
    assert row.why[0] == "3 queries to press archive, court register found no answer."
    assert row.why[1] == (
        "Searched on 21 November 2026 by analyst with a browser for “Small Sensors police”, "
        "“=מצלמות”, “x” in press archive, court register (languages: en, he)."
    )
    assert row.why[2].endswith("(en, 20 November 2026): 12 results; none about sales.")
    assert row.why[3] == "“=מצלמות” in court register (he, 21 November 2026): no result."
    assert row.why[4].endswith("(en, 21 November 2026): an unknown number of results.")


def test_a_log_that_was_stored_before_still_reads():
    before = '{"languages":["en"],"queries":["q"],"searched_on":"2026-01-31","sources":["s"]}'
    assert from_json(SearchLog, before) == SearchLog(("q",), ("s",), ("en",), date(2026, 1, 31))
    assert from_json(SearchLog, to_json(LOG)) == LOG


@pytest.mark.parametrize(
    ("changes", "question", "said"),
    [
        ({"query": ""}, "", "searches[1].query: it is empty; fill it in."),
        ({"source": "a\nb"}, "", "searches[1].source: a\\nb has a line break"),
        (
            {"searched_on": "2099-01-01"},
            "",
            "searches[1].searched_on: 2099-01-01 lies in the future",
        ),
        ({"searched_on": ""}, "", "searches[1].searched_on: it is empty"),
        ({"results": "-1"}, "", "searches[1].results: -1 is no number of results"),
        ({"results": "many"}, "", "searches[1].results: many is no number of results"),
        ({}, "GOW-01", "question: GOW-01 is no question of this audit; did you mean GOV-01?"),
    ],
)
def test_what_cannot_be_logged_is_one_sentence(
    sqlite_place: Workplace, changes: dict[str, str], question: str, said: str
):
    audit = to_sign_off(sqlite_place, small_request())
    counts = row_counts(sqlite_place)
    with pytest.raises(InputInvalid) as found:
        take_search(sqlite_place, audit, [RUNS[0] | changes], question, "", "", "analyst")
    assert str(found.value).startswith(said)
    assert row_counts(sqlite_place) == counts


def test_a_log_of_nothing_is_refused(sqlite_place: Workplace):
    audit = to_sign_off(sqlite_place, small_request())
    with pytest.raises(InputInvalid, match="searches: there is none"):
        take_search(sqlite_place, audit, [], "", "", "", "analyst")


def test_a_search_is_logged_by_command(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("INVESTEE_AUDIT_HOME", str(tmp_path))
    place = open_workplace(Settings())
    register_first_people(place, now())
    audit = to_sign_off(place, small_request())
    options = ["--query", "a", "--results", "3", "--query", "b", "--results", "0", "--source", "s"]
    done = CliRunner().invoke(app, ["log-search", audit, *options, "--question", "GOV-01"])
    assert done.exit_code == 0, done.output
    assert "GOV-01 is recorded as searched and not found" in done.output
    uneven = CliRunner().invoke(app, ["log-search", audit, *options, "--query", "c"])
    assert isinstance(uneven.exception, InputInvalid)


def test_the_form_says_what_it_asks_for():
    described = log_search.parameters.properties
    assert all(field.get("description") for field in described.values())
