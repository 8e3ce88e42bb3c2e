"""What a reviewed register is written out as: a table of every row, and JSON for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from audit.domain.answer import AnswerState, NotApplicable, Unknown, Valued
from audit.domain.deployment import Deployment
from audit.scoring.register.bearing import Bearing
from audit.scoring.register.review import Bound, RegisterReview, Tested
from audit.scoring.register.verdict import Verdict

SURVEILLANCE = "LAW-01"
"""The question whose test of a row is the lawful-surveillance test."""
ROWS_NAMED = 20
"""How many rows are named on a screen before they are only counted."""
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def rows_csv(review: RegisterReview) -> str:
    """Every row with each verdict, and its sentence where the word alone does not say why.

    The lawful-surveillance test has a sentence in every row. No cell can be taken for a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    tests, acts = review.tested, review.bound
    names = [*(test.question for test in tests), *(bound.act.id for bound in acts)]
    writer.writerow(
        ["row", "customer", "end_user", *(c for n in names for c in (n, f"{n} because"))]
    )
    columns: list[Iterable[str]] = []
    for test in tests:
        plain = () if test.question == SURVEILLANCE else (Verdict.PASSES, Verdict.OUTSIDE)
        columns.append([v.verdict for v in test.verdicts])
        columns.append(["" if v.verdict in plain else v.because for v in test.verdicts])
    for bound in acts:
        plain = (Bearing.OUTSIDE, Bearing.NOT_IN_FORCE)
        columns.append([v.bearing for v in bound.verdicts])
        columns.append(["" if v.bearing in plain else v.because for v in bound.verdicts])
    found = zip(*columns, strict=True) if columns else ([] for _ in review.rows)
    for row, cells in zip(review.rows, found, strict=True):
        writer.writerow([row.row, _plain(row.customer), _plain(row.end_user), *cells])
    return text.getvalue()


def as_json(review: RegisterReview, file: str) -> dict[str, Any]:
    """The counts, the first rows of each kind that needs somebody, and the answers."""
    rules = review.rules
    return {
        "file": file,
        "on": str(review.on),
        "rows": len(review.rows),
        "rules": {"id": rules.id, "version": rules.version, "digest": rules.digest},
        "tests": [_test(review, tested) for tested in review.tested],
        "acts": [_act(review, bound) for bound in review.bound],
        "answers": [
            {
                "question": answer.question,
                "answer": answer_words(answer.state),
                "state": _state(answer.state),
                "lowest": answer.lowest,
                "highest": answer.highest,
                "may_not_apply": answer.may_not_apply,
                "failing_rows": list(answer.failing),
                "undetermined_rows": list(answer.undetermined),
                "rationale": answer.rationale,
            }
            for answer in review.answers
        ],
        "beyond_the_register": [
            {"question": entry.question, "reason": entry.reason} for entry in rules.beyond
        ],
    }


def named(
    rows: Sequence[Deployment], verdicts: Sequence[Any], wanted: str, most: int = ROWS_NAMED
) -> list[tuple[Deployment, str]]:
    """The first rows with this verdict, and the sentence of each."""
    found: list[tuple[Deployment, str]] = []
    for row, verdict in zip(rows, verdicts, strict=True):
        if wanted in (getattr(verdict, "verdict", None), getattr(verdict, "bearing", None)):
            found.append((row, verdict.because))
            if len(found) == most:
                break
    return found


def answer_words(state: AnswerState) -> str:
    """An answer as a screen shows it."""
    match state:
        case Valued(value):
            return value
        case NotApplicable():
            return "not applicable"
        case Unknown(kind):
            return f"unknown ({kind.replace('_', ' ')})"


def _state(state: AnswerState) -> dict[str, str]:
    match state:
        case Valued(value):
            return {"value": value}
        case NotApplicable(reason):
            return {"not_applicable": reason}
        case Unknown(kind):
            return {"unknown": kind}


def _test(review: RegisterReview, tested: Tested) -> dict[str, Any]:
    return {
        "question": tested.question,
        "counts": dict(tested.counts),
        "first_failing": _listed(review, tested.verdicts, Verdict.FAILS),
        "first_undetermined": _listed(review, tested.verdicts, Verdict.UNDETERMINED),
    }


def _act(review: RegisterReview, bound: Bound) -> dict[str, Any]:
    return {
        "act": bound.act.id,
        "title": bound.act.title,
        "verified": bound.act.verified,
        "counts": dict(bound.counts),
        "first_barred": _listed(review, bound.verdicts, Bearing.BARRED),
        "first_undetermined": _listed(review, bound.verdicts, Bearing.UNDETERMINED),
    }


def _listed(
    review: RegisterReview, verdicts: Sequence[Any], wanted: str
) -> list[dict[str, str | int]]:
    return [
        {"row": row.row, "customer": row.customer, "because": because}
        for row, because in named(review.rows, verdicts, wanted)
    ]


def _plain(cell: str) -> str:
    # A spreadsheet would work out what begins like a formula; the apostrophe makes it a text.
    return f"'{cell}" if cell.startswith(FORMULA_BEGINS) else cell
