"""Sheets of answers: the forms they come in, and that a wrong one is refused whole with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.catalogue.answer_rows import Layout
from audit.domain.errors import InputInvalid
from tests.audit.catalogue.builders import refusal
from tests.audit.catalogue.scheme_files import BY_UNIT, FILE, scheme_in, sheet_in

ONE = {("S1", ""): ("Yes",), ("S2", ""): ("7.5",), ("S3", ""): ("a", "b")}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("long.csv", "question,answer\nS1,Yes\nS2,7.5\nS3,a | b\n"),
        ("unordered.csv", "answer,question\nb|a,S3\n7.5,S2\nYes,S1\n"),
        ("other columns.csv", "question,answer,note\nS1,Yes,x\nS2,7.5,\nS3,a|b,\n"),
        ("semicolons.csv", "question;answer\nS1;Yes\nS2;7.5\nS3;a|b\n"),
        ("tabs.csv", "question\tanswer\nS1\tYes\nS2\t7.5\nS3\ta|b\n"),
        ("windows.csv", "\ufeffquestion,answer\r\nS1,Yes\r\n\r\nS2,7.5\r\nS3,a|b\r\n"),
        ("wide.csv", "S1,S2,S3\nYes,7.5,a|b\n"),
        ("object.json", json.dumps({"S1": "Yes", "S2": 7.5, "S3": ["a", "b"]})),
        ("list.json", json.dumps([{"question": "S1", "answer": "Yes"}, {"question": "S2", "answer": 7.5}, {"question": "S3", "answer": ["a", "b"]}])),
    ],
)  # fmt: skip
def test_every_form_of_a_sheet_says_the_same(tmp_path: Path, name: str, content: str):
    (subject,) = sheet_in(tmp_path, content, scheme_in(tmp_path), name)
    assert {place: tuple(sorted(given)) for place, given in subject.answers.items()} == ONE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("long.csv", "subject,question,answer\nA,S1,Yes\nB,S1,No\nB,S2,\n"),
        ("wide.csv", "subject,S1,S2\nA,Yes,\nB,No,\n"),
        ("subjects.json", json.dumps({"A": {"S1": "Yes"}, "B": {"S1": "No", "S2": None}})),
    ],
)
def test_several_subjects_and_no_answers(tmp_path: Path, name: str, content: str):
    subjects = sheet_in(tmp_path, content, scheme_in(tmp_path), name)
    assert [(subject.name, dict(subject.answers)) for subject in subjects] == [
        ("A", {("S1", ""): ("Yes",)}),
        ("B", {("S1", ""): ("No",)}),
    ]


def test_columns_may_have_other_names(tmp_path: Path):
    content = "company,element,value,score\nA,S1,Yes,9\n"
    layout = Layout({"subject": "company", "question": "element", "answer": "value"})
    (subject,) = sheet_in(tmp_path, content, scheme_in(tmp_path), layout=layout)
    assert (subject.name, dict(subject.answers)) == ("A", {("S1", ""): ("Yes",)})


def test_a_column_of_a_wide_sheet_may_be_passed_over(tmp_path: Path):
    content = "code,year,S1\nA,2020,Yes\n"
    layout = Layout({"subject": "code"}, ["year"])
    (subject,) = sheet_in(tmp_path, content, scheme_in(tmp_path), layout=layout)
    assert dict(subject.answers) == {("S1", ""): ("Yes",)}


def test_an_empty_list_is_the_answer_none_of_them(tmp_path: Path):
    (subject,) = sheet_in(tmp_path, '{"S3": []}', scheme_in(tmp_path), "a.json")
    assert dict(subject.answers) == {("S3", ""): ()}


def test_units_have_their_name_as_class_unless_told(tmp_path: Path):
    made = scheme_in(tmp_path, BY_UNIT)
    (subject,) = sheet_in(tmp_path, "unit,question,answer\nGroup,S1,Yes\n", made)
    assert subject.units == {"Group": "Group"}
    content = "unit,unit_class,question,answer\nHead office,Group,S1,Yes\n"
    (subject,) = sheet_in(tmp_path, content, made)
    assert subject.units == {"Head office": "Group"}


WRONG: list[tuple[str, str | bytes, str]] = [
    ("unknown question", "question,answer\nS1,Yes\nS9,Yes\n", "answers.csv, line 3: the question S9 is unknown; known are S1, S2, S3."),
    ("no question", "question,answer\n,Yes\n", "answers.csv, line 2: the question without a name is unknown"),
    ("unknown column", "subject,S1,S22\nA,Yes,1\n", "answers.csv, line 2, column S22: the question S22 is unknown; did you mean S2? If it is no question, add --pass-over S22 or --column subject=S22."),
    ("off the scale", "question,answer\nS1,Yess\n", "answers.csv, line 2: Yess is no answer to S1; did you mean Yes?"),
    ("other capitals", "question,answer\nS1,yes\n", "yes is no answer to S1; did you mean Yes?"),
    ("number off the scale", "question,answer\nS2,11\n", "answers.csv, line 2: 11 is no answer to S2; known are the numbers from 0 to 10 and -1."),
    ("decimal comma", 'question,answer\nS2,"7,5"\n', "7,5 is no answer to S2"),
    ("no number", "question,answer\nS2,nan\n", "nan is no answer to S2"),
    ("twice", "question,answer\nS1,Yes\nS1,Yes\n", "answers.csv, line 3: S1 of the subject is answered twice, first in line 2; keep one answer."),
    ("choice twice", "question,answer\nS3,a|a\n", "answers.csv, line 2: a is chosen twice; choose it once."),
    ("unknown choice", "question,answer\nS3,a|d\n", "d is no answer to S3"),
    ("unit where none is", "unit,question,answer\nX,S1,Yes\n", "answers.csv, line 2: S1 is asked once and not for the unit X; leave the unit empty."),
    ("empty file", "", "answers.csv: the file is empty; write answers into it."),
    ("no rows", "question,answer\n", "answers.csv: there is no row below the first line; write answers into it."),
    ("short row", "question,answer\nS1\n", "answers.csv, line 2: the row has 1 cells and the first line 2; give every column one cell."),
    ("column twice", "question,answer,answer\nS1,Yes,Yes\n", "answers.csv, line 1: the column answer stands twice; keep one of them."),
    ("no answers", "question,anser\nS1,Yes\n", "answers.csv, line 1: there is a column of questions and none of answers; add a column answer."),
    ("no questions", "element,answer\nS1,Yes\n", "answers.csv, line 1: there is a column of answers and none of questions; add a column question, or name it with --column question=NAME."),
    ("unknown column in many lines", "country,S1\nA,Yes\nB,No\n", "answers.csv, line 2, column country: the question country is unknown"),
    ("open quotation mark", 'question,answer\nS1,"Yes\n', "answers.csv, line 2: not valid CSV"),
    ("another encoding", "question,answer\nS1,Jä\n".encode("latin-1"), "answers.csv, line 2: the file is not UTF-8 text (byte 20); save it as UTF-8."),
    ("UTF-16", "question,answer\nS1,Yes\n".encode("utf-16"), "answers.csv, line 1: the file is not UTF-8 text (byte 0)"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_sheet_is_refused_with_its_line(tmp_path: Path, content: str | bytes, said: str):
    made = scheme_in(tmp_path, FILE)
    assert said in refusal(InputInvalid, lambda: sheet_in(tmp_path, content, made))


WRONG_JSON = [
    ("{", "answers.json, line 1: not valid JSON"),
    ('"S1"', "it is neither a list of answers nor an object"),
    ('{"S1": "Yes", "S1": "No"}', "the key S1 stands twice in one object; keep one of them."),
    ('{"S1": {"a": {}}, "S2": "1"}', "answers.json, the subject, S1:"),
    ('{"A": {"S9": "Yes"}}', "answers.json, A, S9: the question S9 is unknown"),
    (
        '[{"question": "S1", "anser": "Yes"}]',
        "entry 1: the key anser is unknown; did you mean answer?",
    ),
    ('[{"answer": "Yes"}]', "entry 1: it names no question; add the key question."),
    ("[3]", "entry 1: it is not an object"),
    ('{"S1": ["Yes", "No"]}', "S1 takes one answer and has 2; keep one."),
    ('{"S1": true}', "True is not an answer"),
]


@pytest.mark.parametrize(("content", "said"), WRONG_JSON)
def test_wrong_json_is_refused_with_its_place(tmp_path: Path, content: str, said: str):
    made = scheme_in(tmp_path)
    assert said in refusal(InputInvalid, lambda: sheet_in(tmp_path, content, made, "answers.json"))


WRONG_UNITS = [
    ("question,answer\nS1,Yes\n", "line 2: S1 is asked for each unit; name the unit of this answer."),
    ("unit,unit_class,question,answer\nX,Grop,S1,Yes\n", "answers.csv, the subject: the unit X has the class Grop, which nothing selects; did you mean Group?"),
    ("unit,unit_class,question,answer\nX,Group,S1,Yes\nX,Mail,S2,1\n", "line 3: the unit X has the class Mail here and Group before; give it one class."),
    ("unit,question,answer\nGroup,S1,Yes\nGroup,S1,No\n", "line 3: S1 of the subject is answered twice for Group, first in line 2"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), WRONG_UNITS)
def test_wrong_units_are_refused(tmp_path: Path, content: str, said: str):
    made = scheme_in(tmp_path, BY_UNIT)
    assert said in refusal(InputInvalid, lambda: sheet_in(tmp_path, content, made))


def test_where_no_answer_is_refused_every_gap_is_named(tmp_path: Path):
    made = scheme_in(tmp_path, FILE.replace("  nodes:", "  unanswered: refused\n  nodes:"))
    said = refusal(
        InputInvalid, lambda: sheet_in(tmp_path, "subject,question,answer\nA,S1,Yes\n", made)
    )
    assert said.splitlines() == [
        f"answers.csv, A: {name} has no answer; answer it, or say under unanswered what that means."
        for name in ("S2", "S3")
    ]


def test_a_question_that_does_not_apply_needs_no_answer(tmp_path: Path):
    gate = 'scale: ten\n        applies_when:\n          question: S1\n          answered:\n            - "Yes"'
    text = FILE.replace("  nodes:", "  unanswered: refused\n  nodes:").replace("scale: ten", gate)
    made = scheme_in(tmp_path, text)
    assert sheet_in(tmp_path, '{"S1": "No", "S3": []}', made, "a.json")
    said = refusal(
        InputInvalid, lambda: sheet_in(tmp_path, '{"S1": "Yes", "S3": []}', made, "a.json")
    )
    assert "S2 has no answer" in said


def test_only_units_that_count_need_an_answer(tmp_path: Path):
    made = scheme_in(
        tmp_path,
        BY_UNIT.replace("  nodes:", "    - id: rest\n      others: true\n  nodes:").replace(
            "  units:", "  unanswered: refused\n  units:"
        ),
    )
    content = "unit,S1,S2,S3\nGroup,Yes,1,a\nMail,,,\n"
    assert sheet_in(tmp_path, content, made)


def test_every_problem_is_told_at_once_and_many_are_counted(tmp_path: Path):
    made = scheme_in(tmp_path)
    rows = "".join(f"{n},S1,Maybe\n" for n in range(30))
    said = refusal(
        InputInvalid, lambda: sheet_in(tmp_path, "subject,question,answer\n" + rows, made)
    )
    assert len(said.splitlines()) == 21
    assert said.endswith("answers.csv: 10 more problems like these; correct them as well.")


def test_names_of_columns_that_are_not_there(tmp_path: Path):
    made, content = scheme_in(tmp_path), "compny,question,answer\nA,S1,Yes\n"
    for layout, said in (
        (Layout({"subject": "company"}), "there is no column company for the subject; did you mean compny?"),
        (Layout({}, ["compamy"]), "there is no column compamy to pass over; did you mean compny?"),
    ):  # fmt: skip
        assert said in refusal(
            InputInvalid, lambda layout=layout: sheet_in(tmp_path, content, made, layout=layout)
        )


def test_a_file_that_is_not_there(tmp_path: Path):
    from audit.catalogue.answer_sheets import read_sheet

    made = scheme_in(tmp_path)
    said = refusal(InputInvalid, lambda: read_sheet(tmp_path / "none.csv", made, Layout({})))
    assert said.startswith("none.csv: the file cannot be read (No such file or directory)")
