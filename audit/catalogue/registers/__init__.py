"""Public acts, rules over registers of deployments, and the registers themselves, as files."""
