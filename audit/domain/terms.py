"""What a decision binds people to: each kind of outcome has its own record, with its days and owners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from audit.domain.moratorium import Moratorium


class Timing(StrEnum):
    """Whether a condition is fulfilled before the money or after it, within its time."""

    PRECEDENT = "precedent"
    SUBSEQUENT = "subsequent"


@dataclass(frozen=True, slots=True)
class AgreedCondition:
    """Something the investee has agreed to change, tested by the answer that it must change.

    Modelled on the action plan of a development finance institution: conditions precedent and
    subsequent, time-bound and legally binding
    (https://toolkit.bii.co.uk/investment-cycle/cdc-guidance/esg-action-plan/).
    """

    id: str
    timing: Timing
    text: str
    owner: str
    due_on: date
    """The last day on which it can be fulfilled in time."""
    question: str
    """The question whose answer it must change."""
    word: str
    """The least word of that question's scale that fulfils it."""
    reaches: Fraction
    """What the word earned on its scale when this was agreed, from 0 to 1; never 0."""
    proof: str
    on_default: str
    """What follows when it is not fulfilled in time."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """What a deferral waits for. A deferral without a day would be an approval in other words.

    Modelled on the burden that an investor stated in December 2019: it would not continue if it
    could not satisfy itself
    (https://businessinsider.in/finance/news/microsoft-wont-continue-its-relationship-with-israeli-facial-recognition-startup-any-vision-if-an-audit-shows-it-didnt-comply-with-microsofts-ethical-principles-president-brad-smith-says/articleshow/72374183.cms).
    """

    id: str
    text: str
    """What is asked for."""
    from_whom: str
    by_when: date
    on_lapse: str
    """What is decided when the day passes without it."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngagementStep:
    """One use of leverage, and the day by which it is made."""

    text: str
    by_when: date


@dataclass(frozen=True, slots=True)
class EngagementPlan:
    """How leverage is used and raised, and what comes next when it does not help.

    Modelled on what is expected of institutional investors (OECD, Responsible business conduct for
    institutional investors, 2017) and on a fund that weighs ownership measures before it excludes
    (https://www.regjeringen.no/en/topics/the-economy/the-government-pension-fund/responsible-investments/negative-screening-and-exclusion/id447009/).
    """

    id: str
    aim: str
    owner: str
    steps: tuple[EngagementStep, ...]
    """Never empty."""
    escalation: tuple[str, ...]
    """What is done when a step does not help, in the order in which it is done; never empty."""
    deadline: date
    """After this day the engagement has failed unless its aim is reached."""
    sources: tuple[str, ...]


class RemedyForm(StrEnum):
    """Forms of remedy (UN Guiding Principle 25, commentary)."""

    APOLOGY = "apology"
    RESTITUTION = "restitution"
    REHABILITATION = "rehabilitation"
    COMPENSATION = "compensation"
    SANCTION = "sanction"
    CESSATION = "cessation"
    NON_REPETITION = "non_repetition"


@dataclass(frozen=True, slots=True)
class RemediationPlan:
    """Remedy for people who were harmed, owed where harm was caused or contributed to (UN Guiding Principle 22)."""

    id: str
    affected: str
    """The people harmed."""
    forms: tuple[RemedyForm, ...]
    """Never empty."""
    text: str
    """What is done for them."""
    owner: str
    verification: str
    """Who verifies with the people harmed that they received it, and how."""
    by_when: date
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchList:
    """Watching a holding because its future conduct is in doubt.

    Modelled on observation by a state pension fund, of which its council reports yearly whether the
    grounds persist (https://etikkradet.no/reassesseing-companies-that-have-been-excluded-or-placed-under-observation/).
    """

    id: str
    text: str
    """What is in doubt."""
    triggers: tuple[str, ...]
    """Events after each of which the holding is audited again; never empty."""
    ends_on: date
    """The day by which the doubt is resolved one way or the other."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartialCessation:
    """The end of certain services, while others go on.

    Modelled on a provider that disabled specified services of one customer in September 2025 and
    left other contracts in place (https://www.dawn.com/news/1944570/microsoft-disables-services-to-israel-defense-unit-after-review).
    """

    id: str
    services: tuple[str, ...]
    """What ends; never empty."""
    remaining: str
    """What goes on, and why."""
    customer_notice: str
    starts_on: date
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A matter of an exit that is settled."""

    text: str


@dataclass(frozen=True, slots=True)
class NotKnownYet:
    """A matter of an exit that is not known, and what will be done about it."""

    text: str
    to_do: str


ExitMatter = Stated | NotKnownYet


@dataclass(frozen=True, slots=True)
class ResponsibleExit:
    """Leaving without leaving people worse off.

    Follows the considerations for remaining and exiting of the UN human rights office (August 2023):
    the harm of leaving is weighed beside that of staying, and harm done is remedied either way
    (https://www.wearehumanlevel.com/content-hub/considerations-for-remaining-and-exiting-challenging-contexts).
    """

    id: str
    harm_of_leaving: ExitMatter
    """Who could be worse off once the investor has left."""
    buyer_check: ExitMatter
    """Whether the next holder would be less careful."""
    stakeholder_notice: ExitMatter
    """Who is told beforehand, the people affected first."""
    remedy_owed: ExitMatter
    """Remedy that is still owed (UN Guiding Principle 22)."""
    public_statement: ExitMatter
    """What is said in public, and on which grounds."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedPolicyChange:
    """A rule for future deals that the case suggests, apart from the decision on this holding.

    Modelled on the end of minority investments in a whole category that an investor announced
    together with one exit in March 2020
    (https://www.reuters.com/article/us-microsoft-anyvision/microsoft-to-divest-anyvision-stake-end-face-recognition-investing-idUSKBN21E3BA).
    """

    id: str
    rule: str
    applies_to: str
    owner: str
    effective_on: date | None
    """None while no day is set."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Terms that were drafted and are no longer meant; they stay on record under their id."""

    id: str
    text: str
    """Why."""
    sources: tuple[str, ...] = ()


Terms = (
    AgreedCondition
    | EvidenceRequest
    | Moratorium
    | EngagementPlan
    | RemediationPlan
    | WatchList
    | PartialCessation
    | ResponsibleExit
    | ProposedPolicyChange
    | Withdrawal
)
"""What an analyst drafts before the sign-off, each under an id of its own within the audit."""
