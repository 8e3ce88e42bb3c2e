"""Answers to numbers: what the evidence lets an answer claim, and how far the score could still move."""
