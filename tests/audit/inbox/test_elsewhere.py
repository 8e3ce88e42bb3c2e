"""In an object store nothing is lost or parted from its side-car, whoever works there at the same time."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from audit.domain.errors import InputInvalid
from audit.inbox import BeingWritten, Unfit
from audit.inbox.elsewhere import ClaimElsewhere, InboxElsewhere
from tests.audit.object_store import Objects, Step, below

NAME, OTHER = "20261123T090000Z-a", "20261123T090001Z-b"
LATER, LATEST = "20261123T110000Z-c", "20261123T110001Z-d"
LIMIT = 1000
FILES = {"a.txt": b"a", "a.txt.evidence.yaml": b"about a", "b.txt": b"b", "c[1]*?.txt": b"c"}
STEPS = 60
"""More acts than taking these files needs."""


def everything(name: str, sidecars: tuple[str, ...]) -> bool:
    return True


@pytest.fixture
def folder() -> str:
    folder = f"/{uuid.uuid4().hex}"
    put(folder, **FILES)
    return folder


def put(folder: str, **files: bytes) -> None:
    for name, content in files.items():
        Objects().pipe_file(f"{folder}/{name}", content)


def inbox(folder: str, step: Step | None = None, *, conditional: bool = True) -> InboxElsewhere:
    return InboxElsewhere(Objects(step=step, conditional=conditional), folder)


def taken(inbox: InboxElsewhere, name: str) -> None:
    """Keep everything that can be claimed."""
    for claim in inbox.claims(name, everything):
        with claim:
            claim.keep(claim.names())


def at(number: int, act: Callable[[], Any]) -> Step:
    """A step that does something else as well, once."""
    left = [number]

    def step(_: str, path: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            act()

    return step


def homes(folder: str, name: str) -> set[str]:
    """The folders in which a file lies."""
    return {path.rpartition("/")[0] for path in below(folder) if path.rpartition("/")[2] == name}


def test_a_name_is_no_pattern(folder: str) -> None:
    put(folder, **{"c1x.txt": b"another"})
    taken(inbox(folder), NAME)
    assert below(folder) == {
        f"taken/{NAME}/{name}": content
        for name, content in {**FILES, "c1x.txt": b"another"}.items()
    }


def test_what_another_client_put_there_after_a_look_is_seen(folder: str) -> None:
    there = inbox(folder)
    taken(there, NAME)
    assert there.waiting() == []
    put(folder, **{"d.txt": b"d"})
    assert there.waiting() == ["d.txt"]
    taken(there, OTHER)
    assert homes(folder, "d.txt") == {f"taken/{OTHER}"}
    put(folder, **{"d.txt": b"longer than before"})
    assert there.read("d.txt", LIMIT) == b"longer than before"


def test_the_mark_of_an_empty_folder_is_no_file_in_it(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Objects.ls

    def with_mark(files: Objects, path: str, **named: Any) -> Any:
        return [*listed(files, path, **named), {"name": f"{path}/", "type": "file", "size": 0}]

    monkeypatch.setattr(Objects, "ls", with_mark)
    assert inbox(folder).waiting() == sorted(FILES)


@pytest.mark.parametrize("number", range(1, STEPS))
def test_whenever_another_takes_the_inbox_each_file_goes_to_one(folder: str, number: int) -> None:
    taken(inbox(folder, at(number, lambda: taken(inbox(folder), OTHER))), NAME)
    taken(inbox(folder), OTHER)
    found = below(folder)
    assert sorted(path.rpartition("/")[2] for path in found) == sorted(FILES)
    assert all(path.startswith("taken/") for path in found)
    assert homes(folder, "a.txt") == homes(folder, "a.txt.evidence.yaml")


@pytest.mark.parametrize("number", range(1, STEPS))
def test_where_two_cannot_be_told_apart_a_file_still_has_its_side_car(
    folder: str, number: int
) -> None:
    other = inbox(folder, conditional=False)
    act = at(number, lambda: taken(other, OTHER))
    taken(inbox(folder, act, conditional=False), NAME)
    taken(other, OTHER)
    assert {path.rpartition("/")[2] for path in below(folder)} == set(FILES)
    assert homes(folder, "a.txt") <= homes(folder, "a.txt.evidence.yaml")
    assert all(path.startswith("taken/") for path in below(folder))


@pytest.mark.parametrize("number", range(1, STEPS))
def test_whenever_a_process_is_killed_another_takes_over(folder: str, number: int) -> None:
    acts = [0]

    def dying(act: str, path: str) -> None:
        acts[0] += 1
        if acts[0] >= number:
            raise ConnectionError("killed")

    with contextlib.suppress(OSError):
        taken(inbox(folder, dying), NAME)
    taken(inbox(folder), LATER)
    found = [path for path in below(folder) if not path.endswith(".lock")]
    assert {path.rpartition("/")[2] for path in found} == set(FILES)
    assert {path for path in found if not path.startswith("taken/")} <= {"a.txt.evidence.yaml"}
    assert homes(folder, "a.txt") <= homes(folder, "a.txt.evidence.yaml")


def test_a_file_that_is_written_anew_while_it_is_moved_is_not_removed(folder: str) -> None:
    def rewriting(act: str, path: str) -> None:
        if act == "copy" and path.endswith("/b.txt"):
            put(folder, **{"b.txt": b"new"})

    claims = inbox(folder, rewriting).claims(NAME, everything)
    assert "b.txt" not in next(claims).names()
    assert below(folder)["b.txt"] == b"new"


def test_what_was_moved_goes_back_when_the_rest_cannot_be(folder: str) -> None:
    def refusing(act: str, path: str) -> None:
        if act == "copy" and path.endswith("/inbox/b.txt"):
            raise PermissionError("no")

    put(f"{folder}/inbox", **FILES)
    with pytest.raises(PermissionError):
        next(inbox(f"{folder}/inbox", refusing).claims(NAME, everything))
    assert below(f"{folder}/inbox") == FILES


def test_a_claim_that_another_takes_over_now_is_left_to_it(folder: str) -> None:
    put(f"{folder}/being-taken/{NAME}", **{"old.txt": b"old"})
    first = inbox(folder).claims(LATER, everything)
    assert next(first).names() == ["old.txt"]
    assert list(inbox(folder).claims(LATEST, lambda *_: False)) == []
    first.close()
    (again,) = inbox(folder).claims(LATEST, lambda *_: False)
    assert again.names() == ["old.txt"]


@pytest.fixture
def claim(folder: str) -> ClaimElsewhere:
    return next(inbox(folder).claims(NAME, everything))


def test_a_file_that_somebody_else_has_by_now_is_left_to_them(
    folder: str, claim: ClaimElsewhere
) -> None:
    Objects().rm_file(f"{folder}/being-taken/{NAME}/b.txt")
    with pytest.raises(BeingWritten, match="no longer there"), claim.open("b.txt", LIMIT):
        pytest.fail("it was opened")


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (PermissionError("no"), Unfit),
        (ConnectionError("dead"), OSError),
        (KeyError("odd"), OSError),
    ],
)
def test_a_line_that_is_dead_is_no_fault_of_the_file(
    claim: ClaimElsewhere,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    raised: type[Exception],
) -> None:
    def broken(*_: object, **named: object) -> None:
        raise error

    monkeypatch.setattr(Objects, "open", broken)
    with pytest.raises(raised) as caught, claim.open("b.txt", LIMIT):
        pytest.fail("it was opened")
    assert isinstance(caught.value, Unfit) is (raised is Unfit)


def test_a_folder_that_another_made_meanwhile_is_used(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(files: Objects, path: str, exist_ok: bool = False) -> None:
        files.pseudo_dirs.append(path)
        raise KeyError("550 File exists.")

    monkeypatch.setattr(Objects, "makedirs", late)
    taken(inbox(folder), NAME)
    assert set(below(folder)) == {f"taken/{NAME}/{name}" for name in FILES}


def test_a_store_that_does_not_answer_is_named(folder: str) -> None:
    def dead(act: str, path: str) -> None:
        raise RuntimeError("no such host")

    with pytest.raises(InputInvalid, match=f"the inbox {folder} cannot be used .*no such host"):
        inbox(folder, dead).waiting()
