"""Files made to do harm, or merely broken: refused in a sentence, quickly, and without opening them."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from audit.domain.errors import InputInvalid
from audit.questionnaire import container
from audit.questionnaire.cells import read_workbook
from audit.questionnaire.returning import is_ours
from tests.audit.questionnaire.builders import SENT, Xml, edited, filled, part, read_back

SHEET = "xl/worksheets/sheet2.xml"
TYPES = "[Content_Types].xml"
LINKS = "xl/worksheets/_rels/sheet2.xml.rels"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def refusal(content: bytes) -> str:
    with pytest.raises(InputInvalid) as found:
        read_back(content)
    return str(found.value)


def relation(kind: str, target: str) -> bytes:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


@pytest.mark.parametrize(
    "inside",
    [
        "<f>1+1</f><v>2</v>",
        '<f t="array" ref="G3">SUM(A1:A2)</f><v>0</v>',
        "<f/><v>2</v>",
        '<f>HYPERLINK("http://x.example","MET")</f><v>MET</v>',
        '<f>WEBSERVICE("http://x.example")</f><v></v>',
        "<f>cmd|' /C calc'!A0</f><v>0</v>",
    ],
)
def test_a_formula_is_refused_as_a_value_and_named(inside: str):
    said = refusal(filled({"G3": Xml('t="str"', inside)}))
    assert said == (
        "back.xlsx, sheet GOV Policy and governance, cell G3: a formula stands there; enter the "
        "value itself, as text."
    )


def test_a_formula_in_other_letters_of_the_namespace_is_found():
    text = part(filled({"G3": Xml("", "<x:f>1+1</x:f><v>2</v>")}), SHEET)
    named = text.replace(
        "<worksheet ",
        '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ',
    )
    assert "cell G3: a formula stands there" in refusal(edited(SENT, {SHEET: named.encode()}))


def test_many_formulas_are_counted():
    cells = {f"{c}{r}": Xml("", "<f>1</f>") for c in "FGHIJK" for r in (3, 4)}
    assert "F3, G3, H3, I3, J3, K3, F4, G4, H4, I4 and 2 more: a formula" in refusal(filled(cells))


def test_what_begins_like_a_formula_and_is_text_is_kept():
    cells: dict[str, Xml | str] = {"G3": "=1+1", "H3": "@SUM(A1)", "G4": "-5", "H4": "+49"}
    first, second, _ = read_back(filled(cells)).answers
    assert (first.explanation, first.files) == ("=1+1", "@SUM(A1)")
    assert (second.explanation, second.files) == ("-5", "+49")


def test_an_error_is_no_value():
    assert "cell G3: an error stands there" in refusal(filled({"G3": Xml('t="e"', "<v>#REF!</v>")}))


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": b"x"},
        {"xl/macrosheets/sheet1.xml": b"<a/>"},
        {"xl/activeX/activeX1.xml": b"<a/>"},
        {TYPES: part(SENT, TYPES).replace("sheet.main", "sheet.macroEnabled.main").encode()},
    ],
)
def test_macros_are_refused(parts: dict[str, bytes | None]):
    said = refusal(edited(SENT, parts))
    assert "it can hold macros" in said
    assert said.endswith("save it as XLSX without macros.")


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/externalLinks/externalLink1.xml": b"<a/>"},
        {"xl/connections.xml": b"<a/>"},
        {"xl/queryTables/queryTable1.xml": b"<a/>"},
        {"xl/embeddings/oleObject1.docx": b"x"},
        {LINKS: relation("image", "http://x.example/a.png")},
        {LINKS: relation("externalLinkPath", "file:///etc/passwd")},
        {LINKS: relation("oleObject", "http://x.example")},
    ],
)
def test_data_from_elsewhere_is_refused(parts: dict[str, bytes | None]):
    assert "it refers to data outside of it" in refusal(edited(SENT, parts))


def test_a_link_in_a_cell_is_kept_as_its_text():
    linked = edited(
        filled({"G3": "https://x.example"}), {LINKS: relation("hyperlink", "http://evil.example")}
    )
    assert read_back(linked).answers[0].explanation == "https://x.example"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no XLSX workbook"),
        (b"not a zip", "File is not a zip file"),
        (b"PK\x03\x04 nothing", "it is no XLSX workbook"),
        (SENT[: len(SENT) // 2], "it is no XLSX workbook"),
        (SENT[:4000] + b"\0" * 40 + SENT[4040:], "it is no XLSX workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "it has a password or is an older workbook; save it"),
        (edited(SENT, {"xl/workbook.xml": None}), "the part xl/workbook.xml is missing"),
        (edited(SENT, {SHEET: None}), f"the part {SHEET} is missing"),
        (edited(SENT, {TYPES: None}), "is missing"),
        (edited(SENT, {SHEET: b"<worksheet>"}), "is no XML"),
        (edited(SENT, {"xl/workbook.xml": b"<workbook/>"}), "the sheet"),
        (edited(SENT, {"XL/Workbook.xml": b"<workbook/>"}), "the part xl/workbook.xml stands twice"),
        (edited(SENT, {"xl/sharedStrings.xml": b"<sst><si><t>a</t>"}), "cannot be read"),
    ],
)  # fmt: skip
def test_a_malformed_workbook_is_one_sentence(content: bytes, why: str):
    said = refusal(content)
    assert why in said
    assert len(said.splitlines()) == 1


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><worksheet><v>&c;</v></worksheet>'
)


@pytest.mark.parametrize(
    ("bomb", "why"),
    [
        (BOMB.encode(), "declares a document type"),
        (BOMB.encode("utf-16"), "is not in UTF-8"),
        (BOMB.encode("utf-16-le"), "is not in UTF-8"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "is not in UTF-8"),
        (
            b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            "declares a document type",
        ),
    ],
)
def test_bombs_of_entities_are_not_opened(bomb: bytes, why: str):
    for name in (SHEET, "xl/sharedStrings.xml", "docProps/core.xml", LINKS):
        assert f"its part {name} {why}" in refusal(edited(SENT, {name: bomb}))


def test_what_unpacks_to_too_much_is_not_unpacked():
    began = time.perf_counter()
    huge = edited(SENT, {SHEET: b" " * (container.LARGEST_PART + 1)})
    assert len(huge) < 100_000
    assert f"its part {SHEET} unpacks to" in refusal(huge)
    assert "more than 250 times its size" in refusal(edited(SENT, {SHEET: b" " * 4_000_000}))
    three: dict[str, bytes | None] = {f"a{n}": b" " * 15_999_999 for n in range(4)}
    assert "it unpacks to" in refusal(edited(SENT, three))
    many: dict[str, bytes | None] = {f"a{n}": b"" for n in range(600)}
    assert "parts and the limit is 500" in refusal(edited(SENT, many))
    assert "bytes and the limit is" in refusal(bytes(container.LARGEST_FILE + 1))
    assert time.perf_counter() - began < 5


def test_a_part_that_is_longer_than_it_says_is_refused():
    content = bytearray(
        edited(SENT, {"xl/sharedStrings.xml": b"<sst>" + b" " * 50_000 + b"</sst>"})
    )
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        entry = archive.getinfo("xl/sharedStrings.xml")
    said = struct.pack("<L", entry.file_size)
    while (at := content.find(said)) >= 0:
        content[at : at + 4] = struct.pack("<L", 100)
    assert "it is no XLSX workbook (Bad CRC-32" in refusal(bytes(content))


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="9"><c r="XFD9" t="inlineStr"><is><t>x</t></is></c></row>',
        "<row/>" * 5_001,
        '<row r="9">' + "<c/>" * 201 + "</row>",
        '<row r="99999999999"/>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="9"><c r="A1048576"/><c><v>1</v></c></row>',
        '<row r="9"><c r="XFD9"/><c><v>1</v></c></row>',
        '<row r="9"><c r="nowhere"/></row>',
    ],
)
def test_cells_far_beyond_are_refused_before_memory_is_taken(row: str):
    assert "far beyond the questions; delete what stands there." in refusal(filled({}, row_end=row))


@pytest.mark.parametrize(
    "rows",
    [
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(9, 200_000)),
        "".join(f'<row r="{n}"/>' for n in range(9, 1_048_576)),
        "<row/>" * 1_048_576,
    ],
    ids=["filled", "a million named", "a million empty"],
)
def test_a_million_rows_are_refused_quickly(rows: str):
    began = time.perf_counter()
    said = refusal(filled({}, row_end=rows))
    assert "far beyond the questions" in said or f"its part {SHEET} unpacks to" in said
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("put", "why"),
    [
        ("x" * 32_768, "it has 32768 characters and a cell holds 32767"),
        ("a_x0001_b", r"it has a control character (U+0001)"),
        ("a_x0000_b", r"it has a control character (U+0000)"),
        ("a_x001B_[31m", r"it has a control character (U+001B)"),
        ("a\x7f", r"it has a control character (U+007F)"),
        ("a\x85", r"it has a control character (U+0085)"),
    ],
)
def test_texts_that_no_cell_holds_are_named(put: str, why: str):
    said = refusal(filled({"G3": put}))
    assert said.startswith("back.xlsx, sheet GOV Policy and governance, cell G3: ")
    assert why in said


def test_the_longest_text_is_kept():
    assert read_back(filled({"G3": "y" * 32_767})).answers[0].explanation == "y" * 32_767


def test_a_text_from_right_to_left_is_kept():
    text = "שלום \u202bעולם\u202c (א) 12"
    assert read_back(filled({"G3": text})).answers[0].explanation == text


def test_nothing_that_is_broken_is_taken_for_ours():
    for content in (b"", b"PK", SENT[:500], edited(SENT, {"xl/workbook.xml": None})):
        assert not is_ours(content)
    assert is_ours(SENT)


def test_two_sheets_of_one_name_are_refused():
    book = part(SENT, "xl/workbook.xml")
    content = edited(SENT, {"xl/workbook.xml": book.replace('"LAW Law"', '"Start"', 1).encode()})
    with pytest.raises(InputInvalid, match="two sheets have one name"):
        read_workbook(content, "a.xlsx")
