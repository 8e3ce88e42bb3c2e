"""Opening an audit: the first stage, in which nothing is half-opened and nothing opened twice."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from audit.catalogue import Catalogue
from audit.decision.terms import awaited_by
from audit.domain.audit import AuditStage, OpenedAudit, VersionDigest
from audit.domain.checklist import Checklist
from audit.domain.condition import ALWAYS
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.request import AuditRequest
from audit.domain.signoff import Role
from audit.records import digest
from audit.state.unit_of_work import UnitOfWork
from flows.workplace import Workplace


def open_audit(
    place: Workplace,
    request: AuditRequest,
    moment: datetime,
    opening_key: str = "",
    previous: str = "",
    evidence_deadline: date | None = None,
) -> OpenedAudit:
    """Intake. An audit of the same request without its report is carried on; nothing is half-opened.

    Raises InputInvalid for an unregistered analyst or an unreasoned choice of checklists, NotPublished
    for a version that is unknown or not in force, TransitionRefused while the investee has an open
    audit of other facts.
    """
    request_digest = digest(request)
    with place.work() as work:
        # One opening at a time: whether an audit is open already is asked before it is opened.
        work.lock("opening")
        require_analyst(work, request.analyst)
        if opening_key and (opened := work.audits.by_opening_key(opening_key)):
            return opened
        if undecided := work.audits.undecided_of(request):
            return _carried_on(undecided, request_digest, evidence_deadline)
        last = work.audits.latest_decided_of(request)
        if not opening_key and last and _lacks_its_report(work, last, request_digest):
            return last
        if last and not previous:
            previous = last.id
        # After the audits that are carried on: what they were opened with may be withdrawn since.
        checklists = chosen_checklists(place.catalogue, request, moment.date())
        policy = place.catalogue.policy_on(request.policy, moment.date())
        audit = OpenedAudit(
            id=_new_id(work, request.investee.legal_name, moment),
            opening_key=opening_key or f"{request_digest}:{previous or 'first'}",
            opened_at=moment,
            request=request,
            request_digest=request_digest,
            checklists=tuple(VersionDigest(c.id, c.version, c.digest) for c in checklists),
            policy=VersionDigest(policy.id, policy.version, policy.digest),
            previous_audit=previous,
            evidence_deadline=evidence_deadline or _awaited_by(work, previous),
        )
        opened = work.audits.open(audit)
        work.audits.complete_stage(
            opened.id, AuditStage.INTAKE, request_digest, digest(opened), moment
        )
        work.commit()
    return opened


def chosen_checklists(
    catalogue: Catalogue, request: AuditRequest, day: date
) -> tuple[Checklist, ...]:
    """The checklists that a request of this day runs.

    Raises InputInvalid for a choice that needs a reason, NotPublished for what is not in force.
    """
    chosen = catalogue.chosen_checklists(request, day)
    advised = catalogue.advised_checklists(request, day)
    names = [checklist.id for checklist in chosen]
    if missing := [c.id for c in advised if c.runs_when == ALWAYS and c.id not in names]:
        raise InputInvalid(
            Problem("checklists", f"{', '.join(missing)} always runs", "add it to the choice")
        )
    if set(chosen) != set(advised) and not request.checklists.reason:
        called = ", ".join(checklist.id for checklist in advised)
        raise InputInvalid(
            Problem(
                "checklists.reason",
                f"the facts call for {called}, and {', '.join(names)} was chosen",
                "type the reason, or leave the choice empty",
            )
        )
    return chosen


def require_analyst(work: UnitOfWork, person_id: str) -> None:
    """Raise InputInvalid unless this person is registered as an analyst."""
    analysts = [person.id for person in work.people.all() if Role.ANALYST in person.roles]
    if person_id not in analysts:
        raise InputInvalid(
            Problem(
                "analyst",
                f"{person_id} is not a registered analyst (registered: {', '.join(analysts) or 'nobody'})",
                "register them with `investee-audit people add` or name one who is",
            )
        )


def _awaited_by(work: UnitOfWork, previous: str) -> date | None:
    """The day by which evidence had to be there, where the earlier decision waits for it."""
    decision = work.reviews.decision(previous) if previous else None
    return awaited_by(decision.terms) if decision else None


def _carried_on(
    undecided: OpenedAudit, request_digest: str, evidence_deadline: date | None
) -> OpenedAudit:
    if evidence_deadline not in (None, undecided.evidence_deadline):
        raise TransitionRefused(
            f"Audit {undecided.id} is open with the deadline for evidence "
            f"{undecided.evidence_deadline or 'left open'}; a deadline is set when an audit is opened."
        )
    if undecided.request_digest == request_digest:
        return undecided
    raise TransitionRefused(
        f"Audit {undecided.id} of {undecided.request.investee.legal_name} is open and was started with "
        "other facts; carry that one on with its own facts, or bring it to a decision first."
    )


def _lacks_its_report(work: UnitOfWork, decided: OpenedAudit, request_digest: str) -> bool:
    return decided.request_digest == request_digest and not work.reviews.reports(decided.id)


def _new_id(work: UnitOfWork, investee: str, moment: datetime) -> str:
    plain = unicodedata.normalize("NFKD", investee).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-") or "investee"
    stem = f"{slug}-{moment.date().isoformat()}"
    taken = set(work.audits.ids_starting_with(stem))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in candidates if name not in taken)
