"""One sheet of answers through one scheme: every level with its bounds, and why it is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from audit.domain.aggregation import Child, Node
from audit.domain.answer_sheet import SheetSubject
from audit.domain.bounds import Bounds
from audit.domain.condition import Condition, Fact, Facts, answers_asked, evaluate, leaves
from audit.domain.scheme import Scheme
from audit.domain.truth import Truth
from audit.scoring.across import Across, UnitPart, weighted
from audit.scoring.adjust import Applied, adjusted
from audit.scoring.combine import LEFT_OUT, Part, combined, instead_of_left_out
from audit.scoring.enough import Share, counted_share, enough, weight_of
from audit.scoring.leaves import Leaf, Leaves, Reading
from audit.scoring.shape import Shape

POINTS_OF, SHARE_OF = "points of ", "share of "
"""How a condition names a level: by its points or by its share of the maximum."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A question or a level below, as one level counted it or left it out."""

    id: str
    weight: Fraction
    part: Part
    """As it is on its own, before the weight."""
    leaf: Leaf | None
    """None for a level."""
    counts_as: Fraction | None
    """What it counted as although it is left out; None when it was not counted at all."""
    too_little: bool = False
    """It is a level that is left out because too little of it was counted."""


@dataclass(frozen=True, slots=True)
class LevelValue:
    """One level under one reading, with everything it was made of."""

    part: Part
    counted: tuple[Counted, ...]
    units: tuple[UnitPart, ...]
    """The units that were combined; empty for a level that is not made across units."""
    applied: tuple[Applied, ...]
    share_counted: Bounds | None = None
    """The share of what applies that was counted; None where the level does not ask for one."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one subject: as the instrument has it, and as it could be if all were known."""

    node: Node
    unit: str
    """The unit it is about; empty for the subject as a whole."""
    own: LevelValue
    if_known: Part


@dataclass(frozen=True, slots=True)
class SubjectScore:
    """Every level of one subject, in the order of the scheme; units stand before what combines them."""

    subject: str
    levels: tuple[Level, ...]

    def level(self, node: str, unit: str = "") -> Level:
        """The level of this node and unit; raises KeyError when there is none."""
        for level in self.levels:
            if (level.node.id, level.unit) == (node, unit):
                return level
        raise KeyError((node, unit))


def score_subject(scheme: Scheme, subject: SheetSubject, facts: Facts) -> SubjectScore:
    """The one function from a sheet to scores: pure, exact, independent of the order of the answers."""
    shape = Shape.of(scheme)
    known = _tree(shape, subject, facts, Reading.IF_KNOWN)
    own = _tree(shape, subject, facts, Reading.CONVENTION, known)
    return SubjectScore(
        subject.name,
        tuple(
            Level(node, unit, own.value(node.id, unit), known.value(node.id, unit).part)
            for node in scheme.nodes
            for unit in own.contexts(node)
        ),
    )


def _tree(
    shape: Shape,
    subject: SheetSubject,
    facts: Facts,
    reading: Reading,
    known: _Tree | None = None,
) -> _Tree:
    leaves_ = Leaves(shape.questions, subject.answers, facts, reading)
    return _Tree(shape, subject, leaves_, Across(shape.units, subject.units), known)


@dataclass(slots=True)
class _Tree:
    """One sheet under one reading; each level is worked out once."""

    shape: Shape
    subject: SheetSubject
    leaves: Leaves
    across: Across
    known: _Tree | None
    """The same sheet if all were known; None for that reading itself, in which nothing is missing."""
    _values: dict[tuple[str, str], LevelValue] = field(default_factory=dict[tuple[str, str], LevelValue])  # fmt: skip

    def contexts(self, node: Node) -> Iterator[str]:
        """The units a node has a level for, and the subject as a whole unless it is below such a node."""
        over = (*self.shape.by_unit.get(node.id, ()), *([node.id] if node.across else []))
        units = {unit for name in over for unit in self._units(self.shape.nodes[name])}
        yield from (unit for unit in self.subject.units if unit in units)
        if node.id not in self.shape.by_unit:
            yield ""

    def value(self, name: str, unit: str) -> LevelValue:
        """The level of this node for this unit, or for the subject as a whole."""
        if (name, unit) not in self._values:
            self._values[name, unit] = self._worked_out(self.shape.nodes[name], unit)
        return self._values[name, unit]

    def _worked_out(self, node: Node, unit: str) -> LevelValue:
        if node.across and unit:
            part, counted = self._counted(node, unit)
            part, share = self._if_enough(part, node, unit, counted)
            return LevelValue(part, counted, (), (), share)
        share = None
        if node.across:
            part, units = self.across.combined(
                node.across, lambda each: self.value(node.id, each).part
            )
            counted: tuple[Counted, ...] = ()
        else:
            (part, counted), units = self._counted(node, unit), ()
            part, share = self._if_enough(part, node, unit, counted)
        part, applied = adjusted(part, node, lambda condition: self._holds(condition, unit))
        return LevelValue(part, counted, units, applied, share)

    def _if_enough(
        self, part: Part, node: Node, unit: str, counted: tuple[Counted, ...]
    ) -> tuple[Part, Bounds | None]:
        """The level, left out where too little of what applies was counted, and what share was."""
        if node.least_counted is None or self.known is None:
            return part, None
        shares = [
            Share(
                weight_of(node.combine, entry.weight, entry.part),
                _standing(entry).counts,
                self.known.part(entry.id, unit).counts,
            )
            for entry in counted
        ]
        share = counted_share(shares)
        match enough(share, node.least_counted):
            case Truth.TRUE:
                return part, share
            case Truth.UNDETERMINED if part.counts is not Truth.FALSE:
                return replace(part, counts=Truth.UNDETERMINED), share
            case _:
                return replace(LEFT_OUT, maximum=part.maximum), share

    def part(self, name: str, unit: str) -> Part:
        """The question or the level of this name as the levels above see it."""
        if name in self.shape.questions:
            return self.leaves.leaf(name, unit).part
        return self.value(name, unit if name in self.shape.by_unit else "").part

    def _counted(self, node: Node, unit: str) -> tuple[Part, tuple[Counted, ...]]:
        counted = tuple(self._child(child, node, unit) for child in node.children)
        parts = [weighted(_standing(entry), node.combine, entry.weight) for entry in counted]
        return combined(node.combine, parts), counted

    def _child(self, child: Child, node: Node, unit: str) -> Counted:
        if child.id in self.shape.questions:
            leaf = self.leaves.leaf(child.id, unit)
            part = leaf.part
        else:
            leaf = None
            part = self.part(child.id, unit)
        instead = None if part.counts is Truth.TRUE else node.left_out_counts_as
        return Counted(
            child.id, child.weight, part, leaf, instead, self._has_too_little(child.id, unit)
        )

    def _has_too_little(self, name: str, unit: str) -> bool:
        if name in self.shape.questions:
            return False
        least = self.shape.nodes[name].least_counted
        share = self.value(name, unit if name in self.shape.by_unit else "").share_counted
        return least is not None and share is not None and share.highest < least

    def _units(self, node: Node) -> set[str]:
        """The units that count, and those that were answered for although they do not count."""
        asked = set(self.shape.questions_below(node.id))
        answered = {unit for question, unit in self.subject.answers if unit and question in asked}
        return answered | set(self.across.selected(node.across))

    def _holds(self, condition: Condition, unit: str) -> Truth:
        facts: dict[str, Fact] = dict(self.leaves.answer_facts(answers_asked(condition), unit))
        for name in dict.fromkeys(leaf.fact for leaf in leaves(condition)):
            level = name.removeprefix(POINTS_OF).removeprefix(SHARE_OF)
            part = self.value(level, unit if level in self.shape.by_unit else "").part
            number = part.points if name.startswith(POINTS_OF) else part.share
            if part.counts is Truth.FALSE or number is None:
                return Truth.FALSE
            facts[name] = number
        return evaluate(condition, facts)


def _standing(entry: Counted) -> Part:
    """The part as the level above counts it, with what it counts as where it is left out."""
    if entry.counts_as is None:
        return entry.part
    return instead_of_left_out(entry.part, entry.counts_as)
