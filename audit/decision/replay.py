"""The same evidence, answers and day under other rules, and what would be different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from audit.decision.assess import Assessment, assess
from audit.decision.dossier import ReviewRecord
from audit.domain.answer import UnknownKind, Valued
from audit.domain.audit import VersionDigest
from audit.domain.bounds import Bounds
from audit.domain.checklist import Checklist
from audit.domain.decision import DecisionPolicy, Opinion, Outcome, Reason, RuleResult
from audit.domain.fieldwork import Fieldwork


@dataclass(frozen=True, slots=True)
class UnderRules:
    """What one set of rules makes of an audit."""

    checklists: tuple[VersionDigest, ...]
    policy: VersionDigest
    outcome: Outcome
    reasons: tuple[Reason, ...]
    share: Bounds
    """The score as a share from 0 to 1, with both bounds."""
    coverage: Fraction
    opinion: Opinion
    tier: str
    reachable: tuple[Outcome, ...]
    """Every outcome that some completion of what is unknown could lead to."""

    @property
    def robust(self) -> bool:
        """No completion of what is unknown would change the outcome."""
        return self.reachable == (self.outcome,)


class RuleEffect(StrEnum):
    """How a rule differs between the two policies."""

    NEWLY_FIRES = "newly_fires"
    NO_LONGER_FIRES = "no_longer_fires"
    LIMIT_CHANGED = "limit_changed"
    ONLY_BEFORE = "only_before"
    """The other policy has no rule of this id."""
    ONLY_AFTER = "only_after"
    """The policy of the audit has no rule of this id."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule, by its id, that is different or does something different; never without an effect."""

    rule: str
    title: str
    effects: tuple[RuleEffect, ...]
    before: RuleResult | None
    after: RuleResult | None


@dataclass(frozen=True, slots=True)
class Replay:
    """One audit under its own rules and under others."""

    audit: str
    investee: str
    as_of: date
    """The day of the assessment that is replayed."""
    before: UnderRules
    after: UnderRules
    rules: tuple[RuleChange, ...]
    not_asked: tuple[str, ...]
    """Questions that only the other checklists ask and nobody answered: they count as not asked."""
    no_longer_asked: tuple[str, ...]
    """Questions with an answer that the other checklists do not ask."""
    off_scale: tuple[str, ...]
    """Questions whose answer, or a reading of it, is a word that the other version's scale lacks: they
    count as not asked."""

    @property
    def outcome_changed(self) -> bool:
        """The other rules advise something else."""
        return self.after.outcome is not self.before.outcome


@dataclass(frozen=True, slots=True)
class Move:
    """How many audits go from one outcome to another, or stay where they are."""

    before: Outcome
    after: Outcome
    audits: int


@dataclass(frozen=True, slots=True)
class PortfolioReplay:
    """Every assessed audit under other rules: how many go from where to where, and each of them."""

    policy: VersionDigest
    checklists: tuple[VersionDigest, ...]
    """Those that stand in for the checklists of the audits."""
    moves: tuple[Move, ...]
    audits: tuple[Replay, ...]
    """In the order of changed_first."""


def replay(
    record: ReviewRecord,
    checklists: Sequence[Checklist],
    policy: DecisionPolicy,
    evidence_deadline: date | None = None,
) -> Replay:
    """What these rules advise on the records of an audit. Pure: nothing is read and nothing recorded.

    The day stays the one on which the audit was assessed, and the deadline for evidence is the one
    the audit was opened with.
    """
    off_scale = _off_scale(record.fieldwork, checklists)
    fitting = tuple(a for a in record.fieldwork.answers if a.question not in off_scale)
    after = assess(
        record.request,
        checklists,
        policy,
        replace(record.fieldwork, answers=fitting),
        record.assessment.as_of,
        evidence_deadline,
    )
    return Replay(
        audit=record.audit,
        investee=record.request.investee.legal_name,
        as_of=after.as_of,
        before=_reading(record.checklists, record.policy, record.assessment),
        after=_reading(checklists, policy, after),
        rules=_rule_changes(record.assessment.recommendation.rules, after.recommendation.rules),
        not_asked=_not_asked(record, after),
        no_longer_asked=_no_longer_asked(record, checklists),
        off_scale=off_scale,
    )


def changed_first(replays: Iterable[Replay], policy: DecisionPolicy) -> tuple[Replay, ...]:
    """In the order in which people look at them: changed outcomes before others, the more
    restrictive before the milder, and what something open could still change before what is firm."""

    def place(replayed: Replay) -> tuple[bool, int, bool, str]:
        after = replayed.after
        restrictive = policy.restrictiveness(after.outcome)
        return not replayed.outcome_changed, -restrictive, after.robust, replayed.audit

    return tuple(sorted(replays, key=place))


def moves(replays: Iterable[Replay]) -> tuple[Move, ...]:
    """How many audits go from which outcome to which, the most frequent first."""
    counted = Counter((r.before.outcome, r.after.outcome) for r in replays)
    return tuple(
        Move(before, after, n)
        for (before, after), n in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    )


def _reading(
    checklists: Sequence[Checklist], policy: DecisionPolicy, assessment: Assessment
) -> UnderRules:
    advice = assessment.recommendation
    return UnderRules(
        checklists=tuple(VersionDigest(c.id, c.version, c.digest) for c in checklists),
        policy=VersionDigest(policy.id, policy.version, policy.digest),
        outcome=advice.outcome,
        reasons=advice.reasons,
        share=assessment.score.total.share,
        coverage=assessment.score.total.coverage,
        opinion=advice.opinion,
        tier=advice.tier,
        reachable=advice.reachable,
    )


def _rule_changes(
    before: Sequence[RuleResult], after: Sequence[RuleResult]
) -> tuple[RuleChange, ...]:
    """In the order of the policy of the audit; what only the other policy has comes last."""
    was = {result.rule: result for result in before}
    now = {result.rule: result for result in after}
    shown = was | now
    changes = (
        RuleChange(
            name,
            shown[name].title,
            _effects(was.get(name), now.get(name)),
            was.get(name),
            now.get(name),
        )
        for name in shown
    )
    return tuple(change for change in changes if change.effects)


def _effects(before: RuleResult | None, after: RuleResult | None) -> tuple[RuleEffect, ...]:
    fired_before = before is not None and before.fired
    fires_now = after is not None and after.fired
    held = (
        (RuleEffect.ONLY_AFTER, before is None),
        (RuleEffect.ONLY_BEFORE, after is None),
        (RuleEffect.NEWLY_FIRES, fires_now and not fired_before),
        (RuleEffect.NO_LONGER_FIRES, fired_before and not fires_now),
        (RuleEffect.LIMIT_CHANGED, before and after and before.limit is not after.limit),
    )
    return tuple(effect for effect, holds in held if holds)


def _off_scale(fieldwork: Fieldwork, checklists: Sequence[Checklist]) -> tuple[str, ...]:
    words = {
        question.id: {value.code for value in checklist.scale(question.scale).values}
        for checklist in checklists
        for question in checklist.questions
    }
    used = [(a.question, a.state.value) for a in fieldwork.answers if isinstance(a.state, Valued)]
    used += [(c.about, r.word) for c in fieldwork.contradictions for r in c.readings]
    off = {question for question, word in used if word not in words.get(question, {word})}
    return tuple(a.question for a in fieldwork.answers if a.question in off)


def _not_asked(record: ReviewRecord, after: Assessment) -> tuple[str, ...]:
    known = {q.id for checklist in record.checklists for q in checklist.questions}
    known |= {answer.question for answer in record.fieldwork.answers}
    return tuple(
        scored.question.id
        for scored in after.score.questions
        if scored.effective.unknown is UnknownKind.NOT_ASKED and scored.question.id not in known
    )


def _no_longer_asked(record: ReviewRecord, checklists: Sequence[Checklist]) -> tuple[str, ...]:
    asked = {question.id for checklist in checklists for question in checklist.questions}
    return tuple(a.question for a in record.fieldwork.answers if a.question not in asked)
