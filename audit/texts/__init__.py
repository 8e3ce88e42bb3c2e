"""The text of evidence as a working copy: extracted, searched in, and suggested to people."""
