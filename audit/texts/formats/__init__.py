"""One file for each kind of document: from its bytes to pages of text, each with its place."""
