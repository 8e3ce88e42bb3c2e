"""What the Prefect UI offers: the forms, the words in them, and the flows that carry out what they ask."""
