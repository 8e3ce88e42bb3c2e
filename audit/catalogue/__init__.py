"""Checklists, policies, vocabularies and prepared cases: files to domain records, strictly."""

from audit.catalogue.cases import PreparedCase, PreparedItem
from audit.catalogue.catalogue import Catalogue, packaged_catalogue

__all__ = ["Catalogue", "PreparedCase", "PreparedItem", "packaged_catalogue"]
