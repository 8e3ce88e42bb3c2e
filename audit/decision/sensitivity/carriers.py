"""What the advice hangs on: evidence that falls away, answers that turn out unknown, judgements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from audit.decision.facts import BREACH_ORDER, Situation, breach_found, possible_severity
from audit.decision.recommend import advice_on
from audit.decision.sensitivity.flips import LISTED
from audit.decision.sensitivity.position import Ground, Position, difference, moved, replaced
from audit.decision.sensitivity.report import Carrier, CarrierKind, FlipSet, FlipSets, Resolved
from audit.decision.sensitivity.ruling import Ruling
from audit.domain.answer import Answer, Valued
from audit.domain.checklist import CountsTowards, Scale
from audit.domain.condition import Facts
from audit.domain.decision import DecisionPolicy
from audit.domain.evidence import EvidenceItem
from audit.domain.fieldwork import Fieldwork
from audit.domain.truth import YesNo
from audit.scoring.aggregate import QuestionScore
from audit.scoring.proof import conclude
from audit.scoring.support import ANYTHING, EffectiveAnswer, Standing, effective_answer

LARGEST = 3
"""Evidence is removed in sets of up to so many items."""
BUDGET = 600
"""Sets of evidence items looked at."""


class Footing:
    """What rests on which evidence: the position of an audit without some of its items."""

    def __init__(
        self,
        situation: Situation,
        fieldwork: Fieldwork,
        policy: DecisionPolicy,
        scales: Mapping[str, Scale],
        ground: Ground,
        start: Position,
    ) -> None:
        self._situation, self._fieldwork, self._policy = situation, fieldwork, policy
        self._scales, self._ground, self._start = scales, ground, start
        self._evidence = {item.id: item for item in fieldwork.evidence}
        self._resting = list(_resting(situation, fieldwork))
        self._about = _items_about_breaches(situation, fieldwork)
        self._shifts: dict[tuple[str, frozenset[str]], Position] = {}
        self._breaches: dict[frozenset[str], int] = {frozenset(): start.breach}

    @property
    def items(self) -> tuple[str, ...]:
        """Every item that an answer or an alleged breach rests on, in the order of recording."""
        cited = {name for *_, answer in self._resting for name in answer.evidence} | self._about
        return tuple(name for name in self._evidence if name in cited)

    def without(self, removed: frozenset[str]) -> Position:
        """Where the audit would stand without these items."""
        position = self._start
        for scored, counts_towards, answer in self._resting:
            lost = removed.intersection(answer.evidence)
            if lost:
                position = moved(position, self._shift(scored, counts_towards, answer, lost))
        return position._replace(breach=self._breach(removed & self._about))

    def _shift(
        self,
        scored: QuestionScore,
        counts_towards: CountsTowards,
        answer: Answer,
        lost: frozenset[str],
    ) -> Position:
        key = (answer.question, lost)
        if key not in self._shifts:
            left = {
                n: self._evidence[n]
                for n in answer.evidence
                if n not in lost and n in self._evidence
            }
            after = self._effective(scored, answer, left)
            self._shifts[key] = difference(scored, counts_towards, after, self._ground)
        return self._shifts[key]

    def _effective(
        self, scored: QuestionScore, answer: Answer, left: Mapping[str, EvidenceItem]
    ) -> EffectiveAnswer:
        return effective_answer(
            scored.question,
            self._scales[scored.question.id],
            answer,
            True,
            left,
            self._policy.evidence_floor,
            self._fieldwork.contradictions,
        )

    def _breach(self, removed: frozenset[str]) -> int:
        if removed not in self._breaches:
            left = {name: item for name, item in self._evidence.items() if name not in removed}
            assessments = {a.allegation: a for a in self._fieldwork.assessments}
            conclusions = [
                conclude(
                    allegation,
                    assessments.get(allegation.id),
                    self._fieldwork.claims,
                    left,
                    self._fieldwork.limitations,
                )
                for allegation in self._situation.request.allegations
                if allegation.alleges_breach
            ]
            found = breach_found(replace(self._situation, conclusions=conclusions))
            self._breaches[removed] = BREACH_ORDER.index(found)
        return self._breaches[removed]


def evidence_flips(footing: Footing, ruling: Ruling, policy: DecisionPolicy) -> FlipSets:
    """The smallest sets of items without which the advice would be another, up to three items."""
    now = policy.place(ruling.outcome(footing.without(frozenset())))
    spent = 0
    for size in range(1, LARGEST + 1):
        found: list[FlipSet] = []
        for removed in _candidates(footing, ruling, now, footing.items, size, ()):
            spent += 1
            if spent > BUDGET:
                return _evidence_sets(found, size, False)
            outcome = ruling.outcome(footing.without(frozenset(removed)))
            if policy.place(outcome) != now:
                found.append(FlipSet(removed, outcome, policy.place(outcome) < now))
        if found:
            return _evidence_sets(found, size, True)
    return FlipSets(
        Resolved.REMOVED,
        0,
        (),
        (),
        0,
        len(footing.items) <= LARGEST or _never(footing, ruling, now),
    )


def answer_carriers(
    situation: Situation, ground: Ground, start: Position, ruling: Ruling
) -> Iterator[Carrier]:
    """Single answers without which the advice would be another."""
    now = ruling.outcome(start)
    for section in situation.score.sections:
        for scored in section.questions:
            if scored.effective.standing is not Standing.DETERMINED:
                continue
            unknown = EffectiveAnswer(scored.question.id, Standing.UNKNOWN, ANYTHING, None, "")
            position = replaced(situation, start, scored, unknown, ground)
            if (outcome := ruling.outcome(position)) is not now:
                yield Carrier(CarrierKind.ANSWER, scored.question.id, outcome)


def judgement_carriers(
    situation: Situation, policy: DecisionPolicy, facts: Facts
) -> Iterator[Carrier]:
    """Recorded judgements without which the advice would be another: on leverage, and each impact."""
    stage = situation.request.investment.stage
    now = advice_on(policy, stage, facts)
    if facts["leverage_can_be_raised"] is not YesNo.UNKNOWN:
        without = advice_on(policy, stage, {**facts, "leverage_can_be_raised": YesNo.UNKNOWN})
        if without is not now:
            yield Carrier(CarrierKind.JUDGEMENT, "leverage_can_be_raised", without)
    for impact in situation.impacts:
        others = [other for other in situation.impacts if other is not impact]
        without = advice_on(
            policy, stage, {**facts, "possible_severity": possible_severity(others)}
        )
        if without is not now:
            yield Carrier(CarrierKind.JUDGEMENT, impact.id, without)


def _candidates(
    footing: Footing,
    ruling: Ruling,
    now: int,
    items: Sequence[str],
    size: int,
    chosen: tuple[str, ...],
) -> Iterator[tuple[str, ...]]:
    """Sets of this size, leaving out whole families that cannot change the outcome."""
    if size == 0:
        yield chosen
        return
    if len(items) < size or _settled(footing, ruling, now, chosen, items):
        return
    for index, item in enumerate(items):
        yield from _candidates(footing, ruling, now, items[index + 1 :], size - 1, (*chosen, item))


def _settled(
    footing: Footing, ruling: Ruling, now: int, chosen: Sequence[str], further: Sequence[str]
) -> bool:
    """Whether removing any of the further items as well leaves the outcome as it is.

    Support only falls as items go, and what is established by it only gets lost, so every position on
    the way lies between the two ends.
    """
    some, every = (
        footing.without(frozenset(chosen)),
        footing.without(frozenset((*chosen, *further))),
    )
    low = Position._make(map(min, some, every))
    high = Position._make(map(max, some, every))
    return ruling.places(low, high) == (now, now)


def _never(footing: Footing, ruling: Ruling, now: int) -> bool:
    return _settled(footing, ruling, now, (), footing.items)


def _evidence_sets(found: Sequence[FlipSet], size: int, exact: bool) -> FlipSets:
    members = tuple(dict.fromkeys(name for flip in found for name in flip.members))
    return FlipSets(
        Resolved.REMOVED,
        size if found else 0,
        tuple(islice(found, LISTED)),
        members,
        len(found),
        exact,
    )


def _resting(
    situation: Situation, fieldwork: Fieldwork
) -> Iterator[tuple[QuestionScore, CountsTowards, Answer]]:
    answers = {
        a.question: a for a in fieldwork.answers if isinstance(a.state, Valued) and a.evidence
    }
    for section in situation.score.sections:
        for scored in section.questions:
            answer = answers.get(scored.question.id)
            if answer and scored.effective.standing is not Standing.NOT_APPLICABLE:
                yield scored, section.counts_towards, answer


def _items_about_breaches(situation: Situation, fieldwork: Fieldwork) -> frozenset[str]:
    breaches = {a.id for a in situation.request.allegations if a.alleges_breach}
    return frozenset(claim.evidence for claim in fieldwork.claims if claim.about in breaches)
