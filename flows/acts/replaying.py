"""Assessed audits under other rules. Only reads; what comes of it is not part of any audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.decision.dossier import ReviewRecord
from audit.decision.replay import PortfolioReplay, Replay, changed_first, moves, replay
from audit.domain.audit import VersionDigest
from audit.domain.checklist import Checklist
from audit.domain.condition import evaluate
from audit.domain.decision import DecisionPolicy
from audit.domain.errors import InputInvalid, Problem
from audit.domain.request import case_facts
from audit.domain.truth import Truth
from audit.state.unit_of_work import UnitOfWork
from flows.workplace import Workplace


@dataclass(frozen=True, slots=True)
class OtherRules:
    """The policy to be tried, and the checklists that stand in for those of the same id."""

    policy: DecisionPolicy
    checklists: tuple[Checklist, ...] = ()

    def for_record(self, record: ReviewRecord) -> tuple[Checklist, ...]:
        """The checklists of an audit with these in their place. One that the audit did not run is
        added unless its own condition rules it out for this investee."""
        given = {checklist.id: checklist for checklist in self.checklists}
        kept = tuple(given.pop(own.id, own) for own in record.checklists)
        facts = case_facts(record.request)
        added = (c for c in given.values() if evaluate(c.runs_when, facts) is not Truth.FALSE)
        return (*kept, *added)


def replay_audit(place: Workplace, audit: str, rules: OtherRules) -> Replay:
    """One audit under other rules. Raises InputInvalid while it is not assessed."""
    with place.reading() as work:
        work.audits.get(audit)
        replayed = _replayed(work, audit, rules)
    if replayed is None:
        raise InputInvalid(
            Problem("audit", f"{audit} is not assessed yet", "assess it before it is replayed")
        )
    return replayed


def replay_portfolio(place: Workplace, rules: OtherRules) -> PortfolioReplay:
    """Every assessed audit under other rules. One review record is in memory at a time."""
    with place.reading() as work:
        replays = tuple(_all(work, rules))
    policy = rules.policy
    return PortfolioReplay(
        VersionDigest(policy.id, policy.version, policy.digest),
        tuple(VersionDigest(c.id, c.version, c.digest) for c in rules.checklists),
        moves(replays),
        changed_first(replays, policy),
    )


def _all(work: UnitOfWork, rules: OtherRules) -> Iterator[Replay]:
    for line in work.audits.lines():
        replayed = _replayed(work, line.id, rules)
        if replayed is not None:
            yield replayed


def _replayed(work: UnitOfWork, audit: str, rules: OtherRules) -> Replay | None:
    record = work.reviews.latest_review_record(audit)
    if record is None:
        return None
    deadline = work.audits.get(audit).evidence_deadline
    return replay(record, rules.for_record(record), rules.policy, deadline)
