"""Facts that satisfy every rule of the shipped policy, and whole audits in which only answers differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from audit.catalogue import packaged_catalogue
from audit.decision.assess import Assessment, assess
from audit.decision.recommend import recommend
from audit.domain.answer import Answer, UnknownKind
from audit.domain.bounds import Bounds
from audit.domain.checklist import Question, Scale
from audit.domain.condition import Fact, Facts
from audit.domain.decision import Outcome, Recommendation, RuleResult
from audit.domain.fieldwork import Fieldwork
from audit.domain.impact import AdverseImpact, Involvement, Occurrence
from audit.domain.investment import Stage
from audit.domain.leverage import LeverageView
from audit.domain.request import AuditRequest
from audit.domain.truth import YesNo
from tests.audit.scoring.builders import FULL_SUPPORT, not_applicable, unknown, valued
from tests.factories import TODAY, empty_fieldwork, reference_request

CHECKLISTS = packaged_catalogue().latest_checklists()
REQUEST = reference_request()
POLICY = packaged_catalogue().policy(REQUEST.policy)
QUESTIONS: tuple[tuple[Question, Scale], ...] = tuple(
    (question, listed.scale(question.scale))
    for listed in CHECKLISTS
    for question in listed.questions
)

SATISFIED: Facts = {
    "score": Bounds.exactly(1),
    "coverage": Bounds.exactly(1),
    "critical_open": Bounds.exactly(0),
    "unmet_critical_severity": Bounds.exactly(0),
    "possible_severity": Bounds.exactly(2),
    "leverage": Bounds.exactly(4),
    "leverage_can_be_raised": YesNo.YES,
    "breach_found": YesNo.NO,
    "evidence_deadline_lapsed": YesNo.NO,
    "allegations_not_addressed": Bounds.exactly(0),
    "conflict_or_occupation": YesNo.NO,
    "ongoing_public_surveillance": YesNo.NO,
    "product_identifies_people": YesNo.NO,
    "public_authority_end_user": YesNo.NO,
}


def fact(said: str) -> Fact:
    """A fact as tests write it: a word, an exact number, or two numbers as in "1..5"."""
    if said in ("yes", "no", "unknown"):
        return YesNo(said)
    lowest, _, highest = said.partition("..")
    return Bounds(Fraction(lowest), Fraction(highest or lowest))


def facts(**changes: str) -> Facts:
    """The satisfied facts with some of them said otherwise."""
    return {**SATISFIED, **{name: fact(said) for name, said in changes.items()}}


def advised(stage: Stage = Stage.HOLDING, /, **changes: str) -> Recommendation:
    """What the shipped policy recommends on these facts."""
    known = facts(**changes)
    return recommend(POLICY, stage, known, known, ())


def result(rule: str, recommendation: Recommendation) -> RuleResult:
    """What one rule did."""
    return next(result for result in recommendation.rules if result.rule == rule)


def best_answers() -> list[Answer]:
    """The best word of every question's scale, fully supported."""
    return [valued(question.id, scale.values[0].code) for question, scale in QUESTIONS]


def random_answers(random: Random) -> list[Answer]:
    """Answers of every kind, mostly good in some audits and mostly bad in others."""
    good_critical, good = random.choice([0.9, 0.97, 1]), random.choice([0, 0.3, 0.8, 0.95])
    answers: list[Answer] = []
    for question, scale in QUESTIONS:
        word = random.choice(scale.values).code
        others = [
            valued(question.id, word),
            valued(question.id, word),
            valued(question.id, word, ["E1"]),
            unknown(question.id, random.choice(list(UnknownKind))),
            not_applicable(question.id),
        ]
        best = random.random() < (good_critical if question.critical else good)
        top = valued(question.id, scale.values[0].code)
        answers.append(top if best else random.choice(others))
    return answers


def impact(severity: Bounds) -> AdverseImpact:
    """An impact whose severity is decided by its scale."""
    one = Bounds.exactly(1)
    return AdverseImpact(
        "I-01", "Harm", "People", ("UDHR 12",), (), (), Occurrence.POTENTIAL, severity, one, one,
        Bounds.between(1, 5), Involvement.UNKNOWN, Involvement.UNKNOWN, "",
    )  # fmt: skip


def fieldwork(
    answers: Sequence[Answer],
    impacts: Iterable[AdverseImpact] = (),
    can_be_raised: YesNo = YesNo.YES,
) -> Fieldwork:
    """Fieldwork with these answers and enough evidence for any of them."""
    return replace(
        empty_fieldwork(),
        answers=tuple(answers),
        evidence=FULL_SUPPORT,
        impacts=tuple(impacts),
        leverage=LeverageView(can_be_raised, "", ()),
    )


def assessed(
    answers: Sequence[Answer],
    *,
    request: AuditRequest | None = None,
    stage: Stage = Stage.HOLDING,
    impacts: Iterable[AdverseImpact] = (),
    can_be_raised: YesNo = YesNo.YES,
) -> Assessment:
    """The assessment of these answers to all shipped questions, without any allegation unless told."""
    asked = request or replace(REQUEST, allegations=())
    staged = replace(asked, investment=replace(asked.investment, stage=stage))
    return assess(staged, CHECKLISTS, POLICY, fieldwork(answers, impacts, can_be_raised), TODAY)


def place(outcome: Outcome) -> int:
    """How little an outcome permits under the shipped policy; higher is less."""
    return POLICY.restrictiveness(outcome)
