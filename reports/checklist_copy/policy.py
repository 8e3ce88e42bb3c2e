"""A decision policy as a review copy: rules in words, and every number with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.catalogue import Catalogue
from audit.catalogue.editions.edition import Edition
from audit.domain.condition import ALWAYS
from audit.domain.decision import Burden, DecisionPolicy, Outcome, ReviewTier, Rule
from reports.checklist_copy.conditions import in_words, threshold_names
from reports.checklist_copy.model import (
    Entry,
    Fact,
    Facts,
    Part,
    ReviewCopy,
    Table,
    fact,
    line,
    row,
)
from reports.checklist_copy.questions import NOT_READ, further_facts
from reports.checklist_copy.standing import first_facts, standing
from reports.wording import OUTCOMES, REASONS

HOW_RULES_WORK = (
    "A rule that fires rules out every outcome more favourable than its limit. The most restrictive "
    "limit of all rules that fire is the recommendation; with no rule firing it is the most favourable "
    "outcome. People decide, and may differ with a typed reason."
)
UNDETERMINED = {
    Burden.FIRES: "It fires: whoever is assessed has to show that it does not hold.",
    Burden.HOLDS: "It does not fire: whoever asserts it has to show that it holds.",
}
"""What a rule does while what it asks is not known."""
SAID = frozenset(
    {"id", "version", "title", "effective_from", "approved_by", "outcomes", "thresholds"}
    | {"evidence_floor", "evidence_validity", "rules", "review_tiers", "opinion_needs_coverage"}
    | {"digest", "equally_restrictive"}
)

FLOOR_SAID = frozenset(
    {"grade", "critical_types", "critical_independent", "critical_originators", "rationale"}
    | {"management_statement", "management_only_at_most"}
)


def policy_copy(catalogue: Catalogue, edition: Edition) -> ReviewCopy:
    """Everything in one policy."""
    policy = edition.policy
    return ReviewCopy(
        kind="Policy",
        title=policy.title,
        version=str(edition.ref),
        standing=standing(catalogue, edition),
        purpose=edition.document["purpose"],
        facts=(
            *first_facts(edition),
            fact("Approved by", policy.approved_by),
            fact("Rules", str(len(policy.rules))),
            fact("Sources not verified", str(sum(not r.verified for r in policy.rules) or "none")),
            *further_facts(policy, SAID),
        ),
        parts=(
            _outcomes(policy, edition.document["outcomes"]),
            Part("Rules", HOW_RULES_WORK, tuple(_rules(policy, edition))),
            _thresholds(policy, edition),
            _evidence(catalogue, policy, edition),
            _tiers(policy, edition),
            *_not_verified(policy),
        ),
        language="en",
    )


def _outcomes(policy: DecisionPolicy, document: dict[str, Any]) -> Part:
    rows = tuple(
        row(place, OUTCOMES[outcome], _equal_to(policy, outcome))
        for place, outcome in enumerate(policy.outcomes, start=1)
    )
    why = [
        fact(
            " and ".join(OUTCOMES[Outcome(name)] for name in group["outcomes"]), group["rationale"]
        )
        for group in document.get("equally_restrictive", [])
    ]
    blocks: tuple[Table | Facts, ...] = (
        Table("", "", ("Place", "Outcome", "Equally restrictive"), (12, 44, 44), rows),
    )
    if why:
        blocks += (Facts("Why these are equally restrictive", tuple(why)),)
    return Part("Outcomes, from most favourable to most restrictive", document["rationale"], blocks)


def _equal_to(policy: DecisionPolicy, outcome: Outcome) -> str:
    groups = [group for group in policy.equally_restrictive if outcome in group]
    return ", ".join(OUTCOMES[other] for group in groups for other in group if other != outcome)


def _rules(policy: DecisionPolicy, edition: Edition) -> Iterator[Entry]:
    for number, (rule, node) in enumerate(
        zip(policy.rules, edition.document["rules"], strict=True), start=1
    ):
        yield Entry(
            str(number),
            rule.title,
            (rule.id,),
            (),
            rule.rationale,
            tuple(_rule_facts(rule, node)),
        )


def _rule_facts(rule: Rule, node: dict[str, Any]) -> Iterator[Fact]:
    when = in_words(rule.when, threshold_names(node["when"]))
    yield fact("Fires when", f"{when[0].upper()}{when[1:]}.")
    yield fact("While nobody knows", UNDETERMINED[rule.if_undetermined])
    yield fact("Limit for a holding", OUTCOMES[rule.limit_when_holding])
    yield fact("Limit before investing", OUTCOMES[rule.limit_before_investment])
    yield fact("Reason printed", REASONS[rule.reason])
    yield fact("Rests on", line(rule.source, "" if rule.verified else NOT_READ))
    if change := rule.policy_change:
        yield fact(
            "Proposes for future deals",
            change.rule,
            f"Applies to: {change.applies_to}",
            f"Owner: {change.owner}",
        )


def _thresholds(policy: DecisionPolicy, edition: Edition) -> Part:
    users = _users(edition)
    rows = tuple(
        row(
            threshold.id,
            str(threshold.value),
            threshold.rationale,
            ", ".join(users.get(threshold.id, [])) or "nothing",
        )
        for threshold in policy.thresholds
    )
    intro = "Every number that a rule, a review tier or the overall opinion compares with."
    heads = ("Threshold", "Number", "Why", "Used by")
    return Part("Thresholds", intro, (Table("", "", heads, (21, 9, 44, 26), rows),))


def _users(edition: Edition) -> dict[str, list[str]]:
    """By threshold, the rules and tiers that use it."""
    document = edition.document
    found: dict[str, list[str]] = {document["opinion_needs_coverage"]: ["overall opinion"]}
    for node in (*document["rules"], *document["review_tiers"]):
        for name in dict.fromkeys(threshold_names(node["when"])):
            found.setdefault(name, []).append(node["id"])
    return found


def _evidence(catalogue: Catalogue, policy: DecisionPolicy, edition: Edition) -> Part:
    floor, types = policy.evidence_floor, catalogue.vocabulary.evidence_types
    statement = types[floor.management_statement].name
    facts = (
        fact("Lowest grade that counts", f"{floor.grade} (Admiralty code: source and information)"),
        fact("Kinds of evidence for a critical question", str(floor.critical_types)),
        fact("Independent items for a critical question", str(floor.critical_independent)),
        fact(f"{statement} alone", f"At most {floor.management_only_at_most} of the weight"),
        fact("Originators for a critical question", str(floor.critical_originators)),
        *further_facts(floor, FLOOR_SAID),
        fact("Why", floor.rationale),
    )
    rows = tuple(
        row(f"{entry.type} {types[entry.type].name}", f"{entry.months} months")
        for entry in policy.evidence_validity
    )
    validity = Table(
        "How long evidence supports an answer",
        edition.document["evidence_validity"]["rationale"],
        ("Kind of evidence", "From collection"),
        (70, 30),
        rows,
    )
    return Part(
        "Evidence",
        "What a claim of full conformity needs.",
        (Facts("Evidence floor", facts), validity),
    )


def _tiers(policy: DecisionPolicy, edition: Edition) -> Part:
    rows = tuple(
        row(
            f"{tier.id}: {tier.title}",
            _tier_words(tier, node),
            f"{tier.months} months",
            tier.light_check,
            tier.rationale,
        )
        for tier, node in zip(policy.review_tiers, edition.document["review_tiers"], strict=True)
    )
    return Part(
        "Review tiers",
        "The first tier that is not ruled out applies; what nobody knows counts for the shorter interval.",
        (
            Table(
                "",
                "",
                ("Tier", "When", "Months", "In between", "Why"),
                (15, 31, 10, 17, 27),
                rows,
            ),
        ),
    )


def _tier_words(tier: ReviewTier, node: dict[str, Any]) -> str:
    if tier.when == ALWAYS:
        return "Whatever is left."
    said = in_words(tier.when, threshold_names(node["when"]))
    return f"{said[0].upper()}{said[1:]}."


def _not_verified(policy: DecisionPolicy) -> tuple[Part, ...]:
    rows = tuple(row(rule.id, rule.source) for rule in policy.rules if not rule.verified)
    listed = Table("", "", ("Rule", "Source"), (30, 70), rows)
    return (Part("Sources not verified", f"{NOT_READ}.", (listed,)),) if rows else ()
