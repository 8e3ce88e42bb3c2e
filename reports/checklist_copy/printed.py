"""A review copy as an archivable, accessible PDF with the file itself attached."""

from __future__ import annotations

from datetime import datetime

from audit.catalogue.editions.edition import Edition
from reports.assembly.drawable import drawable
from reports.checklist_copy.model import ReviewCopy
from reports.render import environment, sheet
from reports.typesetting import AttachedFile, html_to_pdf

AUTHOR = "investee-audit"


def html(copy: ReviewCopy, moment: datetime) -> str:
    """The copy as one HTML document that needs nothing else."""
    return (
        environment()
        .get_template("checklist_copy.html.j2")
        .render(
            copy=drawable(copy),
            author=AUTHOR,
            issued=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            note=f"Copy of {moment.date()} for review. Not legal advice; the norm's own text prevails.",
            style=sheet("report.css", "checklist_copy.css"),
        )
    )


def pdf(copy: ReviewCopy, edition: Edition, moment: datetime) -> bytes:
    """PDF/A-3a and PDF/UA-1; the same version at the same moment gives the same bytes."""
    attached = AttachedFile(
        edition.path.name,
        edition.path.read_bytes(),
        f"{copy.kind} {copy.version}",
        "application/yaml",
    )
    return html_to_pdf(
        html(copy, moment),
        attachments=[attached],
        issued_at=moment,
        identifier=f"{copy.version} {edition.content.digest}".encode(),
        stylesheets=(),
    )
