"""What LibreOffice saved is read as it was filled in, and refused like any other where it was edited.

`fill_in_libreoffice.py` made the two workbooks and says how to make them again.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.audit import VersionDigest
from audit.domain.errors import InputInvalid
from audit.domain.questionnaire import GivenAnswer, Questionnaire, Returned
from tests.audit.questionnaire.builders import ASKED, FIRST, edited, part, read_back, returned
from tests.audit.questionnaire.fill_in_libreoffice import BROUGHT_FILE, COMMAND, TYPED_FILE

SAVED = (TYPED_FILE, BROUGHT_FILE)
TEXTS = "xl/sharedStrings.xml"


def saved(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


def read_saved(name: str) -> Returned:
    """What a workbook says; where the questionnaire was laid out anew since, how to make it again."""
    try:
        return read_back(saved(name))
    except InputInvalid as error:
        pytest.fail(f"{name} is not taken ({error}) Was the layout changed? Then run: {COMMAND}")


def refusal(content: bytes, asked: Questionnaire = ASKED) -> str:
    with pytest.raises(InputInvalid) as found:
        read_back(content, asked)
    return str(found.value)


def reworded(content: bytes, old: str, new: str) -> bytes:
    """The workbook with a text changed, in whatever cell it stands."""
    texts = part(content, TEXTS)
    assert old in texts
    return edited(content, {TEXTS: texts.replace(old, new).encode()})


def test_what_was_typed_comes_back_as_it_was_typed():
    assert read_saved(TYPED_FILE) == returned(
        GivenAnswer(
            "GOV-01",
            "YES",
            "Größe & Übermaß <neu>: سياسة حقوق الإنسان",
            "policy.pdf\nannex.pdf",
        ),
        GivenAnswer(
            "GOV-02",
            explanation="  blanks around,\n\na line between  ",
            ground="no_such_product",
            ground_reason="2026-05-31",
        ),
        GivenAnswer("LAW-01", explanation="=1+1", files="007", refusal="Secret by law."),
        role="Head of legal",
        language="Deutsch, العربية",
        on="1.12.2026",
    )


def test_numbers_days_and_bold_letters_come_back_through_ods():
    assert read_saved(BROUGHT_FILE) == returned(
        GivenAnswer("GOV-01", explanation="2026-12-01 12:00:00", files="0.25"),
        GivenAnswer("GOV-02", "NOT_MET", "half bold"),
        GivenAnswer("LAW-01", "5", "1234.5"),
        on="2026-12-01",
    )


@pytest.mark.parametrize("name", SAVED)
def test_a_question_reworded_there_is_refused(name: str):
    assert refusal(reworded(saved(name), "Is GOV-01 so?", "Is GOV-01 not so?")) == (
        f"back.xlsx, sheet {FIRST}, cell B3: a locked text is not as it was sent; fill in the "
        "workbook that was sent."
    )


@pytest.mark.parametrize("name", SAVED)
def test_another_version_or_another_questionnaire_is_refused(name: str):
    newer = replace(ASKED, checklists=(VersionDigest("core", "1.1.0", "b" * 64),))
    assert "it names the checklists core@1.0.0 " in refusal(saved(name), newer)
    fewer = replace(ASKED, sections=ASKED.sections[:1])
    said = "the digest of its questions is not that of Q1 as it was sent"
    assert said in refusal(saved(name), fewer)
    other = reworded(saved(name), "small-2026-11-23", "other-2026-11-23")
    assert "a locked text is not as it was sent" in refusal(other)


@pytest.mark.parametrize("name", SAVED)
def test_a_formula_entered_there_is_refused(name: str):
    sheet = "xl/worksheets/sheet2.xml"
    rows = part(saved(name), sheet)
    start = rows.index('<c r="G3"')
    end = rows.index("</c>", start)
    formula = '<c r="G3" s="5" t="n"><f aca="false">1+1</f><v>2</v>'
    worked_out = rows[:start] + formula + rows[end:]
    assert refusal(edited(saved(name), {sheet: worked_out.encode()})) == (
        f"back.xlsx, sheet {FIRST}, cell G3: a formula stands there; enter the value itself, as "
        "text."
    )
