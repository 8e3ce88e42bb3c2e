"""What changed between an audit and the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from audit.decision.assess import Assessment
from audit.decision.terms import ConditionCheck, check_conditions
from audit.domain.bounds import Bounds
from audit.domain.decision import Outcome
from audit.domain.terms import Terms
from audit.scoring.support import EffectiveAnswer


@dataclass(frozen=True, slots=True)
class PreviousAudit:
    """The earlier audit as the new one needs it."""

    audit: str
    dossier_digest: str
    decided_outcome: Outcome
    recommended_outcome: Outcome
    share: Bounds
    coverage: Fraction
    answers: tuple[EffectiveAnswer, ...]
    terms: tuple[Terms, ...] = ()
    """What it bound people to."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One question whose effective answer moved."""

    question: str
    before: EffectiveAnswer | None
    after: EffectiveAnswer


@dataclass(frozen=True, slots=True)
class Change:
    """Outcome, score and coverage then and now, the answers behind the difference, and the conditions."""

    previous: PreviousAudit
    outcome: Outcome
    """What the policy recommends now."""
    share: Bounds
    coverage: Fraction
    answers: tuple[AnswerChange, ...]
    conditions: tuple[ConditionCheck, ...] = ()
    """The conditions of the earlier decision, with what the answers now say about each."""

    @property
    def outcome_changed(self) -> bool:
        """The policy now recommends something else than it did."""
        return self.outcome is not self.previous.recommended_outcome


def change_since(previous: PreviousAudit, assessment: Assessment) -> Change:
    """Compare an assessment with the audit before it, question by question."""
    before = {effective.question: effective for effective in previous.answers}
    now = tuple(scored.effective for scored in assessment.score.questions)
    moved = tuple(
        AnswerChange(effective.question, before.get(effective.question), effective)
        for effective in now
        if before.get(effective.question) != effective
    )
    return Change(
        previous,
        assessment.recommendation.outcome,
        assessment.score.total.share,
        assessment.score.total.coverage,
        moved,
        check_conditions(previous.terms, assessment.score, assessment.as_of),
    )
