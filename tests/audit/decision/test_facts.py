"""The facts that rules compare: what they count now, and how far each could still move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from audit.decision.facts import (
    POLICY_FACTS,
    Situation,
    Unit,
    facts_now,
    facts_possible,
    in_words,
    quantity_in_words,
)
from audit.decision.leverage import leverage_panel
from audit.domain.allegation import AllegationConclusion, AllegationStatus, Confidence
from audit.domain.answer import Answer
from audit.domain.bounds import Bounds
from audit.domain.checklist import Checklist, CountsTowards
from audit.domain.condition import Facts
from audit.domain.impact import AdverseImpact
from audit.domain.leverage import LeverageView
from audit.domain.truth import YesNo
from tests.audit.decision.builders import REQUEST, SATISFIED, impact
from tests.audit.scoring.builders import (
    checklist,
    item,
    not_applicable,
    question,
    scored,
    section,
    unknown,
    valued,
)
from tests.factories import TODAY

LISTED = checklist(
    section(
        "ONE",
        question("ONE-01", critical=True, severity=3),
        question("ONE-02", critical=True, severity=5),
        question("ONE-03", severity=5),
    ),
    section(
        "INV", question("INV-01", critical=True, severity=5), counts_towards=CountsTowards.LEVERAGE
    ),
)
EVIDENCE = (item("E1", grade_="A1"), item("E2", kind="TST", grade_="A1", independent=True))
BREACH = REQUEST.allegations[1]


def situation(
    answers: Sequence[Answer] = (),
    impacts: Iterable[AdverseImpact] = (),
    statuses: Sequence[AllegationStatus] = (),
    deadline: date | None = None,
    listed: Checklist = LISTED,
) -> Situation:
    found = scored(listed, answers=answers, evidence=EVIDENCE)
    conclusions = tuple(
        AllegationConclusion(f"B{i}", status, status, Confidence.LOW, (), (), (), ())
        for i, status in enumerate(statuses)
    )
    alleged = tuple(replace(BREACH, id=f"B{i}") for i in range(len(statuses)))
    return Situation(
        replace(REQUEST, allegations=alleged),
        found,
        tuple(impacts),
        leverage_panel(found, LeverageView(YesNo.UNKNOWN, "", ())),
        conclusions,
        deadline,
        TODAY,
    )


def both(of: Situation) -> tuple[Facts, Facts]:
    return facts_now(of), facts_possible(of)


ANSWERED = [valued("ONE-01", "MET"), valued("ONE-02", "MET")]


def test_every_fact_a_policy_may_name_is_supplied():
    now, possible = both(situation())
    assert set(now) == set(possible) == set(POLICY_FACTS) == set(SATISFIED)
    for name, known in now.items():
        assert isinstance(known, YesNo) == (POLICY_FACTS[name].unit is Unit.WORD)


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        ([], 2),
        (ANSWERED, 0),
        ([ANSWERED[0]], 1),
        ([ANSWERED[0], unknown("ONE-02")], 1),
        ([ANSWERED[0], valued("ONE-02", "MET", ["E1"])], 1),
        ([ANSWERED[0], valued("ONE-02", "NOT_MET", [])], 0),
        ([ANSWERED[0], not_applicable("ONE-02")], 0),
        ([ANSWERED[0], not_applicable("ONE-02", "")], 1),
    ],
)
def test_open_critical_questions(answers: list[Answer], count: int):
    now, possible = both(situation(answers))
    assert now["critical_open"] == Bounds.exactly(count)
    assert possible["critical_open"] == Bounds.between(0, count)


@pytest.mark.parametrize(
    ("answers", "now_", "possible_"),
    [
        (ANSWERED, (0, 0), (0, 0)),
        ([], (0, 0), (0, 5)),
        ([valued("ONE-01", "NOT_MET"), ANSWERED[1]], (3, 3), (3, 3)),
        ([valued("ONE-01", "NOT_MET")], (3, 3), (3, 5)),
        ([valued("ONE-01", "NOT_MET"), valued("ONE-02", "NOT_MET")], (5, 5), (5, 5)),
        ([valued("ONE-02", "NOT_MET")], (5, 5), (5, 5)),
        ([ANSWERED[0], valued("ONE-02", "PARTLY")], (0, 0), (0, 0)),
        ([*ANSWERED, valued("ONE-03", "NOT_MET")], (0, 0), (0, 0)),
        ([*ANSWERED, valued("INV-01", "NOT_MET")], (0, 0), (0, 0)),
        ([*ANSWERED, unknown("INV-01")], (0, 0), (0, 0)),
    ],
)
def test_severity_of_unmet_critical_questions(
    answers: list[Answer], now_: tuple[int, int], possible_: tuple[int, int]
):
    now, possible = both(situation(answers))
    assert now["unmet_critical_severity"] == Bounds.between(*now_)
    assert possible["unmet_critical_severity"] == Bounds.between(*possible_)


def test_score_and_coverage():
    now, possible = both(situation([ANSWERED[0]]))
    assert now["score"] == possible["score"] == Bounds(Fraction(1, 3), Fraction(1))
    assert now["coverage"] == Bounds.exactly(Fraction(1, 3))
    assert possible["coverage"] == Bounds(Fraction(1, 3), Fraction(1))


def test_the_gravest_impact_counts_and_no_impact_is_not_harmless():
    graver = [impact(Bounds.between(2, 3)), impact(Bounds.between(1, 4))]
    assert facts_now(situation(impacts=graver))["possible_severity"] == Bounds.between(2, 4)
    assert facts_now(situation())["possible_severity"] == Bounds.between(1, 5)


S = AllegationStatus


@pytest.mark.parametrize(
    ("statuses", "now_", "possible_"),
    [
        ([], "no", "no"),
        ([S.SUBSTANTIATED], "yes", "yes"),
        ([S.PARTLY_SUBSTANTIATED], "yes", "yes"),
        ([S.ACKNOWLEDGED], "yes", "yes"),
        ([S.NOT_SUBSTANTIATED], "no", "unknown"),
        ([S.REFUTED], "no", "no"),
        ([S.INCONCLUSIVE_ACCESS_RESTRICTED], "unknown", "unknown"),
        ([S.NOT_ADDRESSED], "unknown", "unknown"),
        ([S.NOT_ADDRESSED, S.SUBSTANTIATED], "yes", "yes"),
        ([S.REFUTED, S.NOT_SUBSTANTIATED], "no", "unknown"),
    ],
)
def test_breach_found(statuses: list[AllegationStatus], now_: str, possible_: str):
    now, possible = both(situation(statuses=statuses))
    assert (now["breach_found"], possible["breach_found"]) == (YesNo(now_), YesNo(possible_))


def test_an_allegation_that_names_no_undertaking_is_no_breach():
    of = situation(statuses=[S.SUBSTANTIATED])
    harmless = tuple(replace(a, alleges_breach=False) for a in of.request.allegations)
    of = replace(of, request=replace(of.request, allegations=harmless))
    assert facts_now(of)["breach_found"] is YesNo.NO


def test_allegations_not_addressed_are_counted_and_could_still_be_addressed():
    now, possible = both(situation(statuses=[S.NOT_ADDRESSED, S.REFUTED, S.NOT_ADDRESSED]))
    assert now["allegations_not_addressed"] == Bounds.exactly(2)
    assert possible["allegations_not_addressed"] == Bounds.between(0, 2)


@pytest.mark.parametrize(
    ("deadline", "lapsed"),
    [
        (None, YesNo.NO),
        (TODAY + timedelta(days=1), YesNo.NO),
        (TODAY, YesNo.NO),
        (TODAY - timedelta(days=1), YesNo.YES),
    ],
)
def test_a_deadline_lapses_on_the_day_after(deadline: date | None, lapsed: YesNo):
    assert facts_now(situation(deadline=deadline))["evidence_deadline_lapsed"] is lapsed


LEVERAGE = checklist(
    section("INV", question("INV-02"), counts_towards=CountsTowards.LEVERAGE),
    section("ONE", question("ONE-01")),
)


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ([], (0, 5)),
        ([unknown("INV-02")], (0, 5)),
        ([not_applicable("INV-02")], (0, 5)),
        ([valued("INV-02", "MET")], (5, 5)),
        ([valued("INV-02", "NOT_MET")], (0, 0)),
        ([valued("INV-02", "MET", [])], (0, 5)),
        ([valued("ONE-01", "MET")], (0, 5)),
    ],
)
def test_the_level_of_leverage(answers: list[Answer], level: tuple[int, int]):
    found = facts_now(situation(answers, listed=LEVERAGE))["leverage"]
    assert found == Bounds.between(*level)


def test_a_level_between_stays_exact():
    found = facts_now(situation([valued("INV-02", "PARTLY")], listed=LEVERAGE))
    assert found["leverage"] == Bounds.exactly(Fraction(5, 2))


def test_without_the_question_the_level_is_open():
    assert facts_now(situation())["leverage"] == Bounds.between(0, 5)


def test_what_could_still_be_contains_what_is():
    for answers in ([], ANSWERED, [valued("ONE-01", "NOT_MET")], [unknown("ONE-02")]):
        now, possible = both(situation(answers, statuses=list(S)))
        for name, known in now.items():
            wider = possible[name]
            if isinstance(known, Bounds) and isinstance(wider, Bounds):
                assert wider.lowest <= known.lowest <= known.highest <= wider.highest
            else:
                assert wider in (known, YesNo.UNKNOWN)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("0", "0 %"),
        ("1", "100 %"),
        ("4/5", "80 %"),
        ("2/3", "66.6 %"),
        ("799/1000", "79.9 %"),
        ("7999/10000", "79.9 %"),
        ("3/344", "0.8 %"),
    ],
)
def test_shares_are_cut_and_never_rounded_up(share: str, said: str):
    assert quantity_in_words(Bounds.exactly(Fraction(share)), Unit.SHARE) == said


def test_facts_in_words():
    assert in_words("coverage", Bounds(Fraction(1, 8), Fraction(1))) == "Coverage is 12.5 to 100 %"
    assert in_words("leverage", Bounds.between(0, 5)) == "The investor's leverage is 0 to 5 of 5"
    assert in_words("breach_found", YesNo.NO) == "A breach of an undertaking was found: no"
    assert in_words("critical_open", Bounds.exactly(3)).endswith("critical questions is 3")
