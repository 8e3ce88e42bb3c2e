"""What goes into a pack, what stays out of it, and that the same material gives the same bytes."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO

import pytest

from audit.custody.event import CustodyKind
from audit.domain import collection
from audit.domain.collection import Confidentiality, Handling
from audit.domain.errors import EvidenceUnreadable
from audit.domain.evidence import EvidenceItem
from audit.domain.truth import YesNo
from audit.evidence_store import EvidenceStore
from audit.pack.contents import EXPIRED, WITHOUT_EVIDENCE, by_reason, contents, verifier_sha256
from audit.pack.export import why_kept_back
from audit.pack.verify import found_in, open_pack
from audit.pack.write import write_pack
from tests.packs import (
    COPY,
    Bytes,
    add,
    items,
    material,
    material_of,
    members,
    pack,
    packed,
    sha256,
)

TESTIMONY = collection.Testimony(
    "worker", True, YesNo.YES, "en", "", "a town", date(2026, 1, 1), "dismissal", "analyst"
)
SECRET = Handling(Confidentiality.SECRET)


def with_first(**changed: object) -> tuple[EvidenceItem, ...]:
    first, *others = items()
    return (replace(first, **changed), *others)  # type: ignore[arg-type]


def test_the_same_material_gives_the_same_bytes() -> None:
    again = contents(material())
    assert packed(again) == pack()
    assert again.manifest_sha256 == sha256(members(pack())["manifest.json"])


def test_it_holds_every_file_that_the_readme_names() -> None:
    files = members(pack())
    assert list(files)[:6] == [
        "README.txt", "manifest.json", "verify.py", "dossier.json", "record.json", "ledger.jsonl"
    ]  # fmt: skip
    assert sha256(files["verify.py"]) == verifier_sha256()
    readme = files["README.txt"].decode()
    for name in set(files) - {"README.txt"}:
        assert name.split("/")[0] in readme
    assert "the ledger in here ends before it" in " ".join(readme.split())
    assert "verify.py cannot vouch for itself" in readme
    assert "no claim of admissibility is made" in readme
    assert "Nothing is left out." in readme
    assert readme.isascii()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"handling": "Ask the source first."}, "Ask the source first."),
        ({"protection": Handling(), "handling": "Public page."}, ""),
        ({"protection": Handling(Confidentiality.CONFIDENTIAL)}, ""),
        ({"protection": SECRET}, "It is secret."),
        (
            {"protection": Handling(witness_safety="She works there.")},
            "Witness safety: She works there.",
        ),
        (
            {"protection": Handling(legal_restriction="A court order.")},
            "Legal restriction: A court order.",
        ),
        ({"testimony": TESTIMONY}, "Who said it is protected."),
        (
            {"testimony": replace(TESTIMONY, protected=False, consent=YesNo.UNKNOWN)},
            "The person who said it has not agreed to its use.",
        ),
        ({"testimony": replace(TESTIMONY, protected=False)}, ""),
    ],
)
def test_what_may_not_leave_says_why(changed: dict[str, object], why: str) -> None:
    assert why_kept_back(with_first(**changed)[0]) == why


def test_an_item_kept_back_is_known_by_its_digests_alone(tmp_path: Path) -> None:
    kept = with_first(protection=SECRET)
    inside = contents(material_of(kept))
    files = members(packed(inside))
    assert f"evidence/{kept[0].sha256}" not in files
    assert f"working-copies/{sha256(COPY)}" not in files
    assert f"evidence/{kept[1].sha256}" in files
    assert by_reason(inside.left_out) == {"It is secret.": [kept[0].id]}
    readme = " ".join(files["README.txt"].decode().split())
    assert f"LEFT OUT, AND KNOWN BY DIGEST ONLY {kept[0].id}: It is secret." in readme
    (tmp_path / "pack.zip").write_bytes(packed(inside))
    with open_pack(tmp_path / "pack.zip") as opened:
        assert "2 files left out and known by digest only" in found_in(opened)


def test_bytes_that_two_items_share_stay_when_one_of_them_may_not_leave() -> None:
    first, second, *others = items()
    same = replace(first, id=second.id, sha256=second.sha256, size=second.size, derivatives=())
    inside = contents(material_of((replace(same, id="S90", protection=SECRET), second, *others)))
    (left_out,) = inside.left_out
    assert (left_out.path, left_out.items) == (f"evidence/{second.sha256}", ("S90", second.id))


def test_a_pack_without_evidence_has_none() -> None:
    inside = contents(material(), with_evidence=False)
    assert not [name for name in members(packed(inside)) if name.startswith(("evidence/", "work"))]
    assert list(by_reason(inside.left_out)) == [WITHOUT_EVIDENCE]


def test_an_item_that_expired_is_left_out() -> None:
    inside = material_of(items())
    events = list(inside.events)
    add(events, CustodyKind.EXPIRED, items()[0].id, items()[0].sha256)
    assert by_reason(contents(replace(inside, events=events)).left_out) == {
        EXPIRED: [items()[0].id]
    }


def test_bytes_that_changed_are_not_packed() -> None:
    wrong = Bytes({item.sha256: b"other" for item in items()} | {sha256(COPY): COPY})
    inside = contents(replace(material(), open_evidence=wrong.stream))
    with pytest.raises(EvidenceUnreadable, match=r"evidence/[0-9a-f]{64}: expected \d+ bytes with"):
        packed(inside)


def test_memory_does_not_grow_with_the_evidence(tmp_path: Path) -> None:
    store = EvidenceStore(f"file://{tmp_path}/store")
    large = store.put(bytes(48 * 1024 * 1024))
    evidence = with_first(sha256=large.sha256, size=large.size)
    inside = material_of(evidence)

    def opening(digest: str) -> IO[bytes]:
        return store.stream(digest) if digest == large.sha256 else inside.open_evidence(digest)

    made = contents(replace(inside, open_evidence=opening))
    tracemalloc.start()
    with (tmp_path / "pack.zip").open("wb") as target:
        write_pack(made, target)
    with open_pack(tmp_path / "pack.zip") as opened:
        found_in(opened)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 24 * 1024 * 1024


def test_the_manifest_gives_the_size_and_digest_of_every_other_file() -> None:
    files = members(pack())
    listed = {entry["path"]: entry for entry in json.loads(files.pop("manifest.json"))["files"]}
    assert {name: (len(content), sha256(content)) for name, content in files.items()} == {
        name: (entry["size"], entry["sha256"]) for name, entry in listed.items()
    }
