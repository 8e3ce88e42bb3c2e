"""Days of a register against the day of a review, three-valued."""

from __future__ import annotations

from datetime import date

from audit.domain.deployment import Day, NoDay
from audit.domain.truth import Truth, all_of, negate


def happened(day: Day, by: date) -> Truth:
    """Whether it has happened by the end of this day; a later day has not come yet."""
    if day is NoDay.UNKNOWN:
        return Truth.UNDETERMINED
    return Truth.TRUE if isinstance(day, date) and day <= by else Truth.FALSE


def in_use(started: Day, ended: Day, on: date) -> Truth:
    """Whether it was in use on this day; the last day of use counts."""
    over = Truth.FALSE if ended == on else happened(ended, on)
    return all_of((happened(started, on), negate(over)))


def within_a_year(day: Day, on: date) -> Truth:
    """Whether it happened in the year up to this day.

    A later day leaves it open: what happened before that is not recorded.
    """
    if not isinstance(day, date):
        return Truth.UNDETERMINED if day is NoDay.UNKNOWN else Truth.FALSE
    if day > on:
        return Truth.UNDETERMINED
    return Truth.TRUE if day >= _year_before(on) else Truth.FALSE


def _year_before(on: date) -> date:
    # The 29th of February has no day a year before.
    return on.replace(year=on.year - 1, day=28 if (on.month, on.day) == (2, 29) else on.day)
