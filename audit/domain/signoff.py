"""A named person's act over a digest. A resumed flow run is not one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.domain.decision import Outcome


class Role(StrEnum):
    """What a registered person may do."""

    ANALYST = "analyst"
    REVIEWER = "reviewer"


class PersonKind(StrEnum):
    """A human being, or a script that plays one in a demonstration and is named as such."""

    HUMAN = "human"
    SCRIPTED = "scripted"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone registered to work on audits."""

    id: str
    name: str
    roles: tuple[Role, ...]
    kind: PersonKind


@dataclass(frozen=True, slots=True)
class SignOff:
    """A reviewer's act over the digest of exactly what was read."""

    reviewer: str
    reviewer_name: str
    reviewer_kind: PersonKind
    outcome: Outcome
    reason: str
    """Required when the outcome differs from the recommendation."""
    basis_digest: str
    """SHA-256 of the audit record that the reviewer had before them."""
    signed_at: datetime
    statement: str
    """What the reviewer declares about independence."""
