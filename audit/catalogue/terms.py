"""Terms of a decision as a fieldwork file writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from audit.catalogue.reading import Document
from audit.catalogue.terms_checks import Scales
from audit.domain.deployment import Operator
from audit.domain.investment import EndUser
from audit.domain.moratorium import ActorClass, CarveOut, Halt, Moratorium, ReleaseCondition
from audit.domain.terms import (
    AgreedCondition,
    EngagementPlan,
    EngagementStep,
    EvidenceRequest,
    ExitMatter,
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
    Withdrawal,
)

EXIT_MATTERS = (
    "harm_of_leaving",
    "buyer_check",
    "stakeholder_notice",
    "remedy_owed",
    "public_statement",
)


def read_terms(nodes: list[Document], scales: Scales) -> tuple[Terms, ...]:
    """The terms of a checked file, in its order."""
    return tuple(_READERS[node["kind"]](node, scales) for node in nodes)


def _condition(node: Document, scales: Scales) -> AgreedCondition:
    return AgreedCondition(
        id=node["id"],
        timing=Timing(node["timing"]),
        text=node["text"],
        owner=node["owner"],
        due_on=date.fromisoformat(node["due_on"]),
        question=node["question"],
        word=node["word"],
        reaches=scales[node["question"]][node["word"]],
        proof=node["proof"],
        on_default=node["on_default"],
        sources=tuple(node["sources"]),
    )


def _evidence_request(node: Document, _: Scales) -> EvidenceRequest:
    return EvidenceRequest(
        id=node["id"],
        text=node["text"],
        from_whom=node["from_whom"],
        by_when=date.fromisoformat(node["by_when"]),
        on_lapse=node["on_lapse"],
        sources=tuple(node["sources"]),
    )


def _moratorium(node: Document, _: Scales) -> Moratorium:
    actors = node["actors"]
    release = node.get("release")
    return Moratorium(
        id=node["id"],
        title=node["title"],
        declared_by=node["declared_by"],
        actors=ActorClass(
            actors["title"], tuple(map(EndUser, actors["end_users"])), tuple(actors["countries"])
        ),
        products=tuple(node["products"]),
        starts_on=date.fromisoformat(node["starts_on"]),
        ends_on=_optional_day(node, "ends_on"),
        release=(
            ReleaseCondition(
                release["text"], tuple(release["qualities"]), _optional_day(release, "fulfilled_on")
            )
            if release
            else None
        ),
        carve_outs=tuple(
            CarveOut(
                entry["text"],
                tuple(entry["purposes"]),
                tuple(map(Operator, entry.get("operators", []))),
            )
            for entry in node["carve_outs"]
        ),
        review_on=_optional_day(node, "review_on"),
        sources=tuple(node["sources"]),
        # It is drafted here: there is no other text of it to be read.
        verified=True,
        halts=Halt(node.get("halts", Halt.USE)),
    )


def _engagement_plan(node: Document, _: Scales) -> EngagementPlan:
    return EngagementPlan(
        id=node["id"],
        aim=node["aim"],
        owner=node["owner"],
        steps=tuple(
            EngagementStep(step["text"], date.fromisoformat(step["by_when"]))
            for step in node["steps"]
        ),
        escalation=tuple(node["escalation"]),
        deadline=date.fromisoformat(node["deadline"]),
        sources=tuple(node["sources"]),
    )


def _remediation_plan(node: Document, _: Scales) -> RemediationPlan:
    return RemediationPlan(
        id=node["id"],
        affected=node["affected"],
        forms=tuple(map(RemedyForm, node["forms"])),
        text=node["text"],
        owner=node["owner"],
        verification=node["verification"],
        by_when=date.fromisoformat(node["by_when"]),
        sources=tuple(node["sources"]),
    )


def _watch_list(node: Document, _: Scales) -> WatchList:
    return WatchList(
        id=node["id"],
        text=node["text"],
        triggers=tuple(node["triggers"]),
        ends_on=date.fromisoformat(node["ends_on"]),
        sources=tuple(node["sources"]),
    )


def _partial_cessation(node: Document, _: Scales) -> PartialCessation:
    return PartialCessation(
        id=node["id"],
        services=tuple(node["services"]),
        remaining=node["remaining"],
        customer_notice=node["customer_notice"],
        starts_on=date.fromisoformat(node["starts_on"]),
        sources=tuple(node["sources"]),
    )


def _responsible_exit(node: Document, _: Scales) -> ResponsibleExit:
    return ResponsibleExit(
        id=node["id"],
        sources=tuple(node["sources"]),
        **{matter: _exit_matter(node[matter]) for matter in EXIT_MATTERS},
    )


def _exit_matter(node: Document) -> ExitMatter:
    if "stated" in node:
        return Stated(node["stated"])
    return NotKnownYet(node["not_known_yet"], node["to_do"])


def _policy_change(node: Document, _: Scales) -> ProposedPolicyChange:
    return ProposedPolicyChange(
        id=node["id"],
        rule=node["rule"],
        applies_to=node["applies_to"],
        owner=node["owner"],
        effective_on=_optional_day(node, "effective_on"),
        sources=tuple(node["sources"]),
    )


def _withdrawal(node: Document, _: Scales) -> Withdrawal:
    return Withdrawal(node["id"], node["text"], tuple(node.get("sources", [])))


def _optional_day(node: Document, key: str) -> date | None:
    return date.fromisoformat(node[key]) if key in node else None


_READERS: Mapping[str, Callable[[Document, Scales], Terms]] = {
    "agreed_condition": _condition,
    "evidence_request": _evidence_request,
    "moratorium": _moratorium,
    "engagement_plan": _engagement_plan,
    "remediation_plan": _remediation_plan,
    "watch_list": _watch_list,
    "partial_cessation": _partial_cessation,
    "responsible_exit": _responsible_exit,
    "proposed_policy_change": _policy_change,
    "withdrawal": _withdrawal,
}
