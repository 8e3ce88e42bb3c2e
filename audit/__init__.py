"""Human-rights audits of investees: the words, the numbers, the advice, the records."""
