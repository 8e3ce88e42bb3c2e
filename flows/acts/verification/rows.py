"""A stored row against itself: its text gives its digest, and its columns repeat its text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from audit.custody.difference import require_same
from audit.domain.errors import AuditError, RecordBroken
from audit.records import text_digest
from audit.state.repository.stored import StoredRow


def check_text(what: str, digest: str, text: str) -> None:
    if (given := text_digest(text)) != digest:
        raise RecordBroken(
            f"{what}: its text does not give its digest (it gives {given}); restore it from a copy."
        )


def check_columns(what: str, row: StoredRow) -> None:
    """The columns that repeat parts of the text say the same."""
    with named(what):
        text = json.loads(row.text)
    for column, value in row.columns.items():
        require_same(f"{what}, {column}", text.get(column), value)


@contextmanager
def named(what: str) -> Iterator[None]:
    """Say what it was that could not be read."""
    try:
        yield
    except AuditError as error:
        raise type(error)(f"{what}: {error}") from None
    except (AttributeError, KeyError, LookupError, OSError, TypeError, ValueError) as error:
        raise RecordBroken(f"{what}: it cannot be read ({error}).") from error
