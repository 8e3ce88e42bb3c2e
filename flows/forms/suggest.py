"""From the Prefect UI: passages that may bear on what an audit asks, as a table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact

from audit.domain.errors import AuditError
from audit.texts.ranking import explained
from flows.acts.searching import index_missing, kept_back
from flows.acts.suggesting import Suggested, require_subject, suggest
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.search_evidence import KEPT_BACK
from flows.forms.tasks import workplace

SHOWN = 3


@flow(name="Suggest passages", flow_run_name="suggest-passages", validate_parameters=False)
def suggest_passages(audit: str = "", question: str = "") -> Any:
    """Rank passages of the evidence that may bear on each question and allegation.

    Nothing is recorded and nothing is scored. An analyst accepts or rejects a passage with
    `investee-audit suggestion accept` or `reject`.

    Args:
        audit: Id of the audit. Empty means the only one that is open.
        question: Id of one question or allegation. Empty means all of them.
    """
    try:
        place = workplace()
        audit_id, about = audit_meant(place, audit), line_of("question", question)
        require_subject(place, audit_id, about)
        indexed = index_missing(place, audit_id, now())
        made, quiet = suggest(place, audit_id, about, SHOWN), kept_back(place, audit_id)
    except AuditError as error:
        return refused(error)
    logger = get_run_logger()
    for record in indexed.without_text:
        logger.warning("%s: %s", record.item, record.reason)
    for sentence in indexed.refused:
        logger.error("%s", sentence)
    rows = [row for entry in made for row in rows_of(entry, quiet)]
    create_table_artifact(
        table=rows or [{"Question": "No passage is suggested."}],
        key=f"suggestions-{audit_id}",
        description=f"Passages to look at, audit {audit_id}. They score nothing until a person "
        "accepts them, and an accepted one is context.",
    )
    found = sum(bool(entry.suggestions) for entry in made)
    logger.info("Passages suggested: %d, for questions and allegations: %d", len(rows), found)
    return len(rows)


def rows_of(entry: Suggested, quiet: Collection[str] = ()) -> list[dict[str, str]]:
    """A row of the table for each passage; those of quiet items are not quoted."""
    return [
        {
            "Question": entry.subject.id,
            "Item": f"{made.source.item}, {made.source.locator}",
            "Passage": KEPT_BACK if made.source.item in quiet else " ".join(made.text.split()),
            "Matched": explained(made),
            "Suggestion": made.id,
        }
        for made in entry.suggestions
    ]
