"""Speed, as ratios within one run: each figure stands beside the same machine doing something known."""

from __future__ import annotations

import gc
import hashlib
import statistics
import time
from collections.abc import Callable
from fractions import Fraction

from rich.console import Console
from rich.table import Table

from audit.custody import ledger
from audit.custody.event import CustodyEvent, CustodyKind
from audit.decision.assess import assess
from audit.decision.dossier import Dossier
from audit.records import from_json, to_json
from reports.render import render_pdf
from tests.factories import MOMENT, reference_dossier

REPEATS = 7


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median time of one call, after one call to warm up."""
    work()
    times: list[float] = []
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def sums_of_fractions() -> Fraction:
    """Reference: a thousand exact additions."""
    return sum((Fraction(n, 7) for n in range(1, 1001)), Fraction(0))


def hash_of_a_megabyte() -> str:
    """Reference: SHA-256 of one megabyte."""
    return hashlib.sha256(bytes(1_000_000)).hexdigest()


def chain(events: int) -> list[CustodyEvent]:
    """A ledger of so many events."""
    made: list[CustodyEvent] = []
    for number in range(events):
        made.append(
            ledger.append(
                made[-1] if made else None,
                audit="bench",
                kind=CustodyKind.COLLECTED,
                item=f"E{number}",
                item_digest="0" * 64,
                actor="analyst",
                at=MOMENT,
                reason="bench",
            )
        )
    return made


def main() -> None:
    """Measure and print."""
    dossier = reference_dossier()
    record = dossier.record
    text = to_json(dossier)
    events = chain(1000)
    fractions, hashing = seconds(sums_of_fractions), seconds(hash_of_a_megabyte)
    table = Table("what", "time", "ratio", "of")

    def row(what: str, taken: float, reference: float, of: str) -> None:
        table.add_row(what, f"{taken * 1000:.1f} ms", f"{taken / reference:.1f}", of)

    def assessed() -> object:
        return assess(
            record.request, record.checklists, record.policy, record.fieldwork, MOMENT.date()
        )

    row(
        "one audit assessed (75 questions, 39 items)",
        seconds(assessed),
        fractions,
        "1000 exact additions",
    )
    row("dossier written", seconds(lambda: to_json(dossier)), hashing, "SHA-256 of 1 MB")
    row("dossier read", seconds(lambda: from_json(Dossier, text)), hashing, "SHA-256 of 1 MB")
    row(
        "ledger of 1000 events verified",
        seconds(lambda: ledger.verify(events)),
        hashing,
        "SHA-256 of 1 MB",
    )
    row(
        "report rendered", seconds(lambda: render_pdf(dossier, text), 3), hashing, "SHA-256 of 1 MB"
    )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
