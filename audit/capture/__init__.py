"""Web pages as evidence: captures that others can check, and captures that others made."""
