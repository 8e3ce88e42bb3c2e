"""One policy file to one DecisionPolicy; every number a rule uses is a named threshold."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from audit.catalogue.conditions import ConditionReader
from audit.catalogue.conditions import Path as Place
from audit.catalogue.reading import SourceFile, nearest
from audit.catalogue.vocabulary import Vocabulary
from audit.decision.facts import POLICY_FACTS, Unit
from audit.domain.condition import ALWAYS
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

WORDS = frozenset(name for name, said in POLICY_FACTS.items() if said.unit is Unit.WORD)
QUANTITIES = frozenset(POLICY_FACTS) - WORDS


class PolicyReader:
    """Reads one policy file."""

    def __init__(self, source: SourceFile, schema: Path, vocabulary: Vocabulary) -> None:
        self._source = source
        self._evidence_types = vocabulary.evidence_types
        self._document = source.load(schema)
        self._thresholds = {
            entry["id"]: Threshold(entry["id"], Fraction(entry["value"]), entry["rationale"])
            for entry in self._document["thresholds"]
        }
        self._conditions = ConditionReader(source, WORDS, QUANTITIES, self._threshold)

    @property
    def status(self) -> str:
        """draft, published or withdrawn."""
        return self._document["status"]

    def read(self, digest: str) -> DecisionPolicy:
        """The whole policy; raises CatalogueInvalid naming file, line and key."""
        document = self._document
        for key in ("thresholds", "rules", "review_tiers"):
            self._source.refuse_twice((key,), document[key], "id")
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
                self._validity(entry, i)
                for i, entry in enumerate(document["evidence_validity"]["months"])
            ),
            rules=tuple(self._rule(node, i) for i, node in enumerate(document["rules"])),
            review_tiers=tuple(
                self._tier(node, i) for i, node in enumerate(document["review_tiers"])
            ),
            opinion_needs_coverage=self._threshold(
                document["opinion_needs_coverage"], ("opinion_needs_coverage",)
            ),
            digest=digest,
            equally_restrictive=self._equals(),
        )

    def _equals(self) -> tuple[tuple[Outcome, ...], ...]:
        """Groups that stand side by side in the order, so that no other outcome lies between."""
        order = self._document["outcomes"]["order"]
        groups = self._document["outcomes"].get("equally_restrictive", [])
        for index, group in enumerate(groups):
            places = sorted(order.index(name) for name in group["outcomes"])
            if places != list(range(places[0], places[-1] + 1)):
                raise self._source.fault(
                    ("outcomes", "equally_restrictive", index),
                    "equally restrictive outcomes stand side by side in the order; move them together.",
                )
        return tuple(tuple(Outcome(name) for name in group["outcomes"]) for group in groups)

    def _rule(self, node: dict[str, Any], index: int) -> Rule:
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
        if node is self._document["review_tiers"][-1] and when != ALWAYS:
            raise self._source.fault(
                ("review_tiers", index),
                "the last tier takes whatever is left, so its condition is all: [] and nothing else.",
            )
        return ReviewTier(
            node["id"], node["title"], when, node["months"], node["light_check"], node["rationale"]
        )

    def _validity(self, node: dict[str, Any], index: int) -> EvidenceValidity:
        place = ("evidence_validity", "months", index, "type")
        return EvidenceValidity(self._evidence_type(node["type"], place), node["months"])

    def _floor(self, node: dict[str, Any]) -> EvidenceFloor:
        reliability, credibility = node["grade"]
        return EvidenceFloor(
            Grade(Reliability(reliability), Credibility(credibility)),
            node["critical_types"],
            node["critical_independent"],
            self._evidence_type(
                node["management_statement"], ("evidence_floor", "management_statement")
            ),
            Fraction(node["management_only_at_most"]),
            node["rationale"],
            node.get("critical_originators", 1),
        )

    def _evidence_type(self, code: str, place: Place) -> str:
        if code not in self._evidence_types:
            raise self._source.fault(
                place, f"the evidence type {code} is unknown; {nearest(code, self._evidence_types)}"
            )
        return code

    def _threshold(self, name: str, place: Place) -> Fraction:
        if name not in self._thresholds:
            raise self._source.fault(
                place, f"the threshold {name} is unknown; {nearest(name, self._thresholds)}"
            )
        return self._thresholds[name].value
