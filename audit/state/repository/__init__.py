"""Rows to domain records and back, one noun in each file."""
