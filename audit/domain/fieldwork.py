"""What people and files brought to an audit: the input of the assessment, with no opinion computed."""

from collections.abc import Set
from dataclasses import dataclass, replace

from audit.domain.allegation import AllegationAssessment
from audit.domain.answer import Answer, Unknown, UnknownKind, Valued
from audit.domain.appraisal import Appraisal
from audit.domain.contradiction import Contradiction
from audit.domain.erasure import Erasure
from audit.domain.evidence import Claim, EvidenceItem, Limitation
from audit.domain.finding import Finding
from audit.domain.impact import AdverseImpact
from audit.domain.leverage import LeverageView
from audit.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Independence:
    """Who pays, who worked for whom, and who controls the text (UNGP 21; ISAE 3000 elements)."""

    payer: str
    prior_work: str
    control_of_text: str
    statement: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something that happened, as reported by its sources. The day may be missing from the date."""

    on: str
    text: str
    kind: str
    """allegation, audit, decision or context."""
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """The current records of one audit: the latest answer and assessment of each thing."""

    evidence: tuple[EvidenceItem, ...]
    claims: tuple[Claim, ...]
    limitations: tuple[Limitation, ...]
    answers: tuple[Answer, ...]
    assessments: tuple[AllegationAssessment, ...]
    impacts: tuple[AdverseImpact, ...]
    findings: tuple[Finding, ...]
    leverage: LeverageView
    independence: Independence
    methods: tuple[str, ...]
    timeline: tuple[TimelineEvent, ...] = ()
    notes: tuple[str, ...] = ()
    """Statements about the audit as a whole that stand on every copy, such as what a reconstruction is not."""
    contradictions: tuple[Contradiction, ...] = ()
    terms: tuple[Terms, ...] = ()
    """What a decision would bind people to, as drafted; which of it applies follows from the outcome."""
    appraisals: tuple[Appraisal, ...] = ()
    """Every later description or grade of an item, in order; the evidence above has the last of each."""
    erasures: tuple[Erasure, ...] = ()

    @property
    def still_there(self) -> "Fieldwork":
        """The fieldwork as it can still be checked: what was erased is left out with what it says.

        It supports no answer any more, and an answer that is left without evidence is unknown.
        """
        if not self.erasures:
            return self
        gone = {erasure.item for erasure in self.erasures}
        return replace(
            self,
            evidence=tuple(item for item in self.evidence if item.id not in gone),
            claims=tuple(claim for claim in self.claims if claim.evidence not in gone),
            answers=tuple(_without(answer, gone) for answer in self.answers),
        )


def _without(answer: Answer, gone: Set[str]) -> Answer:
    if not isinstance(answer.state, Valued) or gone.isdisjoint(answer.evidence):
        return answer
    kept = tuple(item for item in answer.evidence if item not in gone)
    if kept:
        return replace(answer, evidence=kept)
    return replace(answer, state=Unknown(UnknownKind.EVIDENCE_EXPIRED))
