"""The questionnaire commands and the form, from sending to recording."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from prefect.flows import Flow
from prefect.logging import disable_run_logger
from typer.testing import CliRunner, Result

from audit.domain.errors import InputInvalid
from flows.cli import app
from flows.forms.send_questionnaire import send_questionnaire
from flows.forms.take_questionnaire import take_questionnaire
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace, register_first_people
from tests.audit.questionnaire.builders import filled
from tests.factories import MOMENT, small_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import inbox_folder, row_counts


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setenv("INVESTEE_AUDIT_HOME", str(tmp_path / "home"))
    opened = open_workplace(Settings())
    register_first_people(opened, MOMENT)
    return opened


@pytest.fixture
def audit(place: Workplace) -> str:
    return to_sign_off(place, small_request())


def run(*arguments: str) -> str:
    done = result(*arguments)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def result(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["questionnaire", *arguments], env={"COLUMNS": "200"})


def test_the_whole_way_by_command(audit: str, tmp_path: Path):
    file = tmp_path / "sent.xlsx"
    said = run("send", audit, "--section", "GOV", "--output", str(file))
    assert said.startswith("Questionnaire Q1 with 7 questions to Small Sensors Ltd")
    assert run("send", audit, "--section", "GOV", "--output", str(file)).count(
        "as it was sent before"
    )
    back = tmp_path / "back.xlsx"
    back.write_bytes(filled({"F3": "MET", "G3": "=[b]1+1[/b]", "K4": "Secret"}, file.read_bytes()))
    said = run("take", audit, str(back), "--provided-by", "investee", "--analyst", "analyst")
    assert "2 of 7 questions of Q1 were filled in; the file is evidence E001" in said
    assert "The note of reviewer on GOV-01 is kept" in run(
        "note", audit, "GOV-01", "Ask again.", "--person", "reviewer"
    )
    notes = tmp_path / "notes.xlsx"
    shown = run("review", audit, "--output", str(notes))
    assert "=[b]1+1[/b]" in shown
    assert "Ask again. (reviewer)" in shown
    assert "refused: Secret" in shown
    assert "not recorded" in shown
    assert run("take", audit, str(notes)).startswith("0 notes on Q1 are new")
    assert run("record", audit, "--only", "GOV-01") == "Recorded: GOV-01"
    lines = json.loads(result("review", audit, "--json").stdout)
    assert lines[0]["recorded"]["state"] == {"kind": "valued", "value": "MET"}
    assert lines[1]["proposed"]["why"] == "asked_and_refused"
    assert lines[1]["recorded"] is None


def test_a_refusal_is_a_sentence_and_changes_nothing(place: Workplace, audit: str, tmp_path: Path):
    counts = row_counts(place)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"nothing")
    for arguments, sentence in (
        (("take", audit, str(broken)), "broken.xlsx: it is no XLSX workbook"),
        (("take", audit, str(tmp_path / "none.xlsx")), "the file cannot be read"),
        (("take", audit, str(broken), "--provided-by", "me"), "is none who could hand it over"),
        (("send", audit, "--section", "GOVV"), "did you mean GOV?"),
        (("send", audit, "--output", str(tmp_path)), "it is not a file"),
        (("note", audit, "GOV-01", "a", "--person", "reviewer"), "was not asked"),
    ):
        done = result(*arguments)
        assert isinstance(done.exception, InputInvalid), done.output
        assert sentence in str(done.exception)
    assert row_counts(place) == counts


def test_the_form_writes_the_file_and_refuses_in_a_sentence(place: Workplace, audit: str):
    with disable_run_logger():
        assert (
            send_questionnaire.fn(sections="GOV, REM", answer_by="2099-01-01", audit=audit) == "Q1"
        )
        refused = send_questionnaire.fn(sections="GOVV")
    assert "did you mean GOV?" in refused.message
    (file,) = (place.pdf.parent / "questionnaires").iterdir()
    assert file.name == f"{audit}-Q1.xlsx"


def test_the_form_takes_a_workbook_from_the_inbox_and_records_it(place: Workplace, audit: str):
    with disable_run_logger():
        assert send_questionnaire.fn(sections="GOV", only_open=False, audit=audit) == "Q1"
        (file,) = (place.pdf.parent / "questionnaires").iterdir()
        back = filled({"F3": "MET"}, file.read_bytes())
        (inbox_folder(place, audit) / "back.xlsx").write_bytes(back)
        assert take_questionnaire.fn(file="back.xlsx", record=True) == "E001"
        counts = row_counts(place)
        refused = take_questionnaire.fn(file="none.xlsx")
    assert "there is no file 'none.xlsx' in the inbox" in refused.message
    assert row_counts(place) == counts
    with place.reading() as work:
        answers = {answer.question: answer for answer in work.fieldwork.load(audit).answers}
    assert answers["GOV-01"].evidence == ("E001",)


@pytest.mark.parametrize("flow", [send_questionnaire, take_questionnaire])
def test_the_forms_say_what_they_ask_for(flow: Flow[..., Any]):
    described = flow.parameters.properties
    assert all(field.get("description") for field in described.values())
