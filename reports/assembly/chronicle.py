"""What happened when, and what changed since the audit before."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from audit.decision.delta import Change
from audit.domain.decision import Outcome
from audit.domain.fieldwork import TimelineEvent
from reports.assembly.formats import middle_of, partial_day, percent, share
from reports.assembly.places import Places
from reports.assembly.terms import condition_rows
from reports.assembly.unknowns import in_short
from reports.charts import TimelineEvent as DrawnEvent
from reports.charts.timeline import Kind
from reports.model.deciding import AnswerMove, ChangeEntry, ChangeRow, EventRow
from reports.wording import OUTCOMES

KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


def _in_order(events: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    return sorted(events, key=lambda event: middle_of(event.on) or date.max)


def timeline_events(events: Sequence[TimelineEvent]) -> tuple[DrawnEvent, ...]:
    """The dated events for the figure, by their numbers in the table below it."""
    return tuple(
        DrawnEvent(on, str(number), KINDS.get(event.kind, "context"))
        for number, event in enumerate(_in_order(events), start=1)
        if (on := middle_of(event.on))
    )


def event_rows(events: Sequence[TimelineEvent], places: Places) -> tuple[EventRow, ...]:
    """The events in words, in order."""
    return tuple(
        EventRow(
            number=str(number),
            on=partial_day(event.on),
            kind=event.kind.capitalize(),
            text=event.text,
            unverified=not event.verified,
            sources=places.sources(event.sources),
        )
        for number, event in enumerate(_in_order(events), start=1)
    )


def change_entry(change: Change | None, decided: Outcome, places: Places) -> ChangeEntry | None:
    """The comparison with the audit before; None for a first audit."""
    if change is None:
        return None
    before = change.previous
    changed = (
        "recommends something else than it did"
        if change.outcome_changed
        else "recommends the same as it did"
    )
    return ChangeEntry(
        previous=before.audit,
        digest=before.dossier_digest,
        verdict=f"The policy {changed}.",
        rows=(
            ChangeRow(
                "Recommendation", OUTCOMES[before.recommended_outcome], OUTCOMES[change.outcome]
            ),
            ChangeRow("Decision", OUTCOMES[before.decided_outcome], OUTCOMES[decided]),
            ChangeRow("Score", share(before.share), share(change.share)),
            ChangeRow("Coverage", percent(before.coverage), percent(change.coverage)),
        ),
        moves=tuple(
            AnswerMove(
                places.link("question", move.question), in_short(move.before), in_short(move.after)
            )
            for move in change.answers
        ),
        conditions=condition_rows(change, places),
    )
