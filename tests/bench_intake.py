"""Speed of intake, beside the system's own programs on the same bytes in the same run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.table import Table

from audit.domain.evidence import ProvidedBy
from audit.evidence_store import EvidenceStore
from flows.acts.opening import open_audit
from flows.acts.sidecars import Undescribed
from flows.acts.taking import Wish, take_inbox
from tests.factories import ANALYST, MOMENT, reference_request
from tests.flows.conftest import inbox_folder, workplace_at

LARGE = 300 * 1024 * 1024
MANY = 10_000


def intake() -> Table:
    """A large file stored and verified, and many small files through the inbox with their custody."""
    table = Table("intake", "time", "ratio", "of")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _large(folder, table)
        taken = _many(folder)
        table.add_row(
            f"{MANY:,} small files", f"{taken:.1f} s", f"{MANY / taken * 60:,.0f}", "a minute"
        )
    return table


def _large(folder: Path, table: Table) -> None:
    path = folder / "large"
    piece = os.urandom(1024 * 1024)
    with path.open("wb") as large:
        for _ in range(LARGE // len(piece)):
            large.write(piece)
        os.fsync(large.fileno())
    store = EvidenceStore(f"file://{folder}/store")

    def put() -> str:
        with path.open("rb") as source:
            return store.put(source).sha256

    def digest() -> str:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()

    # Three rounds in turn: another program on the machine slows all of them or none.
    stored, plain, checked, read = [], [], [], []
    for _ in range(3):
        stored.append(_seconds(put))
        plain.append(
            _seconds(lambda: _program("sha256sum", path))
            + _seconds(lambda: _program("cp", path, folder / "copy"))
        )
        sha256 = digest()
        checked.append(_seconds(partial(store.check, sha256)))
        read.append(_seconds(digest))
        Path(store.path_of(sha256)).unlink()
    table.add_row(
        "300 MB stored",
        f"{min(stored):.2f} s",
        f"{min(plain) / min(stored):.2f}",
        "sha256sum and cp",
    )
    table.add_row(
        "300 MB verified",
        f"{min(checked):.2f} s",
        f"{min(read) / min(checked):.2f}",
        "read and digest",
    )


def _many(folder: Path) -> float:
    place = workplace_at(f"sqlite:///{folder}/audits.db", folder)
    audit = open_audit(place, reference_request(), MOMENT).id
    inbox = inbox_folder(place, audit)
    for number in range(MANY):
        (inbox / f"note {number}.txt").write_text(f"What was seen, number {number}. " * 40)
    wish = Wish(Undescribed("REC", ProvidedBy.INVESTOR))
    return _seconds(lambda: take_inbox(place, audit, wish, ANALYST, MOMENT))


def _program(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
