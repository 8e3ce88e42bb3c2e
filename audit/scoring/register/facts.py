"""The facts about rows, one row at a time or a whole register at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from audit.domain.deployment import Deployment
from audit.domain.truth import YesNo
from audit.scoring.register.memo import Memo
from audit.scoring.register.row_facts import FACTS


def facts_of(row: Deployment, on: date) -> Mapping[str, YesNo]:
    """Every fact about one row on this day."""
    return {name: fact_column(name, (row,), on)[0] for name in FACTS}


def fact_column(name: str, rows: Iterable[Deployment], on: date) -> list[YesNo]:
    """One fact about every row, in their order; equal cells are looked at once."""
    fact = FACTS[name]
    cells = map(attrgetter(*fact.columns), rows)
    single = len(fact.columns) == 1

    def read(value: Any) -> YesNo:
        values: Sequence[Any] = (value,) if single else value
        return fact.of(on, *values) if fact.dated else fact.of(*values)

    return Memo(read).over(cells)
