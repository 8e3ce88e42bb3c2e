"""The wheel, installed where the checkout is not, finds its data and makes a report."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder),
            str(ROOT),
        ],
        folder,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_it_carries_data_templates_fonts_and_migrations(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "checklists/core-hrdd/1.0.0/checklist.yaml",
        "checklists/policies/responsible-investment/1.0.0/policy.yaml",
        "checklists/cases/m12-anyvision-2020/evidence.yaml",
        "checklists/published.sha256",
        "checklists/schema/policy.schema.json",
        "reports/templates/report.html.j2",
        "reports/static/report.css",
        "audit/state/migrations/env.py",
    ):
        assert needed in names
    assert any(name.startswith("reports/static/fonts/") and name.endswith(".ttf") for name in names)
    assert not any(name.startswith("tests/") for name in names)


def test_installed_in_a_fresh_environment_it_audits_the_reference_case(
    wheel: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(fresh), "platbase": str(fresh)}))
    # The dependencies are those of this environment; the product itself comes from the wheel alone.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(fresh / "bin" / "python"), "--quiet"]
    _run([*pip, "install", "--no-deps", "--no-index", "--force-reinstall", str(wheel)], tmp_path)
    python = str(fresh / "bin" / "python")
    where = _run([python, "-c", "import checklists; print(checklists.__file__)"], tmp_path)
    assert where.startswith(str(fresh))
    command = str(fresh / "bin" / "investee-audit")
    audited = _run([command, "audit"], tmp_path)
    assert "Recommendation: divest" in audited
    act = audited.rpartition("Sign it off with: investee-audit ")[2].replace("ID", "reviewer")
    audit_id = act.split()[1]
    assert "Decision  divest" in _run([command, *act.split()], tmp_path)
    assert (tmp_path / "home" / "pdf" / f"{audit_id}.pdf").stat().st_size > 100_000


def _run(command: list[str], folder: Path) -> str:
    environment = {
        "INVESTEE_AUDIT_HOME": str(folder / "home"),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "COLUMNS": "200",
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
