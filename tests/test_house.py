"""The house itself: arrows, style, types, data files, and what must not stand in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["lint-imports", "--no-logo"],
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["yamllint", "--strict", "checklists"],
        ["basedpyright"],
    ],
    ids=["arrows", "lint", "format", "data files", "types"],
)
def test_the_checks_pass(command: list[str]) -> None:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_are_hashed_and_name_no_address(name: str) -> None:
    lock = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^[a-z0-9_.\-]+==\S+.*\\$", lock, re.MULTILINE)
    assert len(pins) > 80
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock


def test_the_test_lock_has_every_pin_of_the_runtime_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(
            re.findall(r"^[a-z0-9_.\-]+==[^\s;]+", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        )

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_lock_with_addresses_is_kept() -> None:
    assert not (ROOT / "uv.lock").exists()
