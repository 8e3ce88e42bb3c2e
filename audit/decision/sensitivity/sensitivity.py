"""Everything about what would change the advice of one audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from audit.decision.facts import Situation
from audit.decision.sensitivity.carriers import (
    Footing,
    answer_carriers,
    evidence_flips,
    judgement_carriers,
)
from audit.decision.sensitivity.flips import Option, smallest
from audit.decision.sensitivity.forecast import Future
from audit.decision.sensitivity.position import Ground, ground_of, position_of, shift_of
from audit.decision.sensitivity.readings import Readings
from audit.decision.sensitivity.report import (
    Carrier,
    CarrierKind,
    FlipSets,
    NextQuestion,
    Resolved,
    Sensitivity,
)
from audit.decision.sensitivity.ruling import Ruling
from audit.domain.checklist import Checklist, Scale
from audit.domain.condition import Facts
from audit.domain.decision import DecisionPolicy
from audit.domain.fieldwork import Fieldwork
from audit.scoring.aggregate import QuestionScore, SectionScore
from audit.scoring.support import OPEN


def sensitivity(
    situation: Situation,
    facts: Facts,
    checklists: Sequence[Checklist],
    policy: DecisionPolicy,
    fieldwork: Fieldwork,
) -> Sensitivity:
    """What would change the advice; pure, exact within the budgets of its searches.

    A question may also turn out not to apply; that is not tried, because it is a fact about the
    investee's business and not an answer.
    """
    scales = {
        question.id: checklist.scale(question.scale)
        for checklist in checklists
        for question in checklist.questions
    }
    ground = ground_of(situation.score.sections, scales)
    start = position_of(situation, ground)
    ruling = Ruling(policy, situation.request.investment.stage, facts, ground)
    well, badly = (
        smallest(resolved, _options(situation, scales, ground, resolved), start, ruling, policy)
        for resolved in (Resolved.WELL, Resolved.BADLY)
    )
    footing = Footing(situation, fieldwork, policy, scales, ground, start)
    evidence = evidence_flips(footing, ruling, policy)
    carriers = (
        *_evidence_carriers(evidence),
        *answer_carriers(situation, ground, start, ruling),
        *judgement_carriers(situation, policy, facts),
    )
    readings = Readings(situation, facts, fieldwork, policy, scales, ground, start, ruling)
    return Sensitivity(
        well,
        badly,
        evidence,
        carriers,
        _next(situation, scales, ground, (well, badly)),
        readings.effects(),
        Future(situation, facts, fieldwork, policy, scales, ground, start).forecast(),
    )


def _options(
    situation: Situation, scales: Mapping[str, Scale], ground: Ground, resolved: Resolved
) -> list[Option]:
    return [
        Option(
            scored.question.id,
            shift_of(
                scored,
                section.counts_towards,
                _word(scored, scales[scored.question.id], resolved),
                ground,
            ),
        )
        for section, scored in _open(situation)
    ]


def _word(scored: QuestionScore, scale: Scale, resolved: Resolved) -> Fraction:
    """The best or the worst word of the scale that is still possible."""
    within = scored.effective.value
    words = [w.value for w in scale.values if within.lowest <= w.value <= within.highest]
    if resolved is Resolved.WELL:
        return max(words, default=within.highest)
    return min(words, default=within.lowest)


def _next(
    situation: Situation,
    scales: Mapping[str, Scale],
    ground: Ground,
    flips: Sequence[FlipSets],
) -> tuple[NextQuestion, ...]:
    total = situation.score.total.possible
    listed: list[NextQuestion] = []
    for section, scored in _open(situation):
        shifts = [
            shift_of(
                scored, section.counts_towards, _word(scored, scales[scored.question.id], r), ground
            )
            for r in (Resolved.WELL, Resolved.BADLY)
        ]
        if not any(map(any, shifts)):
            continue
        name, tally = scored.question.id, scored.tally
        counts = any(shift.determined for shift in shifts)
        sizes = [found.size for found in flips if name in found.members]
        listed.append(
            NextQuestion(
                name,
                scored.question.critical and counts,
                (tally.highest - tally.lowest) / total if counts and total else Fraction(0),
                min(sizes, default=0),
            )
        )
    return tuple(sorted(listed, key=_telling))


def _telling(question: NextQuestion) -> tuple[bool, int, bool, Fraction, str]:
    return (
        not question.in_smallest_set,
        question.in_smallest_set,
        not question.critical,
        -question.moves,
        question.question,
    )


def _evidence_carriers(evidence: FlipSets) -> Iterator[Carrier]:
    if evidence.size == 1:
        for flip in evidence.sets:
            yield Carrier(CarrierKind.EVIDENCE, flip.members[0], flip.outcome)


def _open(situation: Situation) -> Iterator[tuple[SectionScore, QuestionScore]]:
    for section in situation.score.sections:
        for scored in section.questions:
            if scored.effective.standing in OPEN:
                yield section, scored
