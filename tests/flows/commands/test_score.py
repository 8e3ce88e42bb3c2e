"""The command that scores a sheet, and the worked examples of the document that explains it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.domain.errors import AuditError
from flows.cli import REFUSED, app
from tests.audit.catalogue.instruments.test_importers import edition
from tests.audit.catalogue.scheme_files import FILE

DOCUMENT = (Path(__file__).parents[3] / "docs" / "instruments.md").read_text("utf-8")
FILES = re.findall(r"```(?:yaml|csv) (\S+)\n(.*?)```", DOCUMENT, re.DOTALL)
RESULTS = re.findall(r"```results (\S+) ([^\n]*)\n(.*?)```", DOCUMENT, re.DOTALL)


def printed(*arguments: str) -> str:
    """What the command prints; raises its refusal."""
    done = CliRunner().invoke(app, list(arguments))
    if done.exception is not None:
        raise done.exception
    return done.stdout


@pytest.mark.parametrize(("name", "options", "expected"), RESULTS, ids=[r[0] for r in RESULTS])
def test_the_worked_examples_of_the_document(
    tmp_path: Path, name: str, options: str, expected: str
):
    for file, text in FILES:
        (tmp_path / file).write_text(text, "utf-8")
    files = [str(tmp_path / f"{name}.{ending}") for ending in ("yaml", "csv")]
    assert printed("score", *files, *options.split()) == expected


def test_the_document_has_its_four_examples():
    assert [result[0] for result in RESULTS] == ["weighted", "index", "points", "units"]


def sheet(folder: Path, text: str) -> str:
    path = folder / "answers.csv"
    path.write_text(text, "utf-8")
    return str(path)


def test_every_level_says_what_counted_and_what_was_left_out(tmp_path: Path):
    (tmp_path / "small.yaml").write_text(FILE, "utf-8")
    answers = sheet(tmp_path, "question,answer\nS1,NA\nS2,4\n")
    made = json.loads(printed("score", str(tmp_path / "small.yaml"), answers))
    assert made["scored"]["publisher"] == "Example"
    (level,) = made["subjects"][0]["levels"]
    assert level["points"] == {
        "lowest": {"exact": "4", "decimal": "4"},
        "highest": {"exact": "7", "decimal": "7"},
    }
    assert [entry["id"] for entry in level["counted"]] == ["S2", "S3"]
    assert level["counted"][1]["why"] == "unanswered"
    assert level["left_out"] == [{"id": "S1", "why": "not applicable", "answer": "NA"}]


def test_a_checklist_of_our_own_says_that_the_evidence_floor_was_not_applied(tmp_path: Path):
    answers = sheet(tmp_path, "question,answer\nGOV-01,MET\nGOV-02,not_asked\n")
    made = json.loads(printed("score", "core-hrdd@1.0.0", answers, "--level", "total", "--brief"))
    assert made["notes"][0] == (
        "The evidence floor was not applied, because a sheet of answers carries no evidence."
    )
    (level,) = made["subjects"][0]["levels"]
    assert level["share"]["highest"]["exact"] == "1"
    assert "counted" not in level


def test_facts_decide_which_of_our_questions_apply(tmp_path: Path):
    answers = sheet(tmp_path, "question,answer\nGOV-01,MET\n")
    score = ["score", "core-hrdd@1.0.0", answers, "--level", "total", "--csv"]
    names = (
        "conflict_or_occupation",
        "earlier_audit_or_commitment",
        "impact_caused_or_contributed",
    )
    facts = [argument for name in names for argument in ("--fact", f"{name}=no")]
    unknown, known = printed(*score), printed(*score, *facts)
    assert unknown != known


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--level", "totl"], "--level: totl is unknown; did you mean total?"),
        (["--column", "subject"], "--column: subject has no =; write it like name=value."),
        (["--column", "subjct=a"], "--column: subjct is unknown; did you mean subject?"),
        (["--fact", "exit_posible=no"], "--fact: exit_posible is unknown; did you mean exit_possible?"),
        (["--fact", "exit_possible=perhaps"], "--fact: perhaps is unknown; known are no, unknown, yes."),
    ],
)  # fmt: skip
def test_wrong_options_are_refused(tmp_path: Path, arguments: list[str], said: str):
    (tmp_path / "small.yaml").write_text(FILE, "utf-8")
    answers = sheet(tmp_path, "question,answer\nS1,Yes\n")
    with pytest.raises(AuditError) as refused:
        printed("score", str(tmp_path / "small.yaml"), answers, *arguments)
    assert str(refused.value) == said


def test_a_refusal_is_a_sentence_and_exit_code_2(tmp_path: Path):
    answers = sheet(tmp_path, "question,answer\nGOV-01,MEET\n")
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "score", "core-hrdd@1.0.0", answers],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert done.stderr == "answers.csv, line 2: MEET is no answer to GOV-01; did you mean MET?\n"


def test_a_publishers_files_become_a_checklist_and_a_sheet(tmp_path: Path):
    out = tmp_path / "out"
    said = printed("instrument", "rdr", str(edition(tmp_path)), str(out), "--reversed", "P1.1")
    assert said.split() == [str(out / "checklist.yaml"), str(out / "answers.csv")]
    scored = printed("score", str(out / "checklist.yaml"), str(out / "answers.csv"), "--csv")
    assert scored.startswith("subject,level,unit,printed,")
