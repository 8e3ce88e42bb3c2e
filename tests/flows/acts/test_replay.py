"""Trying other rules on stored audits: what is said, and that nothing is written."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.catalogue.editions.trial import checklist_on_trial, policy_on_trial
from audit.decision.replay import PortfolioReplay, Replay
from audit.domain.decision import Outcome
from audit.domain.errors import AuditError, CatalogueInvalid, InputInvalid
from audit.records import from_json
from flows.acts.opening import open_audit
from flows.acts.replaying import OtherRules, replay_audit, replay_portfolio
from flows.cli import app
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace
from tests.factories import MOMENT, reference_request, small_request
from tests.flows.carrying import to_sign_off
from tests.flows.conftest import workplace_at

Run = Callable[..., str]


@pytest.fixture(scope="module")
def carried(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the reference case and a small audit assessed, made once for this module."""
    home = tmp_path_factory.mktemp("carried")
    shutil.copy(sqlite_template, home / "audits.db")
    place = workplace_at(f"sqlite:///{home}/audits.db", home)
    for request in (reference_request(), small_request()):
        to_sign_off(place, request)
    place.engine.dispose()
    return home


@pytest.fixture
def home(carried: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that the commands work in."""
    copied = shutil.copytree(carried, tmp_path / "home")
    monkeypatch.setenv("INVESTEE_AUDIT_HOME", str(copied))
    return copied


@pytest.fixture
def place(home: Path) -> Workplace:
    """The installation in that home."""
    return open_workplace(Settings(home=home))


@pytest.fixture
def run(home: Path) -> Run:
    """Run a command that has to succeed, and give what it prints."""

    def command(*arguments: str) -> str:
        done = CliRunner(env={"COLUMNS": "200"}).invoke(
            app, ["replay", *arguments], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.output

    return command


@pytest.fixture
def draft(place: Workplace, tmp_path: Path) -> Path:
    """The newest policy as a draft that asks for no leverage."""
    newest = place.catalogue.policy_versions()[-1]
    published = place.catalogue.root / "policies" / newest.id / newest.version / "policy.yaml"
    before, mark, after = published.read_text("utf-8").partition("- id: enough_leverage\n")
    text = before + mark + after.replace('value: "3"', 'value: "0"', 1)
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace("status: published", "status: draft", 1), "utf-8")
    return path


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder. SQLite keeps an empty log while it is being read."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.endswith("-shm")
        and not (path.name.endswith("-wal") and path.stat().st_size == 0)
    }


def ids(place: Workplace) -> dict[str, str]:
    with place.reading() as work:
        return {line.investee: line.id for line in work.audits.lines()}


def reference_id(place: Workplace) -> str:
    return next(audit for investee, audit in ids(place).items() if "AnyVision" in investee)


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_nothing_is_written_anywhere(
    run: Run, home: Path, place: Workplace, draft: Path, arguments: tuple[str, ...]
):
    audit = reference_id(place)
    before = contents(home)
    assert "audits.db" in before
    run(audit, "--policy", str(draft), *arguments)
    run("--portfolio", "--policy", str(draft), *arguments)
    assert contents(home) == before


def test_a_draft_is_tried_in_words(run: Run, place: Workplace, draft: Path):
    said = run(reference_id(place), "--policy", str(draft))
    assert "The recommendation would change from divest to defer for evidence." in said
    assert "[insufficient-oversight]: no longer fires" in said
    assert "Nothing of the audit was changed." in said


def test_a_replay_is_read_back_from_its_json(run: Run, place: Workplace, draft: Path):
    audit = reference_id(place)
    made = from_json(Replay, run(audit, "--policy", str(draft), "--json"))
    assert made == replay_audit(
        place, audit, OtherRules(policy_on_trial(place.catalogue, str(draft)).policy)
    )
    assert (made.before.outcome, made.after.outcome) == (
        Outcome.DIVEST,
        Outcome.DEFER_FOR_EVIDENCE,
    )


def test_a_portfolio_is_counted_and_listed(run: Run, place: Workplace, draft: Path):
    made = from_json(PortfolioReplay, run("--portfolio", "--policy", str(draft), "--json"))
    assert {(m.before, m.after): m.audits for m in made.moves} == {
        (Outcome.DIVEST, Outcome.DEFER_FOR_EVIDENCE): 1,
        (Outcome.DEFER_FOR_EVIDENCE, Outcome.DEFER_FOR_EVIDENCE): 1,
    }
    assert [replayed.outcome_changed for replayed in made.audits] == [True, False]
    assert {replayed.audit for replayed in made.audits} == set(ids(place).values())
    said = run("--portfolio", "--policy", str(draft))
    assert "1 of 2 audits would change" in said


def test_the_output_file_holds_the_same_json(
    run: Run, place: Workplace, draft: Path, tmp_path: Path
):
    file = tmp_path / "replay.json"
    printed = run("--portfolio", "--policy", str(draft), "--json", "--output", str(file))
    assert json.loads(file.read_text("utf-8")) == json.loads(printed)


def test_an_audit_that_is_not_assessed_is_refused(sqlite_place: Workplace, draft: Path):
    audit = open_audit(sqlite_place, reference_request(), MOMENT)
    rules = OtherRules(policy_on_trial(sqlite_place.catalogue, str(draft)).policy)
    with pytest.raises(InputInvalid, match="is not assessed yet; assess it before it is replayed"):
        replay_audit(sqlite_place, audit.id, rules)
    assert replay_portfolio(sqlite_place, rules).audits == ()


def test_the_own_policy_by_name_changes_nothing(place: Workplace):
    for audit in ids(place).values():
        with place.reading() as work:
            opened = work.audits.get(audit)
        rules = OtherRules(policy_on_trial(place.catalogue, str(opened.policy)).policy)
        made = replay_audit(place, audit, rules)
        assert made.before == made.after


REFUSED = {
    "no audit": (("--policy", "{draft}"), "no audit is named; name one audit"),
    "both": (
        ("some", "--portfolio", "--policy", "{draft}"),
        "both an audit and --portfolio are given",
    ),
    "unknown policy": (
        ("some", "--policy", "responsible-investmnt@1.0.0"),
        "did you mean responsible-investment@1.0.0?",
    ),
    "unknown audit": (("some", "--policy", "{draft}"), "There is no audit 'some'"),
    "checklist twice": (
        (
            "some", "--policy", "{draft}",
            "--checklist", "core-hrdd@1.0.0", "--checklist", "core-hrdd@1.0.0",
        ),
        "core-hrdd is given twice",
    ),
    "no folder": (
        ("--portfolio", "--policy", "{draft}", "--output", "{folder}/none/replay.json"),
        "the file cannot be written",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_a_sentence(home: Path, draft: Path, tmp_path: Path, name: str):
    arguments, sentence = REFUSED[name]
    before = contents(home)
    given = [text.format(draft=draft, folder=tmp_path) for text in arguments]
    with pytest.raises(AuditError) as refusal:
        CliRunner().invoke(app, ["replay", *given], catch_exceptions=False)
    assert sentence in str(refusal.value)
    assert contents(home) == before


def test_a_broken_draft_is_not_tried(place: Workplace, draft: Path):
    draft.write_text(draft.read_text("utf-8").replace("fact: coverage", "fact: cover", 1), "utf-8")
    with pytest.raises(
        CatalogueInvalid, match=r"policy\.yaml, line \d+: the fact cover is unknown"
    ):
        policy_on_trial(place.catalogue, str(draft))


def test_a_checklist_takes_the_place_of_the_one_of_its_name(place: Workplace, tmp_path: Path):
    audit = reference_id(place)
    with place.reading() as work:
        record = work.reviews.latest_review_record(audit)
    assert record is not None
    own = record.checklists[0]
    text = (place.catalogue.root / own.id / own.version / "checklist.yaml").read_text("utf-8")
    file = tmp_path / "checklist.yaml"
    file.write_text(text.replace(f'version: "{own.version}"', 'version: "9.0.0"', 1), "utf-8")
    newer = checklist_on_trial(place.catalogue, str(file)).checklist
    used = OtherRules(record.policy, (newer,)).for_record(record)
    assert [f"{c.id}@{c.version}" for c in used] == [
        f"{own.id}@9.0.0",
        *(f"{c.id}@{c.version}" for c in record.checklists[1:]),
    ]


def test_a_checklist_the_audit_did_not_run_is_added_unless_its_condition_rules_it_out(
    place: Workplace,
):
    by_id = {c.id: c for c in place.catalogue.latest_checklists()}
    with place.reading() as work:
        record = work.reviews.latest_review_record(ids(place)["Small Sensors Ltd"])
    assert record is not None
    ran = {c.id for c in record.checklists}
    assert ran != set(by_id)
    used = OtherRules(record.policy, tuple(by_id.values())).for_record(record)
    assert {c.id for c in used} == {
        c.id for c in place.catalogue.advised_checklists(record.request)
    } | ran
