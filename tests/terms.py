"""One of each kind of terms, with keyword defaults; their days lie after the moment of the tests."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from audit.domain.investment import EndUser
from audit.domain.moratorium import ActorClass, CarveOut, Moratorium, ReleaseCondition
from audit.domain.terms import (
    AgreedCondition,
    EngagementPlan,
    EngagementStep,
    EvidenceRequest,
    NotKnownYet,
    PartialCessation,
    ProposedPolicyChange,
    RemediationPlan,
    RemedyForm,
    ResponsibleExit,
    Stated,
    Terms,
    Timing,
    WatchList,
)


def condition(
    code: str = "C1",
    *,
    due_on: date = date(2027, 3, 31),
    question: str = "GOV-01",
    word: str = "MOSTLY",
    reaches: Fraction = Fraction(3, 4),
) -> AgreedCondition:
    return AgreedCondition(
        code, Timing.SUBSEQUENT, "The board adopts a policy.", "Chief executive", due_on, question, word,
        reaches, "The signed policy.", "The holding is sold.", (),
    )  # fmt: skip


def evidence_request(by_when: date = date(2027, 1, 31)) -> EvidenceRequest:
    return EvidenceRequest(
        "E1", "The register of deployments.", "The investee", by_when, "The holding is sold.", ()
    )


def moratorium(
    ends_on: date | None = date(2027, 12, 31),
    release: ReleaseCondition | None = None,
    review_on: date | None = None,
) -> Moratorium:
    return Moratorium(
        "M1",
        "No sales to police",
        "The investee",
        ActorClass("Police in the United States", (EndUser.POLICE,), ("US",)),
        ("Live matching",),
        date(2026, 12, 1),
        ends_on,
        release,
        (CarveOut("Finding missing children stays allowed.", ("missing children",)),),
        review_on,
        (),
        True,
    )


def plan(deadline: date = date(2027, 4, 30)) -> EngagementPlan:
    step = EngagementStep("Ask the board for a right to audit.", date(2027, 1, 15))
    return EngagementPlan(
        "P1", "A right to audit.", "Head of stewardship", (step,), ("Vote against the board.",), deadline, ()
    )  # fmt: skip


def remediation(by_when: date = date(2027, 6, 30)) -> RemediationPlan:
    return RemediationPlan(
        "R1", "People scanned without consent", (RemedyForm.APOLOGY, RemedyForm.CESSATION),
        "Their templates are deleted.", "Chief executive", "Their organisations confirm it.", by_when, (),
    )  # fmt: skip


def watch_list(ends_on: date = date(2027, 11, 23)) -> WatchList:
    return WatchList(
        "W1", "Whether sales to police begin.", ("A new government customer",), ends_on, ()
    )


def partial_cessation() -> PartialCessation:
    return PartialCessation(
        "S1", ("Live matching",), "Door access goes on.", "Customers are told in writing.", date(2027, 1, 1), ()
    )  # fmt: skip


def responsible_exit() -> ResponsibleExit:
    unknown = NotKnownYet("Nobody has asked.", "Ask before the sale.")
    return ResponsibleExit("X1", unknown, unknown, unknown, unknown, Stated("A notice."), ())


def policy_change(rule: str = "No minority holdings in this category.") -> ProposedPolicyChange:
    return ProposedPolicyChange("L1", rule, "New deals", "Committee", date(2027, 7, 1), ())


EACH: tuple[Terms, ...] = (
    condition(),
    evidence_request(),
    moratorium(),
    plan(),
    remediation(),
    watch_list(),
    partial_cessation(),
    responsible_exit(),
    policy_change(),
)
