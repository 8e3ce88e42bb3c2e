"""Severity is the gravest dimension, never a mean, and likelihood does not lower it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.bounds import Bounds
from audit.domain.impact import AdverseImpact, Involvement, Occurrence
from tests.audit.domain.laws import LAW

degrees = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(
    lambda ends: Bounds.between(min(ends), max(ends))
)


def impact(scale: Bounds, scope: Bounds, irremediability: Bounds) -> AdverseImpact:
    return AdverseImpact(
        id="I-01", title="Tracking", who="Residents", rights=("UDHR 12",), allegations=(),
        questions=(), occurrence=Occurrence.POTENTIAL, scale=scale, scope=scope,
        irremediability=irremediability, likelihood=Bounds.between(1, 5),
        investee_involvement=Involvement.UNKNOWN, investor_involvement=Involvement.DIRECTLY_LINKED,
        rationale="",
    )  # fmt: skip


def test_one_grave_dimension_is_enough():
    low = Bounds.exactly(1)
    assert impact(low, low, Bounds.exactly(5)).severity == Bounds.exactly(5)
    assert impact(low, Bounds.exactly(4), low).severity == Bounds.exactly(4)
    assert impact(Bounds.exactly(3), low, low).severity == Bounds.exactly(3)


def test_an_open_dimension_opens_only_what_it_could_raise():
    known = impact(Bounds.exactly(4), Bounds.between(1, 5), Bounds.exactly(2))
    assert known.severity == Bounds.between(4, 5)


@LAW
@given(degrees, degrees, degrees, degrees)
def test_severity_is_the_maximum_of_the_three(
    scale: Bounds, scope: Bounds, undoing: Bounds, likelihood: Bounds
):
    harm = impact(scale, scope, undoing)
    assert harm.severity.lowest == max(scale.lowest, scope.lowest, undoing.lowest)
    assert harm.severity.highest == max(scale.highest, scope.highest, undoing.highest)
    assert replace(harm, likelihood=likelihood).severity == harm.severity
