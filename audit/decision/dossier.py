"""The frozen whole of an audit, from which its report can be made again at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.decision.assess import Assessment
from audit.decision.delta import Change
from audit.domain.checklist import Checklist, Instrument
from audit.domain.decision import Decision, DecisionPolicy
from audit.domain.evidence import EvidenceType
from audit.domain.fieldwork import Fieldwork
from audit.domain.request import AuditRequest
from audit.domain.signoff import SignOff

FORMAT = "investee-audit dossier 1"


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Where the custody ledger stood: how many events, and the digest of the last one."""

    events: int
    digest: str


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """Exactly what a reviewer has before them; a sign-off is an act over its digest."""

    audit: str
    opened_at: datetime
    request: AuditRequest
    checklists: tuple[Checklist, ...]
    policy: DecisionPolicy
    instruments: tuple[Instrument, ...]
    evidence_types: tuple[EvidenceType, ...]
    fieldwork: Fieldwork
    assessment: Assessment
    change: Change | None
    """None for a first audit."""
    ledger: LedgerHead


@dataclass(frozen=True, slots=True)
class Dossier:
    """The review record with what people did about it."""

    format: str
    product_version: str
    record: ReviewRecord
    record_digest: str
    sign_off: SignOff
    decision: Decision
