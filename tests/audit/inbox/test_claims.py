"""A claim takes files for one process, loses none, and outlives its process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import fsspec
import pytest

from audit.domain.errors import InputInvalid
from audit.inbox import BeingWritten, Inbox, Unfit, open_inbox

NAME = "20261123T090000Z-a"
LATER = "20261123T110000Z-b"
LIMIT = 1000


def everything(name: str, sidecars: tuple[str, ...]) -> bool:
    return True


def put(inbox: Path, **files: str) -> None:
    for name, text in files.items():
        (inbox / name.replace("_", ".")).write_text(text, "utf-8")


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    return tmp_path / "a"


@pytest.fixture
def inbox(folder: Path) -> Inbox:
    return open_inbox(f"file://{folder.parent}", "a")


def test_a_kept_file_lies_in_taken_with_its_side_car(inbox: Inbox, folder: Path) -> None:
    put(folder, note_txt="words", note_txt_evidence_yaml="title: x")
    for claim in inbox.claims(NAME, everything):
        with claim:
            assert claim.names() == ["note.txt", "note.txt.evidence.yaml"]
            claim.keep(claim.names())
    assert tree(folder) == {f"taken/{NAME}/note.txt", f"taken/{NAME}/note.txt.evidence.yaml"}
    assert list((folder / "being-taken").iterdir()) == []


def test_what_is_not_dealt_with_goes_back(inbox: Inbox, folder: Path) -> None:
    put(folder, note_txt="words", note_txt_evidence_yaml="title: x")
    before = tree(folder)
    for claim in inbox.claims(NAME, everything):
        with claim:
            pass
    assert tree(folder) == before


def test_it_does_not_go_back_over_a_new_file_of_its_name(inbox: Inbox, folder: Path) -> None:
    put(folder, note_txt="old", note_txt_evidence_yaml="old")
    for claim in inbox.claims(NAME, everything):
        with claim:
            put(folder, note_txt_evidence_yaml="new")
    assert (folder / "note.txt.evidence.yaml").read_text() == "new"
    assert (folder / "being-taken" / NAME / "note.txt").read_text() == "old"
    assert not (folder / "note.txt").exists()

    put(folder, note_txt="new")
    seen: list[list[str]] = []
    for claim in inbox.claims(LATER, everything):
        with claim:
            seen.append([claim.names()[0], (folder / "being-taken").name])
            claim.keep(claim.names())
    assert len(seen) == 2
    assert {"old", "new"} == {p.read_text() for p in (folder / "taken").rglob("note.txt")}


def test_the_reason_lies_beside_what_is_set_aside(inbox: Inbox, folder: Path) -> None:
    names = ["a\x01.txt", "a\\x01.txt", "x.reason.txt", "long" + "ø" * 125]
    for name in names:
        (folder / name).write_text(name)
    for claim in inbox.claims(NAME, everything):
        with claim:
            for name in claim.names():
                claim.set_aside([name], f"Because of {name!r}.")
    aside = folder / "rejected" / NAME
    reasons = [path for path in aside.iterdir() if path.read_text().startswith("Because")]
    assert len(reasons) == len(names)
    assert len(list(aside.iterdir())) == 2 * len(names)
    assert sorted(p.read_text() for p in aside.iterdir() if p not in reasons) == sorted(names)


def test_of_two_claims_at_once_each_file_is_in_one(inbox: Inbox, folder: Path) -> None:
    put(folder, a_txt="a")
    first = next(inbox.claims(NAME, everything))
    put(folder, b_txt="b")
    second = list(inbox.claims(LATER, everything))
    assert [claim.names() for claim in (first, *second)] == [["a.txt"], ["b.txt"]]
    for claim in (first, *second):
        with claim:
            claim.keep(claim.names())


def test_the_claim_of_a_killed_process_is_taken_over(inbox: Inbox, folder: Path) -> None:
    put(folder, a_txt="a")
    program = (
        "import os, signal\n"
        "from audit.inbox import open_inbox\n"
        f"held = next(open_inbox({str(folder.parent)!r}, 'a').claims({NAME!r}, lambda *_: True))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    assert not (folder / "a.txt").exists()
    (claim,) = inbox.claims(LATER, everything)
    with claim:
        assert claim.names() == ["a.txt"]
    assert (folder / "a.txt").read_text() == "a"


@pytest.fixture
def odd(folder: Path) -> Path:
    (folder.parent / "secret").write_text("secret")
    (folder / "link").symlink_to(folder.parent / "secret")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "hard").hardlink_to(folder.parent / "secret")
    os.mkfifo(folder / "pipe")
    here = Path.cwd()
    os.chdir(folder)
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind("socket")  # Its path would be too long.
    os.chdir(here)
    if os.geteuid() == 0:
        os.mknod(folder / "device", 0o20666, os.makedev(1, 5))
    return folder


def test_links_pipes_and_devices_are_never_read(inbox: Inbox, odd: Path) -> None:
    for claim in inbox.claims(NAME, everything):
        with claim:
            for name in claim.names():
                with pytest.raises(Unfit, match=r"link|pipe"), claim.open(name, LIMIT):
                    pytest.fail("it was opened")
                claim.set_aside([name], "no")
    aside = odd / "rejected" / NAME
    assert (aside / "link").is_symlink()
    assert (aside / "pipe").is_fifo()
    assert (odd.parent / "secret").read_text() == "secret"


@pytest.mark.parametrize("own", ["taken", "rejected"])
def test_a_link_in_place_of_a_folder_of_the_inbox_is_set_aside(
    inbox: Inbox, folder: Path, own: str
) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (folder / own).symlink_to(elsewhere)
    put(folder, a_txt="a")
    (claim,) = inbox.claims(NAME, everything)
    with claim:
        claim.keep(["a.txt"])
        claim.set_aside([own], "no")
    assert list(elsewhere.iterdir()) == []
    assert (folder / "taken" / NAME / "a.txt").read_text() == "a"
    assert (folder / "rejected" / NAME / own).is_symlink()


def test_claims_are_not_made_through_a_link(inbox: Inbox, folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (folder / "being-taken").symlink_to(elsewhere)
    put(folder, a_txt="a")
    with pytest.raises(InputInvalid, match="cannot be used"):
        list(inbox.claims(NAME, everything))
    assert list(elsewhere.iterdir()) == []
    assert (folder / "a.txt").read_text() == "a"


def test_a_file_that_grows_while_it_is_read_is_not_taken(inbox: Inbox, folder: Path) -> None:
    put(folder, a_txt="a" * 100)
    (claim,) = inbox.claims(NAME, everything)
    path = folder / "being-taken" / NAME / "a.txt"
    with claim, claim.open("a.txt", LIMIT) as file, path.open("a") as writer:
        writer.write("more")
        writer.flush()
        with pytest.raises(BeingWritten):
            file.all()
    assert (folder / "a.txt").exists()


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was_opened(
    inbox: Inbox, folder: Path
) -> None:
    put(folder, a_txt="first", b_txt="other")
    (claim,) = inbox.claims(NAME, everything)
    held = folder / "being-taken" / NAME
    with claim, claim.open("a.txt", LIMIT) as file:
        (held / "b.txt").rename(held / "a.txt")
        # The name has other bytes now; those that were opened are read, or nothing is.
        with pytest.raises(BeingWritten):
            file.all()


def test_a_file_past_the_limit_is_unfit_also_when_it_hides_its_size(
    inbox: Inbox, folder: Path
) -> None:
    put(folder, a_txt="a" * (LIMIT + 1))
    (claim,) = inbox.claims(NAME, everything)
    with claim, pytest.raises(Unfit, match="more than the 1000 bytes"), claim.open("a.txt", LIMIT):
        pytest.fail("it was opened")


def test_an_inbox_elsewhere_does_the_same() -> None:
    root = f"/{uuid.uuid4().hex}"
    files = fsspec.filesystem("memory")
    inbox = open_inbox(f"memory:/{root}", "a")
    for name in ("a.txt", "b.txt", "b.txt.evidence.yaml", "c.txt.part"):
        files.pipe_file(f"{root}/a/{name}", name.encode())
    (claim,) = inbox.claims(NAME, everything)
    with claim:
        assert claim.names() == ["a.txt", "b.txt", "b.txt.evidence.yaml"]
        with claim.open("a.txt", LIMIT) as file:
            assert file.all() == b"a.txt"
        claim.keep(["b.txt", "b.txt.evidence.yaml"])
        claim.set_aside(["a.txt"], "no")
    found = {path.removeprefix(f"{root}/a/") for path in files.find(f"{root}/a")}
    assert found == {
        "c.txt.part",
        f"rejected/{NAME}/a.txt",
        f"rejected/{NAME}/a.txt.reason.txt",
        f"taken/{NAME}/b.txt",
        f"taken/{NAME}/b.txt.evidence.yaml",
    }
    assert inbox.waiting() == ["c.txt.part"]


def test_elsewhere_a_claim_an_hour_old_is_taken_over() -> None:
    root = f"/{uuid.uuid4().hex}"
    files = fsspec.filesystem("memory")
    files.pipe_file(f"{root}/a/being-taken/{NAME}/a.txt", b"a")
    inbox = open_inbox(f"memory:/{root}", "a")
    assert list(inbox.claims("20261123T093000Z-c", everything)) == []
    (claim,) = inbox.claims(LATER, everything)
    with claim:
        assert claim.names() == ["a.txt"]
    assert inbox.waiting() == ["a.txt"]
