"""The standard of proof: what each status needs, who counts as a source, and how firmly it is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.allegation import (
    ESTABLISHED,
    Allegation,
    AllegationAssessment,
    AllegationConclusion,
    AllegationStatus,
    CompanyPosition,
    Confidence,
    Nature,
)
from audit.domain.evidence import Claim, EvidenceItem, Limitation, ProvidedBy, Relation
from audit.scoring.proof import conclude
from tests.audit.domain.laws import LAW
from tests.audit.scoring.builders import item

S = AllegationStatus
ALLEGATION = Allegation(
    "A1", "It is used in secret.", Nature.FACT, False, "A paper", ("S1",), CompanyPosition("", ())
)
B2, B2_OTHER, B2_SAME = (
    item("B2", grade_="B2", originator="Paper"),
    item("B2o", grade_="B2", originator="Agency"),
    item("B2s", grade_="B2", originator="Paper"),
)
C3, C3_OTHER = item("C3", grade_="C3", originator="Blog"), item("C3o", originator="Forum")
D4, F6 = item("D4", grade_="D4", originator="Rumour"), item("F6", grade_="F6", originator="Nobody")
POOL = (B2, B2_OTHER, B2_SAME, C3, C3_OTHER, D4, F6)
TOUCHING = Limitation("SECRET", "Not shown.", ("A1",), "", ())
GENERAL = Limitation("REMOTE", "No visit.", (), "", ())
ELSEWHERE = Limitation("OTHER", "Not shown.", ("A2",), "", ())


def supports(*items: EvidenceItem, admission: bool = False) -> list[Claim]:
    return [Claim(i.id, "A1", Relation.SUPPORTS, "", "", admission) for i in items]


def contradicts(*items: EvidenceItem) -> list[Claim]:
    return [Claim(i.id, "A1", Relation.CONTRADICTS, "", "") for i in items]


def concluded(
    status: AllegationStatus | None, claims: Sequence[Claim] = (), *limits: Limitation
) -> AllegationConclusion:
    assessment = (
        None if status is None else AllegationAssessment("A1", status, "The analyst's view.")
    )
    return conclude(ALLEGATION, assessment, claims, {i.id: i for i in POOL}, limits)


@pytest.mark.parametrize(
    ("assessed", "claims", "status"),
    [
        (S.SUBSTANTIATED, supports(B2, B2_OTHER), S.SUBSTANTIATED),
        (S.SUBSTANTIATED, supports(B2, C3), S.SUBSTANTIATED),
        (S.SUBSTANTIATED, supports(D4, admission=True), S.SUBSTANTIATED),
        (S.SUBSTANTIATED, supports(B2), S.NOT_SUBSTANTIATED),
        (S.SUBSTANTIATED, supports(B2, B2_SAME), S.NOT_SUBSTANTIATED),
        (S.SUBSTANTIATED, supports(C3, C3_OTHER), S.NOT_SUBSTANTIATED),
        (S.SUBSTANTIATED, supports(B2, D4, F6), S.NOT_SUBSTANTIATED),
        (S.SUBSTANTIATED, contradicts(B2, B2_OTHER), S.NOT_SUBSTANTIATED),
        (S.SUBSTANTIATED, [], S.NOT_SUBSTANTIATED),
        (S.PARTLY_SUBSTANTIATED, supports(C3), S.PARTLY_SUBSTANTIATED),
        (S.PARTLY_SUBSTANTIATED, supports(D4, F6), S.NOT_SUBSTANTIATED),
        (S.PARTLY_SUBSTANTIATED, contradicts(B2), S.NOT_SUBSTANTIATED),
        (S.ACKNOWLEDGED, supports(B2, admission=True), S.ACKNOWLEDGED),
        (S.ACKNOWLEDGED, supports(B2, B2_OTHER), S.NOT_SUBSTANTIATED),
        (S.REFUTED, contradicts(B2, B2_OTHER), S.REFUTED),
        (S.REFUTED, contradicts(B2, B2_SAME), S.NOT_SUBSTANTIATED),
        (S.REFUTED, contradicts(C3, C3_OTHER), S.NOT_SUBSTANTIATED),
        (S.REFUTED, supports(B2, B2_OTHER), S.NOT_SUBSTANTIATED),
        (S.NOT_SUBSTANTIATED, supports(B2, B2_OTHER), S.NOT_SUBSTANTIATED),
        (S.NOT_SUBSTANTIATED, [], S.NOT_SUBSTANTIATED),
        (S.NOT_ADDRESSED, supports(B2, B2_OTHER), S.NOT_ADDRESSED),
        (S.INCONCLUSIVE_ACCESS_RESTRICTED, supports(B2), S.NOT_SUBSTANTIATED),
    ],
)
def test_what_each_status_needs(
    assessed: AllegationStatus, claims: list[Claim], status: AllegationStatus
):
    found = concluded(assessed, claims)
    assert (found.status, found.assessed) == (status, assessed)
    assert found.because[0] == "The analyst's view."
    assert (len(found.because) > 1) == (status is not assessed), "a lowered status says why"


@pytest.mark.parametrize("claims", [[], contradicts(B2, B2_OTHER)])
def test_refuted_under_restriction_becomes_inconclusive(claims: list[Claim]):
    found = concluded(S.REFUTED, claims, TOUCHING)
    assert found.status is S.INCONCLUSIVE_ACCESS_RESTRICTED
    assert found.because[1] == "Refutation is not concluded while access was restricted (SECRET)."


def test_a_limitation_elsewhere_or_of_the_whole_audit_does_not_stop_a_refutation():
    assert concluded(S.REFUTED, contradicts(B2, B2_OTHER), ELSEWHERE, GENERAL).status is S.REFUTED


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        ([TOUCHING], S.INCONCLUSIVE_ACCESS_RESTRICTED),
        ([GENERAL], S.NOT_SUBSTANTIATED),
        ([ELSEWHERE], S.NOT_SUBSTANTIATED),
    ],
)
def test_inconclusive_needs_a_limitation_that_touches_it(
    limits: list[Limitation], status: AllegationStatus
):
    assert concluded(S.INCONCLUSIVE_ACCESS_RESTRICTED, [], *limits).status is status


def test_what_nobody_assessed_was_not_addressed():
    found = concluded(None, supports(B2, B2_OTHER))
    assert found.status is found.assessed is S.NOT_ADDRESSED
    assert found.confidence is Confidence.LOW
    assert found.because == ("Nobody has assessed it yet.",)


@pytest.mark.parametrize("limits", [[TOUCHING], [GENERAL], [TOUCHING, GENERAL]])
def test_a_limitation_caps_the_confidence_and_says_so(limits: list[Limitation]):
    claims = supports(B2, B2_OTHER)
    assert concluded(S.SUBSTANTIATED, claims, ELSEWHERE).confidence is Confidence.HIGH
    capped = concluded(S.SUBSTANTIATED, claims, *limits)
    assert capped.confidence is Confidence.MODERATE
    codes = ", ".join(limit.code for limit in limits)
    assert capped.because[-1] == f"Confidence is capped at moderate by {codes}."


def test_a_limitation_does_not_raise_a_low_confidence():
    assert concluded(S.NOT_SUBSTANTIATED, supports(C3), TOUCHING).confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("claims", "confidence"),
    [
        ([], Confidence.LOW),
        (supports(D4), Confidence.LOW),
        (supports(C3, C3_OTHER), Confidence.LOW),
        (supports(B2), Confidence.MODERATE),
        (supports(B2, C3), Confidence.HIGH),
        (contradicts(B2, C3), Confidence.HIGH),
        (contradicts(B2), Confidence.MODERATE),
        (supports(B2, B2_OTHER) + contradicts(C3), Confidence.MODERATE),
        (supports(C3) + contradicts(C3_OTHER), Confidence.LOW),
    ],
)
def test_how_firmly_it_is_held(claims: list[Claim], confidence: Confidence):
    assert concluded(S.NOT_SUBSTANTIATED, claims).confidence is confidence


def test_an_acknowledgement_is_firm():
    assert concluded(S.ACKNOWLEDGED, supports(D4, admission=True)).confidence is Confidence.HIGH


def test_originators_count_and_not_outlets():
    found = concluded(S.NOT_SUBSTANTIATED, supports(B2, B2_SAME, B2_OTHER, D4) + contradicts(C3))
    assert found.supporting_originators == ("Agency", "Paper")
    assert found.contradicting_originators == ("Blog",)


def test_two_spellings_of_an_originator_are_one():
    spelled = [
        Claim("B2", "A1", Relation.SUPPORTS, "", "", originator="NBC News"),
        Claim("B2o", "A1", Relation.SUPPORTS, "", "", originator=" nbc  news"),
    ]
    found = concluded(S.SUBSTANTIATED, spelled)
    assert found.status is S.NOT_SUBSTANTIATED
    assert found.supporting_originators == ("NBC News",)


def test_an_outlet_that_relays_another_voice_counts_as_that_voice():
    relayed = [
        Claim("B2", "A1", Relation.SUPPORTS, "", "", originator="Company"),
        Claim("B2o", "A1", Relation.SUPPORTS, "", "", originator="Company"),
    ]
    found = concluded(S.SUBSTANTIATED, relayed)
    assert found.supporting_originators == ("Company",)
    assert found.status is S.NOT_SUBSTANTIATED
    assert found.because[1].endswith("There is support from Company.")


def test_claims_on_something_else_context_and_lost_evidence_do_not_count():
    claims = [
        Claim("B2", "A2", Relation.SUPPORTS, "", "", admission=True),
        Claim("B2o", "A1", Relation.CONTEXT, "", "", admission=True),
        Claim("lost", "A1", Relation.SUPPORTS, "", "", admission=True),
    ]
    found = concluded(S.SUBSTANTIATED, claims)
    assert found.status is S.NOT_SUBSTANTIATED
    assert found.because[1].endswith("There is support from no usable source.")


@pytest.mark.parametrize("status", list(S))
def test_only_a_limitation_that_touches_it_is_linked(status: AllegationStatus):
    assert concluded(status, [], TOUCHING, GENERAL, ELSEWHERE).limitations == ("SECRET",)


claims = st.lists(
    st.builds(
        Claim,
        st.sampled_from([i.id for i in POOL]),
        st.just("A1"),
        st.sampled_from(Relation),
        st.just(""),
        st.just(""),
        st.booleans(),
    ),
    max_size=5,
)
limits = st.lists(st.sampled_from([TOUCHING, GENERAL, ELSEWHERE]), unique=True)


@LAW
@given(st.sampled_from(S), claims, limits, st.data())
def test_the_order_of_claims_does_not_matter(
    status: AllegationStatus, made: list[Claim], limited: list[Limitation], data: st.DataObject
):
    shuffled = data.draw(st.permutations(made))
    assert concluded(status, shuffled, *limited) == concluded(status, made, *limited)


@LAW
@given(st.sampled_from(S), claims, limits)
def test_the_standard_only_ever_lowers_what_the_analyst_says(
    status: AllegationStatus, made: list[Claim], limited: list[Limitation]
):
    found = concluded(status, made, *limited).status
    lowered = {S.NOT_SUBSTANTIATED, S.INCONCLUSIVE_ACCESS_RESTRICTED}
    assert found is status or found in lowered
    assert found not in ESTABLISHED or found is status


@LAW
@given(st.sampled_from(S), claims, st.sampled_from([TOUCHING, GENERAL]))
def test_under_a_limitation_nothing_is_held_firmly_or_refuted(
    status: AllegationStatus, made: list[Claim], limit: Limitation
):
    found = concluded(status, made, limit)
    assert found.confidence is not Confidence.HIGH
    assert found.status is not S.REFUTED or limit is GENERAL


def test_what_nobody_described_corroborates_nothing():
    unsaid = replace(B2_OTHER, provided_by=ProvidedBy.NOT_STATED)
    evidence = {i.id: i for i in (B2, unsaid)}
    view = AllegationAssessment("A1", S.SUBSTANTIATED, "The analyst's view.")
    found = conclude(ALLEGATION, view, supports(B2, unsaid, admission=False), evidence, ())
    assert (found.status, found.supporting_originators) == (S.NOT_SUBSTANTIATED, ("Paper",))
    admitted = conclude(ALLEGATION, view, supports(unsaid, admission=True), evidence, ())
    assert admitted.status is S.NOT_SUBSTANTIATED
