"""The forms that the Prefect UI draws. They only carry words; what they mean is checked at intake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.catalogue import packaged_catalogue
from audit.domain.errors import InputInvalid, Problem
from audit.intake import line_problem

Word = Literal["yes", "no", "unknown"]
CapabilityWord = Literal[
    "facial_recognition",
    "body_or_gait_recognition",
    "voice_recognition",
    "object_recognition",
    "emotion_or_trait_inference",
    "location_tracking",
    "communications_interception",
    "predictive_policing",
    "other",
    "unknown",
]
EndUserWord = Literal[
    "police",
    "military",
    "border_authority",
    "intelligence_service",
    "other_public_authority",
    "private_company",
    "consumer",
    "unknown",
]
NO_CASE = "none"


class Form(BaseModel):
    """A part of a form; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid")


TYPES = (
    "POL policy, CON contract, REC business record, TEC specification, DEM witnessed demonstration, "
    "IVE interview of staff, IVT interview of others, SIT site visit, TST independent test, OSI open "
    "source, LEG legal record, DIS disclosure, ATT management statement, GRV grievances, BRD board minutes."
)
"""What the codes of evidence mean, as a form says it."""


class InvesteeForm(Form):
    """The enterprise assessed."""

    legal_name: str = Field(title="Legal name", description="As registered.")
    lei: str = Field(
        default="", title="LEI", description="20 characters; leave empty when none is known."
    )
    country: str = Field(
        title="Country", description="Two letters of ISO 3166, such as IL.", max_length=2
    )
    sector: str = Field(title="Sector", description="What the company does, in a few words.")
    capabilities: list[CapabilityWord] = Field(
        title="Product capabilities",
        description="What the product can do to people. Decides which checklists run; unknown runs more.",
    )
    end_users: list[EndUserWord] = Field(
        title="End users", description="Who uses it in the end, resellers seen through."
    )
    later_names: list[str] = Field(
        default=[], title="Later names", description="Names it took since."
    )


class UndertakingForm(Form):
    """A promise of the investee about its conduct."""

    name: str = Field(title="Name", description="Such as a pledge or a clause.")
    substance: str = Field(title="Substance", description="What was promised, in your own words.")
    audit_right: Word = Field(default="unknown", title="Gives a right to audit")
    sources: list[str] = Field(
        default=[], title="Sources", description="Addresses or evidence ids."
    )
    unread: str = Field(
        default="", title="Unread", description="What of its text could not be read."
    )


class InvestmentForm(Form):
    """The holding."""

    investor: str = Field(title="Investor")
    stage: Literal["before_investment", "holding"] = Field(
        default="holding", title="Stage", description="Before the money is invested, or after."
    )
    instrument: Literal[
        "ordinary_shares",
        "preferred_shares",
        "convertible_note",
        "fund_interest",
        "loan",
        "unknown",
    ] = Field(default="unknown", title="Instrument")
    amount: str = Field(
        default="", title="Amount", description="A number; empty when not disclosed."
    )
    currency: str = Field(default="", title="Currency", description="Three letters of ISO 4217.")
    stake_percent: str = Field(
        default="", title="Stake in per cent", description="Such as 12.5; empty when not disclosed."
    )
    board_seat: Word = Field(default="unknown", title="Board seat")
    audit_right: Word = Field(
        default="unknown", title="Audit right", description="Covering end-use."
    )
    information_rights: Word = Field(default="unknown", title="Information rights")
    invested_on: str = Field(
        default="", title="Invested on", description="A year, a month or a day, such as 2019-06."
    )
    amount_note: str = Field(default="", title="Note on the amount")
    undertakings: list[UndertakingForm] = Field(default=[], title="Undertakings of the investee")


class CircumstancesForm(Form):
    """Facts that decide which questions apply; unknown means that the question is asked."""

    conflict_or_occupation: Word = Field(
        default="unknown", title="Used in conflict or occupied territory"
    )
    impact_caused_or_contributed: Word = Field(
        default="unknown", title="An actual impact was caused or contributed to"
    )
    earlier_audit_or_commitment: Word = Field(
        default="unknown", title="An earlier audit, condition or pledge exists"
    )
    exit_possible: Word = Field(default="unknown", title="Exit or market withdrawal is possible")
    group_difference_or_untested: Word = Field(
        default="unknown", title="A group difference was found, or no test exists"
    )
    consent_or_permit_relied_on: Word = Field(
        default="unknown", title="Consent or a permit scheme is relied on"
    )
    one_to_many_identification: Word = Field(
        default="unknown", title="One-to-many remote identification"
    )
    ongoing_public_surveillance: Word = Field(
        default="unknown", title="Ongoing surveillance by a public authority"
    )
    eu_live_police_use: Word = Field(default="unknown", title="Live police use in the EU")
    eu_after_the_fact_police_use: Word = Field(
        default="unknown", title="After-the-fact police use in the EU"
    )
    moratorium_claimed: Word = Field(default="unknown", title="A moratorium or ban is claimed")
    us_state_or_local_customer: Word = Field(default="unknown", title="US state or local customer")
    matches_used_in_criminal_cases: Word = Field(
        default="unknown", title="Matches are used in criminal cases"
    )


class PositionForm(Form):
    """What the company says about the allegation."""

    text: str = Field(default="", title="Company's position")
    sources: list[str] = Field(default=[], title="Sources of the position")


class AllegationForm(Form):
    """An assertion of harm or breach."""

    id: str = Field(title="Id", description="Short, such as A1.")
    text: str = Field(title="What is alleged", description="In neutral words.")
    nature: Literal["fact", "judgement"] = Field(default="fact", title="Nature")
    alleges_breach: bool = Field(default=False, title="Alleges the breach of an undertaking")
    raised_by: str = Field(title="Raised by")
    sources: list[str] = Field(
        title="Sources", description="Where it was raised: addresses or evidence ids."
    )
    position: PositionForm = Field(default=PositionForm(), title="Right of reply")


class ChecklistsForm(Form):
    """Which checklists run. Left empty, the facts decide."""

    run: list[Literal["core-hrdd", "facial-recognition", "government-sales"]] = Field(
        default=[], title="Checklists", description="Empty: chosen by rule from the facts above."
    )
    reason: str = Field(
        default="", title="Reason", description="Needed when the choice differs from the rule."
    )


FormType = TypeVar("FormType", bound=Form)


def words_of(name: str, raw: object, form: type[FormType]) -> dict[str, Any]:
    """One part of a form as plain words; raises InputInvalid naming the field that does not fit."""
    return _validated(name, raw, form).model_dump()


def listed_words(name: str, raw: object, form: type[FormType]) -> list[dict[str, Any]]:
    """A list in a form as plain words; raises InputInvalid when it is something else."""
    if not isinstance(raw, list):
        raise InputInvalid(Problem(name, "it is not a list", "give a list, which may be empty"))
    return [words_of(f"{name}[{number}]", entry, form) for number, entry in enumerate(raw, start=1)]


def line_of(name: str, raw: object) -> str:
    """One line of text from a form, without spaces around it; raises InputInvalid for anything else."""
    if not isinstance(raw, str):
        raise InputInvalid(Problem(name, "it is not a text", "enter a text"))
    if problem := line_problem(name, raw.strip()):
        raise InputInvalid(problem)
    return raw.strip()


def lines_of(name: str, raw: object) -> list[str]:
    """A list of lines from a form, without empty ones; raises InputInvalid for anything else."""
    if not isinstance(raw, list):
        raise InputInvalid(Problem(name, "it is not a list", "give a list of texts"))
    lines = [line_of(f"{name}[{number}]", entry) for number, entry in enumerate(raw, start=1)]
    return [line for line in lines if line]


def _validated(name: str, raw: object, form: type[FormType]) -> FormType:
    if isinstance(raw, form):
        return raw
    try:
        return form.model_validate(raw)
    except ValidationError as error:
        raise InputInvalid(
            *(
                Problem(
                    ".".join([name, *map(str, problem["loc"])]),
                    problem["msg"][0].lower() + problem["msg"][1:],
                    "correct the field",
                )
                for problem in error.errors()
            )
        ) from None


def _reference() -> Mapping[str, Any]:
    return packaged_catalogue().case("m12-anyvision-2020").request


REFERENCE = _reference()
INVESTEE = InvesteeForm.model_validate(REFERENCE["investee"])
INVESTMENT = InvestmentForm.model_validate(REFERENCE["investment"])
CIRCUMSTANCES = CircumstancesForm.model_validate(REFERENCE["circumstances"])
ALLEGATIONS = [AllegationForm.model_validate(entry) for entry in REFERENCE["allegations"]]
CHECKLISTS = ChecklistsForm()
