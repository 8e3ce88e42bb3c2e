"""What every review copy begins with: its standing, digest and dates."""

from __future__ import annotations

from datetime import date

from audit.catalogue import Catalogue
from audit.catalogue.editions.edition import Edition
from audit.catalogue.published import PUBLISHED, published_digests
from audit.catalogue.withdrawn import withdrawals
from reports.checklist_copy.model import Fact, fact


def standing(catalogue: Catalogue, edition: Edition) -> str:
    """Whether audits may rest on it, in a sentence."""
    if edition.kind == "instrument":
        return "An instrument of another publisher: it is scored by itself, and no audit uses it."
    registered = published_digests(catalogue.root).get(edition.label)
    withdrawal = withdrawals(catalogue.root).get(edition.label)
    if edition.status != PUBLISHED:
        return f"{edition.status.capitalize()}: no audit may use it."
    if registered is None:
        return "Marked as published, but not registered: no audit may use it yet."
    if registered != edition.content.digest:
        return "Edited after it was published: no audit may use it until it is restored."
    if withdrawal is not None:
        return f"Published, and withdrawn from {withdrawal.on}: {withdrawal.reason}"
    return "Published: it is never edited."


def standing_on(catalogue: Catalogue, edition: Edition, day: date) -> str:
    """The standing in a few words, for a list made on this day."""
    withdrawal = withdrawals(catalogue.root).get(edition.label)
    if edition.status != PUBLISHED or edition.label not in published_digests(catalogue.root):
        return edition.status if edition.status != PUBLISHED else "not registered"
    if withdrawal is not None and withdrawal.on <= day:
        return f"withdrawn on {withdrawal.on}: {withdrawal.reason}"
    if day.isoformat() < edition.effective_from:
        return f"published, in force from {edition.effective_from}"
    return "published" if withdrawal is None else f"published, withdrawn from {withdrawal.on}"


def first_facts(edition: Edition) -> tuple[Fact, ...]:
    """Version, dates and digest."""
    first_day = fact("New audits may use it from", edition.effective_from)
    return (
        fact("Version", str(edition.ref)),
        *([first_day] if edition.effective_from else []),
        fact("SHA-256 of the file", edition.content.digest),
    )
