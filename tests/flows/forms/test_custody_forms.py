"""The words of the custody forms, and files that a form names."""

from __future__ import annotations

import pytest

from audit.domain.errors import InputInvalid, Problem
from audit.domain.evidence import Credibility, Grade, ProvidedBy, Reliability
from flows.acts.appraising import Said
from flows.acts.erasing import Plan
from flows.acts.given_files import given_file
from flows.acts.searching import index_missing, kept_back, search
from flows.forms.erase_evidence import authority_of, told
from flows.forms.grade_evidence import said_in
from flows.forms.intake import only_audit
from flows.forms.parameters import lines_of
from flows.forms.redact_evidence import words_in
from flows.forms.search_evidence import KEPT_BACK, row_of
from flows.workplace import Workplace
from tests.factories import MOMENT
from tests.flows.taking import SIDECAR, opened, take


def test_what_is_left_empty_is_not_said():
    b2 = Grade(Reliability.B, Credibility.PROBABLY_TRUE)
    assert said_in({"reliability": "B", "credibility": "2", "title": " "}) == Said(grade=b2)
    said = said_in({"type": "POL", "provided_by": "press", "title": " A policy "})
    assert said == Said(type="POL", provided_by=ProvidedBy.PRESS, title="A policy")


def test_half_a_grade_is_refused():
    with pytest.raises(InputInvalid, match="one half of the grade is missing"):
        said_in({"reliability": "B"})


def test_words_to_be_taken_out_stand_one_a_line():
    assert words_in("\ufeffJane Doe\n\n  חנה כהן \n".encode(), "x.words") == [
        "Jane Doe", "חנה כהן",
    ]  # fmt: skip
    with pytest.raises(InputInvalid, match=r"x\.words: it is not UTF-8 text"):
        words_in(b"\xff\xfe", "x.words")


def test_an_authority_can_be_left_out_only_past_the_day():
    assert authority_of(["E1"], ["E1", "E2"]) == "The day until which it was to be kept has passed"
    with pytest.raises(InputInvalid, match="not every item is past its retention day"):
        authority_of(["E1", "E3"], ["E1"])


def test_what_would_go_is_said_also_of_other_audits():
    plan = Plan((("a-1", "E1"), ("a-2", "E1")), (("a-2", "E1"),), 1)
    assert told(plan, "a-1") == [
        "To be destroyed: E1",
        "The same bytes are also E1 of a-2, and go only with everywhere",
        "Files of the store that nothing else needs: 1",
    ]


@pytest.mark.parametrize("raw", ["E1", [1], None])
def test_a_list_of_lines_is_a_list_of_texts(raw: object):
    with pytest.raises(InputInvalid, match="items"):
        lines_of("items", raw)


def test_the_only_audit_is_meant_when_none_is_named(sqlite_place: Workplace):
    with pytest.raises(InputInvalid, match="audits: none"):
        only_audit(sqlite_place)
    audit, _ = opened(sqlite_place)
    assert only_audit(sqlite_place) == audit


def test_a_file_is_moved_to_taken_once_its_work_is_done(sqlite_place: Workplace):
    audit, inbox = opened(sqlite_place)
    (inbox / "list.txt").write_text("one")
    with (
        pytest.raises(InputInvalid, match="no"),
        given_file(sqlite_place, audit, "list.txt", MOMENT),
    ):
        raise InputInvalid(*_problems())
    assert (inbox / "list.txt").exists()
    with given_file(sqlite_place, audit, "list.txt", MOMENT) as given:
        assert (given.name, given.content) == ("list.txt", b"one")
    assert not (inbox / "list.txt").exists()
    assert [path.name for path in (inbox / "taken").rglob("*.txt")] == ["list.txt"]


def test_a_file_that_was_taken_in_is_still_found_by_its_name_or_id(sqlite_place: Workplace):
    audit, inbox = opened(sqlite_place)
    (inbox / "list.txt").write_text("one")
    take(sqlite_place, audit)
    for name in ("list.txt", "E001"):
        with given_file(sqlite_place, audit, name, MOMENT) as given:
            assert (given.name, given.content) == ("list.txt", b"one")
    with (
        pytest.raises(InputInvalid, match=r"there is no file 'other\.txt' in the inbox"),
        given_file(sqlite_place, audit, "other.txt", MOMENT),
    ):
        pass


def test_what_is_no_plain_file_stays_where_it_is(sqlite_place: Workplace):
    audit, inbox = opened(sqlite_place)
    (inbox / "folder").mkdir()
    (inbox / "link.txt").symlink_to("/etc/hostname")
    for name in ("folder", "link.txt"):
        with (
            pytest.raises(InputInvalid, match=name),
            given_file(sqlite_place, audit, name, MOMENT),
        ):
            pass
    assert (inbox / "link.txt").is_symlink()


def _problems() -> list[Problem]:
    return [Problem("a", "no", "stop")]


def test_the_table_of_a_search_quotes_nothing_that_has_to_be_kept_back(sqlite_place: Workplace):
    audit, inbox = opened(sqlite_place)
    for name, secret in (
        ("open.txt", ""),
        ("secret.txt", "protection:\n  confidentiality: secret\n"),
    ):
        (inbox / name).write_text(f"Jane told of live matching, {name}.")
        (inbox / f"{name}.evidence.yaml").write_text(SIDECAR + secret)
    take(sqlite_place, audit)
    index_missing(sqlite_place, audit, MOMENT)
    quiet = kept_back(sqlite_place, audit)
    rows = {hit.item: row_of(hit, quiet)["Text"] for hit in search(sqlite_place, "matching").hits}
    assert quiet == {"E002"}
    assert "Jane told of live matching" in rows["E001"]
    assert rows["E002"] == KEPT_BACK
