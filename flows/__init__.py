"""When things happen, and nothing else: Prefect flows and the command line."""
