"""PDF, by its own pages. Nothing is drawn or run."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from audit.texts.page import Page, Unreadable


def pages(content: bytes) -> Iterator[Page]:
    """Each page by its number, counted from the first sheet."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is encrypted and opens only with a password")
        for number, page in enumerate(reader.pages, start=1):
            yield Page(f"page {number}", page.extract_text())
    except PyPdfError as error:
        raise Unreadable(f"it is not a readable PDF ({error})") from error
