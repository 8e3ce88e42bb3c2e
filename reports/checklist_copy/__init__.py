"""A checklist or a policy as a lawyer reads it, and two versions of one side by side."""
