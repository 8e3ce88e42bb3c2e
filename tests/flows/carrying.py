"""Carry the reference case through its stages, in this process or in one that kills itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from audit.decision.dossier import Dossier
from audit.domain.request import AuditRequest
from audit.domain.terms import Terms
from audit.records import digest
from audit.state.record_kind import RecordKind
from audit.state.unit_of_work import UnitOfWork
from flows.acts.fieldwork import collect_evidence, record_answers
from flows.acts.opening import open_audit
from flows.acts.stages import assess_audit, conclude, produce_report, sign
from flows.workplace import ANALYST, SCRIPTED_REVIEWER, Workplace
from tests.factories import MOMENT, reference_request


def to_sign_off(place: Workplace, request: AuditRequest, moment: datetime = MOMENT) -> str:
    """Open an audit and assess it. Returns its id."""
    audit = open_audit(place, request, moment)
    collect_evidence(place, audit.id, moment)
    record_answers(place, audit.id, moment)
    assess_audit(place, audit.id, moment)
    return audit.id


def draft(place: Workplace, audit_id: str, *drafted: Terms) -> None:
    """Record terms as the analyst, as a fieldwork file does."""
    with place.work() as work:
        work.lock(audit_id)
        for terms in drafted:
            work.fieldwork.add_record(
                audit_id, RecordKind.TERMS, terms.id, terms, ANALYST.id, MOMENT
            )
        work.commit()


def follow(place: Workplace, audit_id: str, moment: datetime = MOMENT) -> Dossier:
    """Sign as the script, following the recommendation, and decide."""
    record_digest, record = assess_audit(place, audit_id, moment)
    advised = record.assessment.recommendation.outcome
    sign(place, audit_id, SCRIPTED_REVIEWER.id, advised, "", record_digest, moment)
    return conclude(place, audit_id, moment)


def decided(place: Workplace, moment: datetime = MOMENT) -> Dossier:
    """The reference case from its request to its decision."""
    return follow(place, to_sign_off(place, reference_request(), moment), moment)


def reported(place: Workplace, moment: datetime = MOMENT) -> Dossier:
    """The reference case from its request to its report."""
    dossier = decided(place, moment)
    produce_report(place, dossier.record.audit, moment)
    return dossier


def _kill_at_commit(number: int, *, after: bool) -> None:
    """Kill this process at its n-th commit, just before it or just after it."""
    commits = 0
    commit: Callable[[UnitOfWork], None] = UnitOfWork.commit

    def counted(work: UnitOfWork) -> None:
        nonlocal commits
        commits += 1
        if commits == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(work)
        if commits == number:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(UnitOfWork, "commit", counted)  # noqa: B010  (a method is not assigned to by name)


def main(url: str, folder: str, number: str, when: str) -> None:
    """Entry point of the process that is killed; it prints the digest if it comes to the end."""
    from tests.flows.conftest import workplace_at

    place = workplace_at(url, Path(folder))
    if int(number):
        _kill_at_commit(int(number), after=when == "after")
    print(digest(reported(place)))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
