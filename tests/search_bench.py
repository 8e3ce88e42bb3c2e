"""Speed of the search: words in ten thousand pages, beside looking through every page for them."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table
from sqlalchemy import Engine, text

from audit.state.database import open_database
from audit.state.unit_of_work import UnitOfWork
from audit.texts.page import Page
from audit.texts.query import read_query
from audit.texts.snippet import snippet
from tests.audit.state.builders import evidence, text_record, with_audit
from tests.conftest import PostgresServer, _server_binaries, _server_user

ITEMS, PAGES_EACH, WORDS_EACH = 10, 1_000, 400
VOCABULARY = 20_000
SOUGHT = {
    "a rare word": "w5000",
    "two words": "w100 w200",
    "a phrase": '"w0 w50"',
    "a word of every page": "w0",
}
"""Words are as frequent as in a language: the n-th one as often as one in n."""


def searches() -> list[Table]:
    """A table for each database."""
    tables: list[Table] = []
    for name, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with opened() as engine:
            _fill(engine)
            tables.append(_table(name, engine))
    return tables


def _table(name: str, engine: Engine) -> Table:
    pages = ITEMS * PAGES_EACH
    table = Table(
        f"{name}: search in {pages:,} pages", "pages found", "time", "with snippets", "through every page",
        "faster",
    )  # fmt: skip
    for what, words in SOUGHT.items():
        query = read_query(words)
        with UnitOfWork(engine, read_only=True) as work:
            count = work.texts.count(query, "a-1")
            found = work.texts.search(query, "a-1")
            taken = _median(lambda q=query, w=work: w.texts.search(q, "a-1"))
        cut = _median(lambda q=query, pages=found: [snippet(page.text, q) for page in pages])
        through = _median(lambda q=query: _through(engine, q.terms[0].words[0]))
        table.add_row(
            what,
            f"{count:,}",
            f"{taken * 1000:.1f} ms",
            f"{(taken + cut) * 1000:.1f} ms",
            f"{through * 1000:.0f} ms",
            f"{through / taken:.0f} ×",
        )
    return table


def _through(engine: Engine, word: str) -> object:
    with engine.connect() as connection:
        like = text("SELECT count(*) FROM text_page WHERE audit = 'a-1' AND lower(text) LIKE :word")
        return connection.scalar(like, {"word": f"% {word} %"})


def _median(work: Callable[[], object], repeats: int = 5) -> float:
    times: list[float] = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def _fill(engine: Engine) -> None:
    chance = random.Random(1)
    words = [f"w{n}" for n in range(VOCABULARY)]
    often = [1 / (n + 1) for n in range(VOCABULARY)]
    with_audit(engine)
    for number in range(ITEMS):
        item = f"E{number:03}"
        pages = [
            Page(f"page {page}", " ".join(chance.choices(words, often, k=WORDS_EACH)))
            for page in range(1, PAGES_EACH + 1)
        ]
        with UnitOfWork(engine) as work:
            work.fieldwork.add_evidence("a-1", evidence(item), [])
            work.texts.add("a-1", text_record(item), pages)
            work.commit()


@contextmanager
def _sqlite() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/audits.db")
        yield engine
        engine.dispose()


@contextmanager
def _postgresql() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        if user := _server_user():
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = PostgresServer(Path(folder), _server_binaries())
        server.start()
        try:
            engine = open_database(server.url("postgres"))
            yield engine
            engine.dispose()
        finally:
            server.stop()
