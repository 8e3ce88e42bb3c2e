"""How much a change of a checklist or a policy means for answers that were given before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from audit.catalogue.editions.wording import same_words
from audit.domain.aggregation import Node, UnitNode
from audit.domain.checklist import (
    Checklist,
    Question,
    Scale,
    ScaleValue,
    Section,
    SeverityGuide,
)
from audit.domain.decision import (
    DecisionPolicy,
    EvidenceFloor,
    EvidenceValidity,
    ReviewTier,
    Rule,
    Threshold,
)
from audit.domain.scheme import Scheme, ScoredQuestion


class Level(IntEnum):
    """The part of a version number that a change asks to raise."""

    NONE = 0
    PATCH = 1
    """Words that change no answer and no result."""
    MINOR = 2
    """Earlier answers stay valid; results or coverage can differ."""
    MAJOR = 3
    """Earlier answers no longer mean the same."""


Judged = Level | Callable[[Any, Any], Level]


def _meaning(old: str, new: str) -> Level:
    return Level.PATCH if same_words(old, new) else Level.MAJOR


LEVELS: Mapping[type, Mapping[str, Judged]] = {
    Checklist: {
        "title": Level.PATCH,
        "purpose": Level.PATCH,
        "effective_from": Level.PATCH,
        "runs_when": Level.MINOR,
    },
    Scale: {"title": Level.PATCH},
    ScaleValue: {"value": Level.MAJOR, "meaning": _meaning},
    Section: {"title": Level.PATCH, "counts_towards": Level.MINOR},
    Question: {
        "text": _meaning,
        "guidance": Level.PATCH,
        "scale": Level.MAJOR,
        "weight": Level.MINOR,
        "critical": Level.MINOR,
        "rights": Level.PATCH,
        "sources": Level.PATCH,
        "expected_evidence": Level.PATCH,
        "applies_when": Level.MINOR,
    },
    SeverityGuide: {"highest": Level.MINOR, "guidance": Level.PATCH},
    DecisionPolicy: {
        "title": Level.PATCH,
        "effective_from": Level.PATCH,
        "approved_by": Level.PATCH,
        "outcomes": Level.MAJOR,
        "equally_restrictive": Level.MINOR,
        "opinion_needs_coverage": Level.MAJOR,
    },
    Scheme: {"title": Level.PATCH, "notes": Level.PATCH, "publication": Level.PATCH},
    ScoredQuestion: {
        "text": _meaning,
        "section": Level.PATCH,
        "weight": Level.MINOR,
        "applies_when": Level.MINOR,
    },
    Node: {"title": Level.PATCH},
    UnitNode: {"title": Level.PATCH},
    Threshold: {"value": Level.MAJOR, "rationale": Level.PATCH},
    EvidenceFloor: {
        "grade": Level.MINOR,
        "critical_types": Level.MINOR,
        "critical_independent": Level.MINOR,
        "critical_originators": Level.MINOR,
        "management_statement": Level.MINOR,
        "management_only_at_most": Level.MINOR,
        "rationale": Level.PATCH,
    },
    EvidenceValidity: {"months": Level.MINOR},
    Rule: {
        "title": Level.PATCH,
        "when": Level.MAJOR,
        "if_undetermined": Level.MAJOR,
        "limit_when_holding": Level.MAJOR,
        "limit_before_investment": Level.MAJOR,
        "reason": Level.MAJOR,
        "rationale": Level.PATCH,
        "source": Level.PATCH,
        "verified": Level.PATCH,
        "policy_change": Level.MINOR,
    },
    ReviewTier: {
        "title": Level.PATCH,
        "when": Level.MINOR,
        "months": Level.MINOR,
        "light_check": Level.PATCH,
        "rationale": Level.PATCH,
    },
}
"""By kind of thing and field. What is not listed counts as major until somebody decides."""

ADDED: Mapping[type, Level] = {
    Scale: Level.PATCH,
    ScaleValue: Level.MAJOR,
    Section: Level.MINOR,
    Question: Level.MINOR,
    ScoredQuestion: Level.MINOR,
    Threshold: Level.PATCH,
    EvidenceValidity: Level.MINOR,
    Rule: Level.MINOR,
    ReviewTier: Level.MINOR,
}
REMOVED: Mapping[type, Level] = {
    **ADDED,
    Question: Level.MAJOR,
    ScoredQuestion: Level.MAJOR,
    Rule: Level.MAJOR,
}
"""A section goes with its questions, each of which is judged by itself."""

ORDER: Mapping[type, Level] = {ReviewTier: Level.MINOR}
"""The first review tier that fits applies; elsewhere the order is for reading."""


def level_of(kind: type, field: str, old: object, new: object) -> Level:
    """What a change of this field asks for."""
    judged = LEVELS.get(kind, {}).get(field, Level.MAJOR)
    return judged if isinstance(judged, Level) else judged(old, new)
