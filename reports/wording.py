"""The words of the report for what the records hold as codes; one word has one meaning."""

from collections.abc import Mapping

from audit.decision.terms import ConditionStanding
from audit.domain.allegation import AllegationStatus, Confidence, Nature
from audit.domain.answer import UnknownKind
from audit.domain.decision import Opinion, Outcome, Reason
from audit.domain.evidence import Credibility, Form, ProvidedBy, Relation, Reliability
from audit.domain.finding import Rating
from audit.domain.impact import Involvement, Occurrence
from audit.domain.investment import Capability, EndUser, HoldingInstrument, Stage
from audit.domain.moratorium import Halt, Moratorium
from audit.domain.terms import (
    AgreedCondition,
    EngagementPlan,
    EvidenceRequest,
    PartialCessation,
    ProposedPolicyChange,
    RemediationPlan,
    RemedyForm,
    ResponsibleExit,
    Terms,
    Timing,
    WatchList,
    Withdrawal,
)
from audit.domain.truth import YesNo

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.APPROVE: "Approve",
    Outcome.APPROVE_WITH_CONDITIONS: "Approve with conditions",
    Outcome.DEFER_FOR_EVIDENCE: "Defer for evidence",
    Outcome.MORATORIUM: "Moratorium",
    Outcome.ENGAGE: "Engage",
    Outcome.REMEDIATION_PLAN: "Remediation plan",
    Outcome.WATCH_LIST: "Watch list",
    Outcome.PARTIAL_CESSATION: "Partial cessation",
    Outcome.DECLINE: "Decline",
    Outcome.DIVEST: "Divest",
}

REASONS: Mapping[Reason, str] = {
    Reason.STANDARDS_MET: "The standards of the policy are met",
    Reason.BREACH_FOUND: "A breach of an undertaking was found",
    Reason.SEVERE_IMPACT_UNMANAGED: "A severe impact on people is not managed",
    Reason.CRITICAL_UNKNOWN: "A critical question could not be determined",
    Reason.NOT_SATISFIED: "The investor could not satisfy itself in time",
    Reason.INSUFFICIENT_OVERSIGHT: "The investor's oversight is insufficient where severe harm is possible",
    Reason.LEVERAGE_TO_BE_RAISED: "The investor's leverage has to be raised first",
    Reason.SCORE_NOT_SHOWN: "The score is not shown to be high enough",
    Reason.SCORE_TOO_LOW: "The score is too low",
    Reason.COVERAGE_TOO_LOW: "Too little could be determined",
}

OPINIONS: Mapping[Opinion, tuple[str, str]] = {
    Opinion.SATISFACTORY: ("Satisfactory", "What was determined meets the policy."),
    Opinion.NEEDS_IMPROVEMENT: (
        "Needs improvement",
        "What was determined falls short of the policy in ways that can be mended.",
    ),
    Opinion.UNSATISFACTORY: (
        "Unsatisfactory",
        "What was determined falls so far short that the policy stops or ends the holding.",
    ),
    Opinion.UNABLE_TO_CONCLUDE: (
        "Unable to conclude",
        "Too little could be determined for an overall rating; this is a result, not a gap.",
    ),
}

STATUSES: Mapping[AllegationStatus, tuple[str, str]] = {
    AllegationStatus.SUBSTANTIATED: (
        "Substantiated",
        "More likely than not, on two originators with an item graded B2 or better, or on an admission.",
    ),
    AllegationStatus.PARTLY_SUBSTANTIATED: (
        "Partly substantiated",
        "A part meets the standard; the rest does not.",
    ),
    AllegationStatus.ACKNOWLEDGED: ("Acknowledged", "The company itself admits it."),
    AllegationStatus.NOT_SUBSTANTIATED: (
        "Not substantiated",
        "The evidence did not meet the standard; it does not clear anybody.",
    ),
    AllegationStatus.REFUTED: (
        "Refuted",
        "Two originators show the contrary, and no access was restricted.",
    ),
    AllegationStatus.INCONCLUSIVE_ACCESS_RESTRICTED: (
        "Inconclusive: access restricted",
        "What could not be seen could change the result in either direction.",
    ),
    AllegationStatus.NOT_ADDRESSED: (
        "Not addressed",
        "It was not examined; it stays on the list and qualifies the opinion.",
    ),
}

CONFIDENCES: Mapping[Confidence, str] = {
    Confidence.HIGH: "High",
    Confidence.MODERATE: "Moderate",
    Confidence.LOW: "Low",
}

NATURES: Mapping[Nature, str] = {
    Nature.FACT: "Fact: evidence can settle it",
    Nature.JUDGEMENT: "Judgement: evidence cannot settle it",
}

UNKNOWNS: Mapping[UnknownKind, tuple[str, str]] = {
    UnknownKind.ASKED_AND_REFUSED: (
        "Asked and refused",
        "The question was put and an answer refused.",
    ),
    UnknownKind.ASKED_NO_ANSWER: ("Asked, no answer", "The question was put and nobody answered."),
    UnknownKind.NOT_ASKED: ("Not asked", "Nobody was asked, or no answer was recorded."),
    UnknownKind.SEARCHED_NOT_FOUND: (
        "Searched, not found",
        "A search, logged below, found nothing.",
    ),
    UnknownKind.ACCESS_RESTRICTED: ("Access restricted", "A limitation stood in the way."),
    UnknownKind.CAPTURE_FAILED: ("Capture failed", "The evidence was seen but could not be kept."),
    UnknownKind.EVIDENCE_EXPIRED: (
        "Evidence expired",
        "All cited evidence is too old for the policy.",
    ),
    UnknownKind.SOURCE_PROTECTED: (
        "Source protected",
        "The answer is withheld to protect a person.",
    ),
    UnknownKind.CONFLICTING: (
        "Conflicting",
        "The evidence contradicts itself and nothing settles it.",
    ),
}

RATINGS: Mapping[Rating, str] = {
    Rating.CRITICAL: "Critical",
    Rating.HIGH: "High",
    Rating.MEDIUM: "Medium",
    Rating.LOW: "Low",
    Rating.OBSERVATION: "Observation",
}

OCCURRENCES: Mapping[Occurrence, str] = {
    Occurrence.ACTUAL: "Actual: it happened",
    Occurrence.POTENTIAL: "Potential: it could happen",
    Occurrence.ALLEGED: "Alleged: it is said to happen",
}

INVOLVEMENTS: Mapping[Involvement, str] = {
    Involvement.CAUSES: "Causes it",
    Involvement.CONTRIBUTES_TO: "Contributes to it",
    Involvement.DIRECTLY_LINKED: "Directly linked",
    Involvement.UNKNOWN: "Not known",
}

RELATIONS: Mapping[Relation, str] = {
    Relation.SUPPORTS: "Supports",
    Relation.CONTRADICTS: "Contradicts",
    Relation.CONTEXT: "Context",
}

FORMS: Mapping[Form, str] = {
    Form.CAPTURE: "Capture of the thing itself",
    Form.REGISTER_ENTRY: "Register entry: cited, not kept",
}

PROVIDERS: Mapping[ProvidedBy, str] = {
    ProvidedBy.INVESTEE: "Investee",
    ProvidedBy.INVESTOR: "Investor",
    ProvidedBy.CUSTOMER: "Customer",
    ProvidedBy.RIGHTS_HOLDER: "Rights-holder",
    ProvidedBy.EXPERT: "Expert",
    ProvidedBy.PRESS: "Press",
    ProvidedBy.CIVIL_SOCIETY: "Civil society",
    ProvidedBy.PUBLIC_RECORD: "Public record",
    ProvidedBy.NOT_STATED: "Not stated by whom",
}

RELIABILITIES: Mapping[Reliability, str] = {
    Reliability.A: "Completely reliable",
    Reliability.B: "Usually reliable",
    Reliability.C: "Fairly reliable",
    Reliability.D: "Not usually reliable",
    Reliability.E: "Unreliable",
    Reliability.F: "Cannot be judged; unknown, not worst",
}

CREDIBILITIES: Mapping[Credibility, str] = {
    Credibility.CONFIRMED: "Confirmed by other originators",
    Credibility.PROBABLY_TRUE: "Probably true",
    Credibility.POSSIBLY_TRUE: "Possibly true",
    Credibility.DOUBTFUL: "Doubtful",
    Credibility.IMPROBABLE: "Improbable",
    Credibility.CANNOT_BE_JUDGED: "Cannot be judged; unknown, not worst",
}

CAPABILITIES: Mapping[Capability, str] = {
    Capability.FACIAL_RECOGNITION: "facial recognition",
    Capability.BODY_OR_GAIT_RECOGNITION: "body or gait recognition",
    Capability.VOICE_RECOGNITION: "voice recognition",
    Capability.OBJECT_RECOGNITION: "object recognition",
    Capability.EMOTION_OR_TRAIT_INFERENCE: "inference of emotions or traits",
    Capability.LOCATION_TRACKING: "location tracking",
    Capability.COMMUNICATIONS_INTERCEPTION: "interception of communications",
    Capability.PREDICTIVE_POLICING: "predictive policing",
    Capability.OTHER: "other",
    Capability.UNKNOWN: "others not known",
}

END_USERS: Mapping[EndUser, str] = {
    EndUser.POLICE: "police",
    EndUser.MILITARY: "military",
    EndUser.BORDER_AUTHORITY: "border authority",
    EndUser.INTELLIGENCE_SERVICE: "intelligence service",
    EndUser.OTHER_PUBLIC_AUTHORITY: "other public authority",
    EndUser.PRIVATE_COMPANY: "private company",
    EndUser.CONSUMER: "consumer",
    EndUser.UNKNOWN: "others not known",
}

STAGES: Mapping[Stage, str] = {
    Stage.BEFORE_INVESTMENT: "Before investment",
    Stage.HOLDING: "Holding",
}

HOLDING_INSTRUMENTS: Mapping[HoldingInstrument, str] = {
    HoldingInstrument.ORDINARY_SHARES: "Ordinary shares",
    HoldingInstrument.PREFERRED_SHARES: "Preferred shares",
    HoldingInstrument.CONVERTIBLE_NOTE: "Convertible note",
    HoldingInstrument.FUND_INTEREST: "Fund interest",
    HoldingInstrument.LOAN: "Loan",
    HoldingInstrument.UNKNOWN: "Not known",
}

YES_NO: Mapping[YesNo, str] = {YesNo.YES: "Yes", YesNo.NO: "No", YesNo.UNKNOWN: "Not known"}

TERMS: Mapping[type[Terms], tuple[str, str]] = {
    AgreedCondition: ("condition", "conditions"),
    EvidenceRequest: ("request for evidence", "requests for evidence"),
    Moratorium: ("moratorium", "moratoria"),
    EngagementPlan: ("engagement plan", "engagement plans"),
    RemediationPlan: ("remediation plan", "remediation plans"),
    WatchList: ("watch list entry", "watch list entries"),
    PartialCessation: ("partial cessation", "partial cessations"),
    ResponsibleExit: ("responsible exit", "responsible exits"),
    ProposedPolicyChange: ("proposed policy change", "proposed policy changes"),
    Withdrawal: ("withdrawal", "withdrawals"),
}
"""One and many of each kind of terms."""

TIMINGS: Mapping[Timing, str] = {
    Timing.PRECEDENT: "Condition precedent: before the money",
    Timing.SUBSEQUENT: "Condition subsequent: after the money",
}

CONDITION_STANDINGS: Mapping[ConditionStanding, str] = {
    ConditionStanding.MET: "Met",
    ConditionStanding.OPEN: "Open",
    ConditionStanding.OVERDUE: "Overdue",
}

REMEDY_FORMS: Mapping[RemedyForm, str] = {
    RemedyForm.APOLOGY: "apology",
    RemedyForm.RESTITUTION: "restitution",
    RemedyForm.REHABILITATION: "rehabilitation",
    RemedyForm.COMPENSATION: "compensation",
    RemedyForm.SANCTION: "sanction",
    RemedyForm.CESSATION: "an end to the activity",
    RemedyForm.NON_REPETITION: "guarantee that it is not repeated",
}

HALTS: Mapping[Halt, str] = {Halt.USE: "Every use", Halt.SALES: "New sales"}

SCALE_WORDS: Mapping[str, str] = {
    "MET": "Met",
    "MOSTLY": "Mostly met",
    "PARTLY": "Partly met",
    "WEAK": "Weakly met",
    "NOT_MET": "Not met",
    "YES": "Yes",
    "NO": "No",
}

CIRCUMSTANCES: Mapping[str, str] = {
    "product_identifies_people": "The product identifies, verifies or tracks people",
    "public_authority_end_user": "A public authority is an end user",
    "conflict_or_occupation": "Used in conflict, occupation or annexed territory",
    "impact_caused_or_contributed": "The investee causes or contributes to harm",
    "earlier_audit_or_commitment": "An earlier audit or commitment exists",
    "exit_possible": "The investor can leave",
    "group_difference_or_untested": "Results differ between groups, or were not tested",
    "consent_or_permit_relied_on": "Use relies on consent or a permit",
    "one_to_many_identification": "One face is compared with many",
    "ongoing_public_surveillance": "A public authority uses it for ongoing surveillance",
    "eu_live_police_use": "Live use by police in the European Union",
    "eu_after_the_fact_police_use": "Use by police in the European Union after the fact",
    "moratorium_claimed": "A moratorium is claimed",
    "us_state_or_local_customer": "A US state or local authority is a customer",
    "matches_used_in_criminal_cases": "Matches are used in criminal cases",
}


def scale_word(code: str) -> str:
    """A value of a scale as a reader says it; a number is a level."""
    if code.isdigit():
        return f"Level {code}"
    return SCALE_WORDS.get(code, code.replace("_", " ").capitalize())


def code_words(code: str) -> str:
    """A code in lower case with underscores as words with a capital."""
    return code.replace("_", " ").replace("-", " ").capitalize()
