"""A process killed at any point, and started again, ends in the same dossier with nothing doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from audit.records import digest
from flows.acts.stages import produce_report
from flows.workplace import Workplace
from tests.factories import MOMENT
from tests.flows.carrying import decided
from tests.flows.conftest import row_counts, workplace_at

COMMITS = (
    "intake",
    "evidence",
    "answers",
    "assessment",
    "second assessment",
    "sign-off",
    "decision",
    "report",
)

State = tuple[str, dict[str, int]]


def _fresh(folder: Path) -> Workplace:
    return workplace_at(f"sqlite:///{folder}/audits.db", folder)


@pytest.fixture(scope="module")
def decided_without_a_break(tmp_path_factory: pytest.TempPathFactory) -> State:
    """The dossier's digest and the rows of an audit that nothing interrupted."""
    place = _fresh(tmp_path_factory.mktemp("uninterrupted"))
    return digest(decided(place)), row_counts(place)


def _killed(folder: Path, number: int, when: str) -> None:
    url = f"sqlite:///{folder}/audits.db"
    command = [sys.executable, "-m", "tests.flows.carrying", url, str(folder), str(number), when]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, len(COMMITS)), ids=lambda n: COMMITS[n - 1])
def test_killed_around_a_commit_and_carried_on(
    number: int, when: str, tmp_path: Path, decided_without_a_break: State
) -> None:
    place = _fresh(tmp_path)
    _killed(tmp_path, number, when)
    assert (digest(decided(place)), row_counts(place)) == decided_without_a_break


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_the_report_and_carried_on(
    when: str, tmp_path: Path, decided_without_a_break: State
) -> None:
    place = _fresh(tmp_path)
    _killed(tmp_path, len(COMMITS), when)
    with place.reading() as work:
        (line,) = work.audits.lines()
    report = produce_report(place, line.id, MOMENT)
    with place.reading() as work:
        dossier = work.reviews.dossier(line.id)
        (made,) = work.reviews.reports(line.id)
        exported = [e for e in work.ledger.events(line.id) if e.kind == "exported"]
    assert digest(dossier) == decided_without_a_break[0]
    assert made.pdf_sha256 == report.pdf_sha256
    assert report.path.exists()
    assert len(exported) == 1
