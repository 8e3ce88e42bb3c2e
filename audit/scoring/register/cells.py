"""How single facts are read from the cells of a row; what a cell leaves open stays open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from audit.domain.deployment import Authority, ContractTerm, Day, Purpose
from audit.domain.investment import PUBLIC_AUTHORITIES, EndUser
from audit.domain.truth import Truth, YesNo, all_of
from audit.scoring.register import days

EU_MEMBERS = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
))  # fmt: skip
"""Member states of the European Union since 1 February 2020, as ISO 3166-1 alpha-2 codes."""
POLICE_PURPOSES = frozenset(
    {
        Purpose.AVERTING_DANGER_TO_LIFE,
        Purpose.AVERTING_TERRORIST_ATTACK,
        Purpose.LOCATING_SUSPECT,
        Purpose.CRIMINAL_INVESTIGATION,
        Purpose.PUBLIC_ORDER,
    }
)
"""Purposes that make another public authority's use law enforcement."""


def yes_no(truth: Truth) -> YesNo:
    """A truth as the word of a fact."""
    return {Truth.TRUE: YesNo.YES, Truth.FALSE: YesNo.NO}.get(truth, YesNo.UNKNOWN)


def said(value: YesNo) -> YesNo:
    """The cell is the fact."""
    return value


def one_of(*values: str) -> Callable[[str], YesNo]:
    """Whether the cell has one of these words."""

    def read(value: str) -> YesNo:
        if value == "unknown":
            return YesNo.UNKNOWN
        return YesNo.YES if value in values else YesNo.NO

    return read


def truth(value: YesNo) -> Truth:
    """A word as a truth."""
    return {YesNo.YES: Truth.TRUE, YesNo.NO: Truth.FALSE}.get(value, Truth.UNDETERMINED)


def court_order(authority: Authority, reference: str) -> YesNo:
    """Whether a court order is named; one that nobody can look up is not known to be one."""
    given = one_of(Authority.COURT_ORDER)(authority)
    return YesNo.UNKNOWN if given is YesNo.YES and not reference else given


def emergency(authority: Authority, danger_named: YesNo) -> YesNo:
    """Whether the surveillance rests on a note that names the danger."""
    given = truth(one_of(Authority.EMERGENCY_NOTE)(authority))
    return yes_no(all_of((given, truth(danger_named))))


def law_enforcement(end_user: EndUser, purpose: Purpose) -> YesNo:
    """Whether it is used by the police, or by another authority for their purposes."""
    if end_user is EndUser.POLICE:
        return YesNo.YES
    authority = truth(one_of(*PUBLIC_AUTHORITIES)(end_user))
    # Somebody who may be the police leaves it open, whatever the purpose.
    if end_user is EndUser.UNKNOWN:
        return YesNo.UNKNOWN
    return yes_no(all_of((authority, truth(one_of(*POLICE_PURPOSES)(purpose)))))


def used_in(*countries: str) -> Callable[[str], YesNo]:
    """Whether the cell names one of these countries."""

    def read(country: str) -> YesNo:
        if not country:
            return YesNo.UNKNOWN
        return YesNo.YES if country in countries else YesNo.NO

    return read


def nothing_open(settings: tuple[str, ...] | None) -> YesNo:
    """Whether the list of open settings is known to be empty."""
    if settings is None:
        return YesNo.UNKNOWN
    return YesNo.NO if settings else YesNo.YES


def all_terms(terms: tuple[str, ...] | None) -> YesNo:
    """Whether the contract has every term."""
    if terms is None:
        return YesNo.UNKNOWN
    return YesNo.YES if set(terms) == set(ContractTerm) else YesNo.NO


def in_use(on: date, started: Day, ended: Day) -> YesNo:
    """Whether it is in use on this day."""
    return yes_no(days.in_use(started, ended, on))


def checked(on: date, day: Day) -> YesNo:
    """Whether it was checked in the year up to this day."""
    return yes_no(days.within_a_year(day, on))


def unless_named(*_: object) -> YesNo:
    """Open: without a position nothing can be said, and a review that has one supplies the fact."""
    return YesNo.UNKNOWN
