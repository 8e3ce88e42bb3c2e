"""One use of the product by one customer, as a register of customers lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.domain.investment import Capability, EndUser
from audit.domain.truth import YesNo


class Operator(StrEnum):
    """Who works with the product: the authority itself, or an organisation that acts with it."""

    AUTHORITY = "authority"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


class GovernmentLevel(StrEnum):
    """Which level of government the end user belongs to."""

    NATIONAL = "national"
    STATE = "state"
    LOCAL = "local"
    NONE = "none"
    UNKNOWN = "unknown"


class Purpose(StrEnum):
    """What the product is used for; a carve-out names these words."""

    FINDING_MISSING_CHILDREN = "finding_missing_children"
    FINDING_MISSING_PERSONS = "finding_missing_persons"
    FIGHTING_HUMAN_TRAFFICKING = "fighting_human_trafficking"
    AVERTING_DANGER_TO_LIFE = "averting_danger_to_life"
    AVERTING_TERRORIST_ATTACK = "averting_terrorist_attack"
    LOCATING_SUSPECT = "locating_suspect"
    CRIMINAL_INVESTIGATION = "criminal_investigation"
    PUBLIC_ORDER = "public_order"
    BORDER_CONTROL = "border_control"
    ACCESS_CONTROL = "access_control"
    OTHER = "other"
    UNKNOWN = "unknown"


class Use(StrEnum):
    """How people are recognised."""

    LIVE_IDENTIFICATION = "live_identification"
    PERSISTENT_TRACKING = "persistent_tracking"
    AFTER_THE_FACT_IDENTIFICATION = "after_the_fact_identification"
    ONE_TO_ONE_VERIFICATION = "one_to_one_verification"
    OTHER = "other"
    UNKNOWN = "unknown"


class Target(StrEnum):
    """Whom it looks for."""

    SPECIFIED_PERSON = "specified_person"
    WATCH_LIST = "watch_list"
    EVERYONE = "everyone"
    UNKNOWN = "unknown"


class ProtectedSetting(StrEnum):
    """Where people gather, worship, organise, report, are treated or judged."""

    PROTEST = "protest"
    WORSHIP = "worship"
    UNION = "union"
    PRESS = "press"
    MEDICAL = "medical"
    COURT = "court"


class Authority(StrEnum):
    """What ongoing surveillance rests on."""

    COURT_ORDER = "court_order"
    EMERGENCY_NOTE = "emergency_note"
    NEITHER = "neither"
    UNKNOWN = "unknown"


class EuAim(StrEnum):
    """The aims for which the EU AI Act lets police identify people live (Article 5(1)(h))."""

    VICTIMS_OR_MISSING = "victims_or_missing"
    THREAT_TO_LIFE_OR_TERROR = "threat_to_life_or_terror"
    SUSPECT_OF_LISTED_OFFENCE = "suspect_of_listed_offence"
    NONE = "none"
    UNKNOWN = "unknown"


class Approval(StrEnum):
    """When a judge or an independent authority was asked for approval, or that it refused."""

    BEFORE = "before"
    WITHIN_24_HOURS = "within_24_hours"
    WITHIN_48_HOURS = "within_48_hours"
    LATER = "later"
    REFUSED = "refused"
    NONE = "none"
    UNKNOWN = "unknown"


class ContractTerm(StrEnum):
    """What a contract with a public authority fixes."""

    PURPOSE = "purpose"
    PLACE = "place"
    END_USER = "end_user"
    NO_ONWARD_TRANSFER = "no_onward_transfer"
    AUDIT = "audit"
    SUSPENSION = "suspension"
    TRAINING = "training"


class CheckedBy(StrEnum):
    """Who made the last check of end-use; a letter of the customer is no check."""

    NOT_THE_SELLER = "not_the_seller"
    SELLER = "seller"
    CUSTOMER_LETTER = "customer_letter"
    UNKNOWN = "unknown"


class NoDay(StrEnum):
    """Why there is no day: it has not happened, or nobody knows."""

    NEVER = "never"
    UNKNOWN = "unknown"


Day = date | NoDay


@dataclass(frozen=True, slots=True)
class Deployment:
    """One row of a register. Whatever is not known is the word unknown, an empty text or None."""

    row: int
    """Row of the file as a spreadsheet counts: the column names stand in row 1."""
    customer: str
    end_user: str = ""
    end_user_class: EndUser = EndUser.UNKNOWN
    operator: Operator = Operator.UNKNOWN
    government_level: GovernmentLevel = GovernmentLevel.UNKNOWN
    country: str = ""
    """ISO 3166-1 alpha-2."""
    state: str = ""
    """ISO 3166-2, such as US-WA."""
    reseller: str = ""
    through_reseller: YesNo = YesNo.UNKNOWN
    """Whether it was sold through one, known by name or not."""
    reseller_vetted: YesNo = YesNo.UNKNOWN
    reseller_bound: YesNo = YesNo.UNKNOWN
    """The same end-use terms are passed down the whole chain."""
    reseller_reports: YesNo = YesNo.UNKNOWN
    """It shows the vendor each final customer."""
    product: str = ""
    product_category: Capability = Capability.UNKNOWN
    purpose: Purpose = Purpose.UNKNOWN
    kind_of_use: Use = Use.UNKNOWN
    ongoing_surveillance: YesNo = YesNo.UNKNOWN
    target: Target = Target.UNKNOWN
    public_place: YesNo = YesNo.UNKNOWN
    open_settings: tuple[ProtectedSetting, ...] | None = None
    """Protected settings that live use is not excluded from; None when not known."""
    order_names_setting: YesNo = YesNo.UNKNOWN
    authority: Authority = Authority.UNKNOWN
    authority_reference: str = ""
    """Number, day and issuer of the order, or where the note is kept."""
    danger_named: YesNo = YesNo.UNKNOWN
    """The emergency note names an imminent danger to life or limb."""
    eu_aim: EuAim = EuAim.UNKNOWN
    approval: Approval = Approval.UNKNOWN
    first_identification: YesNo = YesNo.UNKNOWN
    """Only the first identification of a suspect from objective facts (AI Act, Article 26(10))."""
    deleted_after_refusal: YesNo = YesNo.UNKNOWN
    rights_assessment: YesNo = YesNo.UNKNOWN
    eu_registration: YesNo = YesNo.UNKNOWN
    used_in_criminal_cases: YesNo = YesNo.UNKNOWN
    defendants_told: YesNo = YesNo.UNKNOWN
    notice_given: YesNo = YesNo.UNKNOWN
    accountability_report: YesNo = YesNo.UNKNOWN
    warrant_reports: YesNo = YesNo.UNKNOWN
    vetted_before_sale: YesNo = YesNo.UNKNOWN
    written_decision: YesNo = YesNo.UNKNOWN
    contract_terms: tuple[ContractTerm, ...] | None = None
    """None when not known."""
    high_risk: YesNo = YesNo.UNKNOWN
    last_check_on: Day = NoDay.UNKNOWN
    checked_by: CheckedBy = CheckedBy.UNKNOWN
    sanctions_listed: YesNo = YesNo.UNKNOWN
    export_licence: YesNo = YesNo.UNKNOWN
    sold_on: Day = NoDay.UNKNOWN
    started_on: Day = NoDay.UNKNOWN
    ended_on: Day = NoDay.UNKNOWN
