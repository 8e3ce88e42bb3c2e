"""One assessment of one investment against fixed checklist and policy versions, and where it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from audit.domain.decision import Outcome
from audit.domain.request import AuditRequest


class AuditStage(StrEnum):
    """The stages of an audit, in order; each is one transaction and can be repeated without harm."""

    INTAKE = "intake"
    EVIDENCE = "evidence"
    ANSWERS = "answers"
    ASSESSMENT = "assessment"
    SIGN_OFF = "sign_off"
    DECISION = "decision"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class VersionDigest:
    """A published version and the SHA-256 of its file, as used by one audit."""

    id: str
    version: str
    digest: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class OpenedAudit:
    """An audit as it was opened; nothing of it ever changes."""

    id: str
    opening_key: str
    """Unique; opening twice with the same key gives the same audit."""
    opened_at: datetime
    request: AuditRequest
    request_digest: str
    checklists: tuple[VersionDigest, ...]
    policy: VersionDigest
    previous_audit: str
    """Empty for a first audit."""
    evidence_deadline: date | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit in a list: where it stands and when it is due again."""

    id: str
    investee: str
    country: str
    investor: str
    analyst: str
    opened_at: datetime
    previous_audit: str
    stage: AuditStage
    """The last stage completed."""
    outcome: Outcome | None
    """None until it is decided."""
    next_review_on: date | None
