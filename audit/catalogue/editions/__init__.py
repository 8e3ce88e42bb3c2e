"""Versions of checklists and policies: compared, tried, worked through, and published."""
