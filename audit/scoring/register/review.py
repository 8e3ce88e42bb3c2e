"""A whole register on one day: every row under every test and act, and the answers that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from audit.domain.answer import Unknown, UnknownKind
from audit.domain.deployment import Deployment
from audit.domain.moratorium import Act
from audit.domain.truth import YesNo
from audit.scoring.register.bearing import Bearing, BearingVerdict, any_bars, bearings
from audit.scoring.register.cells import yes_no
from audit.scoring.register.derive import DerivedAnswer, derive
from audit.scoring.register.facts import fact_column
from audit.scoring.register.row_facts import BARRED_BY_POSITION, FACTS
from audit.scoring.register.rules import DerivedQuestion, RegisterRules
from audit.scoring.register.verdict import RowVerdict, Verdict, judge_rows


@dataclass(frozen=True, slots=True)
class Tested:
    """Every row under one question's test; one verdict for each row, in order."""

    question: str
    verdicts: tuple[RowVerdict, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many rows have each verdict."""
        found = Counter(verdict.verdict for verdict in self.verdicts)
        return {verdict: found[verdict] for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class Bound:
    """Every row under one act; one verdict for each row, in order."""

    act: Act
    verdicts: tuple[BearingVerdict, ...]

    @property
    def counts(self) -> Mapping[Bearing, int]:
        """How many rows the act bears on in each way."""
        found = Counter(verdict.bearing for verdict in self.verdicts)
        return {bearing: found[bearing] for bearing in Bearing}


@dataclass(frozen=True, slots=True)
class RegisterReview:
    """What a register shows on a day."""

    on: date
    rules: RegisterRules
    rows: tuple[Deployment, ...]
    tested: tuple[Tested, ...]
    bound: tuple[Bound, ...]
    answers: tuple[DerivedAnswer, ...]

    def tested_for(self, question: str) -> Tested:
        """The rows under one question's test; raises KeyError when it has none."""
        return {entry.question: entry for entry in self.tested}[question]


def review(
    rules: RegisterRules,
    rows: Sequence[Deployment],
    on: date,
    acts: Sequence[Act] = (),
    position: Collection[str] = (),
    absent: Collection[str] = (),
) -> RegisterReview:
    """Test every row and derive the answers.

    The position is the ids of the acts that are the company's own published position; absent are the
    columns that the file does not have.
    """
    bound = tuple(Bound(act, tuple(bearings(act, rows, on))) for act in acts)
    columns = _columns(rules, rows, on, [entry for entry in bound if entry.act.id in position])
    tested = tuple(
        Tested(entry.question, tuple(judge_rows(entry.test, columns))) for entry in rules.questions
    )
    numbers = [row.row for row in rows]
    answers = tuple(
        _answer(rule, numbers, entry, absent, bool(position))
        for rule, entry in zip(rules.questions, tested, strict=True)
    )
    return RegisterReview(on, rules, tuple(rows), tested, bound, answers)


def _columns(
    rules: RegisterRules, rows: Sequence[Deployment], on: date, position: Sequence[Bound]
) -> dict[str, list[YesNo]]:
    """Each fact that a test reads, as a column over all rows."""
    named = dict.fromkeys(name for entry in rules.questions for name in entry.test.facts)
    columns = {name: fact_column(name, rows, on) for name in named}
    if position:
        barred = zip(*(entry.verdicts for entry in position), strict=True)
        columns[BARRED_BY_POSITION] = [yes_no(any_bars(verdicts)) for verdicts in barred]
    return columns


def _answer(
    rule: DerivedQuestion,
    numbers: Sequence[int],
    tested: Tested,
    absent: Collection[str],
    has_position: bool,
) -> DerivedAnswer:
    read = {column for name in rule.test.facts for column in FACTS[name].columns}
    answer = derive(rule, numbers, tested.verdicts, read.intersection(absent))
    if BARRED_BY_POSITION not in rule.test.facts or has_position:
        return answer
    said = "No published position was named, so the rows were held against none."
    return replace(answer, state=Unknown(UnknownKind.NOT_ASKED), rationale=said)
