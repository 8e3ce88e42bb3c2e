"""One transaction over everything recorded: it keeps what was committed and forgets the rest."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from audit.state.database import open_database
from audit.state.locks import hold, share
from audit.state.repository.anchors import Anchors
from audit.state.repository.appraisals import Appraisals
from audit.state.repository.audits import Audits
from audit.state.repository.erasures import Erasures
from audit.state.repository.fieldwork import FieldworkRecords
from audit.state.repository.ledger import Ledger
from audit.state.repository.people import People
from audit.state.repository.questionnaires import Questionnaires
from audit.state.repository.redactions import Redactions
from audit.state.repository.reviews import Reviews
from audit.state.repository.stored import Stored
from audit.state.repository.suggestions import Suggestions
from audit.state.repository.texts import Texts

__all__ = ["UnitOfWork", "open_database"]
BYTES = "bytes"
"""The name of the lock between those who record items and those who destroy them."""


class UnitOfWork:
    """What is done inside the with block is kept by commit, and otherwise rolled back.

    A read-only unit sees one state of the database from its first query to its end, and waits for
    nobody; on SQLite any other unit waits until it is the only writer.
    """

    people: People
    audits: Audits
    fieldwork: FieldworkRecords
    ledger: Ledger
    anchors: Anchors
    appraisals: Appraisals
    erasures: Erasures
    redactions: Redactions
    questionnaires: Questionnaires
    reviews: Reviews
    stored: Stored
    texts: Texts
    suggestions: Suggestions

    def __init__(self, engine: Engine, *, read_only: bool = False) -> None:
        self._engine = engine.execution_options(read_only=read_only)

    def __enter__(self) -> Self:
        self._session = Session(self._engine)
        self.people = People(self._session)
        self.audits = Audits(self._session)
        self.fieldwork = FieldworkRecords(self._session)
        self.ledger = Ledger(self._session)
        self.anchors = Anchors(self._session)
        self.appraisals = Appraisals(self._session)
        self.erasures = Erasures(self._session)
        self.redactions = Redactions(self._session)
        self.questionnaires = Questionnaires(self._session)
        self.reviews = Reviews(self._session)
        self.stored = Stored(self._session)
        self.texts = Texts(self._session)
        self.suggestions = Suggestions(self._session)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def commit(self) -> None:
        """Keep what was done; locks are given back, and what follows is a new transaction."""
        self._session.commit()

    def lock(self, audit: str) -> None:
        """Wait until no other unit of work holds this audit, and hold it until commit or the end."""
        hold(self._session.connection(), f"audit {audit}")

    def need_bytes(self) -> None:
        """Let nobody destroy stored bytes until commit or the end. It is asked after the audit's lock."""
        share(self._session.connection(), BYTES)

    def destroy_bytes(self) -> None:
        """Wait until nobody records what needs stored bytes, and have them alone until commit or the end."""
        hold(self._session.connection(), BYTES)
