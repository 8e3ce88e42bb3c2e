"""The commands for registers: a template, a review that writes nothing, and a guarded output."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from prefect.logging import disable_run_logger
from typer.testing import CliRunner, Result

from audit.domain.deployment import Deployment
from audit.domain.errors import AuditError, InputInvalid
from audit.scoring.register.review import review
from flows.acts.register_output import rows_csv
from flows.cli import app
from flows.forms.review_register import review_register
from flows.settings import Settings
from flows.workplace import open_workplace
from tests.audit.scoring.register.rows import ON, acts, rules
from tests.flows.acts.test_registers import HEADER, NOTHING, WARRANT, police_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import inbox_folder, row_counts


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, and a register in it."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "audits.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("INVESTEE_AUDIT_HOME", str(home))
    (home / "register.csv").write_text(f"{HEADER}\n{WARRANT}\n{NOTHING}", "utf-8")
    return home


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["register", *arguments], catch_exceptions=False)


def test_a_review_says_who_fails_and_which_answers_follow(home: Path):
    shown = run("review", str(home / "register.csv"), "--on", "2026-11-23")
    assert shown.exit_code == 0
    text = " ".join(shown.stdout.split())
    assert "Row 3, State: Fails: there is no court order and no emergency note" in text
    assert "LAW-01 NO Rows surely concerned" in text
    assert "CUS-01 not from a register" in text


def test_a_review_as_json_and_as_a_table_of_every_row(home: Path):
    out = home / "out.csv"
    shown = run("review", str(home / "register.csv"), "--json", "--output", str(out))
    found = json.loads(shown.stdout)
    (surveillance,) = [test for test in found["tests"] if test["question"] == "LAW-01"]
    assert surveillance["counts"] == {"passes": 1, "fails": 1, "undetermined": 0, "outside": 0}
    assert surveillance["first_failing"][0]["row"] == 3
    (answer,) = [entry for entry in found["answers"] if entry["question"] == "LAW-01"]
    assert (answer["state"], answer["failing_rows"]) == ({"value": "NO"}, [3])
    assert found["rules"]["digest"]
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig")))
    assert [row["LAW-01"] for row in rows] == ["passes", "fails"]
    assert rows[0]["LAW-01 because"] == "Passes: there is a court order with its reference."
    with pytest.raises(InputInvalid, match="there is a file of this name"):
        run("review", str(home / "register.csv"), "--output", str(out))


def test_no_cell_of_the_output_is_a_formula():
    rows = [Deployment(2, "=HYPERLINK(1)", end_user="@x"), Deployment(3, "+49", end_user="-1")]
    text = rows_csv(review(rules(), rows, ON, acts()))
    for row in csv.reader(text.splitlines()):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_the_template_is_written_once(home: Path):
    file = home / "empty.csv"
    assert run("template", str(file)).exit_code == 0
    assert file.read_text("utf-8-sig").startswith("customer,end_user,")
    with pytest.raises(InputInvalid, match="there is a file of this name"):
        run("template", str(file))
    with pytest.raises(InputInvalid, match="has no rows below the column names"):
        run("review", str(file))


def test_a_register_is_recorded_by_command(home: Path):
    place = open_workplace(Settings(home=home))
    run("review", str(home / "register.csv"))
    audit = to_sign_off(place, police_request())
    counts = row_counts(place)
    run("review", str(home / "register.csv"), "--audit", audit)
    assert row_counts(place) == counts
    recorded = run("record", str(home / "register.csv"), "--audit", audit, "--grade", "C3")
    text = " ".join(recorded.stdout.split())
    assert "The register is evidence E001" in text
    assert "LAW-01 determined" in text
    assert "CUS-02 determined" in text
    with pytest.raises(AuditError, match="There is no audit"):
        run("record", str(home / "register.csv"), "--audit", "nothing")


def test_the_form_records_a_register_from_the_inbox(home: Path):
    place = open_workplace(Settings(home=home))
    run("review", str(home / "register.csv"))
    audit = to_sign_off(place, police_request())
    inbox = inbox_folder(place, audit)
    (inbox / "register.csv").write_bytes((home / "register.csv").read_bytes())
    (inbox / "bad.csv").write_text("customer,country\nA,USA\n", "utf-8")
    with disable_run_logger():
        assert (
            review_register.fn(position="amazon-police-2020, ibm-exit-2020", grade="C3") == "E001"
        )
        counts = row_counts(place)
        refused = review_register.fn(file="bad.csv", audit=audit)
    assert "column country: 'USA' is no country code; did you mean US?" in refused.message
    assert row_counts(place) == counts


def test_the_form_says_what_it_asks_for():
    described = review_register.parameters.properties
    assert all(field.get("description") for field in described.values())
