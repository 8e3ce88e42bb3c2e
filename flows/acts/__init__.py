"""What is done to an audit: each act one transaction, the same when repeated, its moment an argument."""
