"""What the evidence lets an answer claim, branch by branch, and the sentence why no more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from audit.domain.answer import Answer, NotApplicable, Unknown, UnknownKind, Valued
from audit.domain.bounds import Bounds
from audit.domain.checklist import Scale
from audit.domain.evidence import EvidenceItem, ProvidedBy
from audit.scoring.support import EffectiveAnswer, Standing, effective_answer, supported_value
from tests.audit.scoring.builders import (
    FLOOR,
    FULL_SUPPORT,
    GRADED,
    SAFE,
    item,
    not_applicable,
    question,
    recorded,
    unknown,
    valued,
)

HALF, MOST, ALL = Fraction(1, 2), Fraction(3, 4), Fraction(1)
POLICY = item("P", kind="POL", grade_="C3")
RECORDS = item("R", kind="REC", grade_="B2")
TEST = item("T", kind="TST", grade_="C3", independent=True)
WEAK_TEST = item("W", kind="TST", grade_="D3", independent=True)
UNJUDGED = item("U", kind="POL", grade_="F6")
STATEMENT = item("S", kind="ATT", grade_="A1")
SECOND_STATEMENT = item("S2", kind="ATT", grade_="A1", independent=True)
SECOND_POLICY = item("P2", kind="POL", grade_="A1", independent=True)

NO_EVIDENCE = "No evidence is cited for it."
MANAGEMENT = "It rests on a management statement alone."
NOT_GRADED = "No cited item is graded C3 or better."
ONE_TYPE = "A critical question needs 2 different types of evidence, and only POL is cited."
DEPENDENT = "A critical question needs an item that does not come from the investee."


def effective(
    answer: Answer | None,
    *cited: EvidenceItem,
    critical: bool = False,
    scale: Scale = GRADED,
    applies: bool = True,
) -> EffectiveAnswer:
    asked = question("ONE-01", critical=critical, scale=scale.id)
    return effective_answer(asked, scale, answer, applies, {i.id: i for i in cited}, FLOOR)


@pytest.mark.parametrize(
    ("cited", "value", "why"),
    [
        ((), Fraction(0), NO_EVIDENCE),
        ((STATEMENT,), HALF, MANAGEMENT),
        ((STATEMENT, SECOND_STATEMENT), HALF, MANAGEMENT),
        ((UNJUDGED,), MOST, NOT_GRADED),
        ((WEAK_TEST,), MOST, NOT_GRADED),
        ((WEAK_TEST, UNJUDGED), MOST, NOT_GRADED),
        ((POLICY,), ALL, ""),
        ((POLICY, UNJUDGED), ALL, ""),
        ((STATEMENT, UNJUDGED), ALL, ""),
    ],
)
def test_any_question(cited: tuple[EvidenceItem, ...], value: Fraction, why: str):
    assert supported_value(question(), GRADED, cited, FLOOR) == (value, why)


@pytest.mark.parametrize(
    ("cited", "value", "why"),
    [
        ((), Fraction(0), NO_EVIDENCE),
        ((STATEMENT,), HALF, MANAGEMENT),
        ((UNJUDGED, WEAK_TEST), MOST, NOT_GRADED),
        ((POLICY,), MOST, ONE_TYPE),
        ((POLICY, SECOND_POLICY), MOST, ONE_TYPE),
        ((POLICY, RECORDS), MOST, DEPENDENT),
        ((POLICY, TEST), ALL, ""),
        ((POLICY, WEAK_TEST), ALL, ""),
    ],
)
def test_a_critical_question(cited: tuple[EvidenceItem, ...], value: Fraction, why: str):
    assert supported_value(question(critical=True), GRADED, cited, FLOOR) == (value, why)


def test_a_sentence_names_every_type_cited():
    floor = replace(FLOOR, critical_types=3)
    _, why = supported_value(question(critical=True), GRADED, (TEST, POLICY), floor)
    assert why.endswith("needs 3 different types of evidence, and only POL, TST is cited.")


def test_what_is_supported_is_a_word_of_the_scale():
    for cited in ((STATEMENT,), (UNJUDGED,), ()):
        value, _ = supported_value(question(scale="YN"), SAFE, cited, FLOOR)
        assert value == 0, "on yes or no there is nothing between no and yes"


def test_full_support_lets_an_answer_stand_as_recorded():
    stands = effective(valued("ONE-01", "MET"), *FULL_SUPPORT, critical=True)
    assert stands == EffectiveAnswer("ONE-01", Standing.DETERMINED, Bounds.exactly(1), None, "")


@pytest.mark.parametrize("code", ["MET", "MOSTLY", "PARTLY", "NOT_MET"])
def test_a_claim_above_its_evidence_becomes_the_interval_up_to_it(code: str):
    claimed = GRADED.value_of(code)
    capped = effective(valued("ONE-01", code, ["S"]), STATEMENT)
    if claimed <= HALF:
        assert capped.standing is Standing.DETERMINED
        assert capped.value == Bounds.exactly(claimed)
    else:
        assert capped.standing is Standing.CAPPED
        assert capped.value == Bounds(HALF, claimed)
        assert capped.because == f"{code} is claimed. {MANAGEMENT}"


def test_a_bad_answer_needs_no_evidence():
    assert effective(valued("ONE-01", "NOT_MET", [])).standing is Standing.DETERMINED


def test_evidence_that_is_not_there_supports_nothing():
    missing = effective(valued("ONE-01", "MET", ["P", "T"]))
    assert missing.value == Bounds.between(0, 1)
    assert missing.because == f"MET is claimed. {NO_EVIDENCE}"


def test_evidence_that_is_not_cited_supports_nothing():
    assert effective(valued("ONE-01", "MET", []), POLICY, TEST).standing is Standing.CAPPED


def test_no_record_means_that_it_was_not_asked():
    silent = effective(None)
    assert silent.standing is Standing.UNKNOWN
    assert silent.unknown is UnknownKind.NOT_ASKED
    assert silent.value == Bounds.between(0, 1)
    assert silent.because == "No answer was recorded."


@pytest.mark.parametrize("kind", list(UnknownKind))
def test_every_kind_of_unknown_keeps_its_word_and_is_no_number(kind: UnknownKind):
    open_ = effective(recorded("ONE-01", Unknown(kind), ["P", "T"]), POLICY, TEST)
    assert (open_.standing, open_.unknown) == (Standing.UNKNOWN, kind)
    assert open_.value == Bounds.between(0, 1)


@pytest.mark.parametrize("answer", [None, valued("ONE-01", "NOT_MET"), unknown("ONE-01")])
def test_what_does_not_apply_stays_out_whatever_was_answered(answer: Answer | None):
    out = effective(answer, applies=False)
    assert out.standing is Standing.NOT_APPLICABLE
    assert out.because == "Its condition does not hold for this investee."


def test_one_person_may_leave_out_an_ordinary_question():
    out = effective(not_applicable("ONE-01", confirmed_by=""))
    assert out.standing is Standing.NOT_APPLICABLE
    assert out.because == "No such product."


@pytest.mark.parametrize(
    ("confirmed_by", "standing"),
    [("", Standing.UNKNOWN), ("analyst", Standing.UNKNOWN), ("second", Standing.NOT_APPLICABLE)],
)
def test_a_critical_question_is_left_out_only_by_two(confirmed_by: str, standing: Standing):
    out = effective(not_applicable("ONE-01", confirmed_by), critical=True)
    assert out.standing is standing
    assert ("second person" in out.because) == (standing is Standing.UNKNOWN)


def test_a_word_off_the_scale_is_an_error():
    with pytest.raises(KeyError, match="YES"):
        effective(recorded("ONE-01", Valued("YES")))


def test_more_evidence_never_supports_less():
    pool = [POLICY, RECORDS, TEST, WEAK_TEST, UNJUDGED, STATEMENT, SECOND_POLICY]
    for critical in (False, True):
        asked = question(critical=critical)
        for size in range(2 ** len(pool)):
            cited = [e for i, e in enumerate(pool) if size >> i & 1]
            value, _ = supported_value(asked, GRADED, cited, FLOOR)
            for extra in pool:
                assert supported_value(asked, GRADED, [*cited, extra], FLOOR)[0] >= value


def test_the_reason_for_leaving_out_is_kept():
    out = effective(recorded("ONE-01", NotApplicable("Sold in 2024.", "second")))
    assert out.because == "Sold in 2024."


def test_outlets_that_repeat_one_originator_corroborate_nothing():
    floor = replace(FLOOR, critical_originators=2)
    asked = question(critical=True)
    items = (
        item("E1", kind="POL", originator="The Agency"),
        item("E2", kind="OSI", independent=True, originator="the  agency"),
    )
    supported, why = supported_value(asked, GRADED, items, floor)
    assert supported == Fraction(3, 4)
    assert why == (
        "A critical question needs 2 originators, and all of it goes back to The Agency."
    )
    other = replace(items[1], originator="A court")
    assert supported_value(asked, GRADED, (items[0], other), floor) == (1, "")


def test_what_nobody_described_supports_nothing_however_it_is_graded():
    bare = replace(item("N", kind="UND", grade_="A1"), provided_by=ProvidedBy.NOT_STATED)
    claimed = effective(valued("ONE-01", "MET", ["N"]), bare)
    assert claimed.standing is Standing.CAPPED
    assert claimed.value == Bounds(Fraction(0), ALL)
    assert claimed.because.endswith("Nobody has said yet what the cited evidence is.")


def test_beside_a_described_item_an_undescribed_one_changes_nothing():
    bare = replace(item("N", kind="UND", grade_="A1"), provided_by=ProvidedBy.NOT_STATED)
    asked = question("ONE-01", critical=True, scale=GRADED.id)
    assert supported_value(asked, GRADED, [POLICY, bare], FLOOR) == supported_value(
        asked, GRADED, [POLICY], FLOOR
    )
