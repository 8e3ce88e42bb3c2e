"""Each section of the report from the dossier: pure, and the only place where anything is formatted."""
