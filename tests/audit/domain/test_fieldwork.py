"""What was erased is left out, and what rested on it alone is unknown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.answer import Unknown, UnknownKind, Valued
from audit.domain.erasure import Erasure
from audit.domain.fieldwork import Fieldwork
from tests.factories import MOMENT, reference_fieldwork

WHOLE = reference_fieldwork()
IDS = [item.id for item in WHOLE.evidence]


def without(*gone: str) -> Fieldwork:
    erasures = tuple(Erasure(name, "0" * 64, (), "A law", "analyst", MOMENT) for name in gone)
    return replace(WHOLE, erasures=erasures).still_there


def test_without_an_erasure_it_is_the_same_object():
    assert WHOLE.still_there is WHOLE


@given(st.sets(st.sampled_from(IDS)))
def test_nothing_rests_on_what_is_gone(gone: set[str]):
    left = without(*gone)
    assert {item.id for item in left.evidence} == set(IDS) - gone
    assert not {claim.evidence for claim in left.claims} & gone
    for before, after in zip(WHOLE.answers, left.answers, strict=True):
        if not isinstance(before.state, Valued) or gone.isdisjoint(before.evidence):
            assert after is before
        elif set(before.evidence) <= gone:
            assert after.state == Unknown(UnknownKind.EVIDENCE_EXPIRED)
        else:
            assert after.state == before.state
            assert not set(after.evidence) & gone
