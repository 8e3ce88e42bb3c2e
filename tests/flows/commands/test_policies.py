"""The lint as people and programs run it: file, line, and an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.catalogue import packaged_catalogue
from flows.cli import app

ROOT = packaged_catalogue().root
SHIPPED = str(packaged_catalogue().policy_versions()[-1])
NAME, VERSION = SHIPPED.split("@")
FILE = ROOT / "policies" / NAME / VERSION / "policy.yaml"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "200"}).invoke(
        app, ["policy", "lint", *arguments], catch_exceptions=False
    )
    return done.exit_code, done.output


@pytest.fixture
def backward(tmp_path: Path) -> Path:
    """The shipped policy with one rule turned round: it fires when the coverage is good."""
    before, mark, after = FILE.read_text("utf-8").partition("- id: coverage-too-low")
    text = (
        before
        + mark
        + after.replace("below: coverage_to_approve", "at_least: coverage_to_approve", 1)
    )
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace("status: published", "status: draft", 1), "utf-8")
    return path


def test_the_shipped_policy_has_only_notes():
    code, said = run(SHIPPED)
    assert code == 0
    assert f"{SHIPPED}: 0 errors" in said


def test_an_error_names_file_and_line_and_ends_with_one(backward: Path):
    code, said = run(str(backward))
    line = backward.read_text("utf-8").split("- id: coverage-too-low")[0].count("\n") + 1
    assert code == 1
    assert f"policy.yaml, line {line}: error: The rule coverage-too-low stops firing" in said


def test_programs_read_the_same_remarks(backward: Path):
    code, said = run(str(backward), "--json")
    found = json.loads(said)
    assert code == 1
    assert {each["level"] for each in found} == {"error", "note"}
    assert found[0]["kind"] == "worse_is_better"
    assert {"file", "kind", "level", "line", "text"} == set(found[0])


def test_steps_may_be_allowed_to_lead_further():
    cliffs = [
        sum("One step over" in line for line in run(SHIPPED, "--places", places)[1].splitlines())
        for places in ("3", "9")
    ]
    assert cliffs[0] > cliffs[1] == 0


def test_questions_are_looked_at_in_the_checklists_given():
    _, said = run(SHIPPED, "--checklist", "government-sales@1.0.0")
    assert "INV-" not in said
    assert "core-hrdd/1.0.0/checklist.yaml" not in said
