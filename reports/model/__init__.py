"""What a report shows: frozen records of finished words, and numbers only where something is drawn."""

from reports.model.report import Report

__all__ = ["Report"]
