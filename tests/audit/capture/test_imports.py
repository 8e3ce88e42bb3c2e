"""Captures made by others are read to their end, and whatever does not fit is named with its place."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import stat
import struct
import zipfile
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from audit.capture import archive_bytes, wacz, warc_records
from audit.capture.checked import Checked, check_warc
from audit.capture.wacz import check_wacz
from audit.domain.errors import InputInvalid

HTML = b"<html><title>Old page</title><p>What was said in 2019.</p></html>"
URL = "https://example.org/page"


def by_others(*, compressed: bool = True, chunked: bool = False) -> bytes:
    """A WARC 1.0 file as warcio writes it by itself: SHA-1 in base 32."""
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "Other 1.0"}))
    headers = [("Content-Type", "text/html")]
    body = HTML
    if chunked:
        headers.append(("Transfer-Encoding", "chunked"))
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML)
    http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    dated = {"WARC-Date": "2019-05-06T07:08:09Z", "WARC-IP-Address": "93.184.216.34"}
    writer.write_record(
        writer.create_warc_record(
            URL, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=dated
        )
    )
    return made.getvalue()


def one(block: bytes = b"x", **headers: str) -> bytes:
    """One record by hand; underscores in the names of headers stand for hyphens."""
    said = {
        "WARC_Type": "resource",
        "WARC_Record_ID": "<urn:uuid:1>",
        "WARC_Date": "2020-01-02T03:04:05Z",
        "Content_Length": str(len(block)),
        **headers,
    }
    lines = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in said.items() if value)
    return b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def checked(content: bytes) -> Checked:
    found = Checked("x")
    check_warc(io.BytesIO(content), "x", found)
    return found


def refusal(content: bytes) -> str:
    with pytest.raises(InputInvalid) as refused:
        checked(content)
    (sentence,) = str(refused.value).splitlines()
    return sentence


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("chunked", [True, False])
def test_a_file_by_another_tool_is_read_and_fits(compressed: bool, chunked: bool) -> None:
    found = checked(by_others(compressed=compressed, chunked=chunked))
    assert (found.records, found.mismatches, found.software) == (2, [], "Other 1.0")
    assert found.compared >= 2
    (page,) = found.pages
    assert (page.url, page.status, page.address) == (URL, 200, "93.184.216.34")
    assert page.body.content == HTML
    assert found.first_at
    assert found.first_at.isoformat() == "2019-05-06T07:08:09+00:00"


def test_a_changed_byte_is_named_with_record_and_offset() -> None:
    content = by_others(compressed=False).replace(b"in 2019", b"in 2020")
    at = content.index(b"WARC/1.0", 10)
    found = checked(content)
    assert found.mismatched == 2
    for kind, said in zip(("block", "payload"), found.mismatches, strict=True):
        assert said.startswith(f"x: {kind} digest of record <urn:uuid:")
        assert f"at byte {at}: the file says sha1:" in said


def test_in_a_compressed_file_the_offset_is_that_of_the_member() -> None:
    whole = gzip.compress(one()) + gzip.compress(one(WARC_Block_Digest="sha256:" + "0" * 64))
    (duplicate, wrong) = checked(whole).mismatches
    assert f"at byte {len(gzip.compress(one()))}: the file says" in wrong
    assert "was given before" in duplicate


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha-256", "SHA256", "sha384", "sha512"])
@pytest.mark.parametrize("encode", ["hex", "base32", "base64", "urlsafe"])
def test_every_usual_notation_of_a_digest_is_compared(algorithm: str, encode: str) -> None:
    raw = hashlib.new(algorithm.lower().replace("sha-", "sha"), b"x").digest()
    written = {
        "hex": raw.hex(),
        "base32": base64.b32encode(raw).decode(),
        "base64": base64.b64encode(raw).decode().rstrip("="),
        "urlsafe": base64.urlsafe_b64encode(raw).decode(),
    }[encode]
    right = checked(one(WARC_Block_Digest=f"{algorithm}:{written}"))
    assert (right.compared, right.mismatches, right.notes) == (1, [], [])
    wrong = checked(one(b"y", WARC_Block_Digest=f"{algorithm}:{written}"))
    assert (wrong.compared, wrong.mismatched) == (1, 1)


@pytest.mark.parametrize("digest", ["crc:00", "sha256", "sha256:xyz", "sha256:" + "é" * 64])
def test_a_digest_that_cannot_be_compared_is_said(digest: str) -> None:
    found = checked(one(WARC_Block_Digest=digest))
    assert (found.compared, found.mismatched) == (0, 0)
    assert "not compared: block digest of record <urn:uuid:1> at byte 0" in found.notes[0]


def test_a_payload_in_another_record_is_not_compared_and_that_is_said() -> None:
    found = checked(one(WARC_Type="revisit", WARC_Payload_Digest="sha1:" + "A" * 32))
    assert (found.compared, found.mismatched) == (0, 0)
    assert "the payload stands in the record that it refers to" in found.notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it has no record"),
        (gzip.compress(b""), "it has no record"),
        (b"nothing like it", "record 1 at byte 0 has no end of its headers"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "does not begin with WARC/1.0 or WARC/1.1"),
        (gzip.compress(one())[:-9], "the gzip member at byte 0 is cut short"),
        (gzip.compress(one()) + gzip.compress(one())[:20], "is cut short"),
        (gzip.compress(one()) + b"garbage", "is damaged"),
        (gzip.compress(one())[:-8] + b"\0" * 8, "the gzip member at byte 0 is damaged"),
        (one(Content_Length="9"), "declares 9 bytes and has 5"),
        (one(b"x" * 9, Content_Length="3"), "does not end after the 3 bytes that it declares"),
        (one(Content_Length="-1"), "declares a length of -1"),
        (one(Content_Length="99999999999999999"), "declares a length of 99999999999999999"),
        (one(WARC_Date=""), "has no header warc-date"),
        (one(WARC_Record_ID=""), "has no header warc-record-id"),
        (one(WARC_Date="x\r\nwarc-date: y"), "has the header warc-date twice"),
        (one(X="y\r\nno name"), "has a header line without a name"),
        (one(X="y" * 70_000), "has no end of its headers"),
        (one() + one()[:-2], "does not end after"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(content: bytes, said: str) -> None:
    sentence = refusal(content)
    assert said in sentence
    assert sentence.startswith("x: ")
    assert sentence.endswith("ask for the file again; nothing of it was taken in.")


def test_a_date_that_is_no_moment_does_not_fit() -> None:
    for date in ("yesterday", "2020-01-02", "2020-01-02T03:04:05"):
        assert "is no moment in UTC" in checked(one(WARC_Date=date)).mismatches[0]


def test_a_bomb_of_records_ends_at_the_limit() -> None:
    bomb = gzip.compress(one(b"\0" * 3_000_000))
    found = Checked("x")
    with pytest.raises(InputInvalid, match="more than the 1000000 bytes"):
        check_warc(io.BytesIO(bomb), "x", found, most=1_000_000)


def test_the_number_of_records_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_records, "RECORDS", 3)
    assert "more than the 3 records" in refusal(one() * 4)


def test_members_that_end_anywhere_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    content = by_others()
    monkeypatch.setattr(archive_bytes, "PIECE", 7)
    found = checked(content)
    assert (found.records, found.mismatches, len(found.pages)) == (2, [], 1)
    assert checked(gzip.compress(one() + one(WARC_Record_ID="<2>"))).records == 2


def test_bodies_whose_coding_was_undone_by_the_tool_are_still_read() -> None:
    for header in ("Content-Encoding: br", "Transfer-Encoding: chunked", "Content-Length: 5"):
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n\r\n".encode() + HTML
        kind = {"WARC_Type": "response", "Content_Type": "application/http"}
        found = checked(one(block, WARC_Target_URI=URL, **kind))
        assert found.pages or found.notes
    broken = one(b"no http", WARC_Type="response", Content_Type="application/http")
    assert "The response is broken" in checked(broken).notes[0]


# WACZ


def package(warc: bytes, **more: Any) -> dict[str, bytes]:
    """The entries of a WACZ file; more replaces keys of the description."""
    resource = {
        "name": "data.warc.gz",
        "path": "archive/data.warc.gz",
        "hash": f"sha256:{hashlib.sha256(warc).hexdigest()}",
        "bytes": len(warc),
    }
    described = {"profile": "data-package", "wacz_version": "1.1.1", "software": "Other 2"}
    listed = json.dumps({**described, "resources": [resource], **more}).encode()
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(listed).hexdigest()}"}
    return {
        "archive/data.warc.gz": warc,
        "datapackage.json": listed,
        "datapackage-digest.json": json.dumps({**digest, "signedData": {"x": 1}}).encode(),
    }


def zipped(entries: dict[str, bytes], pack: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", pack) as target:
        for name, content in entries.items():
            target.writestr(zipfile.ZipInfo(name), content, compress_type=pack)
    return made.getvalue()


def opened(content: bytes) -> Checked:
    found = Checked("x")
    check_wacz(io.BytesIO(content), "x", found)
    return found


def wacz_refusal(content: bytes) -> str:
    with pytest.raises(InputInvalid) as refused:
        opened(content)
    return str(refused.value)


@pytest.mark.parametrize("pack", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_package_is_checked_with_its_archives(pack: int) -> None:
    found = opened(zipped(package(by_others()), pack))
    assert (found.mismatches, found.records, found.software) == ([], 2, "Other 2")
    assert found.pages[0].body.content == HTML
    assert found.notes == ["x: it carries a signature, which was not checked."]


def test_a_changed_archive_and_a_changed_list_are_named() -> None:
    entries = package(by_others())
    changed = {**entries, "archive/data.warc.gz": by_others(chunked=True)}
    size, digest = opened(zipped(changed)).mismatches
    assert "archive/data.warc.gz has" in size
    assert "digest of the entry archive/data.warc.gz: the file says sha256:" in digest
    listed = {**entries, "datapackage.json": entries["datapackage.json"] + b" "}
    (said,) = opened(zipped(listed)).mismatches
    assert "digest of the entry datapackage.json" in said
    added = {**entries, "pages/pages.jsonl": b"{}"}
    assert opened(zipped(added)).mismatches == [
        "x: datapackage.json does not list the entry pages/pages.jsonl"
    ]


def test_what_is_listed_and_missing_is_named() -> None:
    odd = [{"path": "archive/gone.warc"}, 5, None, {"path": "archive/data.warc.gz", "hash": 7}]
    found = opened(zipped(package(by_others(), resources=odd)))
    assert (
        "x: the entry archive/gone.warc is listed in datapackage.json and not there"
        in found.mismatches
    )


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "archive/../x", "a\\b", "./x", "C:x", "a\nb", "x" * 300],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert "has a name that leads elsewhere" in wacz_refusal(zipped({**package(b""), name: b"x"}))


def test_links_and_secrets_and_odd_packing_are_refused() -> None:
    made = io.BytesIO()
    link = zipfile.ZipInfo("archive/link.warc")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(made, "w") as target:
        target.writestr(link, "/etc/passwd")
    assert "is a link" in wacz_refusal(made.getvalue())
    assert "packed in a way" in wacz_refusal(zipped(package(by_others()), zipfile.ZIP_LZMA))
    content = zipped(package(by_others()))
    at = content.index(b"PK\x01\x02") + 8
    encrypted = content[:at] + b"\1" + content[at + 1 :]
    assert "is encrypted" in wacz_refusal(encrypted)


def test_a_bomb_is_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = {**package(by_others()), "archive/bomb.warc": b"\0" * 5_000_000}
    assert "times as large" in wacz_refusal(zipped(bomb, zipfile.ZIP_DEFLATED))
    monkeypatch.setattr(wacz, "UNPACKED", 1_000_000)
    assert "becomes more than the 1000000" in wacz_refusal(zipped(bomb))
    monkeypatch.setattr(wacz, "ENTRIES", 2)
    assert "more than the 2 entries" in wacz_refusal(zipped(bomb))


def test_entries_that_share_bytes_are_refused() -> None:
    content = bytearray(zipped({"archive/a.warc": b"x" * 50, "archive/b.warc": b"y" * 50}))
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    content[second + 42 : second + 46] = struct.pack("<L", 0)
    assert "shares bytes with another" in wacz_refusal(bytes(content))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        target.writestr("archive/a.warc", b"1")
        target.writestr("archive/a.warc", b"2")
    assert "is there twice" in wacz_refusal(made.getvalue())


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    content = zipped(package(by_others()))
    at = content.index(b"PK\x01\x02")
    lying = content[: at + 24] + struct.pack("<L", 10) + content[at + 28 :]
    assert "x: " in wacz_refusal(lying)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"a": b""}, "there is no datapackage.json"),
        ({"datapackage.json": b"[]"}, "is not an object of JSON"),
        ({"datapackage.json": b"{" * 9}, "is not JSON"),
        ({"datapackage.json": b"[" * 200_000}, "is not JSON"),
        ({"datapackage.json": b"{}"}, "lists no resources"),
        ({"datapackage.json": b'{"resources": []}'}, "no WARC file in its folder archive"),
        (package(b"no warc"), "has no end of its headers"),
    ],
)
def test_a_package_without_its_parts_is_refused(entries: dict[str, bytes], said: str) -> None:
    assert said in wacz_refusal(zipped(entries))


def test_what_is_no_zip_file_is_refused() -> None:
    whole = zipped(package(by_others()))
    for broken in (b"", b"x" * 100, whole[:-30], whole[40:], b"PK\x05\x06" + b"\0" * 18):
        assert wacz_refusal(broken).startswith("x")
