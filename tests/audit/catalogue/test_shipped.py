"""What ships: 75 questions with their sources, one policy, one case, and digests that match."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction

import pytest

from audit.catalogue.editions.edition import known_files, read_edition
from audit.catalogue.published import PUBLISHED, published_digests
from audit.domain.checklist import Checklist, CountsTowards, Question
from audit.domain.condition import evaluate, leaves
from audit.domain.decision import DecisionPolicy, Outcome
from audit.domain.request import CASE_FACTS, VersionRef, case_facts
from audit.domain.truth import Truth, YesNo
from tests.audit.catalogue.builders import PACKAGED
from tests.factories import CASE, reference_request, small_request

CHECKLISTS = PACKAGED.latest_checklists()
QUESTIONS = [question for listed in CHECKLISTS for question in listed.questions]
POLICY = PACKAGED.policy(VersionRef("responsible-investment", "1.1.0"))


def test_75_questions_of_which_25_are_critical():
    assert len(QUESTIONS) == 75
    assert sum(question.critical for question in QUESTIONS) == 25


@pytest.mark.parametrize(
    ("checklist", "questions", "sections"),
    [
        ("core-hrdd", 36, ["GOV", "IDN", "ACT", "REM", "INV"]),
        ("facial-recognition", 22, ["FAI", "TNC", "HUM"]),
        ("government-sales", 17, ["CUS", "LAW"]),
    ],
)
def test_each_checklist(checklist: str, questions: int, sections: list[str]):
    listed = next(c for c in CHECKLISTS if c.id == checklist)
    assert len(listed.questions) == questions
    assert [section.id for section in listed.sections] == sections


def test_only_the_investors_section_counts_towards_leverage():
    leverage = [
        section.id
        for listed in CHECKLISTS
        for section in listed.sections
        if section.counts_towards is CountsTowards.LEVERAGE
    ]
    assert leverage == ["INV"]


def test_every_question_is_complete():
    for question in QUESTIONS:
        assert question.sources, question.id
        assert all(source.reference for source in question.sources)
        assert question.guidance
        assert question.expected_evidence
        assert question.rights
        assert question.text.endswith("?")
        assert 1 <= question.severity.highest <= 5
        assert question.weight in (1, 2, 3)


def test_what_questions_refer_to_exists():
    vocabulary = PACKAGED.vocabulary
    for question in QUESTIONS:
        assert {source.instrument for source in question.sources} <= set(vocabulary.instruments)
        assert set(question.rights) <= set(vocabulary.rights)
        assert set(question.expected_evidence) <= set(vocabulary.evidence_types)


def test_no_id_stands_twice_across_checklists():
    assert not [name for name, count in Counter(q.id for q in QUESTIONS).items() if count > 1]
    assert len({(c.id, s.id) for c in CHECKLISTS for s in c.sections}) == 10


@pytest.mark.parametrize("listed", CHECKLISTS, ids=lambda listed: listed.id)
def test_scales_run_from_all_to_nothing_best_first(listed: Checklist):
    for scale in listed.scales:
        shares = [value.value for value in scale.values]
        assert shares == sorted(shares, reverse=True)
        assert (shares[0], shares[-1]) == (1, 0)
        assert len(set(shares)) == len(shares)


def test_the_scales_in_use_have_their_exact_values():
    core = CHECKLISTS[0]
    assert [v.value for v in core.scale("M5").values] == [Fraction(n, 4) for n in (4, 3, 2, 1, 0)]
    assert [v.value for v in core.scale("L5").values] == [
        Fraction(n, 5) for n in (5, 4, 3, 2, 1, 0)
    ]
    assert [v.code for v in core.scale("YN").values] == ["YES", "NO"]
    assert next(q.scale for q in QUESTIONS if q.id == "INV-02") == "L5"


CONDITIONAL = {
    "IDN-07": "conflict_or_occupation",
    "REM-06": "impact_caused_or_contributed",
    "ACT-07": "earlier_audit_or_commitment",
    "ACT-08": "exit_possible",
    "FAI-03": "group_difference_or_untested",
    "TNC-03": "consent_or_permit_relied_on",
    "HUM-02": "one_to_many_identification",
    "LAW-01": "ongoing_public_surveillance",
    "LAW-03": "eu_live_police_use",
    "LAW-04": "eu_after_the_fact_police_use",
    "LAW-06": "moratorium_claimed",
    "LAW-07": "us_state_or_local_customer",
    "LAW-08": "matches_used_in_criminal_cases",
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_each_question_applies_when_it_should(question: Question):
    fact = CONDITIONAL.get(question.id)
    named = {leaf.fact for leaf in leaves(question.applies_when)}
    assert named == ({fact} if fact else set())
    for word, truth in zip(YesNo, (Truth.TRUE, Truth.FALSE, Truth.UNDETERMINED), strict=True):
        expected = truth if fact else Truth.TRUE
        assert evaluate(question.applies_when, dict.fromkeys(CASE_FACTS, word)) is expected


def test_no_published_version_was_edited():
    edited = [
        f"{path} was edited after it was published: restore it (git checkout) and make a new version"
        for path, digest in published_digests(PACKAGED.root).items()
        if hashlib.sha256((PACKAGED.root / path).read_bytes()).hexdigest() != digest
    ]
    assert edited == []


def test_every_version_that_says_so_is_registered():
    register = published_digests(PACKAGED.root)
    for name, file in known_files(PACKAGED).items():
        edition = read_edition(PACKAGED, name)
        if edition.status == PUBLISHED:
            assert register.get(file) == edition.content.digest, (
                f"{file} is marked as published: run `investee-audit checklist publish {name}`"
            )


def test_the_policy_orders_every_outcome_once():
    assert sorted(POLICY.outcomes) == sorted(Outcome)
    assert POLICY.outcomes[0] is Outcome.APPROVE
    assert POLICY.outcomes[-1] is Outcome.DIVEST


def thresholds(policy: DecisionPolicy) -> dict[str, Fraction]:
    return {threshold.id: threshold.value for threshold in policy.thresholds}


def test_the_policys_numbers_are_exact_and_explained():
    assert thresholds(POLICY) == {
        "score_to_approve": Fraction(4, 5),
        "score_for_conditions": Fraction(3, 5),
        "coverage_to_approve": Fraction(9, 10),
        "coverage_for_opinion": Fraction(3, 5),
        "severe": 4,
        "gravest": 5,
        "serious": 3,
        "enough_leverage": 3,
        "one": 1,
    }
    assert all(threshold.rationale for threshold in POLICY.thresholds)
    assert all(rule.rationale and rule.source for rule in POLICY.rules)
    assert all(tier.rationale for tier in POLICY.review_tiers)


def test_the_policys_evidence_types_exist():
    known = PACKAGED.vocabulary.evidence_types
    assert {validity.type for validity in POLICY.evidence_validity} <= set(known)
    assert POLICY.evidence_floor.management_statement in known


def test_the_facts_decide_which_checklists_run():
    assert [c.id for c in PACKAGED.advised_checklists(small_request())] == ["core-hrdd"]
    everything = PACKAGED.advised_checklists(reference_request())
    assert [c.id for c in everything] == ["core-hrdd", "facial-recognition", "government-sales"]
    assert case_facts(reference_request())["product_identifies_people"] is YesNo.YES


def test_the_reference_case_ships():
    assert PACKAGED.case_names() == (CASE,)
    case = PACKAGED.case(CASE)
    assert len(case.request["allegations"]) == 8
    assert {item.id for item in case.items} >= {"S04", "S12", "S21"}
    answered = {answer.question for answer in case.fieldwork.answers}
    assert answered <= {question.id for question in QUESTIONS}
