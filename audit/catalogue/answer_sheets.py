"""A file of answers to subjects, every answer checked against the scheme, or refused whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audit.catalogue.answer_rows import Layout, Row, read_rows
from audit.catalogue.reading import nearest
from audit.domain.answer_sheet import Given, Place, SheetSubject
from audit.domain.errors import InputInvalid, Problem
from audit.domain.scheme import AnswerScale, Scheme, Unanswered
from audit.domain.truth import Truth
from audit.scoring.across import Across, unselected
from audit.scoring.leaves import Leaves, Reading, worth
from audit.scoring.shape import Shape

SEPARATOR = "|"
"""Stands between the words of one answer where a question takes several."""
SHOWN = 20
"""Problems that are listed; the rest are counted."""
LONG = 60
"""Characters of a wrong answer that are shown."""


def read_sheet(path: Path, scheme: Scheme, layout: Layout) -> tuple[SheetSubject, ...]:
    """Every subject in a file of answers, in the file's order.

    Raises InputInvalid with every problem, each naming file and line; then nothing is scored.
    """
    sheet = _Sheet(scheme, Shape.of(scheme))
    for row in read_rows(path, layout):
        sheet.take(row)
    sheet.check_units(path.name)
    sheet.check_silence(path.name)
    if sheet.problems:
        rest = len(sheet.problems) - SHOWN
        more = [Problem(path.name, f"{rest} more problems like these", "correct them as well")]
        raise InputInvalid(*sheet.problems[:SHOWN], *(more if rest > 0 else []))
    return tuple(
        SheetSubject(name, answers, sheet.units[name]) for name, answers in sheet.answers.items()
    )


@dataclass(slots=True)
class _Sheet:
    """The rows taken so far, and what is wrong with them."""

    scheme: Scheme
    shape: Shape
    problems: list[Problem] = field(default_factory=list[Problem])
    answers: dict[str, dict[Place, Given]] = field(default_factory=dict[str, dict[Place, Given]])
    units: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    _unknown: set[str] = field(default_factory=set[str])
    _seen: dict[tuple[str, str, str], str] = field(default_factory=dict[tuple[str, str, str], str])

    def take(self, row: Row) -> None:
        """One more row."""
        answers = self.answers.setdefault(row.subject, {})
        self.units.setdefault(row.subject, {})
        if not self._is_known(row) or not self._is_first(row) or not self._has_its_unit(row):
            return
        given = self._given(row)
        if given is not None:
            answers[row.question, row.unit] = given

    def check_units(self, label: str) -> None:
        """Units that nothing selects."""
        known = [name for node in self.scheme.units for name in (*node.classes, *node.names)]
        for subject, units in self.units.items():
            for unit in unselected(self.scheme.units, units):
                where = f"{label}, {subject}"
                what = f"the unit {unit} has the class {units[unit]}, which nothing selects"
                self._refuse(where, what, nearest(units[unit], known))

    def check_silence(self, label: str) -> None:
        """Questions that apply and have no answer, where the scheme refuses that."""
        strict = [q.id for q in self.scheme.questions if q.unanswered.rule is Unanswered.REFUSED]
        for subject, answers in self.answers.items():
            leaves = Leaves(self.shape.questions, answers, {}, Reading.CONVENTION)
            for question in strict:
                for unit in self._units_asked(question, subject):
                    open_ = (question, unit) not in answers
                    if open_ and leaves.applies(question, unit) is not Truth.FALSE:
                        named = f" for {unit}" if unit else ""
                        self._refuse(
                            f"{label}, {subject}",
                            f"{question} has no answer{named}",
                            "answer it, or say under unanswered what that means",
                        )

    def _units_asked(self, question: str, subject: str) -> tuple[str, ...]:
        """The units that count for a question; one without a name where it is asked once."""
        if question not in self.shape.by_unit:
            return ("",)
        across = Across(self.shape.units, self.units[subject])
        nodes = [self.shape.nodes[name].across for name in self.shape.by_unit[question]]
        return tuple(dict.fromkeys(unit for node in nodes for unit in across.selected(node)))

    def _is_known(self, row: Row) -> bool:
        if row.question in self.shape.questions:
            return True
        if row.question not in self._unknown:
            what = f"the question {row.question or 'without a name'} is unknown"
            hint = _near(row.question, self.shape.questions)
            if row.in_column:
                end = " " if hint.endswith("?") else ". "
                hint += (
                    f"{end}If it is no question, add --pass-over {row.question} or "
                    f"--column subject={row.question}"
                )
            self._refuse(row.where, what, hint)
        self._unknown.add(row.question)
        return False

    def _is_first(self, row: Row) -> bool:
        place = (row.subject, row.question, row.unit)
        if place in self._seen and row.in_column and self._unknown:
            # Without its subject every line seems to be about the same one.
            return False
        if place in self._seen:
            named = f" for {row.unit}" if row.unit else ""
            self._refuse(
                row.where,
                f"{row.question} of {row.subject} is answered twice{named}, first in "
                f"{self._seen[place].removeprefix(row.where.split(',')[0] + ', ')}",
                "keep one answer",
            )
            return False
        self._seen[place] = row.where
        return True

    def _has_its_unit(self, row: Row) -> bool:
        by_unit = row.question in self.shape.by_unit
        if by_unit and not row.unit:
            self._refuse(
                row.where, f"{row.question} is asked for each unit", "name the unit of this answer"
            )
        elif row.unit and not by_unit:
            self._refuse(
                row.where,
                f"{row.question} is asked once and not for the unit {row.unit}",
                "leave the unit empty",
            )
        elif row.unit:
            return self._has_one_class(row)
        return by_unit == bool(row.unit)

    def _has_one_class(self, row: Row) -> bool:
        units = self.units[row.subject]
        unit_class = row.unit_class or units.get(row.unit, row.unit)
        if units.setdefault(row.unit, unit_class) == unit_class:
            return True
        self._refuse(
            row.where,
            f"the unit {row.unit} has the class {unit_class} here and {units[row.unit]} before",
            "give it one class",
        )
        return False

    def _given(self, row: Row) -> Given | None:
        """The answer as words; None for no answer and for one that was refused."""
        if row.answer is None:
            return None
        scale = self.shape.questions[row.question].scale
        given = _words(row.answer, scale)
        repeated = [word for index, word in enumerate(given) if word in given[:index]]
        if repeated:
            self._refuse(row.where, f"{repeated[0]} is chosen twice", "choose it once")
            return None
        if len(given) != 1 and not scale.several:
            self._refuse(
                row.where, f"{row.question} takes one answer and has {len(given)}", "keep one"
            )
            return None
        return given if self._is_on_scale(row, scale, given) else None

    def _is_on_scale(self, row: Row, scale: AnswerScale, given: Given) -> bool:
        for code in given:
            try:
                worth(scale, (code,))
            except KeyError:
                self._refuse(
                    row.where,
                    f"{code if len(code) <= LONG else code[:LONG] + '…'} is no answer to {row.question}",
                    _allowed(scale, code),
                )
                return False
        return True

    def _refuse(self, where: str, what: str, do: str) -> None:
        self.problems.append(Problem(where, what, do))


def _words(answer: str | Sequence[str], scale: AnswerScale) -> Given:
    if not isinstance(answer, str):
        return tuple(answer)
    if scale.several and scale.word(answer) is None:
        return tuple(word.strip() for word in answer.split(SEPARATOR))
    return (answer,)


def _allowed(scale: AnswerScale, code: str) -> str:
    codes = [word.code for word in scale.words]
    if scale.numbers is None:
        return _near(code, codes)
    span = f"the numbers from {scale.numbers.lowest} to {scale.numbers.highest}"
    return f"known are {span}" + (f" and {', '.join(codes)}" if codes else "")


def _near(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """The nearest name, else a few of the known ones."""
    hint = nearest(name, known)
    if hint.startswith("did you mean") or len(known) <= SHOWN:
        return hint
    return f"known are {', '.join(sorted(known)[:SHOWN])} and {len(known) - SHOWN} more"
