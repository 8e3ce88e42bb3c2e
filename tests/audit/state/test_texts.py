"""Both databases find the same pages for the same words, and keep every text and decision."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from audit.domain.errors import InputInvalid, TransitionRefused
from audit.state.unit_of_work import UnitOfWork
from audit.texts.extraction import TextOutcome
from audit.texts.page import Page
from audit.texts.query import read_query
from audit.texts.suggestion import Verdict
from tests.audit.state.builders import (
    evidence,
    opened,
    suggestion_decision,
    text_record,
    with_audit,
)

PAGES = (
    Page("page 1", "Cameras at the Checkpoint read every face. The cameras were new."),
    Page("page 2", "Écoles fermées; face-recognition was not used at the gate."),
    Page("page 3", "The recognition of a face needs light. https://e.org/a-b 10e5 x_y"),
    Page("page 4", "人权观察 reports on the checkpoint and on no camera."),
    Page("page 5", "The camera of the town, one two three four five six seven eight gates."),
)


def with_pages(engine: Engine, *pages: Page) -> None:
    with_audit(engine, opened("a-1"), opened("a-2"))
    with UnitOfWork(engine) as work:
        for audit in ("a-1", "a-2"):
            work.fieldwork.add_evidence(audit, evidence(), [])
        work.texts.add("a-1", text_record(), pages or PAGES)
        work.texts.add("a-2", text_record(), [Page("page 1", "Another audit of a checkpoint.")])
        work.commit()


def found(engine: Engine, words: str, audit: str = "a-1") -> list[int]:
    """The pages that are found, in the order of the text."""
    with UnitOfWork(engine, read_only=True) as work:
        query = read_query(words)
        pages = work.texts.search(query, audit)
        assert work.texts.count(query, audit) == len(pages)
        return sorted(page.page for page in pages)


def test_words_find_pages(engine: Engine):
    with_pages(engine)
    expected = {
        "CHECKPOINT": [1, 4],
        "checkpoint face": [1],
        '"face recognition"': [2],
        "face recognition": [2, 3],
        "face-recognition": [2],
        "ecoles FERMEES": [2],
        "checkpoint -camera": [1],
        "ecoles OR light": [2, 3],
        "camera*": [1, 4, 5],
        "face OR camera -checkpoint": [2, 3, 5],
        "人权": [4],
        "权人": [],
        "e.org": [3],
        "10e5 x_y a-b": [3],
        "recognition NEAR face": [2, 3],
        "town NEAR eight": [5],
        "town NEAR gates": [5],
        "camera NEAR gates": [],
        "face NEAR face": [1, 2, 3],
        "cam* NEAR camera": [4, 5],
        "-new cameras OR light": [3],
        "nowhere": [],
        "'; DROP TABLE text_page; --": [],
        "the": [1, 2, 3, 4, 5],
    }
    assert {words: found(engine, words) for words in expected} == expected


def test_the_best_page_comes_first(engine: Engine):
    with_pages(engine)
    with UnitOfWork(engine, read_only=True) as work:
        best, *_ = work.texts.search(read_query("cameras OR checkpoint"), "a-1")
    assert (best.item, best.locator, best.item_sha256) == ("E001", "page 1", "b" * 64)


def test_a_search_stays_in_its_audit_unless_it_is_of_all(engine: Engine):
    with_pages(engine)
    assert found(engine, "another", "a-1") == []
    assert found(engine, "another", "a-2") == [1]
    with UnitOfWork(engine, read_only=True) as work:
        everywhere = work.texts.search(read_query("checkpoint"))
        assert len(work.texts.search(read_query("checkpoint"), most=1)) == 1
    assert sorted((page.audit, page.page) for page in everywhere) == [
        ("a-1", 1),
        ("a-1", 4),
        ("a-2", 1),
    ]


TYPED = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["OR", "NEAR", "AND", "-", '"', "(", "*", "face", "cam*", "-new", "'", "\\", ":*", "&", "!",
         "<->", "人权", "é", "\x00", "the"]
    ),
    max_size=10,
).map(" ".join)  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_is_typed_is_safe_and_means_the_same(
    kind: str, sqlite_engine: Engine, postgresql_engine: Engine
):
    engine = sqlite_engine if kind == "sqlite" else postgresql_engine
    with_pages(engine)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(TYPED)
    def typed(words: str):
        try:
            read_query(words)
        except InputInvalid:
            return
        found(engine, words)

    typed()


def test_both_databases_find_the_same(sqlite_engine: Engine, postgresql_engine: Engine):
    for engine in (sqlite_engine, postgresql_engine):
        with_pages(engine)

    @settings(max_examples=80, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [
                    "face",
                    "cam*",
                    "-new",
                    '"of a"',
                    "OR",
                    "NEAR",
                    "the",
                    "at",
                    "checkpoint",
                    "-gate",
                    "a",
                ]
            ),
            min_size=1,
            max_size=6,
        ).map(" ".join)
    )
    def same(words: str):
        try:
            read_query(words)
        except InputInvalid:
            return
        assert found(sqlite_engine, words) == found(postgresql_engine, words)

    same()


def test_another_attempt_replaces_what_is_found_and_keeps_what_was(engine: Engine):
    with_pages(engine)
    with UnitOfWork(engine) as work:
        work.texts.add("a-1", text_record(), [Page("page 1", "Only gardens.")])
        work.commit()
        assert [page.text for page in work.texts.pages("a-1")] == ["Only gardens."]
    assert found(engine, "gardens") == [1]
    assert found(engine, "checkpoint") == []
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM text_page WHERE audit = 'a-1'")) == 6


def test_the_index_can_be_made_anew(engine: Engine):
    with_pages(engine)
    with UnitOfWork(engine) as work:
        work.texts.add("a-1", text_record(), [Page("page 1", "Only gardens.")])
        assert work.texts.rebuild() == work.texts.rebuild() == 2
        work.commit()
    assert found(engine, "gardens") == [1]
    assert found(engine, "checkpoint") == []


def test_what_was_not_read_is_counted(engine: Engine):
    with_pages(engine)
    with UnitOfWork(engine) as work:
        work.fieldwork.add_evidence("a-2", evidence("E002"), [])
        assert work.texts.missing() == {"a-2": 1}
        work.texts.add("a-2", text_record("E002", TextOutcome.FAILED), [])
        assert work.texts.missing() == {}
        assert work.texts.current("a-2")["E002"].outcome is TextOutcome.FAILED


def test_a_page_whose_text_was_changed_is_refused(sqlite_engine: Engine):
    with_pages(sqlite_engine)
    with sqlite_engine.begin() as connection:
        connection.execute(text("DROP TRIGGER append_only_text_page_update"))
        connection.execute(text("UPDATE text_page SET text = 'Forged.' WHERE page = 2"))
    with UnitOfWork(sqlite_engine, read_only=True) as work:
        assert work.texts.page("a-1", "E001", 1)
        assert work.texts.page("a-1", "E001", 99) is None
        with pytest.raises(TransitionRefused, match="E001, page 2, in audit a-1 no longer has"):
            work.texts.page("a-1", "E001", 2)


def test_a_decision_is_recorded_once_and_not_changed(engine: Engine):
    with_pages(engine)
    with UnitOfWork(engine) as work:
        for _ in range(2):
            work.suggestions.decide("a-1", suggestion_decision())
        assert work.suggestions.decisions("a-1") == (suggestion_decision(),)
        assert work.suggestions.decisions("a-2") == ()
        assert "analyst" in work.fieldwork.people("a-1")
        with pytest.raises(TransitionRefused, match="was rejected by analyst; a decision on it"):
            work.suggestions.decide("a-1", suggestion_decision(verdict=Verdict.ACCEPTED))
