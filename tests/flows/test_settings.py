"""Settings that do not fit are sentences; the password is kept whole and to its owner."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audit.domain.errors import InputInvalid
from flows.settings import Settings
from flows.workplace import open_workplace


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("port", ["abc", "", "0", "70000", "1.5"])
def test_a_port_that_is_none_is_a_sentence(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVESTEE_AUDIT_PORT", port)
    with pytest.raises(InputInvalid, match=r"^INVESTEE_AUDIT_PORT: .*; correct the setting\.$"):
        Settings()


def test_the_password_is_made_once_and_is_the_owners(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "deep" / "home")
    first = settings.credentials
    assert first == settings.credentials
    assert len(first) > len("audit:") + 12
    assert [entry.name for entry in settings.folder.iterdir()] == ["password"]
    assert _mode(settings.folder / "password") == 0o600
    assert _mode(settings.folder) == 0o700


def test_an_empty_password_file_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(" \n", "utf-8")
    settings = Settings(home=tmp_path)
    assert len(settings.credentials) > len("audit:") + 12
    assert settings.credentials == settings.credentials
    assert _mode(tmp_path / "password") == 0o600


def test_processes_that_start_at_once_agree_on_the_password(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: settings.credentials, range(16)))) == 1


def test_a_home_that_is_there_keeps_its_rights_and_a_new_one_is_closed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o755)
    for name, mode in (("there", 0o755), ("new", 0o700)):
        open_workplace(Settings(home=tmp_path / name))
        assert _mode(tmp_path / name) == mode
