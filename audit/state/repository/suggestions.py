"""What people decided on the passages suggested to them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.errors import TransitionRefused
from audit.records import from_json, to_json
from audit.state.text_tables import SuggestionDecisionRow
from audit.texts.suggestion import SuggestionDecision


class Suggestions:
    """The decisions of every audit. Whoever adds to them holds the lock of the audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def decide(self, audit: str, decision: SuggestionDecision) -> None:
        """Record a decision on a suggestion; the same one again changes nothing."""
        stored = self._session.get(SuggestionDecisionRow, (audit, decision.suggestion))
        if stored is not None:
            if stored.verdict is decision.verdict:
                return
            raise TransitionRefused(
                f"Suggestion {decision.suggestion} of audit {audit} was {stored.verdict} by "
                f"{stored.decided_by}; a decision on it is not changed."
            )
        last = select(func.max(SuggestionDecisionRow.entry)).where(
            SuggestionDecisionRow.audit == audit
        )
        self._session.add(
            SuggestionDecisionRow(
                audit=audit,
                suggestion=decision.suggestion,
                entry=(self._session.scalar(last) or 0) + 1,
                about=decision.about,
                asked_sha256=decision.asked_sha256,
                item=decision.item,
                passage_sha256=decision.passage_sha256,
                verdict=decision.verdict,
                decided_by=decision.decided_by,
                decided_at=decision.decided_at,
                record=to_json(decision),
            )
        )
        self._session.flush()

    def decisions(self, audit: str) -> tuple[SuggestionDecision, ...]:
        """Every decision of the audit on a suggestion, in order."""
        texts = self._session.scalars(
            select(SuggestionDecisionRow.record)
            .where(SuggestionDecisionRow.audit == audit)
            .order_by(SuggestionDecisionRow.entry)
        )
        return tuple(from_json(SuggestionDecision, text) for text in texts)
