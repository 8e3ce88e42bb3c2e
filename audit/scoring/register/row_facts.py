"""What a row says about itself: named three-valued facts, each read from a few of its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audit.domain.deployment import Approval, CheckedBy, EuAim, GovernmentLevel, Target, Use
from audit.domain.investment import PUBLIC_AUTHORITIES
from audit.domain.truth import YesNo
from audit.scoring.register.cells import (
    EU_MEMBERS,
    all_terms,
    checked,
    court_order,
    emergency,
    in_use,
    law_enforcement,
    nothing_open,
    one_of,
    said,
    unless_named,
    used_in,
)

BARRED_BY_POSITION = "barred_by_position"
"""Whether the company's own published position bars the row; a review with a position finds out."""


@dataclass(frozen=True, slots=True)
class RowFact:
    """One fact about a row: the words for it, the columns it is read from, and how."""

    holds: str
    fails: str
    columns: tuple[str, ...]
    of: Callable[..., YesNo]
    """Takes the values of the columns in their order; a dated fact takes the day first."""
    dated: bool = False


def _plain(column: str, holds: str, fails: str) -> RowFact:
    return RowFact(holds, fails, (column,), said)


FACTS: Mapping[str, RowFact] = {
    "public_authority": RowFact(
        "the end user is a public authority",
        "the end user is no public authority",
        ("end_user_class",),
        one_of(*PUBLIC_AUTHORITIES),
    ),
    "law_enforcement": RowFact(
        "it is used for law enforcement",
        "it is not used for law enforcement",
        ("end_user_class", "purpose"),
        law_enforcement,
    ),
    "through_reseller": _plain(
        "through_reseller", "it was sold through a reseller", "it was sold directly"
    ),
    "reseller_vetted": _plain(
        "reseller_vetted", "the reseller was vetted", "the reseller was not vetted"
    ),
    "reseller_bound": _plain(
        "reseller_bound", "the reseller is bound by the same terms",
        "the reseller is not bound by the same terms",
    ),
    "reseller_reports": _plain(
        "reseller_reports", "the reseller reports each final customer",
        "the reseller does not report each final customer",
    ),
    "in_the_eu": RowFact(
        "it is used in the EU", "it is not used in the EU", ("country",), used_in(*EU_MEMBERS)
    ),
    "in_the_us": RowFact(
        "it is used in the United States", "it is not used in the United States", ("country",),
        used_in("US"),
    ),
    "state_or_local": RowFact(
        "the end user is a state or local body", "the end user is no state or local body",
        ("government_level",), one_of(GovernmentLevel.STATE, GovernmentLevel.LOCAL),
    ),
    "live_use": RowFact(
        "people are identified live", "nobody is identified live",
        ("kind_of_use",), one_of(Use.LIVE_IDENTIFICATION, Use.PERSISTENT_TRACKING),
    ),
    "after_the_fact_use": RowFact(
        "people are identified after the fact", "nobody is identified after the fact",
        ("kind_of_use",), one_of(Use.AFTER_THE_FACT_IDENTIFICATION),
    ),
    "ongoing_surveillance": _plain(
        "ongoing_surveillance", "the surveillance is ongoing", "there is no ongoing surveillance"
    ),
    "specified_people": RowFact(
        "specified people are looked for", "no specified people are looked for",
        ("target",), one_of(Target.SPECIFIED_PERSON, Target.WATCH_LIST),
    ),
    "everyone": RowFact(
        "everyone is looked at", "specified people are looked for and not everyone",
        ("target",), one_of(Target.EVERYONE),
    ),
    "public_place": _plain("public_place", "the place is public", "the place is not public"),
    "court_order": RowFact(
        "there is a court order with its reference", "there is no court order",
        ("authority", "authority_reference"), court_order,
    ),
    "recorded_emergency": RowFact(
        "an emergency note names the imminent danger to life or limb",
        "no emergency note names an imminent danger to life or limb",
        ("authority", "danger_named"), emergency,
    ),
    "settings_closed": RowFact(
        "every protected setting is excluded from live use",
        "a protected setting is open to live use", ("open_settings",), nothing_open,
    ),
    "order_names_setting": _plain(
        "order_names_setting", "an order names the setting", "no order names the setting"
    ),
    "listed_eu_aim": RowFact(
        "the use has one of the three aims in the EU AI Act",
        "the use has none of the three aims in the EU AI Act", ("eu_aim",),
        one_of(EuAim.VICTIMS_OR_MISSING, EuAim.THREAT_TO_LIFE_OR_TERROR,
                EuAim.SUSPECT_OF_LISTED_OFFENCE),
    ),
    "asked_within_24_hours": RowFact(
        "approval was given before, or asked for within 24 hours",
        "approval was neither given before nor asked for within 24 hours",
        ("approval",), one_of(Approval.BEFORE, Approval.WITHIN_24_HOURS),
    ),
    "asked_within_48_hours": RowFact(
        "approval was given before, or asked for within 48 hours",
        "approval was neither given before nor asked for within 48 hours", ("approval",),
        one_of(Approval.BEFORE, Approval.WITHIN_24_HOURS, Approval.WITHIN_48_HOURS),
    ),
    "approval_refused": RowFact(
        "approval was refused", "approval was not refused", ("approval",),
        one_of(Approval.REFUSED),
    ),
    "deleted_after_refusal": _plain(
        "deleted_after_refusal", "the results were deleted after the refusal",
        "the results were not deleted after a refusal",
    ),
    "first_identification": _plain(
        "first_identification", "it is only the first identification of a suspect",
        "it is more than the first identification of a suspect",
    ),
    "rights_assessment": _plain(
        "rights_assessment", "the impact on fundamental rights was assessed",
        "the impact on fundamental rights was not assessed",
    ),
    "eu_registration": _plain(
        "eu_registration", "it is in the EU database", "it is not in the EU database"
    ),
    "used_in_criminal_cases": _plain(
        "used_in_criminal_cases", "matches are used in criminal cases",
        "matches are not used in criminal cases",
    ),
    "defendants_told": _plain(
        "defendants_told", "people charged are told of the match in time",
        "people charged are not told of the match in time",
    ),
    "notice_given": _plain("notice_given", "notice was given", "no notice was given"),
    "accountability_report": _plain(
        "accountability_report", "there is an accountability report or use policy",
        "there is no accountability report or use policy",
    ),
    "warrant_reports": _plain(
        "warrant_reports", "warrants are reported", "warrants are not reported"
    ),
    "vetted_before_sale": _plain(
        "vetted_before_sale", "the customer was checked before the sale",
        "the customer was not checked before the sale",
    ),
    "written_decision": _plain(
        "written_decision", "the check ended in a written decision",
        "the check ended in no written decision",
    ),
    "all_contract_terms": RowFact(
        "the contract has all seven terms", "the contract lacks at least one of the seven terms",
        ("contract_terms",), all_terms,
    ),
    "high_risk": _plain("high_risk", "the customer is high risk", "the customer is not high risk"),
    "in_use": RowFact(
        "it is in use on that day", "it is not in use on that day", ("started_on", "ended_on"),
        in_use, dated=True,
    ),
    "checked_within_a_year": RowFact(
        "end-use was checked in the year before", "end-use was not checked in the year before",
        ("last_check_on",), checked, dated=True,
    ),
    "checked_by_another": RowFact(
        "somebody who did not sell to the customer checked",
        "nobody but the seller or the customer itself checked",
        ("checked_by",), one_of(CheckedBy.NOT_THE_SELLER),
    ),
    "sanctions_listed": _plain(
        "sanctions_listed", "the customer is on a sanctions or export-control list",
        "the customer is on no sanctions or export-control list",
    ),
    "export_licence": _plain(
        "export_licence", "the sale had a licence", "the sale had no licence"
    ),
    BARRED_BY_POSITION: RowFact(
        "the published position bars the sale", "the published position does not bar the sale",
        ("end_user_class", "government_level", "country", "product", "product_category", "purpose", "operator",
         "sold_on", "started_on", "ended_on"),
        unless_named,
    ),
}  # fmt: skip
"""The facts that rules for a register may use, by name."""
