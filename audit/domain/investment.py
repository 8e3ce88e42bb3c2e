"""The enterprise assessed, the holding in it, and what was promised about it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from audit.domain.bounds import Bounds
from audit.domain.truth import YesNo


class Capability(StrEnum):
    """What the product can do to people; decides which checklists run."""

    FACIAL_RECOGNITION = "facial_recognition"
    BODY_OR_GAIT_RECOGNITION = "body_or_gait_recognition"
    VOICE_RECOGNITION = "voice_recognition"
    OBJECT_RECOGNITION = "object_recognition"
    EMOTION_OR_TRAIT_INFERENCE = "emotion_or_trait_inference"
    LOCATION_TRACKING = "location_tracking"
    COMMUNICATIONS_INTERCEPTION = "communications_interception"
    PREDICTIVE_POLICING = "predictive_policing"
    OTHER = "other"
    UNKNOWN = "unknown"


IDENTIFYING_CAPABILITIES = frozenset(
    {
        Capability.FACIAL_RECOGNITION,
        Capability.BODY_OR_GAIT_RECOGNITION,
        Capability.VOICE_RECOGNITION,
        Capability.EMOTION_OR_TRAIT_INFERENCE,
    }
)
"""Capabilities that identify, verify, categorise or track people by body traits."""


class EndUser(StrEnum):
    """Who uses the product in the end, resellers seen through."""

    POLICE = "police"
    MILITARY = "military"
    BORDER_AUTHORITY = "border_authority"
    INTELLIGENCE_SERVICE = "intelligence_service"
    OTHER_PUBLIC_AUTHORITY = "other_public_authority"
    PRIVATE_COMPANY = "private_company"
    CONSUMER = "consumer"
    UNKNOWN = "unknown"


PUBLIC_AUTHORITIES = frozenset(
    {
        EndUser.POLICE,
        EndUser.MILITARY,
        EndUser.BORDER_AUTHORITY,
        EndUser.INTELLIGENCE_SERVICE,
        EndUser.OTHER_PUBLIC_AUTHORITY,
    }
)
"""End users that are a public authority or act for one."""


class Stage(StrEnum):
    """Whether the money has been invested; decides between declining and divesting."""

    BEFORE_INVESTMENT = "before_investment"
    HOLDING = "holding"


class HoldingInstrument(StrEnum):
    """The legal form of the holding."""

    ORDINARY_SHARES = "ordinary_shares"
    PREFERRED_SHARES = "preferred_shares"
    CONVERTIBLE_NOTE = "convertible_note"
    FUND_INTEREST = "fund_interest"
    LOAN = "loan"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Investee:
    """The enterprise assessed. Country is ISO 3166-1 alpha-2; LEI is ISO 17442, empty when none is known."""

    legal_name: str
    lei: str
    country: str
    sector: str
    capabilities: tuple[Capability, ...]
    end_users: tuple[EndUser, ...]
    later_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in an ISO 4217 currency."""

    amount: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A contractual promise of the investee about its conduct, such as a pledge."""

    name: str
    substance: str
    audit_right: YesNo
    sources: tuple[str, ...]
    unread: str
    """What of its text could not be read; empty when the text was read."""


@dataclass(frozen=True, slots=True)
class Investment:
    """The holding. The stake is a share between 0 and 1; its bounds are 0 to 1 when it was not disclosed."""

    investor: str
    stage: Stage
    instrument: HoldingInstrument
    amount: Money | None
    """None when the amount was not disclosed."""
    stake: Bounds
    board_seat: YesNo
    audit_right: YesNo
    information_rights: YesNo
    undertakings: tuple[Undertaking, ...] = ()
    amount_note: str = ""
    invested_on: str = ""
    """A year, a month or a day; empty when not known."""
