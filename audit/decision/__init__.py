"""Numbers to advice: rules as data, what they recommend, why, and what could still change it."""
