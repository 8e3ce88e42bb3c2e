"""Files made to break the reader: each is refused in a sentence, and none takes long."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.catalogue.circles import circle_in, deeper_than
from audit.domain.errors import CatalogueInvalid, InputInvalid
from audit.scoring import combine
from audit.scoring.tree import score_subject
from tests.audit.catalogue.builders import refusal
from tests.audit.catalogue.scheme_files import (
    AGGREGATION,
    FILE,
    HEAD,
    SCALES,
    SECTIONS,
    scheme_in,
    sheet_in,
)

TWICE = [f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]" for i in range(1, 12)]
BOMB = "\n".join(["x0: &x0 [a, a, a, a, a, a, a, a, a]", *TWICE]) + "\n"


def refused(folder: Path, text: str) -> str:
    return refusal(CatalogueInvalid, lambda: scheme_in(folder, text))


def levels(count: int, name: str = "total") -> str:
    """One level above another."""
    above = [
        f"    - id: n{i}\n      combine: sum\n      of:\n        - {f'n{i - 1}' if i else name}\n"
        for i in range(count)
    ]
    return HEAD + SCALES + SECTIONS + AGGREGATION + "".join(above)


@pytest.mark.parametrize("number", ["9" * 5000, "1e400", "٣", "∞", "NaN", "1/0", "1_000", " 1"])
def test_numbers_that_are_no_exact_ones(tmp_path: Path, number: str):
    text = FILE.replace("scale: ten", f'scale: ten\n        weight: "{number}"')
    said = refused(tmp_path, text)
    assert "weight: " in said
    assert "is not an exact number" in said
    assert len(said) < 200


@pytest.mark.parametrize("answer", ["1e999999999", "1e-999999999", "9" * 5000, "٣", "1_0", "nan"])
def test_answers_that_are_no_exact_numbers(tmp_path: Path, answer: str):
    content = f"S1,S2\nYes,{answer}\n"
    said = refusal(InputInvalid, lambda: sheet_in(tmp_path, content, scheme_in(tmp_path)))
    assert "answers.csv, line 2, column S2: " in said
    assert "is no answer to S2" in said
    assert len(said) < 200


def test_a_sheet_that_is_too_large(tmp_path: Path):
    content = "S1\n" + "Yes\n" * 4_500_000
    said = refusal(InputInvalid, lambda: sheet_in(tmp_path, content, scheme_in(tmp_path)))
    assert said == "answers.csv: the file has 18 MB and at most 16 are read; split it by subject."


@pytest.mark.parametrize(
    "text",
    [
        BOMB + FILE,
        BOMB + FILE.replace("title: Small", "title: *x11"),
        FILE.replace("question: Two?", "question: Two?\n        applies_when: &a {all: [*a]}"),
    ],
)
def test_aliases_that_repeat_each_other_or_themselves(tmp_path: Path, text: str):
    said = refused(tmp_path, text)
    assert "small.yaml: an alias (*) stands inside itself, or aliases repeat" in said


def test_a_few_aliases_are_fine(tmp_path: Path):
    text = FILE.replace("scale: graded", "scale: &s graded", 1).replace("scale: ten", "scale: *s")
    assert scheme_in(tmp_path, text).questions[1].scale.id == "graded"


def test_brackets_nested_too_deeply(tmp_path: Path):
    said = refused(tmp_path, FILE + "x: " + "[" * 900 + "]" * 900 + "\n")
    assert "small.yaml: brackets or lists are nested too deeply" in said
    content = "[" * 100_000
    said = refusal(
        InputInvalid, lambda: sheet_in(tmp_path, content, scheme_in(tmp_path), "deep.json")
    )
    assert "deep.json: brackets are nested too deeply" in said


def test_a_rounding_to_more_decimals_than_anybody_prints(tmp_path: Path):
    text = FILE + "      round:\n        - digits: 100000000\n          mode: half_up\n"
    said = refused(tmp_path, text)
    assert "digits: 100000000 is too many; use 30 or fewer." in said


def test_levels_one_above_another(tmp_path: Path):
    assert scheme_in(tmp_path, levels(60)).nodes[-1].id == "n59"
    said = refused(tmp_path, levels(500))
    assert "stand more than 60 levels, one below another; use fewer." in said


def test_levels_that_count_each_other_many_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(combine, "MOST_TERMS", 100)
    text = HEAD + SCALES + SECTIONS + AGGREGATION.replace("total", "a0") + AGGREGATION.replace("total", "b0").split("nodes:\n")[1]  # fmt: skip
    for i in range(1, 40):
        for name in "ab":
            text += f"    - {{id: {name}{i}, combine: sum, of: [a{i - 1}, b{i - 1}]}}\n"
    made = scheme_in(tmp_path, text)
    (subject,) = sheet_in(tmp_path, "S1,S3\nYes,a\n", made)
    top = score_subject(made, subject, {}).level("a39").own.part
    assert top.points.lowest == 2**39 * 2


def test_ids_that_differ_in_capitals_alone(tmp_path: Path):
    said = refused(tmp_path, FILE.replace("id: S2", "id: s1"))
    assert "the ids S1 and s1 differ in capitals alone" in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("S1,S2,\nYes,1,\n", "line 1: the column 3 has no name; name it, or take it out."),
        ("\nS1,S2\nYes,1\n", "line 1: the line is empty; name the columns in the first line."),
    ],
)
def test_a_first_line_without_names(tmp_path: Path, content: str, sentence: str):
    said = refusal(InputInvalid, lambda: sheet_in(tmp_path, content, scheme_in(tmp_path)))
    assert sentence in said


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({}, "there is no answer in it"),
        ([], "there is no answer in it"),
        ([{"question": None, "answer": "Yes"}], "the question without a name is unknown"),
        ([{"question": "S1", "subject": ["a"], "answer": "Yes"}], "the subject ['a'] is not a text"),
        ({"\ud800": {"S1": "Yes"}}, "it holds half a character"),
    ],
)  # fmt: skip
def test_json_that_is_no_sheet(tmp_path: Path, document: object, sentence: str):
    content = json.dumps(document)
    said = refusal(InputInvalid, lambda: sheet_in(tmp_path, content, scheme_in(tmp_path), "a.json"))
    assert sentence in said


def test_a_column_too_many_is_said_once_and_not_for_every_line(tmp_path: Path):
    content = "company,S1\nA,Yes\nB,No\nC,No\n"
    said = refusal(InputInvalid, lambda: sheet_in(tmp_path, content, scheme_in(tmp_path)))
    assert said.count("\n") == 0
    assert "--column subject=company" in said


def test_circles_and_depths_of_any_length():
    line = {str(i): [str(i + 1)] for i in range(2_000)}
    assert circle_in(line) == ()
    assert deeper_than(60, line) == "0"
    assert deeper_than(2, {"a": ["b"], "b": ["c"]}) == ""
    assert circle_in({"a": ["b"], "b": ["c"], "c": ["b"]}) == ("b", "c", "b")
