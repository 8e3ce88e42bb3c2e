"""What every stage works with: database, evidence, reports, inbox and catalogue, opened together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from audit.catalogue import Catalogue, packaged_catalogue
from audit.domain.signoff import Person, PersonKind, Role
from audit.evidence_store import EvidenceStore
from audit.state.database import open_database
from audit.state.unit_of_work import UnitOfWork
from flows.settings import Settings, make_home

ANALYST = Person("analyst", "Analyst", (Role.ANALYST,), PersonKind.HUMAN)
REVIEWER = Person("reviewer", "Compliance reviewer", (Role.REVIEWER,), PersonKind.HUMAN)
SCRIPTED_REVIEWER = Person(
    "scripted-reviewer",
    "Scripted demonstration reviewer",
    (Role.REVIEWER,),
    PersonKind.SCRIPTED,
)


@dataclass(frozen=True, slots=True)
class Workplace:
    """One installation, opened."""

    engine: Engine
    evidence: EvidenceStore
    reports: EvidenceStore
    inbox: str
    """fsspec URL below which each audit has an inbox."""
    pdf: Path
    """Folder of working copies of the reports, named for people; the kept copies are in the store."""
    catalogue: Catalogue

    def work(self) -> UnitOfWork:
        """One transaction; it is rolled back unless committed."""
        return UnitOfWork(self.engine)

    def reading(self) -> UnitOfWork:
        """One consistent view that waits for nobody and changes nothing."""
        return UnitOfWork(self.engine, read_only=True)


def open_workplace(settings: Settings) -> Workplace:
    """Open the installation, making and migrating what is not there yet."""
    make_home(settings.folder)
    return Workplace(
        engine=open_database(settings.database_url),
        evidence=EvidenceStore(settings.evidence_url),
        reports=EvidenceStore(settings.reports_url),
        inbox=settings.inbox_url,
        pdf=settings.folder / "pdf",
        catalogue=packaged_catalogue(),
    )


def register_first_people(place: Workplace, moment: datetime) -> None:
    """Register an analyst and a reviewer when nobody is registered, so that a first audit can be made."""
    with place.work() as work:
        if not work.people.all():
            for person in (ANALYST, REVIEWER):
                work.people.register(person, moment)
            work.commit()
