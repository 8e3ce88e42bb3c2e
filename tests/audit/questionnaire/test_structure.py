"""A workbook that is not the one that was sent, or says two things at once, is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.audit import VersionDigest
from audit.domain.errors import InputInvalid
from audit.domain.questionnaire import Questionnaire
from audit.questionnaire.plan import sent_workbook
from audit.questionnaire.writing import write_workbook
from tests.audit.questionnaire.builders import ASKED, SENT, Xml, edited, filled, part, read_back
from tests.factories import MOMENT


def refusal(content: bytes, asked: Questionnaire = ASKED) -> str:
    with pytest.raises(InputInvalid) as found:
        read_back(content, asked)
    return str(found.value)


def changed(what: str) -> Questionnaire:
    section = ASKED.sections[0]
    asked = replace(section.questions[0], text=what)
    section = replace(section, questions=(asked, *section.questions[1:]))
    return replace(ASKED, sections=(section, *ASKED.sections[1:]))


def test_another_version_of_the_checklists_is_refused():
    newer = replace(ASKED, checklists=(VersionDigest("core", "1.1.0", "b" * 64),))
    said = refusal(SENT, newer)
    assert said.startswith("back.xlsx: it names the checklists core@1.0.0 ")
    assert "Q1 was sent from core@1.1.0; fill in the workbook that was sent." in said


def test_other_questions_are_refused():
    said = refusal(SENT, changed("Is it otherwise?"))
    assert "the digest of its questions is not that of Q1 as it was sent" in said


def test_a_missing_frozen_sheet_is_refused():
    book = part(SENT, "xl/workbook.xml")
    renamed = book.replace("investee-audit (frozen)", "Frozen no more")
    said = refusal(edited(SENT, {"xl/workbook.xml": renamed.encode()}))
    assert "the sheet investee-audit (frozen) is missing, so nobody can tell what was asked" in said


@pytest.mark.parametrize(("sheet", "cell"), [(2, "B3"), (2, "E4"), (2, "A1"), (2, "F2"), (1, "B2")])
def test_an_edited_text_is_named_with_sheet_and_cell(sheet: int, cell: str):
    said = refusal(filled({cell: "Is it not?"}, sheet=sheet))
    assert f"cell {cell}: a locked text is not as it was sent" in said


def test_an_edited_frozen_sheet_is_refused():
    assert "it names the checklists" in refusal(filled({"B6": "core@9.9.9 abc"}, sheet=4))
    assert "its format is other and this program reads" in refusal(filled({"B1": "other"}, sheet=4))


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_an_added_sheet_is_refused_hidden_or_not(state: str):
    book = part(SENT, "xl/workbook.xml")
    links = part(SENT, "xl/_rels/workbook.xml.rels")
    more = f'<sheet name="More" sheetId="99" state="{state}" r:id="rId99"/></sheets>'
    link = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet9.xml"/></Relationships>'
    )
    content = edited(
        SENT,
        {
            "xl/workbook.xml": book.replace("</sheets>", more).encode(),
            "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link).encode(),
            "xl/worksheets/sheet9.xml": part(SENT, "xl/worksheets/sheet2.xml").encode(),
        },
    )
    assert "the sheet More was not in the workbook that was sent" in refusal(content)


def test_a_removed_sheet_is_refused():
    book = part(SENT, "xl/workbook.xml")
    start = book.index('<sheet name="LAW Law"')
    without = book[:start] + book[book.index("/>", start) + 2 :]
    said = refusal(edited(SENT, {"xl/workbook.xml": without.encode()}))
    assert "the sheet LAW Law is missing" in said


def test_a_question_that_stands_twice_is_refused():
    again = '<row r="5"><c r="A5" t="inlineStr"><is><t>GOV-01</t></is></c></row>'
    assert "cell A5: something stands where nothing was asked" in refusal(filled({}, row_end=again))


def test_an_unknown_word_is_named_with_the_nearest():
    said = refusal(filled({"F3": "yess", "I4": "no such produkt"}))
    first, second = said.splitlines()
    assert first == (
        "back.xlsx, sheet GOV Policy and governance, cell F3: yess is none of the words of this "
        "question; did you mean YES?"
    )
    assert "cell I4: no such produkt is none of" in second
    assert second.endswith("did you mean no such product?")


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"F3": "YES", "K3": "Secret"}, "“Answer” and in “We refuse to answer, because”"),
        ({"F3": "YES", "I3": "no such product"}, "“Answer” and in “Does not apply”"),
        ({"F3": "YES", "J3": "We have none."}, "“Answer” and in “Does not apply”"),
        ({"I3": "in words only", "K3": "No"}, "“Does not apply” and in “We refuse"),
    ],
)
def test_a_question_answered_in_two_ways_is_refused(cells: dict[str, str | Xml], named: str):
    said = refusal(filled(cells))
    assert f"cell F3: GOV-01 is answered in {named}" in said
    assert said.endswith("at once; keep one of them.")


def test_every_problem_is_named_at_once():
    said = refusal(filled({"F3": "maybe", "F4": "YES", "K4": "no"}))
    assert len(said.splitlines()) == 2


def test_a_questionnaire_on_the_same_questions_is_told_by_its_cover():
    other = write_workbook(sent_workbook(replace(ASKED, sent_to="Somebody else")), MOMENT)
    assert "sheet Start, cell B4: a locked text is not as it was sent" in refusal(other)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576" ht="12.8"/>',
        '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"></c></row>',
        '<row r="9" s="1">'
        + "".join(f'<c r="{c}9" s="1"/>' for c in ("A", "GS", "XFD"))
        + "</row>",
        "".join(f'<row r="{n}" s="1"/>' for n in range(9, 9_000)),
    ],
    ids=["the last row", "the last cells", "a row of its colour", "many rows of their colour"],
)
def test_cells_in_which_nothing_stands_are_nothing(row: str):
    # Spreadsheets write them for a height, a colour, or a row that was deleted.
    assert read_back(filled({"G3": "x"}, row_end=row)).answers[0].explanation == "x"


def test_a_question_that_was_deleted_is_named_as_a_locked_text():
    sheet = part(SENT, "xl/worksheets/sheet2.xml")
    start, end = sheet.index('<row r="4"'), sheet.index("</sheetData>")
    shorter = sheet[:start] + '<row r="1048576" ht="12.8"/>' + sheet[end:]
    said = refusal(edited(SENT, {"xl/worksheets/sheet2.xml": shorter.encode()}))
    assert said == (
        "back.xlsx, sheet GOV Policy and governance, cell A4, B4, C4, D4, E4: a locked text is not "
        "as it was sent; fill in the workbook that was sent."
    )


def test_many_edited_texts_are_one_sentence_a_sheet():
    lines = refusal(filled(dict.fromkeys([f"{c}{r}" for c in "ABCDE" for r in (2, 3, 4)], "x")))
    assert "cell A2, B2, C2, D2, E2, A3, B3, C3, D3, E3 and 5 more: a locked text is not" in lines
    assert len(lines.splitlines()) == 1


def test_a_comment_is_not_lost():
    comments = (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
        '<comment ref="G3" authorId="0"><text><t>See annex.</t></text></comment></commentList>'
        "</comments>"
    )
    links = part(SENT, "xl/worksheets/_rels/sheet2.xml.rels")
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/comments" Target="../comments2.xml"/></Relationships>'
    )
    content = edited(
        SENT,
        {
            "xl/worksheets/_rels/sheet2.xml.rels": links.replace("</Relationships>", link).encode(),
            "xl/comments2.xml": comments.encode(),
        },
    )
    assert refusal(content) == (
        "back.xlsx, sheet GOV Policy and governance, cell G3: a comment stands there; enter the "
        "value itself, as text."
    )
