"""The intake of an inbox: everything once, nothing lost, and what is unfit is set aside with its reason."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unicodedata
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from audit.domain.errors import InputInvalid, TransitionRefused
from audit.domain.evidence import ProvidedBy
from audit.questionnaire.cells import ReadWorkbook
from audit.questionnaire.frozen import Frozen
from audit.questionnaire.returning import frozen_of
from flows.acts import returns, taking
from flows.acts.accessing import Edition, given_in
from flows.acts.listing import lines_of
from flows.acts.opening import open_audit
from flows.acts.questionnaires import Asking, send_questionnaire
from flows.acts.sidecars import Undescribed
from flows.acts.taking import Taken, Wish, take_inbox, take_waiting, told_of, warned_of
from flows.forms.take_inbox import wish_for
from flows.workplace import Workplace
from tests.audit.capture.test_imports import by_others
from tests.factories import MOMENT, reference_request, small_request
from tests.flows.acts.test_questionnaires import MET, back
from tests.flows.carrying import follow, to_sign_off
from tests.flows.conftest import inbox_folder, workplace_at
from tests.flows.taking import EVERYTHING, MEGABYTE, SIDECAR, opened, recorded, take


def files_below(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if not path.is_dir()}


def test_a_described_file_becomes_an_item_with_its_claims(place: Workplace) -> None:
    audit, inbox = opened(place)
    (inbox / "note.txt").write_text("twelve units")
    (inbox / "note.txt.evidence.yaml").write_text(SIDECAR)
    (item,) = take(place, audit).items
    assert (item.id, item.title, item.media_type) == ("E001", "Delivery note", "text/plain")
    assert item.method == "File note.txt from the inbox, described in the side-car beside it"
    with place.reading() as work:
        (claim,) = work.fieldwork.load(audit).claims
        kinds = [event.kind for event in work.ledger.events(audit)]
    assert (claim.evidence, claim.locator) == ("E001", "p. 2")
    assert kinds == ["collected", "received", "graded"]
    assert place.evidence.read(item.sha256) == b"twelve units"
    assert files_below(inbox / "taken") == {"note.txt", "note.txt.evidence.yaml"}


def test_other_files_are_taken_if_something_is_said_of_them(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    for name in ("a.txt", "fieldwork.yaml", "b.txt.part", "late.pdf.evidence.yaml"):
        (inbox / name).write_text(name)
    (inbox / "folder").mkdir()
    waiting = ["a.txt", "b.txt.part", "fieldwork.yaml", "folder", "late.pdf.evidence.yaml"]
    assert take(sqlite_place, audit, Wish(otherwise=None)).waiting == waiting
    taken = take(sqlite_place, audit)
    assert [item.title for item in taken.items] == ["a.txt"]
    assert taken.waiting == waiting[1:]


def test_taking_again_records_nothing_twice(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    for _ in range(2):
        (inbox / "a.txt").write_text("a")
        assert [item.id for item in take(sqlite_place, audit).items] == ["E001"]
    assert take(sqlite_place, audit) == Taken()
    assert len(recorded(sqlite_place, audit)) == 1


def test_two_at_once_record_each_file_once(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "TOGETHER", 5)
    audit, inbox = opened(place)
    for number in range(40):
        (inbox / f"{number}.txt").write_text(f"{number}")
    with ThreadPoolExecutor(2) as both:
        taken = list(both.map(lambda _: take(place, audit), range(2)))
    ids = [item.id for one in taken for item in one.items]
    assert len(ids) == len(set(ids)) == 40
    assert len(recorded(place, audit)) == 40
    assert len(files_below(inbox / "taken")) == 40


def test_what_is_unfit_is_set_aside_and_the_rest_is_taken(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox.parent / "secret").write_text("secret")
    (inbox / "good.txt").write_text("good")
    (inbox / "bad.txt").write_text("bad")
    (inbox / "bad.txt.evidence.yaml").write_text(SIDECAR + "pages: 2\n")
    (inbox / "two.txt").write_text("two")
    (inbox / "two.txt.evidence.yaml").write_text(SIDECAR)
    (inbox / "two.txt.evidence.yml").write_text(SIDECAR)
    (inbox / "report.pdf").write_bytes(b"MZ\x90\0" + bytes(60))
    (inbox / "link").symlink_to(inbox.parent / "secret")
    (inbox / "hard").hardlink_to(inbox.parent / "secret")
    os.mkfifo(inbox / "pipe")
    (inbox / "in\u202evoice.txt").write_text("turned")
    (inbox / "a\\..\\passwd").write_text("elsewhere")
    (inbox / "NUL").write_text("reserved")
    (inbox / "empty.txt").write_text("")
    (inbox / os.fsdecode(b"\xff.txt")).write_text("no text")
    (inbox / "described").symlink_to(inbox.parent / "secret")
    (inbox / "described.evidence.yaml").symlink_to(inbox.parent / "secret")
    taken = take(sqlite_place, audit)
    assert [item.title for item in taken.items] == ["good.txt"]
    assert len(taken.rejected) == 12
    assert taken.waiting == []
    (aside,) = (inbox / "rejected").iterdir()
    reasons = {path.name: path.read_text() for path in aside.glob("*.reason.txt")}
    assert len(reasons) == 12
    assert (
        "bad.txt.evidence.yaml, line 10: the key pages is unknown" in reasons["bad.txt.reason.txt"]
    )
    assert "a hard link" in reasons["hard.reason.txt"]
    assert all(len(text.splitlines()) == 1 for text in reasons.values())
    for sentence in (*told_of(taken), *warned_of(taken)):
        sentence.encode()
    assert not any(sqlite_place.evidence.read(i.sha256) == b"secret" for i in taken.items)


@pytest.mark.parametrize(
    "name",
    ["דוח חקירה.txt", "हिन्दी.txt", "می‌خواهم.txt", "e\u0301\u0302\u0303.txt", "ø" * 125 + ".text"],
)
def test_names_of_every_script_come_through(sqlite_place: Workplace, name: str) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / name).write_text("words")
    (item,) = take(sqlite_place, audit).items
    assert unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", item.title).replace(
        "\\u200c", "\u200c"
    )
    assert files_below(inbox / "taken") == {name}


def test_twins_in_other_code_points_are_both_taken(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    for form in ("NFC", "NFD"):
        (inbox / unicodedata.normalize(form, "café.txt")).write_text(form)
    assert len(take(sqlite_place, audit).items) == 2
    assert len(files_below(inbox / "taken")) == 2


def test_a_type_that_the_bytes_contradict_is_noted(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / "report.pdf").write_bytes(b"<!DOCTYPE html><html><p>not a report</p></html>")
    (item,) = take(sqlite_place, audit).items
    assert item.media_type == "text/html"
    assert item.method.endswith("; its name says application/pdf and its bytes are text/html")


def test_a_file_over_the_limit_is_set_aside(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / "a.txt").write_text("1234")
    taken = take_inbox(sqlite_place, audit, EVERYTHING, "analyst", MOMENT, largest=3)
    (one,) = taken.rejected
    assert one.reason.startswith(
        "the file has more than the 3 bytes that one file may have; split it"
    )


def test_a_signed_record_takes_nothing_and_leaves_the_inbox_alone(sqlite_place: Workplace) -> None:
    audit = to_sign_off(sqlite_place, reference_request())
    inbox = inbox_folder(sqlite_place, audit)
    follow(sqlite_place, audit)
    (inbox / "a.txt").write_text("a")
    (inbox / "a.txt.evidence.yaml").write_text(SIDECAR)
    with pytest.raises(TransitionRefused, match="is signed off"):
        take(sqlite_place, audit)
    assert take_waiting(sqlite_place, audit, MOMENT) == Taken()
    assert files_below(inbox) == {"a.txt", "a.txt.evidence.yaml"}


def test_the_running_audit_takes_everything_but_what_is_for_another_step(
    sqlite_place: Workplace,
) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / "fieldwork.yaml").write_text("for another step")
    (inbox / "a.txt").write_text("a")
    (inbox / "a.txt.evidence.yaml").write_text(SIDECAR)
    (inbox / "b.txt").write_text("b")
    told, bare = take_waiting(sqlite_place, audit, MOMENT).items
    assert (told.is_described, told.type) == (True, "REC")
    assert (bare.is_described, bare.type, bare.provided_by, str(bare.grade)) == (
        False, "UND", "not_stated", "F6",
    )  # fmt: skip
    assert (inbox / "fieldwork.yaml").exists()
    assert take_waiting(sqlite_place, audit, MOMENT) == Taken(waiting=["fieldwork.yaml"])


def test_whoever_has_to_describe_items_is_told_which(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    for name in "abcdefg":
        (inbox / f"{name}.txt").write_text(name)
    (inbox / "d.txt.evidence.yaml").write_text(SIDECAR)
    (said,) = warned_of(take_waiting(sqlite_place, audit, MOMENT))
    assert said.endswith(": E001, E002, E003, E005, E006, E007")


def test_one_file_is_taken_as_a_person_describes_it(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    for name in ("a.txt", "b.txt"):
        (inbox / name).write_text(name)
    said = Undescribed("POL", ProvidedBy.INVESTEE)
    taken = take(sqlite_place, audit, Wish(said, only="b.txt"))
    assert [(item.title, item.type) for item in taken.items] == [("b.txt", "POL")]
    assert taken.waiting == ["a.txt"]


def test_an_archive_in_the_inbox_is_checked_to_its_end(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    whole = by_others()
    (inbox / "good.warc.gz").write_bytes(whole)
    (inbox / "cut.warc.gz").write_bytes(whole[: len(whole) // 2])
    taken = take(sqlite_place, audit, Wish())
    (item,) = taken.items
    assert (item.media_type, item.is_described) == ("application/warc+gzip", False)
    assert item.method.startswith("Web archive made by others: ")
    (cut,) = taken.rejected
    assert cut.name == "cut.warc.gz"
    assert not cut.reason.startswith(cut.name)
    (reason,) = (inbox / "rejected").glob("*/cut.warc.gz.reason.txt")
    assert reason.read_text().count(cut.name) == 1
    assert files_below(inbox / "taken") == {"good.warc.gz"}


def test_a_questionnaire_is_known_by_what_is_in_it(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    made = send_questionnaire(sqlite_place, audit, Asking(sections=("GOV",)), "analyst", MOMENT)
    (inbox / "renamed by a secretary.xlsx").write_bytes(back(made, MET))
    (inbox / "as it was sent.xlsx").write_bytes(made.content)
    taken = take_waiting(sqlite_place, audit, MOMENT)
    assert [item.type for item in taken.items] == ["ATT"]
    (told,) = taken.notices
    assert told.startswith("Q1 came back as E001, filled in for 1 of ")
    (aside,) = taken.rejected
    assert "with nothing filled in" in aside.reason
    with sqlite_place.reading() as work:
        assert work.questionnaires.returned(audit, "Q1") is not None
        assert work.fieldwork.load(audit).answers == ()


def test_who_is_no_analyst_takes_nothing(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / "a.txt").write_text("a")
    with pytest.raises(InputInvalid, match="reviewer is not a registered analyst"):
        take_inbox(sqlite_place, audit, EVERYTHING, "reviewer", MOMENT)
    assert (inbox / "a.txt").exists()


def test_an_inbox_in_an_object_store(sqlite_place: Workplace) -> None:
    files, root = fsspec.filesystem("memory"), f"/{uuid.uuid4().hex}"
    place = replace(sqlite_place, inbox=f"memory:/{root}")
    audit = open_audit(place, reference_request(), MOMENT).id
    files.pipe_file(f"{root}/{audit}/note.txt", b"twelve units")
    files.pipe_file(f"{root}/{audit}/note.txt.evidence.yaml", SIDECAR.encode())
    files.pipe_file(f"{root}/{audit}/bad.pdf", b"\x7fELF\x02")
    taken = take(place, audit)
    assert ([i.title for i in taken.items], [r.name for r in taken.rejected]) == (
        ["Delivery note"],
        ["bad.pdf"],
    )
    names = {path.rpartition("/")[2] for path in files.find(root)}
    assert names == {"note.txt", "note.txt.evidence.yaml", "bad.pdf", "bad.pdf.reason.txt"}


def run(place: Workplace, audit: str, program: str) -> subprocess.CompletedProcess[str]:
    """Take the inbox in with a process of its own, after some lines of a program."""
    folder = Path(place.inbox.removeprefix("file://")).parent
    url = place.engine.url.render_as_string(hide_password=False)
    lines = f"""
from pathlib import Path
from tests.flows.conftest import workplace_at
import os, signal
from audit.domain.errors import EvidenceNotStored
from flows.acts import taking
from flows.acts.accessing import Edition, given_in
from flows.acts.listing import lines_of
from tests.flows.taking import *
place, audit = workplace_at({url!r}, Path({str(folder)!r})), {audit!r}
{program}
"""
    return subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("step", ["stored", "recorded", "half kept"])
def test_killed_in_the_middle_and_run_again(sqlite_place: Workplace, step: str) -> None:
    audit, inbox = opened(sqlite_place)
    for number in range(6):
        (inbox / f"{number}.txt").write_text(f"{number}")
    (inbox / "0.txt.evidence.yaml").write_text(SIDECAR)
    killed = run(
        sqlite_place,
        audit,
        f"""
taking.TOGETHER, step, done = 4, {step!r}, taking.collect_all
def killing(*given):
    if step == "stored":
        os.kill(os.getpid(), signal.SIGKILL)
    made = done(*given)
    if step == "recorded":
        os.kill(os.getpid(), signal.SIGKILL)
    return made
taking.collect_all = killing
from audit.inbox.local_claim import LocalClaim
keep = LocalClaim.keep
def keeping(claim, names):
    keep(claim, names[:1])
    if step == "half kept":
        os.kill(os.getpid(), signal.SIGKILL)
    keep(claim, names[1:])
LocalClaim.keep = keeping
take(place, audit)
""",
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    take(sqlite_place, audit)
    items = recorded(sqlite_place, audit)
    assert sorted(item.title for item in items) == [
        *(f"{n}.txt" for n in range(1, 6)),
        "Delivery note",
    ]
    assert files_below(inbox / "taken") == {*(f"{n}.txt" for n in range(6)), "0.txt.evidence.yaml"}
    assert files_below(inbox) == files_below(inbox / "taken")
    assert list((inbox / "being-taken").iterdir()) == []


def test_a_disk_that_is_full_half_way_leaves_everything_as_it_was(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / "a.txt").write_text("small")
    with (inbox / "big.bin").open("wb") as big:
        big.truncate(20 * MEGABYTE)
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8_000_000, 8_000_000))\n"
    report = "try:\n    take(place, audit)\nexcept EvidenceNotStored as error:\n    print(error)"
    done = run(sqlite_place, audit, limited + report)
    (sentence,) = done.stdout.splitlines() or [done.stderr]
    assert "does not take the file (File too large); nothing of it was kept" in sentence
    store = inbox.parent.parent / "evidence"
    assert files_below(store) == set()
    assert files_below(inbox) == {"a.txt", "big.bin"}
    assert recorded(sqlite_place, audit) == ()
    assert len(take(sqlite_place, audit).items) == 2


def test_a_large_file_needs_little_memory(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    size = 300 * MEGABYTE
    with (inbox / "large.bin").open("wb") as large:
        large.truncate(size)
    limited = """
import resource
now = int(next(l for l in open("/proc/self/status") if l.startswith("VmSize")).split()[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (now + 200 * MEGABYTE, now + 200 * MEGABYTE))
(item,) = take(place, audit).items
print(item.size)
"""
    done = run(sqlite_place, audit, limited)
    assert done.stdout.split() == [str(size)], done.stderr


def test_words_that_are_none_are_refused(sqlite_place: Workplace) -> None:
    with pytest.raises(InputInvalid, match="type: RXC is not an evidence type; did you mean REC"):
        wish_for(sqlite_place, "RXC", "investor", "")
    with pytest.raises(InputInvalid, match="provided_by: nothing is not one of its words"):
        wish_for(sqlite_place, "REC", "", "")
    assert wish_for(sqlite_place, "", "", "*.pdf") == Wish(pattern="*.pdf")


def test_the_command_says_what_became_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.cli import app

    place = workplace_at(f"sqlite:///{tmp_path}/audits.db", tmp_path)
    audit, inbox = opened(place)
    monkeypatch.setenv("INVESTEE_AUDIT_HOME", str(tmp_path))
    (inbox / "a.txt").write_text("a")
    (inbox / "b.exe").write_text("b")
    words = ["--type", "REC", "--provided-by", "investor"]
    done = CliRunner().invoke(app, ["inbox", audit, *words, "--json"])
    said = json.loads(done.stdout)
    assert [item["id"] for item in said["items"]] == ["E001"]
    assert [one["name"] for one in said["rejected"]] == ["b.exe"]
    again = CliRunner().invoke(app, ["inbox", audit])
    assert again.stdout.splitlines() == ["0 files were taken in"]


TESTIMONY = """title: Interview with Jane Doe
type: IVT
originator: Jane Doe
provided_by: rights_holder
testimony:
  role: A guard
  protected: true
  consent: "yes"
  language: English
  place: Haifa
  held_on: "2026-11-20"
  risk: Loss of her work
  recorded_by: analyst
"""


def test_the_name_of_a_file_does_not_tell_who_a_protected_source_is(
    sqlite_place: Workplace,
) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / "jane doe.txt").write_text("She saw it.")
    (inbox / "jane doe.txt.evidence.yaml").write_text(TESTIMONY)
    (item,) = take(sqlite_place, audit).items
    with sqlite_place.reading() as work:
        assert "jane" not in repr(work.ledger.events(audit))
        assert "Jane" not in given_in(work, audit, item.id, Edition.ITEM).name
    (line,) = lines_of(sqlite_place, audit)
    assert (line.title, line.originator) == ("Testimony: A guard", "A guard")


def test_an_archive_is_no_testimony(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    (inbox / "good.warc.gz").write_bytes(by_others())
    (inbox / "good.warc.gz.evidence.yaml").write_text(TESTIMONY)
    taken = take(sqlite_place, audit)
    assert [one.reason for one in taken.rejected] == [
        "a web archive is no testimony; take the testimony out of the side-car."
    ]
    assert taken.items == []


def test_a_questionnaire_that_was_never_sent_does_not_hold_up_the_rest(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit, inbox = opened(sqlite_place)
    made = send_questionnaire(sqlite_place, audit, Asking(sections=("GOV",)), "analyst", MOMENT)

    def forged(read: ReadWorkbook) -> Frozen:
        return replace(frozen_of(read), questionnaire="Q9")

    monkeypatch.setattr(returns, "frozen_of", forged)
    (inbox / "a.xlsx").write_bytes(back(made, MET))
    (inbox / "b.txt").write_text("b")
    taken = take_waiting(sqlite_place, audit, MOMENT)
    assert [item.title for item in taken.items] == ["b.txt"]
    assert "Q9 was not sent from this audit" in taken.rejected[0].reason


def test_a_questionnaire_comes_back_once_and_to_its_own_audit(sqlite_place: Workplace) -> None:
    audit, inbox = opened(sqlite_place)
    other = open_audit(sqlite_place, small_request(), MOMENT).id
    asking = Asking(sections=("GOV",))
    mine = send_questionnaire(sqlite_place, audit, asking, "analyst", MOMENT)
    theirs = send_questionnaire(sqlite_place, other, asking, "analyst", MOMENT)
    (inbox / "theirs.xlsx").write_bytes(back(theirs, MET))
    (inbox / "mine.xlsx").write_bytes(back(mine, MET))
    first = take_waiting(sqlite_place, audit, MOMENT)
    assert [item.id for item in first.items] == ["E001"]
    assert f"it belongs to the audit {other} and not to" in first.rejected[0].reason
    (inbox / "again.xlsx").write_bytes(back(mine, MET))
    assert [item.id for item in take_waiting(sqlite_place, audit, MOMENT).items] == ["E001"]
    assert len(recorded(sqlite_place, audit)) == 1
