"""Registers of deployments: what each row shows, what binds it, and which answers follow."""
