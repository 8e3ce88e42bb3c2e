"""Arrays and the exact path agree on every audit, whatever the policy."""

from __future__ import annotations

import time
import tracemalloc
from collections import Counter
from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.catalogue import packaged_catalogue
from audit.decision.assess import assess
from audit.decision.recommend import recommend
from audit.domain.condition import AtLeast
from audit.domain.decision import DecisionPolicy, Recommendation
from audit.domain.errors import AuditError
from audit.portfolio import AssessedAudit, Portfolio, WhatIf, encode, what_if
from audit.portfolio.what_if import OPINIONS
from tests.audit.decision.builders import POLICY, SATISFIED
from tests.audit.portfolio.builders import facts_of, pool, random_policy
from tests.factories import TODAY

POOL = encode(pool(), POLICY.evidence_floor)


def agrees(made: WhatIf, row: int, policy: DecisionPolicy, exact: Recommendation) -> None:
    """A row says what the exact path says."""
    assert policy.outcomes[made.outcome[row]] is exact.outcome
    assert made.fired[row].tolist() == [rule.fired for rule in exact.rules]
    assert policy.review_tiers[made.tier[row]].id == exact.tier
    assert OPINIONS[made.opinion[row]] is exact.opinion


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(0, 10**9), st.sampled_from([1, 7, 1000]))
def test_every_policy_advises_the_same_in_arrays(seed: int, rows_at_once: int):
    policy = random_policy(seed)
    made = what_if(POOL, policy, rows_at_once)
    for row, audit in enumerate(pool()):
        stage = audit.record.request.investment.stage
        exact = recommend(policy, stage, facts_of(audit), SATISFIED, ())
        agrees(made, row, policy, exact)


@pytest.mark.parametrize("ref", packaged_catalogue().policy_versions(), ids=str)
def test_published_policies_agree_with_whole_assessments(ref):
    policy = packaged_catalogue().policy(ref)
    made = what_if(encode(pool(), policy.evidence_floor), policy)
    for row, audit in enumerate(pool()):
        record = audit.record
        exact = assess(
            record.request,
            record.checklists,
            policy,
            record.fieldwork,
            record.assessment.as_of,
            audit.evidence_deadline,
        )
        agrees(made, row, policy, exact.recommendation)
        assert made.share(row) == exact.score.total.share
        assert made.coverage(row) == exact.score.total.coverage


def test_the_pool_is_of_every_kind():
    made = what_if(POOL, POLICY)
    assert sum(count > 0 for count in made.counts().values()) >= 4
    assert sum(made.counts().values()) == len(pool())
    assert len(set(POOL.stage.tolist())) == 2
    words = {name: set(codes.tolist()) for name, codes in POOL.words.items()}
    assert words["breach_found"] == {0, 1, 2}
    assert words["evidence_deadline_lapsed"] == {0, 1}
    assert all(Counter(rule.tolist())[True] for rule in made.fired.T[1:])


def test_rows_may_be_repeated_and_reordered():
    which = np.array([3, 1, 3, 0])
    some, all_ = what_if(POOL.rows(which), POLICY), what_if(POOL, POLICY)
    assert some.outcome.tolist() == all_.outcome[which].tolist()
    assert some.lowest.tolist() == all_.lowest[which].tolist()


def test_no_audits_are_no_results():
    nothing = encode((), POLICY.evidence_floor)
    assert len(what_if(nothing, POLICY).outcome) == 0


def test_columns_are_whole_numbers_and_small():
    assert POOL.standing.dtype == POOL.lowest.dtype == POOL.highest.dtype == np.uint8
    made = what_if(POOL, POLICY)
    for column in (made.lowest, made.highest, made.score_unit, made.covered):
        assert column.dtype == np.int64


def test_another_floor_is_refused_and_the_same_in_other_words_is_not():
    floor = POLICY.evidence_floor
    stricter = replace(POLICY, evidence_floor=replace(floor, critical_types=3))
    with pytest.raises(
        AuditError, match="has another evidence floor than the portfolio was encoded"
    ):
        what_if(POOL, stricter)
    what_if(POOL, replace(POLICY, evidence_floor=replace(floor, rationale="In other words.")))


def with_threshold(threshold: Fraction) -> DecisionPolicy:
    rule = replace(POLICY.rules[0], when=AtLeast("score", threshold))
    return replace(POLICY, rules=(rule,))


def test_a_threshold_too_fine_for_64_bits_is_refused_and_a_fine_one_is_exact():
    with pytest.raises(AuditError, match="of score is too fine to be compared in 64 bits"):
        what_if(POOL, with_threshold(Fraction(2**62 - 1, 2**62)))
    shares = [audit.record.assessment.score.total.share.lowest for audit in pool()]
    for share in shares[:9]:
        for nudge in (0, Fraction(1, 10**12)):
            made = what_if(POOL, with_threshold(share + nudge))
            fired = made.fired[:, 0].tolist()
            assert fired == [
                recommend(
                    with_threshold(share + nudge),
                    audit.record.request.investment.stage,
                    facts_of(audit),
                    SATISFIED,
                    (),
                )
                .rules[0]
                .fired
                for audit in pool()
            ]


def test_a_score_that_is_no_weighted_sum_is_refused():
    audit = pool()[1]
    made = audit.record.assessment
    doubled = replace(made.score.total, lowest=made.score.total.lowest / 2)
    odd = replace(
        audit.record,
        assessment=replace(made, score=replace(made.score, total=doubled)),
    )
    with pytest.raises(AuditError, match="is not scored as the weighted sum of its questions"):
        encode([AssessedAudit(odd)], POLICY.evidence_floor)


def test_weights_too_fine_for_64_bits_are_refused():
    fine = tuple(
        replace(column, weight=column.weight + Fraction(1, 2**61 + n))
        for n, column in enumerate(POOL.questions)
    )
    with pytest.raises(AuditError, match="weights of these audits do not fit 64 bits"):
        what_if(replace(POOL, questions=fine), POLICY)


MANY = POOL.rows(np.random.default_rng(1).integers(0, len(POOL), 100_000))


def test_columns_are_at_least_fifty_times_faster_than_the_exact_path():
    start = time.perf_counter()
    what_if(MANY, POLICY)
    each = (time.perf_counter() - start) / len(MANY)
    start = time.perf_counter()
    for audit in pool()[:10]:
        record = audit.record
        assess(record.request, record.checklists, POLICY, record.fieldwork, TODAY)
    assert (time.perf_counter() - start) / 10 > 50 * each


def test_memory_beside_the_results_does_not_grow_with_the_audits():
    def beside(portfolio: Portfolio) -> int:
        tracemalloc.start()
        made = what_if(portfolio, POLICY)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        arrays = [getattr(made, each.name) for each in fields(made)]
        return peak - sum(each.nbytes for each in arrays if isinstance(each, np.ndarray))

    assert beside(MANY) < 1.2 * beside(MANY.rows(slice(20_000)))
