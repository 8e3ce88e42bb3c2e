"""From the Prefect UI: the text of evidence is searched, and what was found stands in a table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact

from audit.domain.errors import AuditError
from audit.texts.query import read_query
from flows.acts.searching import Hit, kept_back, search
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import read_texts, workplace

SHOWN = 50
KEPT_BACK = "Not quoted here, because of its handling; open the item to read it."


@flow(name="Search evidence", flow_run_name="search-evidence", validate_parameters=False)
def search_evidence(words: str, audit: str = "") -> Any:
    """Search in the full text of an audit's evidence. Nothing is recorded and nothing is scored.

    What its handling keeps back is found and not quoted, because the server keeps this table.

    Args:
        words: Words, "a phrase", -not, this OR that, begin*, one NEAR another.
        audit: Id of the audit. Empty means the only one that is open.
    """
    try:
        place = workplace()
        audit_id, sought = audit_meant(place, audit), line_of("words", words)
        read_query(sought)  # refused before anything is read
        read_texts(place, audit_id)
        found, quiet = search(place, sought, audit_id, SHOWN), kept_back(place, audit_id)
    except AuditError as error:
        return refused(error)
    create_table_artifact(
        table=[row_of(hit, quiet) for hit in found.hits] or [{"Item": "Nothing was found."}],
        key=f"search-{audit_id}",
        description=f"{found.total} places with {sought}, audit {audit_id}, {now():%Y-%m-%d %H:%M} UTC",
    )
    get_run_logger().info(
        "Places found: %d, of which the best %d are shown", found.total, len(found.hits)
    )
    for hit in found.hits[:5]:
        get_run_logger().info("%s, %s: %s", hit.item, hit.locator, text_of(hit, quiet))
    return found.total


def row_of(hit: Hit, quiet: Collection[str] = ()) -> dict[str, str]:
    """A row of the table."""
    text = text_of(hit, quiet)
    return {"Item": hit.item, "Place": hit.locator, "Text": text, "SHA-256": hit.sha256}


def text_of(hit: Hit, quiet: Collection[str] = ()) -> str:
    """The part of a page that says why it was found, on one line; of quiet items nothing is quoted."""
    if hit.item in quiet:
        return KEPT_BACK
    return " ".join("".join(piece.text for piece in hit.snippet).split())
