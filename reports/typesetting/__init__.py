"""HTML becomes a PDF/A-3a and PDF/UA-1 file, the same bytes every time."""

from reports.typesetting.errors import RenderError
from reports.typesetting.pdf import AttachedFile, html_to_pdf, versions

__all__ = ["AttachedFile", "RenderError", "html_to_pdf", "versions"]
