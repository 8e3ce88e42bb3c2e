"""A recorded value of a checklist or a policy in one line of words."""

from __future__ import annotations

from enum import Enum
from typing import Any

from audit.catalogue.vocabulary import Vocabulary
from audit.domain.checklist import Question, Scale, ScaleValue, Section, SourceReference
from audit.domain.condition import ALWAYS
from audit.domain.decision import EvidenceValidity, Outcome, Reason, ReviewTier, Rule, Threshold
from audit.domain.evidence import EvidenceType, Grade
from reports.checklist_copy.conditions import in_words
from reports.checklist_copy.questions import CONDITIONS, NOT_READ, in_plain_words
from reports.wording import OUTCOMES, REASONS, code_words


def told(value: Any, vocabulary: Vocabulary) -> str:
    """The value for a person; ids that have a name are said with it."""
    match value:
        case None | () | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case str():
            return _text(value, vocabulary)
        case tuple():
            return "; ".join(told(part, vocabulary) for part in value)
        case _ if isinstance(value, CONDITIONS):
            return "always" if value == ALWAYS else in_words(value)
        case SourceReference(instrument, reference, verified):
            title = vocabulary.instruments[instrument].title
            return f"{title}: {reference}{'' if verified else f' [{NOT_READ}]'}"
        case EvidenceType(code, name, _):
            return f"{code} {name}"
        case Grade():
            return str(value)
        case Question() | Rule() | ReviewTier() | Section() | Scale():
            return _thing(value)
        case ScaleValue(code, number, meaning):
            return f"{code} earns {number}: {meaning}"
        case Threshold(_, number, rationale):
            return f"{number}: {rationale}"
        case EvidenceValidity(kind, months):
            return f"{kind}: {months} months"
        case _:
            return "; ".join(in_plain_words(value))


def _text(value: str, vocabulary: Vocabulary) -> str:
    if isinstance(value, Outcome):
        return OUTCOMES[value]
    if isinstance(value, Reason):
        return REASONS[value]
    if isinstance(value, Enum):
        return code_words(str(value.value)).lower()
    if value in vocabulary.rights:
        return f"{value} {vocabulary.rights[value]}"
    if value in vocabulary.evidence_types:
        return f"{value} {vocabulary.evidence_types[value].name}"
    return value


def _thing(value: Question | Rule | ReviewTier | Section | Scale) -> str:
    if isinstance(value, Question):
        critical = ", critical" if value.critical else ""
        return f"{value.text} (scale {value.scale}, weight {value.weight}{critical})"
    if isinstance(value, Rule):
        return f"{value.title}. Fires when {in_words(value.when)}."
    if isinstance(value, Section):
        return f"{value.title} ({', '.join(question.id for question in value.questions)})"
    return value.title
