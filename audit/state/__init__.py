"""What is recorded of every audit: tables that only grow, and the unit of work that reads and appends."""
