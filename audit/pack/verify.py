"""Checks an audit pack offline, with nothing but Python (3.9 or newer) and its standard library.

    python3 -I -S verify.py PACK.zip     the pack as one file; nothing is unpacked
    python3 -I -S verify.py FOLDER       a folder that it was unpacked to

Prints OK with a summary and ends with 0, or names the first thing that differs and ends with 1.
Digests are SHA-256 in hexadecimal. The canonical JSON of a record has sorted keys, no spaces, and
nothing escaped that need not be; its digest is that of this text in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

FORMAT, LEDGER = "investee-audit pack 1", "investee-audit custody ledger 1"
PIECE = 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
LOCAL, LATER = struct.Struct("<4s5H3I2H"), 0xFFFFFFFF  # the size follows in a field for large files
ENTRANCE = ("collected", "received", "transferred")
ATTACHED = re.compile(rb"/Type\s*/EmbeddedFile\b(.{0,600}?)>>\s*stream\r?\n", re.DOTALL)
STAMP = rb"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01(?:\x05\x00)?\x04\x20(.{32})\x02.{2,40}?\x18.(\d{14})"
RECORDING = {"received": "item", "transferred": "item", "graded": "item"}
RECORDING |= {
    "redacted": "redaction",
    "expired": "erasure",
}  # what each kind of event puts on record
Custody = dict[str, list[tuple[str, str]]]  # kind and digest of each event, by item
Sealed = dict[
    tuple[str, str], str
]  # the last digest of what was put on record, by item and what it is


class Broken(Exception):
    """The first thing that differs, in one sentence."""


def same(what: str, expected: object, found: object) -> None:
    if expected != found:
        raise Broken(f"{what}: expected {expected}, found {found}.")


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def parsed(where: str, text: str) -> Any:
    value = json.loads(text)
    same(f"{where}: SHA-256 of its canonical text", sha256(canonical(value)), sha256(text))
    return value


class Folder:
    """A pack that was unpacked."""

    def __init__(self, root: Path) -> None:
        self.root, self.sizes = root, {}
        for path in sorted(root.rglob("*")):
            same(f"{path}: whether it is a link", False, path.is_symlink())
            if not path.is_dir():
                self.sizes[path.relative_to(root).as_posix()] = path.stat().st_size

    def pieces(self, name: str) -> Iterator[bytes]:
        with (self.root / name).open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece


class Archive:
    """A pack as a ZIP file whose members are stored as they are, one directly after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sizes, self.starts, end = file, {}, {}, 0
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                same(f"{info.filename}: where it begins in the ZIP file", end, info.header_offset)
                self.starts[info.filename] = self.entered(info)
                self.sizes[info.filename] = info.file_size
                end = self.starts[info.filename] + info.file_size
            same("The end of the members", (end, b""), (archive.start_dir, archive.comment))

    def entered(self, info: zipfile.ZipInfo) -> int:
        """Where the member's bytes begin, after its two headers were found to say the same."""
        name, packed = info.filename, (info.compress_type, info.compress_size)
        wrong = {
            "has a name that no pack has": not NAME.fullmatch(name) or name != info.orig_filename,
            "stands twice in the ZIP file": name in self.sizes,
            "is encrypted": bool(info.flag_bits & 1),
            "is a link or no plain file": info.external_attr != 0o100644 << 16,
            "is compressed": packed != (zipfile.ZIP_STORED, info.file_size),
        }
        for what in [what for what, is_so in wrong.items() if is_so]:
            raise Broken(f"The member {name!r} {what}.")
        fields = (info.flag_bits, info.create_system, *info.date_time, info.comment)
        same(f"{name}: its entry in the ZIP file", (0, 3, 1980, 1, 1, 0, 0, 0, b""), fields)
        self.file.seek(info.header_offset)
        mark, _, *kept, packed, size, named, extra = LOCAL.unpack(self.file.read(LOCAL.size))
        found, more = self.file.read(named), self.file.read(extra)
        if LATER in (packed, size):
            size, packed = struct.unpack("<QQ", more[4:20])
        told = [b"PK\3\4", 0, 0, 0, 33, info.CRC, info.file_size, info.file_size, name.encode()]
        same(f"{name}: its own header in the ZIP file", told, [mark, *kept, packed, size, found])
        return self.file.tell()

    def pieces(self, name: str) -> Iterator[bytes]:
        self.file.seek(self.starts[name])
        for at in range(0, self.sizes[name], PIECE):
            yield self.file.read(min(PIECE, self.sizes[name] - at))


class Pack:
    """The files of a pack, each found to be as the manifest says, and its two main documents."""

    def __init__(self, files: Folder | Archive) -> None:
        self.files, self.digests = files, dict[str, str]()
        text = self.content("manifest.json").decode()
        self.manifest = json.loads(text)
        same("manifest.json: its format", FORMAT, self.manifest["format"])
        written = json.dumps(self.manifest, indent=1, ensure_ascii=False) + "\n"
        same("manifest.json: SHA-256 of how it is written", sha256(written), sha256(text))
        for entry in self.manifest["files"]:
            name, hasher = entry["path"], hashlib.sha256()
            for piece in self.pieces(name):
                hasher.update(piece)
            same(f"{name}: its size", entry["size"], files.sizes[name])
            same(f"{name}: its SHA-256", entry["sha256"], hasher.hexdigest())
            self.digests[name] = entry["sha256"]
        others = sorted(set(files.sizes) - set(self.digests) - {"manifest.json"})
        same("Files that the manifest does not name", [], others)
        self.dossier = parsed("dossier.json", self.content("dossier.json").decode())
        self.record = self.dossier["record"]

    def pieces(self, name: str) -> Iterator[bytes]:
        if name not in self.files.sizes:
            raise Broken(f"{name} is missing from the pack.")
        return self.files.pieces(name)

    def content(self, name: str) -> bytes:
        return b"".join(self.pieces(name))


def check_record(pack: Pack) -> str:
    """The dossier, the signed record that it repeats, and the sign-off over that record's digest."""
    dossier, text = pack.dossier, pack.content("dossier.json").decode()
    same("dossier.json: its SHA-256", pack.manifest["dossier"], sha256(text))
    same("dossier.json: its audit", pack.manifest["audit"], pack.record["audit"])
    signed, sign_off = pack.content("record.json").decode(), dossier["sign_off"]
    same("record.json: its SHA-256", dossier["record_digest"], sha256(signed))
    same("The record that was signed", dossier["record_digest"], sign_off["basis_digest"])
    same("The outcome decided", sign_off["outcome"], dossier["decision"]["outcome"])
    added = list(additions("record", parsed("record.json", signed), pack.record))
    return f"\nThe dossier adds to the signed record: {', '.join(added)}." if added else ""


def additions(where: str, signed: Any, repeated: Any) -> Iterator[str]:
    """The keys that a later version of the program added; anything else that differs is a break."""
    if isinstance(signed, dict) and isinstance(repeated, dict):
        yield from (f"{where}.{key}" for key in repeated if key not in signed)
        for key, value in signed.items():
            yield from additions(f"{where}.{key}", value, repeated.get(key))
    elif isinstance(signed, list) and isinstance(repeated, list) and len(signed) == len(repeated):
        for place, value in enumerate(signed):
            yield from additions(f"{where}.{place}", value, repeated[place])
    else:
        same(f"dossier.json: {where} (expected as signed)", signed, repeated)


def check_ledger(pack: Pack) -> tuple[Custody, Sealed]:
    """The chain of events, and every head that was recorded of it."""
    audit, end = pack.manifest["audit"], pack.manifest["ledger"]
    done, sealed = Custody(), Sealed()
    heads = [("the signed record", pack.record["ledger"]), ("the manifest", end)]
    heads += [(anchor["file"], anchor) for anchor in pack.manifest["anchors"]]
    reached = {head["events"]: "no such event" if head["events"] else "" for _, head in heads}
    before, place = sha256(canonical({"audit": audit, "format": LEDGER})), 0
    for place, line in enumerate(pack.content("ledger.jsonl").decode().split("\n")[:-1], start=1):
        where = f"ledger.jsonl, event {place}"
        event = parsed(where, line)
        same(f"{where}: its place", (audit, place), (event["audit"], event["sequence"]))
        same(f"{where}: the digest of the event before it", before, event["previous_digest"])
        before = event.pop("digest")
        same(f"{where}: its digest", sha256(canonical(event)), before)
        done.setdefault(event["item"], []).append((event["kind"], event["item_digest"]))
        if digest := event.get("record_digest", ""):
            sealed[event["item"], RECORDING[event["kind"]]] = digest
        if place in reached:
            reached[place] = before
    same("ledger.jsonl: how many events there are", end["events"], place)
    for who, head in heads:
        same(f"Event {head['events']}, as {who} has it", head["digest"], reached[head["events"]])
    return done, sealed


def check_sealed(pack: Pack, sealed: Sealed) -> set[str]:
    """What is recorded of each item is what the ledger sealed and the dossier repeats."""
    text = pack.content("evidence.jsonl").decode() if "evidence.jsonl" in pack.digests else ""
    items = {item["id"]: item for item in pack.record["fieldwork"]["evidence"]}
    found, redacted = Sealed(), set[str]()
    for place, line in enumerate(text.split("\n")[:-1], start=1):
        entry = parsed(f"evidence.jsonl, line {place}", line)
        name = entry["item"]["id"]
        same(
            f"evidence.jsonl, line {place}: whether {name} stands twice",
            False,
            (name, "item") in found,
        )
        found.update({(name, what): sha256(canonical(record)) for what, record in entry.items()})
        list(additions(f"evidence of {name} as sealed", entry["item"], items.get(name)))
        if "redaction" in entry:
            redacted.add(f"redacted/{entry['redaction']['sha256']}")
    for (name, what), digest in sealed.items():
        said = f"evidence.jsonl: SHA-256 of the {what} of {name}, as the ledger sealed it"
        same(said, digest, found.get((name, what), "none"))
    unsealed = [key for key in found if key not in sealed and key[1] != "item"]
    same("What evidence.jsonl has and the ledger did not seal", [], unsealed)
    return redacted & set(pack.digests) | ({"evidence.jsonl"} & set(pack.digests))


def check_evidence(pack: Pack, done: Custody) -> set[str]:
    """The digest of each item in record, ledger and file. Returns the files of evidence."""
    items = {item["id"]: item for item in pack.record["fieldwork"]["evidence"]}
    came = {name: {d for kind, d in acts if kind in ENTRANCE} for name, acts in done.items()}
    unknown = sorted(name for name in came if came[name] and name not in items)
    same("Evidence in the ledger that the record does not have", [], unknown)
    names: set[str] = set()
    for name, item in items.items():
        same(f"Evidence {name}: its digest in the ledger", {item["sha256"]}, came.get(name))
        names.add(f"evidence/{item['sha256']}")
        for copy in item["derivatives"]:
            known = item["carried_from"] or ("transformed", copy["sha256"]) in done[name]
            same(f"Evidence {name}: copy {copy['sha256']} in the ledger", True, bool(known))
            names.add(f"working-copies/{copy['sha256']}")
    left_out = {entry["path"] for entry in pack.manifest["left_out"]}
    for name in sorted(names):
        expected = None if name in left_out else name.split("/")[1]
        same(f"{name}: its SHA-256 (None if left out)", expected, pack.digests.get(name))
    return names - left_out


def check_rules(pack: Pack) -> set[str]:
    """The checklists and the policy are those of the record and of the register of digests."""
    lines = pack.content("checklists/published.sha256").decode().split("\n")
    register = {path: digest for digest, path in (line.split("  ", 1) for line in lines if line)}
    used = [(f"{c['id']}/{c['version']}/checklist.yaml", c) for c in pack.record["checklists"]]
    policy = pack.record["policy"]
    used += [(f"policies/{policy['id']}/{policy['version']}/policy.yaml", policy)]
    for path, rules in used:
        same(f"checklists/{path}", rules["digest"], pack.digests.get(f"checklists/{path}"))
        same(f"checklists/published.sha256, {path}", rules["digest"], register.get(path))
    return {"checklists/published.sha256", *(f"checklists/{path}" for path, _ in used)}


def check_reports(pack: Pack, done: Custody) -> set[str]:
    """Every PDF that the ledger knows is here, and each has this dossier attached."""
    names = {f"report/{digest}.pdf": digest for _, digest in done.get("report", [("", "none")])}
    for name, digest in names.items():
        same(f"{name}: its SHA-256", digest, pack.digests.get(name, "no such file"))
        same(f"{name}: its attachment", pack.manifest["dossier"], attached(pack.content(name)))
    return set(names)


def attached(pdf: bytes) -> str:
    """The SHA-256 of the one file that is attached to a PDF, unpacked piece by piece."""
    found = list(ATTACHED.finditer(pdf))
    length = re.search(rb"/Length (\d+)", found[0][1]) if len(found) == 1 else None
    if length is None:
        return f"{len(found)} attached files"
    inflate, hasher = zlib.decompressobj(), hashlib.sha256()
    rest = pdf[found[0].end() : found[0].end() + int(length[1])]
    while rest and not inflate.eof:
        hasher.update(inflate.decompress(rest, PIECE))
        rest = inflate.unconsumed_tail
    return hasher.hexdigest()


def check_anchors(pack: Pack) -> Iterator[str]:
    """Each timestamp contains the digest that the ledger had. Its signature is left to openssl."""
    for anchor in pack.manifest["anchors"]:
        name, digest = anchor["file"], anchor["digest"]
        stamp = re.search(STAMP, pack.content(name), re.DOTALL)
        same(f"{name}: the digest stamped", digest, stamp[1].hex() if stamp else "no timestamp")
        at = re.sub(
            "(....)(..)(..)(..)(..)", r"\1-\2-\3 \4:\5:", stamp[2].decode() if stamp else ""
        )
        yield f"\n{name} claims that event {anchor['events']} of the ledger was there on {at} UTC."
        yield " Who signed that is shown, with the authority's root certificate in root.pem, by"
        yield f"\n  openssl ts -verify -digest {digest} -in {name} -CAfile root.pem"


def found_in(pack: Pack) -> str:
    """Everything, in order. Returns what was found, or raises Broken at the first difference."""
    said, (done, sealed) = check_record(pack), check_ledger(pack)
    known = {"README.txt", "verify.py", "dossier.json", "record.json", "ledger.jsonl"}
    known |= {anchor["file"] for anchor in pack.manifest["anchors"]}
    known |= check_evidence(pack, done) | check_rules(pack) | check_reports(pack, done)
    known |= check_sealed(pack, sealed)
    same("Files that are no part of a pack", [], sorted(set(pack.digests) - known))
    files, events = len(pack.digests), pack.manifest["ledger"]["events"]
    files_out = f"{len(pack.manifest['left_out'])} files left out and known by digest only"
    said = f"{files} files, {events} custody events, {files_out}.{said}"
    return f"OK: audit {pack.manifest['audit']}: {said}{''.join(check_anchors(pack))}"


@contextmanager
def open_pack(path: Path) -> Iterator[Pack]:
    """The pack; whatever a changed file brings about is a break, not a crash."""
    try:
        if path.is_dir():
            yield Pack(Folder(path))
        else:
            with path.open("rb") as file:
                yield Pack(Archive(file))
    except Broken:
        raise
    except Exception as error:
        raise Broken(f"It cannot be read as a pack ({type(error).__name__}: {error}).") from error


if __name__ == "__main__":
    try:
        with open_pack(Path(*sys.argv[1:2])) as opened:
            sys.stdout.write(f"{found_in(opened)}\n")
    except Broken as broken:
        sys.exit(f"BROKEN: {broken}")
