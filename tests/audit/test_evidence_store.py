"""Bytes are stored once under their digest, and are never given out when they have changed."""

from __future__ import annotations

import errno
import io
import os
import stat
import subprocess
import sys
import tracemalloc
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

from audit.domain.errors import AuditError, EvidenceNotStored, EvidenceUnreadable
from audit.evidence_store import EvidenceStore, StoredFile
from tests.audit.object_store import Objects, Step, below

CONTENT = b"What was seen."
DIGEST = sha256(CONTENT).hexdigest()
MEGABYTE = 1024 * 1024


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EvidenceStore:
    address = str(tmp_path / "evidence").lstrip("/")
    return EvidenceStore(f"file:///{address}" if request.param == "file" else f"memory://{address}")


def corrupt(store: EvidenceStore, content: bytes) -> None:
    path = Path(store.path_of(DIGEST))
    if path.exists():
        path.chmod(0o644)
        path.write_bytes(content)
    else:
        fsspec.filesystem("memory").pipe_file(str(path), content)


def files_below(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_bytes_come_back_under_their_digest(store: EvidenceStore):
    assert not store.exists(DIGEST)
    assert store.put(CONTENT) == StoredFile(DIGEST, len(CONTENT))
    assert store.exists(DIGEST)
    assert store.read(DIGEST) == CONTENT
    with store.open(DIGEST) as stream:
        assert stream.read() == CONTENT


def test_a_stream_is_stored_as_its_bytes_are(store: EvidenceStore):
    assert store.put(io.BytesIO(CONTENT)) == store.put(CONTENT)
    assert store.put(b"").size == 0


def test_the_same_bytes_are_stored_once_and_lie_where_their_digest_says(tmp_path: Path):
    store = EvidenceStore(f"file://{tmp_path}/evidence")
    store.put(CONTENT)
    before = Path(store.path_of(DIGEST)).stat()
    store.put(CONTENT)

    expected = f"sha256/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"
    assert files_below(tmp_path / "evidence") == [expected]
    assert Path(store.path_of(DIGEST)).stat().st_ino == before.st_ino
    assert stat.S_IMODE(before.st_mode) == 0o400


def test_a_plain_path_is_a_store_too(tmp_path: Path):
    EvidenceStore(str(tmp_path)).put(CONTENT)

    assert EvidenceStore(f"file://{tmp_path}/").read(DIGEST) == CONTENT


@pytest.mark.parametrize("changed", [b"", CONTENT[:-1], CONTENT + b"\n", b"what was seen."])
def test_changed_bytes_are_never_given_out(store: EvidenceStore, changed: bytes):
    store.put(CONTENT)
    corrupt(store, changed)

    for act in (store.read, store.open):
        with pytest.raises(EvidenceUnreadable, match=f"{DIGEST} have changed"):
            act(DIGEST)
    with pytest.raises(EvidenceUnreadable, match="have changed"):
        store.put(CONTENT)


def test_a_missing_file_is_named(store: EvidenceStore):
    for act in (store.read, store.open):
        with pytest.raises(EvidenceUnreadable, match=f"No stored file has the digest {DIGEST}"):
            act(DIGEST)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1], DIGEST + "\n"]
)
def test_what_is_no_digest_is_refused(store: EvidenceStore, name: str):
    with pytest.raises(EvidenceUnreadable, match="is not a SHA-256 digest"):
        store.read(name)


def test_a_stream_that_breaks_leaves_nothing_behind(tmp_path: Path):
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise ConnectionError("the line is dead")
            return super().read(4)

    store = EvidenceStore(f"file://{tmp_path}")
    with pytest.raises(ConnectionError):
        store.put(Breaking(CONTENT))

    assert files_below(tmp_path) == []


@pytest.mark.parametrize("url", ["nonsense://x", "s4://bucket"])
def test_a_store_that_cannot_be_used_is_named(url: str):
    with pytest.raises(AuditError, match=f"The evidence store {url} cannot be used"):
        EvidenceStore(url)


def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    class Zeros:
        left = 50 * MEGABYTE

        def read(self, size: int, /) -> bytes:
            piece = b"\0" * min(size, self.left)
            self.left -= len(piece)
            return piece

    store = EvidenceStore(f"file://{tmp_path}")
    tracemalloc.start()
    stored = store.put(Zeros())
    with store.open(stored.sha256) as stream:
        assert stream.read(1) == b"\0"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert stored.size == 50 * MEGABYTE
    assert most < 6 * MEGABYTE


def test_many_files_are_stored_together_and_each_once(store: EvidenceStore):
    bodies = [f"body {n % 200}".encode() for n in range(300)]
    with store.together() as incoming:
        stored = [incoming.put(body) for body in bodies]
    assert [store.read(one.sha256) for one in stored] == bodies
    with store.together() as incoming:
        assert [incoming.put(body) for body in bodies] == stored


def test_of_what_breaks_while_it_is_stored_together_nothing_stays(tmp_path: Path):
    store = EvidenceStore(f"file://{tmp_path}")

    def breaking() -> None:
        with store.together() as incoming:
            incoming.put(CONTENT)
            raise KeyError

    with pytest.raises(KeyError):
        breaking()
    assert files_below(tmp_path) == []


def test_what_a_killed_process_left_is_removed_after_a_day(tmp_path: Path):
    store = EvidenceStore(f"file://{tmp_path}")
    (tmp_path / "incoming").mkdir()
    for name, age in (("old", 2), ("new", 0)):
        path = tmp_path / "incoming" / name
        path.write_bytes(b"half")
        os.utime(path, (1e9 - age * 86400, 1e9 - age * 86400))
    store.put(CONTENT)
    assert "incoming/old" not in files_below(tmp_path)
    assert "incoming/new" in files_below(tmp_path)


def test_a_store_on_a_full_disk_says_so_and_keeps_nothing(tmp_path: Path):
    program = (
        "import resource, sys\n"
        "from audit.domain.errors import EvidenceNotStored\n"
        "from audit.evidence_store import EvidenceStore\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))\n"
        f"store = EvidenceStore({str(tmp_path)!r})\n"
        "try:\n"
        "    store.put(bytes(10_000_000))\n"
        "except EvidenceNotStored as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    (sentence,) = done.stdout.splitlines()
    assert sentence.startswith(
        f"The evidence store {tmp_path} does not take the file (File too large)"
    )
    assert files_below(tmp_path) == []


def test_an_object_store_that_breaks_half_way_keeps_nothing():
    class Full(MemoryFileSystem):
        protocol = "full"
        cachable = False

        def _open(self, *given: Any, **named: Any) -> Any:
            opened = super()._open(*given, **named)
            setattr(opened, "write", refuse)  # noqa: B010  (a method is not assigned to by name)
            return opened

    def refuse(_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    fsspec.register_implementation("full", Full, clobber=True)
    store = EvidenceStore("full:///evidence-full")
    with pytest.raises(EvidenceNotStored, match="No space left on device"):
        store.put(CONTENT)
    assert Full().find("full:///evidence-full") == []


def test_the_check_says_how_much_there_is(store: EvidenceStore):
    assert store.check(store.put(CONTENT).sha256) == len(CONTENT)
    with store.stream(DIGEST) as stream:
        assert stream.read() == CONTENT


def over(step: Step) -> tuple[EvidenceStore, str]:
    """A store over objects, and its folder."""

    class Client(Objects):
        def __init__(self) -> None:
            super().__init__(step=step)

    root = f"/{uuid.uuid4().hex}"
    fsspec.register_implementation("objects", Client, clobber=True)
    return EvidenceStore(f"objects://{root}"), root


def test_objects_are_stored_once_under_their_digest():
    store, root = over(lambda act, path: None)
    assert store.put(CONTENT) == store.put(CONTENT) == StoredFile(DIGEST, len(CONTENT))
    assert below(root) == {f"sha256/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}": CONTENT}
    with store.open(DIGEST) as stream:
        assert (stream.read(4), stream.seek(0), stream.read()) == (b"What", 0, CONTENT)


def test_what_another_client_stored_is_seen():
    store, root = over(lambda act, path: None)
    assert not store.exists(DIGEST)
    EvidenceStore(f"objects://{root}").put(CONTENT)
    assert store.exists(DIGEST)


@pytest.mark.parametrize("error", [OSError("it is full"), ValueError("it is full")])
def test_a_file_that_is_refused_when_it_is_closed_is_not_stored(
    monkeypatch: pytest.MonkeyPatch, error: Exception
):
    def refuse(*_: object) -> None:
        raise error

    store, root = over(lambda act, path: None)
    monkeypatch.setattr(MemoryFile, "close", refuse)
    with pytest.raises(EvidenceNotStored, match="it is full"):
        store.put(CONTENT)
    monkeypatch.undo()
    assert below(root) == {}


def test_a_store_that_does_not_answer_is_named():
    def dead(act: str, path: str) -> None:
        raise RuntimeError("no such host")

    store, root = over(dead)
    with pytest.raises(
        EvidenceNotStored, match=f"The evidence store {root} does not take .*no such"
    ):
        store.put(CONTENT)


def test_a_line_that_dies_while_a_file_is_read_is_named(monkeypatch: pytest.MonkeyPatch):
    def die(*_: object) -> bytes:
        raise RuntimeError("the line is dead")

    store, _ = over(lambda act, path: None)
    store.put(CONTENT)
    monkeypatch.setattr(MemoryFile, "read", die, raising=False)
    for act in (store.read, store.check):
        with pytest.raises(EvidenceUnreadable, match=f"{DIGEST} cannot be read: .*line is dead"):
            act(DIGEST)


def test_what_a_killed_process_left_among_objects_is_removed_after_a_day():
    store, root = over(lambda act, path: None)
    for name, day in (("old", 1), ("new", 3)):
        Objects().pipe_file(f"{root}/incoming/{name}", b"half")
        Objects.store[f"{root}/incoming/{name}"].modified = datetime(2026, 11, day, tzinfo=UTC)
    store.put(CONTENT)
    assert "incoming/old" not in below(root)
    assert "incoming/new" in below(root)
