"""The web page on which audits are found and their PDFs opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.domain.audit import AuditLine
from reports.pages.environment import rendered


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One audit as the page shows it."""

    id: str
    investee: str
    investor: str
    analyst: str
    opened_on: str
    stands_at: str
    outcome: str
    next_review_on: str
    previous: str
    report: str
    """Address of the PDF; empty while there is none."""
    evidence: str
    """Address of the list of its evidence."""


def audits_page(lines: Sequence[AuditLine], with_report: frozenset[str]) -> str:
    """The list of audits, newest first, as an HTML page that needs nothing from outside."""
    entries = [_entry(line, line.id in with_report) for line in lines]
    return rendered("audits.html.j2", audits=entries)


def _entry(line: AuditLine, has_report: bool) -> AuditEntry:
    return AuditEntry(
        id=line.id,
        investee=line.investee,
        investor=line.investor,
        analyst=line.analyst,
        opened_on=f"{line.opened_at.day} {line.opened_at:%B %Y}",
        stands_at=line.stage.replace("_", " "),
        outcome=line.outcome.replace("_", " ") if line.outcome else "",
        next_review_on=(
            f"{line.next_review_on.day} {line.next_review_on:%B %Y}" if line.next_review_on else ""
        ),
        previous=line.previous_audit,
        report=f"/reports/{line.id}.pdf" if has_report else "",
        evidence=f"/reports/{line.id}/evidence",
    )
