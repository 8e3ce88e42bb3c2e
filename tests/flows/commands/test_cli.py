"""The command line: what it prints, and that a refusal is a sentence, exit code 2, and nothing written."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console
from ruamel.yaml import YAML

from audit.catalogue import packaged_catalogue
from flows import demo
from flows.acts.opening import open_audit
from flows.api import Api
from flows.settings import Settings
from flows.workplace import open_workplace, register_first_people
from tests.factories import CASE, MOMENT, reference_request, small_request
from tests.flows.conftest import row_counts

REQUEST = packaged_catalogue().root / "cases" / CASE / "request.yaml"


@dataclass(frozen=True)
class Cli:
    """The command line with a home of its own."""

    home: Path

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a person does."""
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", *arguments],
            env={
                "INVESTEE_AUDIT_HOME": str(self.home),
                "PATH": "/usr/bin:/bin",
                "COLUMNS": "200",
                **settings,
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def cli(tmp_path: Path, sqlite_template: Path) -> Cli:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "audits.db")
    register_first_people(open_workplace(Settings(home=home)), MOMENT)
    return Cli(home)


Change = Callable[[dict[str, object]], object]


def _set(*path: str | int, to: object) -> Change:
    def change(document: dict[str, object]) -> None:
        node: object = document
        for part in path[:-1]:
            node = node[part]  # type: ignore[index]
        node[path[-1]] = to  # type: ignore[index]

    return change


def _request_with(folder: Path, change: Change) -> Path:
    yaml = YAML(typ="safe", pure=True)
    document = yaml.load(REQUEST)
    change(document)
    path = folder / "request.yaml"
    yaml.dump(document, path)
    return path


BAD_REQUESTS: dict[str, tuple[Change, str]] = {
    "wrong LEI": (
        _set("investee", "lei", to="5493001KJTIIGC8Y1R13"),
        "investee.lei: 5493001KJTIIGC8Y1R13 is",
    ),
    "amount without currency": (
        _set("investment", "currency", to=""),
        "investment.currency: the amount",
    ),
    "stake over 100": (
        _set("investment", "stake_percent", to="120"),
        "investment.stake_percent: 120 %",
    ),
    "date in the future": (_set("investment", "invested_on", to="2099-01"), "lies in the future"),
    "allegation without a source": (_set("allegations", 0, "sources", to=[]), "source"),
    "unknown module": (
        _set("checklists", "run", to=["core-hrd"]),
        "checklists.run.0: input should be 'core-hrdd'",
    ),
    "unknown policy version": (_set("policy", "version", to="9.0.0"), "there is no such version"),
    "unknown key": (_set("investe", to={}), "the key investe is unknown; did you mean investee?"),
    "over the limit": (
        _set("investee", "sector", to="x" * 600_000),
        "a form carries at most 524288",
    ),
}


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_a_bad_request_is_one_sentence_and_writes_nothing(
    cli: Cli, name: str, tmp_path: Path
) -> None:
    change, sentence = BAD_REQUESTS[name]
    path = _request_with(tmp_path, change)
    place = open_workplace(Settings(home=cli.home))
    before = row_counts(place)
    done = cli.run("audit", str(path))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert row_counts(place) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "anyvision"], "anyvision"),
        (["show", "a\udcff"], "There is no audit 'a\\udcff'."),
        (["audit", "missing.yaml"], "the file is missing"),
        (["audit", "--analyst", "nobody"], "nobody is not a registered analyst"),
        (["sign-off", "x", "--reviewer", "reviewer"], "There is no audit 'x'"),
        (["audit", "."], ".: the file cannot be read (Is a directory)"),
        (["check", "/dev"], "/dev: the file cannot be read (Is a directory)"),
        (
            ["checklist", "publish", "core-hrdd/9.0.0/checklist.yaml"],
            "core-hrdd/9.0.0/checklist.yaml",
        ),
    ],
)
def test_a_refused_command_is_a_sentence(cli: Cli, arguments: list[str], sentence: str) -> None:
    done = cli.run(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_check_writes_nothing(cli: Cli) -> None:
    before = row_counts(open_workplace(Settings(home=cli.home)))
    done = cli.run("check", CASE)
    assert done.returncode == 0, done.stderr
    assert "core-hrdd@1.0.0, facial-recognition@1.0.0, government-sales@1.0.0" in done.stdout
    assert row_counts(open_workplace(Settings(home=cli.home))) == before


def test_check_makes_no_installation(tmp_path: Path) -> None:
    done = Cli(tmp_path / "new").run("check", CASE)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "new").exists()


def test_check_refuses_a_choice_that_an_audit_would_refuse(cli: Cli, tmp_path: Path) -> None:
    for run, sentence in (
        (["core-hrdd"], "checklists.reason: the facts call for"),
        (["facial-recognition"], "checklists: core-hrdd always runs"),
    ):
        path = _request_with(tmp_path, _set("checklists", "run", to=run))
        for command in ("check", "audit"):
            done = cli.run(command, str(path))
            assert done.returncode == 2
            assert done.stderr.startswith(sentence)


def test_a_setting_that_does_not_fit_is_a_sentence(cli: Cli) -> None:
    done = cli.run("list", INVESTEE_AUDIT_PORT="abc")
    assert done.returncode == 2
    assert done.stderr.startswith("INVESTEE_AUDIT_PORT: ")
    assert len(done.stderr.splitlines()) == 1


def test_names_are_printed_as_they_are(cli: Cli, tmp_path: Path) -> None:
    path = _request_with(tmp_path, _set("investee", "legal_name", to="Acme [/x] [b]Ltd"))
    audited = cli.run("audit", str(path))
    assert audited.returncode == 0, audited.stderr
    assert "of Acme [/x] [b]Ltd" in audited.stdout
    audit_id = audited.stdout.split()[1]
    for command in (["list"], ["show", audit_id]):
        done = cli.run(*command)
        assert done.returncode == 0, done.stderr
        assert "Acme [/x] [b]Ltd" in done.stdout
    assert cli.run("people", "add", "x", "Name [/x]", "--role", "reviewer").returncode == 0
    assert "Name [/x]" in cli.run("people", "list").stdout


class OneRun(Api):
    """What the server would say of one run."""

    def __init__(self) -> None:
        """It asks nobody."""

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The lines and the artifacts of the run."""
        if path == "/logs/filter":
            said = {"name": "prefect.flow_runs", "timestamp": "2026-11-23T09:00:00Z"}
            return [said | {"id": "1", "message": "Audit acme of Acme [/x] [b]Ltd"}]
        assert body == {"artifacts": {"flow_run_id": {"any_": ["run"]}}}
        return [{"key": None}, {"key": "scorecard-acme"}, {"key": "progress-acme"}]


def test_the_demonstration_shows_lines_as_they_are_and_knows_its_own_audit() -> None:
    console = Console(file=io.StringIO(), width=200)
    demo.show_new_lines(OneRun(), "run", set(), console)
    assert "Audit acme of Acme [/x] [b]Ltd" in cast("io.StringIO", console.file).getvalue()
    assert demo.audit_of(OneRun(), "run") == "acme"


def test_the_list_is_newest_first(cli: Cli) -> None:
    place = open_workplace(Settings(home=cli.home))
    open_audit(place, reference_request(), MOMENT)
    open_audit(place, small_request(), MOMENT + timedelta(days=1))
    with place.reading() as work:
        newest, oldest = work.audits.lines()
    assert newest.opened_at > oldest.opened_at
    listed = cli.run("list").stdout
    assert 0 < listed.index(newest.id) < listed.index(oldest.id)
    narrow = cli.run("list", COLUMNS="60").stdout
    assert newest.id in narrow
    assert oldest.id in narrow


def test_the_list_of_evidence_says_what_nobody_described(cli: Cli) -> None:
    place = open_workplace(Settings(home=cli.home))
    audit = open_audit(place, small_request(), MOMENT).id
    (cli.home / "inbox" / audit).mkdir(parents=True)
    (cli.home / "inbox" / audit / "note.txt").write_text("A note.")
    assert cli.run("inbox", audit).returncode == 0
    listed = cli.run("evidence", "list", audit, COLUMNS="200").stdout
    assert "UND, not described yet" in listed


def test_an_audit_without_a_server_from_request_to_verified_report(cli: Cli) -> None:
    audited = cli.run("audit")
    assert audited.returncode == 0
    audit = "anyvision-interactive-technologies"
    (line,) = [row for row in cli.run("list").stdout.splitlines() if audit in row]
    audit_id = next(word for word in line.replace("│", " ").split() if word.startswith(audit))
    said = "Sign it off with: investee-audit "
    (line,) = [row for row in audited.stdout.splitlines() if row.startswith(said)]
    shown = cli.run("show", audit_id).stdout
    assert line in shown
    assert f"Inbox     {cli.home}/inbox/{audit_id}" in shown
    act = line.removeprefix(said).replace("ID", "reviewer").split()
    assert "type the reason" in cli.run(*act, "--decision", "engage").stderr
    assert "independence" in cli.run(*act, "--reviewer", "analyst").stderr
    without = [word for word in act if word != "--independent"]
    assert cli.run(*without).stderr.startswith("--independent: the statement of independence")
    for given in ("", act[act.index("--digest") + 1][:11]):
        unread = cli.run(*act, "--digest", given)
        assert unread.returncode == 2
        assert unread.stderr.startswith("--digest: a sign-off rests on the record that was read")
        assert f"`investee-audit show {audit_id}`" in unread.stderr
    assert "is not the one with the digest" in cli.run(*act, "--digest", "0" * 64).stderr
    signed = cli.run(*act)
    assert signed.returncode == 0, signed.stderr
    assert "Decision  divest" in signed.stdout
    pdf = cli.home / "pdf" / f"{audit_id}.pdf"
    assert str(pdf) in signed.stdout
    assert pdf.read_bytes().startswith(b"%PDF-1.7")
    assert "39 evidence items have their recorded digests" in cli.run("verify", audit_id).stdout
    stored = next((cli.home / "evidence" / "sha256").glob("*/*/*"))
    stored.chmod(0o644)
    stored.write_bytes(b"changed")
    broken = cli.run("verify", audit_id)
    assert broken.returncode == 2
    assert broken.stderr.startswith("Evidence S")


def test_a_fieldwork_file_is_recorded_or_refused_whole(cli: Cli, tmp_path: Path) -> None:
    cli.run("audit")
    (audit_id,) = [
        line.id
        for line in open_workplace(Settings(home=cli.home)).reading().__enter__().audits.lines()
    ]
    file = tmp_path / "fieldwork.yaml"
    file.write_text(
        "answers:\n  - question: GOV-01\n    value: MAYBE\n    rationale: Seen.\n    evidence:\n      - S01\n",
        "utf-8",
    )
    refused = cli.run("fieldwork", audit_id, str(file))
    assert refused.returncode == 2
    assert refused.stderr.startswith("fieldwork.yaml, line 3: MAYBE is unknown")
    file.write_text(file.read_text("utf-8").replace("MAYBE", "PARTLY"), "utf-8")
    assert "1 answers" in cli.run("fieldwork", audit_id, str(file)).stdout
