"""The append-only, hash-chained record of who did what to which item, and its verifier."""
