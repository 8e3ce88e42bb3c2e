"""The one door to the typesetter: HTML in, an archivable and accessible PDF out."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from reports.typesetting.errors import RenderError
from reports.typesetting.fonts import use_bundled_fonts

INSTALL_LINE = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that travels inside the PDF as the data behind it."""

    name: str
    content: bytes
    description: str
    media_type: str = "application/json"


def html_to_pdf(
    html: str,
    *,
    attachments: Sequence[AttachedFile],
    issued_at: datetime,
    identifier: bytes,
    stylesheets: Sequence[str],
) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1: the same input always gives the same bytes."""
    if issued_at.tzinfo is None:
        raise RenderError("The time of issue has no time zone; give an aware datetime.")
    return _typesetter().set_pages(
        html, tuple(attachments), issued_at, identifier, tuple(stylesheets)
    )


def versions() -> dict[str, str]:
    """The releases that decide how a page looks, for the record."""
    return _typesetter().releases()


def _typesetter() -> ModuleType:
    """The typesetter is imported late: it needs native libraries, and the fonts must be named before."""
    use_bundled_fonts()
    try:
        return importlib.import_module("reports.typesetting.typesetter")
    except OSError as error:
        raise RenderError(
            f"WeasyPrint cannot load its native libraries ({error}); run `{INSTALL_LINE}`."
        ) from error
