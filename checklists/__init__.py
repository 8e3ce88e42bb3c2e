"""Checklists, policies, vocabularies and prepared cases: data only."""
