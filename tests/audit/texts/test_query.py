"""Everything that people type is a query or one sentence why it is none."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.errors import InputInvalid
from audit.texts.query import (
    LONGEST_QUERY,
    Near,
    Query,
    Term,
    for_postgresql,
    for_sqlite,
    read_query,
)


def one(*words: str, open_end: bool = False) -> Term:
    return Term(words, open_end)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("face Camera", Query(((one("face"),), (one("camera"),)))),
        ('"face recognition" -dog', Query(((one("face", "recognition"),),), (one("dog"),))),
        ("“face recognition”", Query(((one("face", "recognition"),),))),
        ("face-recognition", Query(((one("face", "recognition"),),))),
        ("a OR b c", Query(((one("a"), one("b")), (one("c"),)))),
        ("recog*", Query(((one("recog", open_end=True),),))),
        ("a NEAR b", Query(((Near(one("a"), one("b")),),))),
        ("a NEAR b NEAR c", Query(((Near(one("a"), one("b")),), (Near(one("b"), one("c")),)))),
        ('a -"b c"', Query(((one("a"),),), (one("b", "c"),))),
        ('"left open', Query(((one("left", "open"),),))),
        ("OR a OR", Query(((one("a"),),))),
        (
            "a ' ; DROP TABLE x --",
            Query(((one("a"),), (one("drop"),), (one("table"),), (one("x"),))),
        ),
    ],
)
def test_the_language(text: str, query: Query):
    assert read_query(text) == query


@pytest.mark.parametrize("text", ["", "   ", "***", '""', "\x00\x01", "OR", "NEAR", "-", "🙂"])
def test_nothing_to_look_for_is_said(text: str):
    with pytest.raises(InputInvalid, match="there is no word to look for; type at least one word"):
        read_query(text)


def test_leaving_out_alone_is_said():
    with pytest.raises(InputInvalid, match="it only leaves words out"):
        read_query("-camera")


@pytest.mark.parametrize("text", ["a" * 10_000, "a " * 400])
def test_too_much_is_said(text: str):
    with pytest.raises(InputInvalid, match=r"it has \d+ (characters|words) and the limit is"):
        read_query(text)


TYPED = st.text(max_size=LONGEST_QUERY) | st.lists(
    st.sampled_from(
        ["OR", "NEAR", "AND", "NOT", "-", '"', "(", ")", "*", "a", "b*", "-c", "^x", "w:y", "{", ":*",
         "'", "\\", "<->", "!", "NEAR(", "人权", "é"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@pytest.fixture(scope="module")
def fts5() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(words)")
    return connection


@given(TYPED)
def test_no_text_is_a_syntax_error(fts5: sqlite3.Connection, text: str):
    try:
        query = read_query(text)
    except InputInvalid:
        return
    fts5.execute("SELECT rowid FROM t WHERE t MATCH ?", (for_sqlite(query),)).fetchall()
    assert for_postgresql(query)
