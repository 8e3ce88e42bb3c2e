"""What people read: a dossier made into a report, and the report set as an archivable, accessible PDF."""
