"""Days of a register: what has happened by a day, what is in use on it, and what a year is."""

from __future__ import annotations

from datetime import date

import pytest

from audit.domain.deployment import Day, NoDay
from audit.domain.truth import Truth
from audit.scoring.register.days import happened, in_use, within_a_year

ON = date(2024, 2, 29)
BEFORE, AFTER = date(2023, 12, 1), date(2024, 3, 1)
NEVER, UNKNOWN = NoDay.NEVER, NoDay.UNKNOWN
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNDETERMINED


@pytest.mark.parametrize(
    ("day", "truth"), [(BEFORE, T), (ON, T), (AFTER, F), (NEVER, F), (UNKNOWN, U)]
)
def test_what_has_happened(day: Day, truth: Truth):
    assert happened(day, ON) is truth


@pytest.mark.parametrize(
    ("started", "ended", "truth"),
    [
        (BEFORE, NEVER, T),
        (ON, ON, T),
        (BEFORE, AFTER, T),
        (BEFORE, BEFORE, F),
        (AFTER, NEVER, F),
        (AFTER, UNKNOWN, F),
        (UNKNOWN, BEFORE, F),
        (UNKNOWN, NEVER, U),
        (BEFORE, UNKNOWN, U),
    ],
)
def test_what_is_in_use(started: Day, ended: Day, truth: Truth):
    assert in_use(started, ended, ON) is truth


@pytest.mark.parametrize(
    ("day", "truth"),
    [
        (date(2023, 2, 28), T),
        (date(2023, 2, 27), F),
        (ON, T),
        (NEVER, F),
        (UNKNOWN, U),
        (AFTER, U),
    ],
)
def test_a_year_from_the_29th_of_february(day: Day, truth: Truth):
    assert within_a_year(day, ON) is truth
