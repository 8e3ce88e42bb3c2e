"""From the verdicts on rows to the answer of a question: a word, not applicable, or a typed unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from audit.domain.answer import (
    AnswerState,
    NotApplicable,
    NotApplicableGround,
    Unknown,
    UnknownKind,
    Valued,
)
from audit.domain.bounds import Bounds
from audit.domain.truth import Truth
from audit.scoring.register.rules import Band, DerivedQuestion
from audit.scoring.register.verdict import RowVerdict, Verdict

ROWS_NAMED = 10
"""How many rows a rationale names before it only counts."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """How many rows of each kind. Some may turn out not to be concerned at all."""

    passing: int
    failing: int
    open: int
    """Concerned, and not known whether they pass."""
    may_pass: int
    """They pass if they are concerned."""
    may_fail: int
    """They fail if they are concerned."""
    may_both: int
    """Neither is known."""

    @property
    def concerned(self) -> int:
        """Rows that the question surely concerns."""
        return self.passing + self.failing + self.open

    @property
    def undetermined(self) -> int:
        """Rows whose verdict is not known."""
        return self.open + self.may_pass + self.may_fail + self.may_both

    @property
    def share(self) -> Bounds | None:
        """Passing rows of concerned rows, lowest and highest still possible; None when none can be."""
        if not self.concerned + self.undetermined:
            return None
        worst = self.concerned + self.may_fail + self.may_both
        reachable = self.passing + self.open + self.may_pass + self.may_both
        best = reachable + self.failing
        # Without a row that fails, or that surely counts, the other end is where only such rows are.
        lowest = Fraction(self.passing, worst) if worst else Fraction(1)
        return Bounds(lowest, Fraction(reachable, best) if best else Fraction(0))


@dataclass(frozen=True, slots=True)
class DerivedAnswer:
    """What a register says about one question, and which rows make it so."""

    question: str
    state: AnswerState
    lowest: str
    """The worst word still possible; empty when the question does not apply."""
    highest: str
    may_not_apply: bool
    """No row is surely concerned."""
    tallied: Tallied
    failing: tuple[int, ...]
    """Rows of the file, in order."""
    undetermined: tuple[int, ...]
    rationale: str


def derive(
    rule: DerivedQuestion,
    rows: Sequence[int],
    verdicts: Sequence[RowVerdict],
    not_asked: Collection[str] = (),
) -> DerivedAnswer:
    """The answer of one question. Rows are named by their number, one for each verdict.

    What the file had no column for was not asked; an open cell was asked and not answered.
    """
    tallied = tally(verdicts)
    failing = _rows(rows, verdicts, Verdict.FAILS)
    open_rows = _rows(rows, verdicts, Verdict.UNDETERMINED)
    share = tallied.share
    lowest = _word(rule.bands, share.lowest) if share else ""
    highest = _word(rule.bands, share.highest) if share else ""
    state = _state(rule, tallied, lowest, highest, not_asked)
    said = _rationale(rule, state, tallied, lowest, highest, failing, open_rows, not_asked)
    return DerivedAnswer(
        rule.question, state, lowest, highest, not tallied.concerned, tallied, failing, open_rows, said
    )  # fmt: skip


def tally(verdicts: Sequence[RowVerdict]) -> Tallied:
    """The rows counted by whether they are concerned and whether they pass."""
    kinds = Counter((verdict.applies, verdict.passes) for verdict in verdicts)
    known, open_ = Truth.TRUE, Truth.UNDETERMINED
    return Tallied(
        kinds[known, Truth.TRUE], kinds[known, Truth.FALSE], kinds[known, open_],
        kinds[open_, Truth.TRUE], kinds[open_, Truth.FALSE], kinds[open_, open_],
    )  # fmt: skip


def named_rows(rows: Sequence[int], most: int = ROWS_NAMED) -> str:
    """Row numbers as a sentence lists them: the first few, and how many more."""
    shown = ", ".join(str(row) for row in rows[:most])
    return f"{shown} and {len(rows) - most} more" if len(rows) > most else shown


def _rows(rows: Sequence[int], verdicts: Sequence[RowVerdict], wanted: Verdict) -> tuple[int, ...]:
    return tuple(sorted(row for row, v in zip(rows, verdicts, strict=True) if v.verdict is wanted))


def _word(bands: Sequence[Band], share: Fraction) -> str:
    return next(band.word for band in bands if share >= band.at_least)


def _state(
    rule: DerivedQuestion, tallied: Tallied, lowest: str, highest: str, not_asked: Collection[str]
) -> AnswerState:
    if not tallied.concerned and not tallied.undetermined:
        reason = f"No row of the register is concerned: none is {rule.test.concerns}."
        return NotApplicable(reason, ground=NotApplicableGround.NO_SUCH_ACTIVITY)
    worst = rule.bands[-1].word
    if tallied.concerned and lowest == highest and (not rule.only_worst or highest == worst):
        return Valued(lowest)
    shown = tallied.concerned and lowest == highest
    kind = UnknownKind.NOT_ASKED if not_asked or shown else UnknownKind.ASKED_NO_ANSWER
    return Unknown(kind)


def _rationale(
    rule: DerivedQuestion,
    state: AnswerState,
    tallied: Tallied,
    lowest: str,
    highest: str,
    failing: Sequence[int],
    open_rows: Sequence[int],
    not_asked: Collection[str],
) -> str:
    if isinstance(state, NotApplicable):
        return state.reason
    parts = [
        f"Rows surely concerned ({rule.test.concerns}): {tallied.concerned}.",
        f"{tallied.passing} pass, {tallied.failing} fail, {tallied.open} are undetermined.",
    ]
    if tallied.undetermined > tallied.open:
        parts.append(
            f"Of {_counted(tallied.undetermined - tallied.open)} it is not known whether they are concerned."
        )
    if failing:
        parts.append(f"Failing: {named_rows(failing)}.")
    if open_rows:
        parts.append(f"Undetermined: {named_rows(open_rows)}.")
    if isinstance(state, Unknown):
        if not_asked:
            parts.append(f"The file has no column {', '.join(sorted(not_asked))}.")
        parts.append(_still_possible(rule, lowest, highest, not tallied.concerned))
    return " ".join(parts)


def _still_possible(rule: DerivedQuestion, lowest: str, highest: str, may_not_apply: bool) -> str:
    words = lowest if lowest == highest else f"{lowest} to {highest}"
    also = ", or not applicable" if may_not_apply else ""
    beyond = (
        f" A register alone shows no more than a failure: {rule.only_worst}"
        if rule.only_worst
        else ""
    )
    return f"Still possible from the rows: {words}{also}.{beyond}"


def _counted(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
