"""Names: every script is welcome, and nothing that hides or leads elsewhere."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.inbox.names import aside_name, kept_name, name_problem, pairs, printable, waits

CAFE = "café.pdf"
NFC, NFD = (unicodedata.normalize(form, CAFE) for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    "name",
    [
        "report.pdf", "דוח חקירה.pdf", "تقرير.pdf", "हिन्दी.txt", "กำหนด.txt", "می‌خواهم.txt", NFC, NFD,
        "a" * 255, "会議録 12:30.txt", "-rf", "e\u0301\u0302\u0303.txt",
    ],
)  # fmt: skip
def test_names_of_every_script_are_taken(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("invoice\u202efdp.exe", "U+202E"),
        ("a\u2066b.txt", "U+2066"),
        ("a\nb", "U+000A"),
        ("a\x7fb", "U+007F"),
        ("a\udc80b", "U+DC80"),
        ("..\\..\\etc\\passwd", "leads to another folder"),
        ("a/b", "leads to another folder"),
        ("..", "leads to another folder"),
        ("CON", "other systems"),
        ("nul.txt", "other systems"),
        ("LPT1.pdf", "other systems"),
        ("report.pdf ", "other systems"),
        ("report.", "other systems"),
    ],
)
def test_a_name_that_hides_or_leads_elsewhere_is_not(name: str, why: str) -> None:
    assert why in name_problem(name)


@given(st.text(min_size=1, max_size=400))
def test_what_is_set_aside_has_a_name_that_every_system_holds(name: str) -> None:
    safe = aside_name(name)
    reason = kept_name(safe, ".reason.txt")
    for made in (safe, reason):
        assert 0 < len(made.encode()) <= 255
        assert "/" not in made
        assert made not in (".", "..")
    assert safe != reason
    assert not safe.endswith(".reason.txt")
    assert printable(safe) == safe


def test_a_side_car_belongs_to_the_file_whose_name_it_carries() -> None:
    found = pairs(["a.pdf", "a.pdf.evidence.yaml", "b.pdf", "c.pdf.evidence.yml"])
    assert found == {"a.pdf": ("a.pdf.evidence.yaml",), "b.pdf": ()}


def test_a_side_car_in_other_code_points_is_found_when_there_is_one_such_file() -> None:
    assert pairs([NFD, f"{NFC}.evidence.yaml"]) == {NFD: (f"{NFC}.evidence.yaml",)}


def test_of_twins_each_has_the_side_car_in_its_own_code_points() -> None:
    found = pairs([NFC, NFD, f"{NFC}.evidence.yaml", f"{NFD}.evidence.yaml"])
    assert found == {NFC: (f"{NFC}.evidence.yaml",), NFD: (f"{NFD}.evidence.yaml",)}


def test_what_is_still_arriving_waits() -> None:
    assert all(map(waits, (".DS_Store", "a.pdf.part", "a.crdownload", "a~")))
    assert not waits("a.pdf")
