"""Registers of any size for the bench: each column by chance, from a fixed beginning."""

from __future__ import annotations

import csv
import io
from random import Random

from audit.catalogue.registers.columns import COLUMNS, Column

DAYS = [
    f"20{year}-{month:02}-{day:02}" for year in range(18, 27) for month in (2, 7) for day in (3, 17)
]
TEXTS = {
    "country": ["US", "DE", "GB", "FR"],
    "state": ["US-WA", ""],
}


def large_register(rows: int) -> bytes:
    """A register in CSV with every column; about every eighth cell is empty."""
    chance = Random(1)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in COLUMNS])
    words = [_words(column) for column in COLUMNS]
    for number in range(rows):
        cells = ["" if chance.random() < 0.125 else chance.choice(found) for found in words]
        writer.writerow([f"Customer {number}", *cells[1:]])
    return text.getvalue().encode()


def _words(column: Column) -> list[str]:
    if column.name in TEXTS:
        return TEXTS[column.name]
    if column.allowed.startswith("a day"):
        return [*DAYS, "never"]
    if column.allowed.startswith("any of"):
        return ["none", column.allowed.removeprefix("any of ").partition(",")[0]]
    if column.allowed.startswith("text"):
        return ["Rekognition", "No. 12", "Another"]
    return column.allowed.split(" | ")
