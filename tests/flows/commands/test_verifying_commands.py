"""The commands for whoever does not trust us: verify, pack, anchor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authority import Authority, keys, serving
from tests.flows.commands.test_cli import Cli
from tests.flows.decided import audit_of, copied, installation_in


@pytest.fixture(scope="module")
def installation(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation_in(tmp_path_factory.mktemp("installation"), sqlite_template)


def test_an_audit_is_stamped_packed_and_verified_from_the_command_line(
    installation: Path, tmp_path: Path
) -> None:
    place = copied(installation, tmp_path)
    audit, cli = audit_of(place), Cli(tmp_path / "copy")
    place.engine.dispose()
    roots, pack = tmp_path / "roots.pem", str(tmp_path / "pack.zip")
    roots.write_bytes(keys("A").pem)
    with serving(Authority()) as url:
        anchored = cli.run(
            "anchor", audit, INVESTEE_AUDIT_TSA=url, INVESTEE_AUDIT_TSA_ROOTS=str(roots)
        )
    assert anchored.returncode == 0, anchored.stderr
    assert "Anchor 2: event " in anchored.stdout
    assert "was there on 2026-11-23 09:30:00 UTC, says http://127.0.0.1:" in anchored.stdout
    whole = cli.run("verify", audit, "--roots", str(roots))
    assert whole.returncode == 0, whole.stderr
    assert "40 evidence items have their recorded digests" in whole.stdout
    assert "2 timestamps are over the ledger, 2 of them with their signature." in whole.stdout
    assert "it is no claim that any of it is admissible anywhere" in whole.stdout
    packed = cli.run("pack", audit, "--without-evidence", "--output", pack)
    assert packed.returncode == 0, packed.stderr
    assert "is written and checked." in packed.stdout
    assert "S38. The pack was made without evidence." in packed.stdout
    assert "SHA-256 of manifest.json  " in packed.stdout
    checked = cli.run("verify", pack)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.startswith(f"OK: audit {audit}: ")
    assert "It was handed over by analyst on" in checked.stdout


def test_a_pack_is_verified_where_there_is_no_installation(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"no pack")
    cli = Cli(tmp_path / "nowhere")
    done = cli.run("verify", str(tmp_path / "pack.zip"))
    assert done.returncode == 2
    assert "pack.zip: It cannot be read as a pack (BadZipFile" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "nowhere").exists()
