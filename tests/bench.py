"""Speed, as ratios within one run: each figure stands beside the same machine doing something known."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import numpy as np
from rich.console import Console
from rich.table import Table

from audit.catalogue.registers.deployments import read_deployments
from audit.custody import ledger
from audit.custody.event import CustodyEvent, CustodyKind
from audit.decision.assess import assess
from audit.decision.dossier import Dossier
from audit.decision.recommend import advice_on
from audit.domain.investment import Stage
from audit.evidence_store import CHUNK, EvidenceStore
from audit.pack.contents import contents
from audit.pack.verify import found_in, open_pack
from audit.pack.write import write_pack
from audit.portfolio import AssessedAudit, encode, what_if
from audit.records import from_json, to_json
from audit.scoring.register.review import review
from reports.render import render_pdf
from tests.audit.decision.builders import POLICY
from tests.audit.portfolio.builders import facts_of, pool
from tests.audit.scoring.register.large import large_register
from tests.audit.scoring.register.rows import acts, rules
from tests.bench_intake import intake
from tests.factories import MOMENT, reference_dossier
from tests.packs import items, material, material_of
from tests.search_bench import searches

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


def many_audits() -> Table:
    """One policy on many audits in columns, beside the exact path audit by audit in the same run.

    The columns are those of the tests' audits, each repeated by chance; the memory is the peak of what
    the what-if itself takes, its results included, beside the columns.
    """
    audits = pool()
    columns = encode(audits, POLICY.evidence_floor)
    whole = seconds(lambda: [reassessed(audit) for audit in audits], 3) / len(audits)
    stage, facts = Stage.HOLDING, [facts_of(audit) for audit in audits]
    rules = seconds(lambda: [advice_on(POLICY, stage, known) for known in facts]) / len(audits)
    table = Table(
        "audits in columns", "time", "an audit", "columns", "peak beside them",
        "faster than assessing", "faster than the rules alone",
    )  # fmt: skip
    for number in (100_000, 1_000_000):
        which = np.random.default_rng(1).integers(0, len(audits), number)
        portfolio = columns.rows(which)
        taken = seconds(partial(what_if, portfolio, POLICY), 3)
        size = portfolio.standing.nbytes + portfolio.lowest.nbytes + portfolio.highest.nbytes
        table.add_row(
            f"{number:,}",
            f"{taken:.2f} s",
            f"{taken / number * 1e6:.2f} µs",
            f"{size / 1e6:.0f} MB",
            f"{peak_memory(partial(what_if, portfolio, POLICY)) / 1e6:.0f} MB",
            f"{whole * number / taken:,.0f} ×",
            f"{rules * number / taken:,.0f} ×",
        )
    return table


def register_of(number: int) -> Table:
    """A register read and reviewed, beside the same file read with csv alone in the same run."""
    content = large_register(number)
    deployments = read_deployments(content, "register.csv").rows
    position = [act.id for act in acts()]

    def plainly() -> object:
        return list(csv.reader(io.StringIO(content.decode())))

    steps = {
        "read with csv alone": plainly,
        "read and checked": partial(read_deployments, content, "register.csv"),
        "reviewed": partial(review, rules(), deployments, MOMENT.date(), acts(), position),
    }
    taken = {name: seconds(work, 3) for name, work in steps.items()}
    first, *_ = taken.values()
    table = Table(f"register of {number:,} deployments", "time", "rows a second", "ratio")
    for name, time_taken in taken.items():
        rate, ratio = f"{number / time_taken:,.0f}", f"{time_taken / first:.1f}"
        table.add_row(name, f"{time_taken:.2f} s", rate, ratio)
    return table


def verification() -> Table:
    """Stored evidence and a pack verified, beside reading and digesting the same bytes in the same run."""
    inside = material()
    with TemporaryDirectory() as folder:
        store, path = EvidenceStore(f"file://{folder}/store"), Path(folder) / "pack.zip"
        large = store.put(random.Random(1).randbytes(CHUNK) * 256)
        item = replace(items()[1], sha256=large.sha256, size=large.size)
        evidence = material_of((items()[0], item))

        def opening(digest: str) -> IO[bytes]:
            return store.stream(digest) if digest == large.sha256 else inside.open_evidence(digest)

        with path.open("wb") as target:
            write_pack(contents(replace(evidence, open_evidence=opening)), target)
        steps = {
            "read and digested": partial(digested, Path(store.path_of(large.sha256))),
            "stored evidence verified": partial(store.check, large.sha256),
            "pack verified": partial(checked, path),
        }
        taken = {name: seconds(work, 5) for name, work in steps.items()}
    first, *_ = taken.values()
    table = Table("256 MB of evidence", "time", "speed of reading and digesting")
    for name, time_taken in taken.items():
        table.add_row(name, f"{time_taken:.2f} s", f"{first / time_taken:.2f}")
    return table


def digested(path: Path) -> str:
    """Reference: a file read once and digested."""
    hasher = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            hasher.update(piece)
    return hasher.hexdigest()


def checked(path: Path) -> str:
    """A pack as a stranger checks it."""
    with open_pack(path) as pack:
        return found_in(pack)


def reassessed(audit: AssessedAudit) -> object:
    """One audit assessed by the exact path."""
    record = audit.record
    return assess(
        record.request,
        record.checklists,
        POLICY,
        record.fieldwork,
        record.assessment.as_of,
        audit.evidence_deadline,
    )


def peak_memory(work: Callable[[], object]) -> int:
    """The most bytes that the work holds at a time."""
    gc.collect()
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


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
        "one audit scored, bounded, decided, with flip sets (75 questions, 39 items)",
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
    Console(width=120).print(many_audits())
    Console(width=120).print(register_of(100_000))
    Console(width=120).print(intake())
    for searched in searches():
        Console(width=120).print(searched)
    Console(width=120).print(verification())


if __name__ == "__main__":
    main()
