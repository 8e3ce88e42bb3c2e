"""One policy file to one DecisionPolicy; every number a rule uses is a named threshold."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from audit.catalogue.conditions import ConditionReader
from audit.catalogue.conditions import Path as Place
from audit.catalogue.reading import SourceFile, nearest
from audit.decision.facts import POLICY_FACTS
from audit.domain.decision import (
    Burden,
    DecisionPolicy,
    EvidenceFloor,
    EvidenceValidity,
    Outcome,
    PolicyChangeProposal,
    Reason,
    ReviewTier,
    Rule,
    Threshold,
)
from audit.domain.evidence import Credibility, Grade, Reliability


class PolicyReader:
    """Reads one policy file."""

    def __init__(self, source: SourceFile, schema: Path) -> None:
        self._source = source
        self._document = source.load(schema)
        self._thresholds = {
            entry["id"]: Threshold(entry["id"], Fraction(entry["value"]), entry["rationale"])
            for entry in self._document["thresholds"]
        }
        self._conditions = ConditionReader(source, POLICY_FACTS, self._threshold)

    @property
    def status(self) -> str:
        """draft, published or withdrawn."""
        return self._document["status"]

    def read(self, digest: str) -> DecisionPolicy:
        """The whole policy; raises CatalogueInvalid naming file, line and key."""
        document = self._document
        return DecisionPolicy(
            id=document["id"],
            version=document["version"],
            title=document["title"],
            effective_from=document["effective_from"],
            approved_by=document["approved_by"],
            outcomes=tuple(Outcome(name) for name in document["outcomes"]["order"]),
            thresholds=tuple(self._thresholds.values()),
            evidence_floor=self._floor(document["evidence_floor"]),
            evidence_validity=tuple(
                EvidenceValidity(entry["type"], entry["months"])
                for entry in document["evidence_validity"]["months"]
            ),
            rules=tuple(self._rule(node, i) for i, node in enumerate(document["rules"])),
            review_tiers=tuple(
                self._tier(node, i) for i, node in enumerate(document["review_tiers"])
            ),
            opinion_needs_coverage=self._threshold(
                document["opinion_needs_coverage"], ("opinion_needs_coverage",)
            ),
            digest=digest,
        )

    def _rule(self, node: dict[str, Any], index: int) -> Rule:
        if any(other["id"] == node["id"] for other in self._document["rules"][:index]):
            raise self._source.fault(
                ("rules", index, "id"), f"the id {node['id']} stands twice; give each rule its own."
            )
        change = node.get("policy_change")
        return Rule(
            id=node["id"],
            title=node["title"],
            when=self._conditions.read(node["when"], ("rules", index, "when")),
            if_undetermined=Burden(node["if_undetermined"]),
            limit_when_holding=Outcome(node["limit"]["holding"]),
            limit_before_investment=Outcome(node["limit"]["before_investment"]),
            reason=Reason(node["reason"]),
            rationale=node["rationale"],
            source=node["source"],
            verified=node["verified"],
            policy_change=PolicyChangeProposal(**change) if change else None,
        )

    def _tier(self, node: dict[str, Any], index: int) -> ReviewTier:
        when = self._conditions.read(node["when"], ("review_tiers", index, "when"))
        return ReviewTier(
            node["id"], node["title"], when, node["months"], node["light_check"], node["rationale"]
        )

    def _floor(self, node: dict[str, Any]) -> EvidenceFloor:
        reliability, credibility = node["grade"]
        return EvidenceFloor(
            Grade(Reliability(reliability), Credibility(credibility)),
            node["critical_types"],
            node["critical_independent"],
            node["management_statement"],
            Fraction(node["management_only_at_most"]),
            node["rationale"],
        )

    def _threshold(self, name: str, place: Place) -> Fraction:
        if name not in self._thresholds:
            raise self._source.fault(
                place, f"the threshold {name} is unknown; {nearest(name, self._thresholds)}"
            )
        return self._thresholds[name].value
