"""Small policies, and what the lint says about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from audit.decision.lint import Remark, RemarkKind, lint
from audit.domain.checklist import Checklist
from audit.domain.condition import AtLeast, Below, Condition, Is, Not, Shown
from audit.domain.decision import Burden, DecisionPolicy, Outcome, Reason, Rule
from audit.domain.truth import YesNo
from tests.audit.decision.builders import CHECKLISTS, POLICY

GOOD = Fraction(4, 5)
SCORE_SHOWN = Shown(AtLeast("score", GOOD))
SCORE_LOW = Below("score", GOOD)
BREACH = Is("breach_found", YesNo.YES)
SEVERE = AtLeast("possible_severity", Fraction(4))


def rule(
    when: Condition,
    limit: Outcome = Outcome.ENGAGE,
    if_undetermined: Burden = Burden.FIRES,
    name: str = "rule",
    before: Outcome | None = None,
) -> Rule:
    """A rule with the same limit at both stages unless told."""
    return Rule(
        name, name, when, if_undetermined, limit, before or limit, Reason.SCORE_TOO_LOW, "", "", True
    )  # fmt: skip


def policy(*rules: Rule) -> DecisionPolicy:
    """The shipped policy with these rules alone."""
    return replace(POLICY, rules=rules)


def remarks(
    looked_at: DecisionPolicy, kind: RemarkKind, checklists: Sequence[Checklist] = CHECKLISTS
) -> list[Remark]:
    """The remarks of one kind."""
    named = {threshold.id for threshold in looked_at.thresholds}
    return [remark for remark in lint(looked_at, checklists, named) if remark.kind is kind]


NOT_SHOWN = rule(Not(SCORE_SHOWN))
"""Fires unless a good score is shown: neither a worse score nor silence stops it."""
