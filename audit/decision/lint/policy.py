"""Everything remarkable about one policy, errors first.

Facts are looked at as if they varied independently: what is never reached so is never reached at all,
while an example may be a state that no audit is in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from audit.decision.facts import POLICY_FACTS, quantity_in_words
from audit.decision.lint.axes import Range, axes, comparisons, in_reach, ranges
from audit.decision.lint.questions import questions_without_effect
from audit.decision.lint.remark import Remark, RemarkKind, RemarkLevel
from audit.decision.lint.states import Behaviour, StateSpace, behaviour
from audit.decision.lint.steps import SAID, backward_steps, cliffs
from audit.domain.bounds import Bounds
from audit.domain.checklist import Checklist
from audit.domain.condition import Is
from audit.domain.decision import DecisionPolicy, Outcome
from audit.domain.investment import Stage

MOST_STATES = 1 << 22
"""A policy that tells more states apart has only those remarks that need none of them."""
MOST_PLACES = 3
"""How many places of the order one step over one threshold may move the outcome without a remark."""


def lint(
    policy: DecisionPolicy,
    checklists: Sequence[Checklist],
    named_thresholds: Collection[str],
    most_places: int = MOST_PLACES,
) -> tuple[Remark, ...]:
    """Everything remarkable about a policy for audits against these checklists. Pure.

    The named thresholds are the ids that the file's comparisons refer to; a policy itself keeps only
    their numbers.
    """
    remarks = [
        *_not_in_order(policy),
        *_out_of_reach(policy, ranges(checklists)),
        *_unused(policy, named_thresholds),
        *questions_without_effect(policy, checklists),
    ]
    if not any(remark.kind is RemarkKind.OUTCOME_NOT_IN_ORDER for remark in remarks):
        remarks += _of_states(policy, checklists, most_places)
    return tuple(sorted(remarks, key=lambda remark: remark.level is not RemarkLevel.ERROR))


def _of_states(
    policy: DecisionPolicy, checklists: Sequence[Checklist], most_places: int
) -> Iterator[Remark]:
    space = StateSpace(axes(policy, ranges(checklists)))
    if space.size > MOST_STATES:
        yield Remark(
            RemarkKind.TOO_MANY_STATES,
            RemarkLevel.NOTE,
            policy.id,
            ("rules",),
            f"The rules tell {space.size} states apart, and at most {MOST_STATES} are looked at; "
            "dead rules, steps and outcomes were not examined.",
        )
        return
    behaviours = tuple(behaviour(policy, stage, space) for stage in Stage)
    yield from _never_fire(policy, behaviours[0])
    yield from _never_decide(policy, behaviours)
    yield from backward_steps(policy, space, behaviours)
    yield from cliffs(policy, space, behaviours, most_places)
    yield from _unreachable(policy, behaviours)


def _not_in_order(policy: DecisionPolicy) -> Iterator[Remark]:
    for number, rule in enumerate(policy.rules):
        limits = {
            "holding": rule.limit_when_holding,
            "before_investment": rule.limit_before_investment,
        }
        for stage, limit in limits.items():
            if limit not in policy.outcomes:
                yield Remark(
                    RemarkKind.OUTCOME_NOT_IN_ORDER,
                    RemarkLevel.ERROR,
                    policy.id,
                    ("rules", number, "limit", stage),
                    f"The rule {rule.id} limits to {limit}, which is not in the order of outcomes; "
                    "add it there.",
                )


def _out_of_reach(policy: DecisionPolicy, known: Mapping[str, Range]) -> Iterator[Remark]:
    for path, leaf in comparisons(policy):
        if isinstance(leaf, Is) or in_reach(leaf.threshold, known[leaf.fact]):
            continue
        words = POLICY_FACTS[leaf.fact]
        number = quantity_in_words(Bounds.exactly(leaf.threshold), words.unit)
        always = leaf.threshold <= known[leaf.fact][0]
        yield Remark(
            RemarkKind.THRESHOLD_OUT_OF_REACH,
            RemarkLevel.ERROR,
            policy.id,
            path,
            f"“{words.label}” {'always' if always else 'never'} reaches {number} in an audit against "
            "these checklists, so the comparison decides nothing.",
        )


def _unused(policy: DecisionPolicy, named: Collection[str]) -> Iterator[Remark]:
    for number, threshold in enumerate(policy.thresholds):
        if threshold.id not in named:
            yield Remark(
                RemarkKind.THRESHOLD_UNUSED,
                RemarkLevel.NOTE,
                policy.id,
                ("thresholds", number),
                f"Nothing compares with the threshold {threshold.id}.",
            )


def _never_fire(policy: DecisionPolicy, did: Behaviour) -> Iterator[Remark]:
    for number, rule in enumerate(policy.rules):
        if not did.fired[number]:
            yield Remark(
                RemarkKind.RULE_NEVER_FIRES,
                RemarkLevel.ERROR,
                policy.id,
                ("rules", number),
                f"The rule {rule.id} fires in no state of the facts, known or unknown.",
            )


def _never_decide(policy: DecisionPolicy, behaviours: Sequence[Behaviour]) -> Iterator[Remark]:
    """From the last rule to the first, so that of two that do the same the later one is named."""
    left = [number for number, fired in enumerate(behaviours[0].fired) if fired]
    for number in reversed(tuple(left)):
        others = [other for other in left if other != number]
        if not all(_covered(policy, did, number, others) for did in behaviours):
            continue
        left = others
        alone = next(
            (o for o in others if all(_covered(policy, did, number, [o]) for did in behaviours)),
            None,
        )
        by = "other rules limit" if alone is None else f"the rule {policy.rules[alone].id} limits"
        yield Remark(
            RemarkKind.RULE_NEVER_DECIDES,
            RemarkLevel.ERROR,
            policy.id,
            ("rules", number),
            f"The rule {policy.rules[number].id} never decides: whenever it fires, {by} at least as much.",
        )


def _covered(policy: DecisionPolicy, did: Behaviour, number: int, others: Sequence[int]) -> bool:
    """Whenever the rule fires, one of the others fires and limits at least as much."""
    place = policy.place(did.limits[number])
    covered = 0
    for other in others:
        if policy.place(did.limits[other]) >= place:
            covered |= did.fired[other]
    return not did.fired[number] & ~covered


def _unreachable(policy: DecisionPolicy, behaviours: Sequence[Behaviour]) -> Iterator[Remark]:
    for number, outcome in enumerate(policy.outcomes):
        missing = [SAID[did.stage] for did in behaviours if not did.advised[outcome]]
        if missing:
            yield _unreached(policy, number, outcome, missing)


def _unreached(
    policy: DecisionPolicy, number: int, outcome: Outcome, missing: Sequence[str]
) -> Remark:
    return Remark(
        RemarkKind.OUTCOME_UNREACHABLE,
        RemarkLevel.NOTE,
        policy.id,
        ("outcomes", "order", number),
        f"The outcome {outcome.replace('_', ' ')} is never advised {' nor '.join(missing)}.",
    )
