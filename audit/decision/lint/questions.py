"""Questions whose answers can change nothing that a policy looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from audit.decision.leverage import LEVERAGE_QUESTION
from audit.decision.lint.axes import Range, comparisons, in_reach, ranges
from audit.decision.lint.remark import Remark, RemarkKind, RemarkLevel
from audit.domain.checklist import Checklist, CountsTowards, Question, Section
from audit.domain.condition import Is
from audit.domain.decision import DecisionPolicy


def questions_without_effect(
    policy: DecisionPolicy, checklists: Sequence[Checklist]
) -> Iterator[Remark]:
    """Questions that move neither a rule, the score's cell, the review tier, the opinion nor leverage.

    They may still be worth asking: the report prints their answers.
    """
    known = ranges(checklists)
    looked_at = _looked_at(policy, known)
    for checklist in checklists:
        for s, section in enumerate(checklist.sections):
            for q, question in enumerate(section.questions):
                if why := _idle(question, section, looked_at, policy, known):
                    yield Remark(
                        RemarkKind.QUESTION_WITHOUT_EFFECT,
                        RemarkLevel.NOTE,
                        checklist.id,
                        ("sections", s, "questions", q),
                        f"The answer to {question.id} changes no outcome, tier or opinion: {why}.",
                    )


def _looked_at(policy: DecisionPolicy, known: Mapping[str, Range]) -> frozenset[str]:
    """The facts that some comparison within reach looks at."""
    facts = {
        leaf.fact
        for _, leaf in comparisons(policy)
        if isinstance(leaf, Is) or in_reach(leaf.threshold, known[leaf.fact])
    }
    if in_reach(policy.opinion_needs_coverage, known["coverage"]):
        facts.add("coverage")
    return frozenset(facts)


def _idle(
    question: Question,
    section: Section,
    looked_at: frozenset[str],
    policy: DecisionPolicy,
    known: Mapping[str, Range],
) -> str:
    """Why the question has no effect; empty when it has one."""
    if section.counts_towards is CountsTowards.LEVERAGE:
        if question.id != LEVERAGE_QUESTION:
            return f"of the questions on leverage, policies look at {LEVERAGE_QUESTION} alone"
        return "" if "leverage" in looked_at else "no comparison looks at leverage"
    if question.weight and not looked_at.isdisjoint({"score", "coverage"}):
        return ""
    if question.critical and _critical_matters(question, policy, known):
        return ""
    return "it has no weight" if not question.weight else "no comparison looks at the score"


def _critical_matters(
    question: Question, policy: DecisionPolicy, known: Mapping[str, Range]
) -> bool:
    """Leaving it open, or failing it, can cross a threshold."""
    open_at, failed_at = "critical_open", "unmet_critical_severity"
    return any(
        not isinstance(leaf, Is)
        and leaf.fact in (open_at, failed_at)
        and in_reach(leaf.threshold, known[leaf.fact])
        and (leaf.fact == open_at or leaf.threshold <= question.severity.highest)
        for _, leaf in comparisons(policy)
    )
