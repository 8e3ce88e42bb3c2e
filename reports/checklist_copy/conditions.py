"""Conditions said in plain English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from audit.decision.facts import POLICY_FACTS, Unit, quantity_in_words
from audit.domain.bounds import Bounds
from audit.domain.condition import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Is,
    Not,
    Shown,
)
from audit.domain.truth import YesNo
from reports.wording import code_words

CLAUSES: Mapping[str, str] = {
    "product_identifies_people": "the product identifies, verifies, categorises or tracks people",
    "public_authority_end_user": "a public authority, or somebody acting for one, uses the product",
    "conflict_or_occupation": "the product is used in conflict, occupation or annexed territory",
    "impact_caused_or_contributed": "the investee causes or contributes to harm",
    "earlier_audit_or_commitment": "there is an earlier audit or commitment",
    "exit_possible": "the investor can leave",
    "group_difference_or_untested": "results differ between groups of people, or were not tested",
    "consent_or_permit_relied_on": "the use relies on consent or a permit",
    "one_to_many_identification": "one face is compared with many",
    "ongoing_public_surveillance": "a public authority uses it for ongoing surveillance",
    "eu_live_police_use": "police in the European Union use it live",
    "eu_after_the_fact_police_use": "police in the European Union use it after the fact",
    "moratorium_claimed": "a moratorium is claimed",
    "us_state_or_local_customer": "a US state or local authority is a customer",
    "matches_used_in_criminal_cases": "matches are used in criminal cases",
    "leverage_can_be_raised": "leverage can be raised by renegotiation",
    "breach_found": "a breach of an undertaking was found",
    "evidence_deadline_lapsed": "the deadline for evidence has lapsed",
}
"""Facts that are recorded with one word, as a clause that can follow "when"."""


def asked_when(condition: Condition) -> str:
    """When a question or a checklist is asked; what nobody knows is asked about."""
    if condition == ALWAYS:
        return "Always."
    return f"When {in_words(condition)}; also when nobody knows."


def in_words(condition: Condition, names: Iterator[str] | None = None, depth: int = 0) -> str:
    """The condition as a clause. Names are those of the thresholds, in reading order."""
    match condition:
        case Is(fact, value):
            return clause(fact) if value is YesNo.YES else f"it is not so that {clause(fact)}"
        case AtLeast(fact, threshold):
            return _compared(fact, "at least", threshold, names)
        case Below(fact, threshold):
            return _compared(fact, "below", threshold, names)
        case AllOf(parts):
            return _joined(parts, "and", names, depth) if parts else "always"
        case AnyOf(parts):
            return _joined(parts, "or", names, depth)
        # Not no is yes, and both are undetermined while nobody knows.
        case Not(Is(fact, YesNo.NO)):
            return clause(fact)
        case Not(Shown(part)):
            return f"it is not shown that {in_words(part, names, depth)}"
        case Not(part):
            return f"it is not so that {in_words(part, names, depth)}"
        case Shown(part):
            return f"it is shown that {in_words(part, names, depth)}"
        case Answered(question, codes):
            return f"{question} is answered {' or '.join(codes)}"
        case _:
            assert_never(condition)


def threshold_names(node: Any) -> Iterator[str]:
    """The names of the thresholds in a condition as a policy writes it, in reading order."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("at_least", "below"):
                yield str(value)
            else:
                yield from threshold_names(value)
    elif isinstance(node, list):
        for part in node:
            yield from threshold_names(part)


def clause(name: str) -> str:
    """A fact recorded with one word, as a clause."""
    return CLAUSES.get(name, f"“{code_words(name)}” is recorded as yes")


def _compared(fact: str, how: str, threshold: Any, names: Iterator[str] | None) -> str:
    known = POLICY_FACTS.get(fact)
    label = known.label if known else code_words(fact)
    said = quantity_in_words(Bounds.exactly(threshold), known.unit if known else Unit.COUNT)
    name = next(names, "") if names is not None else ""
    named = f" ({code_words(name).lower()})" if name else ""
    return f"{label[0].lower()}{label[1:]} is {how} {said}{named}"


def _joined(
    parts: tuple[Condition, ...], word: str, names: Iterator[str] | None, depth: int
) -> str:
    if len(parts) == 1:
        return in_words(parts[0], names, depth)
    simple = len(parts) == 2 and not any(isinstance(part, AllOf | AnyOf) for part in parts)
    said = [in_words(part, names, depth if simple else depth + 1) for part in parts]
    if simple:
        return f"{said[0]}, {word} {said[1]}"
    marks = NUMBERING[depth % len(NUMBERING)]
    listed = "; ".join(f"({mark}) {text}" for mark, text in zip(marks, said, strict=False))
    return f"{JOINED[word]}: {listed}"


JOINED = {"and": "all of this holds", "or": "at least one of this holds"}
NUMBERING = (
    tuple("abcdefghijklmnopqrstuvwxyz"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
)
