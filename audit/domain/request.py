"""What an analyst asks for: whom to audit, what is alleged, against which checklists and policy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from audit.domain.allegation import Allegation
from audit.domain.investment import (
    IDENTIFYING_CAPABILITIES,
    PUBLIC_AUTHORITIES,
    Capability,
    EndUser,
    Investee,
    Investment,
)
from audit.domain.truth import YesNo


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Facts about the investee's business that decide which questions apply; unknown means ask."""

    conflict_or_occupation: YesNo = YesNo.UNKNOWN
    impact_caused_or_contributed: YesNo = YesNo.UNKNOWN
    earlier_audit_or_commitment: YesNo = YesNo.UNKNOWN
    exit_possible: YesNo = YesNo.UNKNOWN
    group_difference_or_untested: YesNo = YesNo.UNKNOWN
    consent_or_permit_relied_on: YesNo = YesNo.UNKNOWN
    one_to_many_identification: YesNo = YesNo.UNKNOWN
    ongoing_public_surveillance: YesNo = YesNo.UNKNOWN
    eu_live_police_use: YesNo = YesNo.UNKNOWN
    eu_after_the_fact_police_use: YesNo = YesNo.UNKNOWN
    moratorium_claimed: YesNo = YesNo.UNKNOWN
    us_state_or_local_customer: YesNo = YesNo.UNKNOWN
    matches_used_in_criminal_cases: YesNo = YesNo.UNKNOWN


CASE_FACTS = frozenset(
    {"product_identifies_people", "public_authority_end_user"}
    | {field.name for field in fields(Circumstances)}
)
"""Names of the facts that a checklist's conditions may use."""


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One published version, by name."""

    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class ChecklistChoice:
    """A checklist that runs or not against the rule's advice needs a typed reason."""

    run: tuple[str, ...]
    """Checklist ids named by the analyst; empty leaves the choice to the rule."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """Everything an audit is opened with; its digest tells one request from another."""

    investee: Investee
    investment: Investment
    circumstances: Circumstances
    allegations: tuple[Allegation, ...]
    checklists: ChecklistChoice
    policy: VersionRef
    analyst: str
    prepared_case: str = ""
    """Name of a prepared case that supplies evidence and answers; empty for a new audit."""


def case_facts(request: AuditRequest) -> Mapping[str, YesNo]:
    """The facts that decide which checklists run and which questions apply."""
    circumstances = {
        field.name: getattr(request.circumstances, field.name) for field in fields(Circumstances)
    }
    return circumstances | {
        "product_identifies_people": _any_in(
            request.investee.capabilities, IDENTIFYING_CAPABILITIES, Capability.UNKNOWN
        ),
        "public_authority_end_user": _any_in(
            request.investee.end_users, PUBLIC_AUTHORITIES, EndUser.UNKNOWN
        ),
    }


def _any_in(named: Sequence[str], decisive: Collection[str], unknown: str) -> YesNo:
    if any(name in decisive for name in named):
        return YesNo.YES
    return YesNo.UNKNOWN if not named or unknown in named else YesNo.NO
