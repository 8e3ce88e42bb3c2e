"""The commands of `investee-audit`, one module for each group."""
