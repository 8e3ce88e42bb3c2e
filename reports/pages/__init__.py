"""The web pages: audits with their reports, and the evidence of each. They need nothing from outside."""

from reports.pages.audits import audits_page
from reports.pages.evidence import EvidencePage, ItemEntry, evidence_page

__all__ = ["EvidencePage", "ItemEntry", "audits_page", "evidence_page"]
