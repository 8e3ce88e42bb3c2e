"""The index of words over the current pages: full-text search as each database has it.

It is derived from the pages and can be made anew from them at any time. Both databases are given the
words already folded, so that they find the same pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from audit.texts.query import Query, for_postgresql, for_sqlite
from audit.texts.words import words_of

ADD = {
    "sqlite": "INSERT INTO text_index (rowid, words) VALUES (:number, :words)",
    "postgresql": "INSERT INTO text_index (number, words) VALUES (:number, CAST(:words AS tsvector))",
}
REMOVE = {
    "sqlite": "INSERT INTO text_index (text_index, rowid, words) VALUES ('delete', :number, :words)",
    "postgresql": "DELETE FROM text_index WHERE number = :number",
}
EMPTY = {
    "sqlite": "INSERT INTO text_index (text_index) VALUES ('delete-all')",
    "postgresql": "DELETE FROM text_index",
}
MATCHING = {
    "sqlite": "text_index MATCH :query",
    "postgresql": "text_index.words @@ CAST(:query AS tsquery)",
}
NUMBER = {"sqlite": "text_index.rowid", "postgresql": "text_index.number"}
RANK = {
    "sqlite": "bm25(text_index)",
    "postgresql": "-ts_rank_cd(text_index.words, CAST(:query AS tsquery))",
}
"""Smaller is better."""
IN_AUDIT = {
    # SQLite would begin with the pages of the audit and ask of each whether it matches.
    "sqlite": "CROSS JOIN text_page AS owner ON owner.number = text_index.rowid "
    "AND owner.audit = :audit",
    "postgresql": "JOIN text_page AS owner ON owner.number = text_index.number "
    "AND owner.audit = :audit",
}
# The texts themselves are fetched last, of the few pages that are shown.
SEARCH = """
    SELECT page.audit, page.item, page.page, page.locator, page.text, item.sha256
    FROM (
        SELECT {number} AS number, {rank} AS worth FROM text_index {owner} WHERE {matching}
        ORDER BY worth, number LIMIT :most
    ) AS best
    JOIN text_page AS page ON page.number = best.number
    JOIN evidence_item AS item ON item.audit = page.audit AND item.item = page.item
    ORDER BY best.worth, best.number"""
COUNT = "SELECT count(*) FROM text_index {owner} WHERE {matching}"


class WordIndex:
    """Finds pages by their words."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._dialect = session.get_bind().dialect.name

    def add(self, pages: Mapping[int, str]) -> None:
        """Add pages by their numbers."""
        self._each(ADD, pages)

    def remove(self, pages: Mapping[int, str]) -> None:
        """Take out pages that were replaced, each with the text under which it was added."""
        self._each(REMOVE, pages)

    def empty(self) -> None:
        """Take out everything."""
        self._session.execute(self._said(EMPTY))

    def search(self, query: Query, audit: str, most: int) -> Sequence[Mapping[str, object]]:
        """The pages that match, best first; those of every audit when none is named."""
        self._use_the_index()
        asked = self._asked(query, audit) | {"most": most}
        rows = self._session.execute(self._filled(SEARCH, audit), asked)
        return [dict(row) for row in rows.mappings()]

    def count(self, query: Query, audit: str) -> int:
        """How many pages match."""
        self._use_the_index()
        return self._session.scalar(self._filled(COUNT, audit), self._asked(query, audit)) or 0

    def _use_the_index(self) -> None:
        # Until it has counted its rows, PostgreSQL thinks that reading all of them is cheaper.
        if self._dialect == "postgresql":
            self._session.execute(text("SET LOCAL enable_seqscan = off"))

    def _each(self, statements: Mapping[str, str], pages: Mapping[int, str]) -> None:
        rows = [{"number": number, "words": self._words(page)} for number, page in pages.items()]
        if rows:
            self._session.execute(self._said(statements), rows)

    def _words(self, page: str) -> str:
        words = words_of(page)
        return " ".join(words) if self._dialect == "sqlite" else _vector(words)

    def _asked(self, query: Query, audit: str) -> dict[str, object]:
        said = for_sqlite(query) if self._dialect == "sqlite" else for_postgresql(query)
        return {"query": said, "audit": audit} if audit else {"query": said}

    def _filled(self, statement: str, audit: str) -> TextClause:
        """The statement in this database's words; what people typed is never part of it."""
        return text(
            statement.format(
                number=NUMBER[self._dialect],
                rank=RANK[self._dialect],
                matching=MATCHING[self._dialect],
                owner=IN_AUDIT[self._dialect] if audit else "",
            )
        )

    def _said(self, statements: Mapping[str, str]) -> TextClause:
        return text(statements[self._dialect])


def _vector(words: Sequence[str]) -> str:
    """The words as a tsvector; given whole, so that PostgreSQL does not divide them its own way."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, start=1):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
