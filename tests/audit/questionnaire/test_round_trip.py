"""What is written comes back: every text as it was typed, and nothing of it is lost or worked out."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answer import NotApplicableGround
from audit.domain.errors import InputInvalid
from audit.domain.questionnaire import GivenAnswer
from audit.questionnaire.cells import read_workbook
from audit.questionnaire.layout import Fixed, cell_name
from audit.questionnaire.plan import notes_workbook, sent_workbook, sheet_names
from audit.questionnaire.returning import is_ours, read_inputs
from audit.questionnaire.texts import unwritable
from audit.questionnaire.writing import write_workbook
from tests.audit.domain.laws import FEW
from tests.audit.questionnaire.builders import (
    ASKED,
    FIRST,
    SENT,
    Xml,
    filled,
    part,
    read_back,
    returned,
)
from tests.factories import MOMENT

HARD = (
    "=1+1", "+49 30", "-5", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")", "{=A1}", "'quoted",
    "007", "1e5", "TRUE", "2024-05-01", "31.5.2026", " spaces around ", "line\nbreak\n", "a\r\nb",
    "tab\tbed", "_x000D_ as typed", "_x005F_x0041_", "_x0041_x0042_",
    "<r><t>bold</t></r>", "text-1", "שלום עולם", "\u202eturned", "e\u0301", "😀",
    "\u00a0", "<b>&amp;</b>", "http://example.org/a", "a@b.example", "x" * 32_767, "\ufeffmark",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(HARD),
    st.text(
        st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\r=+-@_x"),
        max_size=40,
    ),
).filter(lambda text: not unwritable(text))


def answers_to(name: str, words: tuple[str, ...]) -> st.SearchStrategy[GivenAnswer]:
    """A word, a ground, a refusal or nothing, with any explanation."""
    some = TEXTS.filter(lambda text: bool(text.strip()))
    way = st.one_of(
        st.fixed_dictionaries({}),
        st.fixed_dictionaries({"answer": st.sampled_from(words)}),
        st.fixed_dictionaries(
            {"ground": st.sampled_from(list(NotApplicableGround)), "ground_reason": TEXTS}
        ),
        st.fixed_dictionaries({"refusal": some}),
    )
    return st.builds(
        lambda chosen, explanation, files: GivenAnswer(
            name, explanation=explanation, files=files, **chosen
        ),
        way,
        TEXTS,
        TEXTS,
    )


ALL_ANSWERS = st.tuples(
    answers_to("GOV-01", ("YES", "NOT_MET")),
    answers_to("GOV-02", ("YES", "NOT_MET")),
    answers_to("LAW-01", ("5", "0")),
)


@FEW
@given(ALL_ANSWERS, TEXTS, TEXTS, TEXTS)
def test_any_answers_survive_being_written_and_read(
    answers: tuple[GivenAnswer, ...], role: str, language: str, on: str
):
    there = returned(*answers, role=role, language=language, on=on)
    assert read_back(write_workbook(sent_workbook(ASKED, there), MOMENT)) == there


@FEW
@given(TEXTS)
def test_a_text_typed_into_a_cell_comes_back_as_typed(text: str):
    # A bare carriage return is not kept by XML itself; spreadsheets store it escaped.
    escaped = text.replace("_x", "_x005F_x").replace("\r", "_x000D_")
    (first, *_) = read_back(filled({"G3": escaped})).answers
    assert first.explanation == text


def test_nothing_filled_in_is_nothing_given():
    assert read_back(SENT) == returned()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (Xml("", "<v>3</v>"), "3"),
        (Xml("", "<v>2.5</v>"), "2.5"),
        (Xml('t="n"', "<v>-0.1</v>"), "-0.1"),
        (Xml('t="b"', "<v>1</v>"), "TRUE"),
        (Xml('t="d"', "<v>2026-05-31T00:00:00</v>"), "2026-05-31"),
        (
            Xml(
                't="inlineStr"',
                "<is><r><t xml:space='preserve'>half </t></r><r><t>bold</t></r></is>",
            ),
            "half bold",
        ),
        (Xml('t="str"', "<v>plain</v>"), "plain"),
        (Xml("", ""), ""),
    ],
)
def test_numbers_days_and_rich_texts_are_read_as_texts(xml: Xml, text: str):
    assert read_back(filled({"G3": xml})).answers[0].explanation == text


def test_a_number_may_be_a_word_of_a_scale():
    assert read_back(filled({"F3": Xml("", "<v>5</v>")}, sheet=3)).answers[2].answer == "5"


@pytest.mark.parametrize("word", ["yes", " Yes ", "YES"])
def test_a_word_is_known_whatever_its_letters(word: str):
    assert read_back(filled({"F3": word})).answers[0].answer == "YES"
    assert read_back(filled({"F4": "not met"})).answers[1].answer == "NOT_MET"


def test_a_reason_without_a_ground_is_one_in_words_only():
    (first, *_) = read_back(filled({"J3": "We sell none."})).answers
    assert first.ground == NotApplicableGround.IN_WORDS_ONLY


def test_the_same_plan_gives_the_same_bytes_and_another_moment_other_ones():
    assert write_workbook(sent_workbook(ASKED), MOMENT) == SENT
    assert write_workbook(sent_workbook(ASKED), MOMENT + timedelta(days=1)) != SENT


def test_what_is_written_has_no_formula_and_no_link():
    hard = returned(
        GivenAnswer("GOV-01", explanation='=HYPERLINK("http://x")', files="http://y.example")
    )
    for content in (
        write_workbook(sent_workbook(ASKED, hard), MOMENT),
        write_workbook(notes_workbook(ASKED, hard, {"GOV-01": "=1"}, {"GOV-01": "+1"}), MOMENT),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode()
                assert "<f>" not in text
                assert "<f " not in text
                assert "<hyperlink " not in text
                assert "External" not in text


def test_the_structure_is_locked_and_only_inputs_are_open():
    sheet, styles = part(SENT, "xl/worksheets/sheet2.xml"), part(SENT, "xl/styles.xml")
    assert "<sheetProtection" in sheet
    assert "mergeCell" not in sheet
    assert 'state="frozen"' in sheet
    assert '<pageSetup paperSize="8" fitToHeight="0" orientation="landscape"' in sheet
    assert '"YES,NOT_MET"' in sheet.replace("&quot;", '"')
    assert styles.count('locked="0"') == 1
    assert 'state="veryHidden"' in part(SENT, "xl/workbook.xml")
    assert part(SENT, "xl/tables/table1.xml").count("<tableColumn ") == 11


def test_every_column_of_a_table_has_a_name_of_its_own():
    for sheet in sent_workbook(ASKED).sheets:
        if sheet.table is not None:
            names = [cell.text for cell in sheet.rows[sheet.table] if isinstance(cell, Fixed)]
            assert len(set(names)) == len(names) == len(sheet.widths)


def test_sheet_names_are_short_plain_and_different():
    long = replace(ASKED.sections[0], title="History: [all] of/it, and a great deal more of it")
    names = sheet_names([long, long, replace(long, id="gov")])
    assert len({name.lower() for name in names}) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert sheet_names(ASKED.sections) == [FIRST, "LAW Law"]


def test_cells_are_named_as_spreadsheets_name_them():
    named = [cell_name(0, 0), cell_name(4, 25), cell_name(0, 26), cell_name(1_048_575, 16_383)]
    assert named == ["A1", "Z5", "AA1", "XFD1048576"]


@pytest.mark.parametrize(
    "text", ["x" * 32_768, "😀" * 16_384, "a\x01", "a\x7f", "\x85", "\ufffe", "\ud800"]
)
def test_what_a_cell_cannot_hold_is_refused_and_not_cut(text: str):
    with pytest.raises(InputInvalid, match=f"sheet {FIRST}, cell G3: it has"):
        write_workbook(
            sent_workbook(ASKED, returned(GivenAnswer("GOV-01", explanation=text))), MOMENT
        )


def test_notes_are_made_beside_locked_answers():
    back = returned(GivenAnswer("GOV-01", "YES", "=1+1"), role="Legal")
    plan = notes_workbook(ASKED, back, {"GOV-01": "not recorded"}, {"GOV-02": "Ask again."})
    content = filled({"J3": "Where?\n=2"}, write_workbook(plan, MOMENT))
    # What the audit recorded may have changed since.
    inputs = read_inputs(read_workbook(content, "n.xlsx"), notes_workbook(ASKED, back, {}, {}))
    noted = {question: entered.text for (question, _), entered in inputs.items()}
    assert noted == {"GOV-01": "Where?\n=2", "GOV-02": "Ask again.", "LAW-01": ""}
    overwritten = filled({"D3": "We said no such thing."}, content)
    with pytest.raises(InputInvalid, match="cell D3: a locked text is not as it was sent"):
        read_inputs(read_workbook(overwritten, "n.xlsx"), plan)


def test_a_given_answer_may_come_back_without_its_tabs_and_with_other_line_ends():
    back = returned(GivenAnswer("GOV-01", "YES", "1\tone\r\n2\ttwo"))
    plan = notes_workbook(ASKED, back, {}, {})
    content = filled({"D3": "1one\n2two", "J3": "Which?"}, write_workbook(plan, MOMENT))
    inputs = read_inputs(read_workbook(content, "n.xlsx"), plan)
    assert inputs["GOV-01", "note"].text == "Which?"


def test_a_workbook_of_ours_is_recognised():
    assert is_ours(SENT)
    assert not is_ours(b"PK\x03\x04 nothing")
    assert not is_ours(b"")
    assert unicodedata.is_normalized("NFC", FIRST)
