"""Terms in a few words: what they are called and what they come down to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import assert_never

from audit.domain.moratorium import Moratorium
from audit.domain.terms import (
    AgreedCondition,
    EngagementPlan,
    EvidenceRequest,
    ExitMatter,
    PartialCessation,
    ProposedPolicyChange,
    RemediationPlan,
    ResponsibleExit,
    Stated,
    Terms,
    WatchList,
    Withdrawal,
)
from reports.assembly.formats import counted, day, listed, sentence
from reports.wording import TERMS, TIMINGS


def counts(agreed: Iterable[Terms]) -> str:
    """How many terms of each kind, in a sentence; empty when there are none."""
    number = Counter(type(terms) for terms in agreed)
    said = [counted(many, *TERMS[kind]) for kind, many in number.items()]
    return f"Terms: {listed(said)}." if said else ""


def title(terms: Terms) -> str:
    """Id and kind, such as "C1 Condition subsequent: after the money"."""
    if isinstance(terms, AgreedCondition):
        return f"{terms.id} {TIMINGS[terms.timing]}"
    name, _ = TERMS[type(terms)]
    return f"{terms.id} {name.capitalize()}"


def gist(terms: Terms) -> str:
    """What the terms come down to, in a sentence with their day."""
    match terms:
        case AgreedCondition():
            return f"{sentence(terms.text)} By {day(terms.due_on)}."
        case EvidenceRequest() | RemediationPlan():
            return f"{sentence(terms.text)} By {day(terms.by_when)}."
        case Moratorium():
            return f"{sentence(terms.title)} {until(terms, terms.starts_on)}."
        case EngagementPlan():
            return f"{sentence(terms.aim)} By {day(terms.deadline)}."
        case WatchList():
            return f"{sentence(terms.text)} Until {day(terms.ends_on)}."
        case PartialCessation():
            return f"{sentence(listed(terms.services))} From {day(terms.starts_on)}."
        case ResponsibleExit():
            return _left_open(terms)
        case ProposedPolicyChange():
            return sentence(terms.rule)
        case Withdrawal():
            return f"Withdrawn: {sentence(terms.text)}"
        case _:
            assert_never(terms)


def until(terms: Moratorium, on: date) -> str:
    """What ends a moratorium, as known on this day."""
    last = terms.last_day(on)
    if last:
        return f"Until {day(last)}"
    return "Until its release" if terms.release else "Until further notice"


def exit_matters(terms: ResponsibleExit) -> tuple[tuple[str, ExitMatter], ...]:
    """The matters of an exit by what they are called."""
    return (
        ("Harm of leaving", terms.harm_of_leaving),
        ("Check of the buyer", terms.buyer_check),
        ("Notice to people affected", terms.stakeholder_notice),
        ("Remedy owed", terms.remedy_owed),
        ("Public statement", terms.public_statement),
    )


def _left_open(terms: ResponsibleExit) -> str:
    left = [name.lower() for name, m in exit_matters(terms) if not isinstance(m, Stated)]
    return sentence(f"not known yet: {listed(left)}") if left else "Every matter is stated."
