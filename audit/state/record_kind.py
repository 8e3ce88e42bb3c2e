"""The kinds of fieldwork record besides evidence, claims and answers, and what each holds."""

from collections.abc import Mapping
from enum import StrEnum
from types import UnionType

from audit.domain.allegation import AllegationAssessment
from audit.domain.contradiction import Contradiction
from audit.domain.evidence import Limitation
from audit.domain.fieldwork import Independence, TimelineEvent
from audit.domain.finding import Finding
from audit.domain.impact import AdverseImpact
from audit.domain.leverage import LeverageView
from audit.domain.terms import Terms


class RecordKind(StrEnum):
    """What a fieldwork record is."""

    LIMITATION = "limitation"
    ASSESSMENT = "assessment"
    IMPACT = "impact"
    FINDING = "finding"
    LEVERAGE_VIEW = "leverage_view"
    INDEPENDENCE = "independence"
    METHOD = "method"
    TIMELINE_EVENT = "timeline_event"
    NOTE = "note"
    TERMS = "terms"
    CONTRADICTION = "contradiction"


FieldworkRecord = (
    Limitation
    | AllegationAssessment
    | AdverseImpact
    | Finding
    | LeverageView
    | Independence
    | TimelineEvent
    | Terms
    | Contradiction
    | str
)

CLASS_OF: Mapping[RecordKind, type[FieldworkRecord] | UnionType] = {
    RecordKind.LIMITATION: Limitation,
    RecordKind.ASSESSMENT: AllegationAssessment,
    RecordKind.IMPACT: AdverseImpact,
    RecordKind.FINDING: Finding,
    RecordKind.LEVERAGE_VIEW: LeverageView,
    RecordKind.INDEPENDENCE: Independence,
    RecordKind.METHOD: str,
    RecordKind.TIMELINE_EVENT: TimelineEvent,
    RecordKind.NOTE: str,
    RecordKind.TERMS: Terms,
    RecordKind.CONTRADICTION: Contradiction,
}
