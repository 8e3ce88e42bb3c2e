"""Files that other people's programs wrote pass whole, with their pages, and a changed byte is named.

`others/wget.warc.gz` was written by Wget 1.21.3 from a small site on the same machine, of which it knew
the first page already: `wget --warc-file=wget --warc-dedup=first.cdx --no-warc-keep-log / /moved /gzip
/chunked /gone`. `others/js.wacz` was written by js-wacz 0.1.6 (`js-wacz create -f warcit.warc.gz`) of what
warcit 0.4.0 had made of a folder with a page and a note (`warcit -n warcit http://example.org/ site/`).
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from audit.capture.checked import Checked, check_warc
from audit.capture.wacz import check_wacz
from audit.domain.errors import InputInvalid

OTHERS = Path(__file__).parent / "others"
WGET, JS = ((OTHERS / name).read_bytes() for name in ("wget.warc.gz", "js.wacz"))
SITE = "http://127.0.0.1:8099"
ARCHIVE = "archive/warcit.warc.gz"


def warc(content: bytes) -> Checked:
    found = Checked("wget.warc.gz")
    check_warc(io.BytesIO(content), found.name, found)
    return found


def wacz(content: bytes) -> Checked:
    found = Checked("js.wacz")
    check_wacz(io.BytesIO(content), found.name, found)
    return found


def repacked(changed: str, old: bytes, new: bytes) -> bytes:
    """The WACZ file with some bytes of an entry changed, as a ZIP file whole again."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(JS)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == changed:
                assert old in content
                content = content.replace(old, new, 1)
            after.writestr(name, content)
    return made.getvalue()


def test_what_wget_wrote_fits() -> None:
    found = warc(WGET)
    assert (found.records, found.compared, found.mismatches) == (15, 19, [])
    assert found.software == "Wget/1.21.3 (linux-gnu)"
    assert [(page.url.removeprefix(SITE), page.status) for page in found.pages] == [
        ("/landed", 200),
        ("/gzip", 200),
        ("/chunked", 200),
    ]
    assert all(page.body.content.endswith(b"</body></html>") for page in found.pages)


def test_a_digest_of_nothing_that_wget_names_is_said_and_not_held_against_the_file() -> None:
    block, payload = warc(WGET).notes
    assert "block digest of record <urn:uuid:f2f6f0c9" in block
    assert block.endswith(
        "it is that of no bytes at all, which Wget gives to every record of this type"
    )
    assert "payload digest" in payload


def test_what_warcit_and_js_wacz_wrote_fits() -> None:
    found = wacz(JS)
    assert (found.records, found.compared, found.mismatches) == (4, 10, [])
    assert found.software == "@harvard-lil/js-wacz 0.1.6"
    assert (
        f"js.wacz: digest of the entry {ARCHIVE}: it is that of each 65536 bytes taken twice"
        in (found.notes)
    )


def test_a_page_that_was_taken_in_without_a_server_is_a_page() -> None:
    (page,) = wacz(JS).pages
    assert (page.url, page.status, page.media_type) == (
        "http://example.org/index.html",
        0,
        "text/html",
    )
    assert page.body.content.endswith(b"<p>Twelve units were sent in 2019.</p>")


@pytest.mark.parametrize(
    ("entry", "old", "new", "named"),
    [
        (ARCHIVE, b"\x1f\x8b\x08\x00\x00", b"\x1f\x8b\x08\x00\x01", ARCHIVE),
        ("indexes/index.cdx", b"example", b"exampel", "indexes/index.cdx"),
        ("pages/pages.jsonl", b"json-pages", b"json-pagez", "pages/pages.jsonl"),
        ("datapackage.json", b"1.1.1", b"1.1.2", "datapackage.json"),
        ("datapackage-digest.json", b"sha256:", b"sha256:0", "datapackage.json"),
        ("datapackage-digest.json", b"datapackage.json", b"datapackage.jsom", "datapackage-digest"),
        ("datapackage-digest.json", b'"hash"', b'"hush"', "datapackage-digest.json"),
    ],
)
def test_a_changed_entry_is_named(entry: str, old: bytes, new: bytes, named: str) -> None:
    found = wacz(repacked(entry, old, new))
    assert any(named in said for said in (*found.mismatches, *found.notes))


def test_a_changed_byte_of_the_file_is_found_by_its_entry() -> None:
    at = JS.index(b"PK\x03\x04", JS.index(ARCHIVE.encode()) - 40) + 200
    with pytest.raises(
        InputInvalid, match=r"js\.wacz: the entry archive/warcit\.warc\.gz is damaged"
    ):
        wacz(JS[:at] + bytes([JS[at] ^ 1]) + JS[at + 1 :])
