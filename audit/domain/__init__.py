"""The words of an audit: frozen records and enums. Standard library only."""
