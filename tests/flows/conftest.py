"""An installation for each test: both databases, files in the test's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from audit.catalogue import packaged_catalogue
from audit.evidence_store import EvidenceStore
from audit.state.database import open_database
from audit.state.tables import Base
from flows.workplace import SCRIPTED_REVIEWER, Workplace, register_first_people
from tests.factories import MOMENT


def workplace_at(url: str, folder: Path) -> Workplace:
    """An installation on this database, with the first people registered."""
    place = Workplace(
        engine=open_database(url),
        evidence=EvidenceStore(f"file://{folder}/evidence"),
        reports=EvidenceStore(f"file://{folder}/reports"),
        inbox=f"file://{folder}/inbox",
        pdf=folder / "pdf",
        catalogue=packaged_catalogue(),
    )
    register_first_people(place, MOMENT)
    with place.work() as work:
        work.people.register(SCRIPTED_REVIEWER, MOMENT)
        work.commit()
    return place


def inbox_folder(place: Workplace, audit_id: str) -> Path:
    """The inbox of an audit, in a folder of the test's own."""
    folder = Path(place.inbox.removeprefix("file://")) / audit_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Workplace:
    """An installation on SQLite and on PostgreSQL in turn."""
    return workplace_at(database_url, tmp_path)


@pytest.fixture
def sqlite_place(sqlite_url: str, tmp_path: Path) -> Workplace:
    """An installation on SQLite, for what does not depend on the database."""
    return workplace_at(sqlite_url, tmp_path)


def row_counts(place: Workplace) -> dict[str, int]:
    """How many rows each table has."""
    with place.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }
