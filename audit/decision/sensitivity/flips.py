"""The smallest sets of open questions whose answers change the advice.

Every open question is tried at the best and at the worst word still possible for it. That is enough:
where all of a set turning out best and all of it turning out worst leave the advice as it is, so does
everything between, as long as no rule rewards a worse answer. Questions that move the rules in the
same way are counted and not listed one by one, and a branch is left when no position within its box
could change the outcome. So the search is exact; it says so when its budget did not suffice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice, product
from math import comb, prod

from audit.decision.sensitivity.position import ADDED, Position, moved
from audit.decision.sensitivity.report import FlipSet, FlipSets, Resolved
from audit.decision.sensitivity.ruling import Ruling
from audit.domain.decision import DecisionPolicy

LISTED = 12
BUDGET = 1500
"""Steps of one search; the shipped checklists need fewer."""


@dataclass(frozen=True, slots=True)
class Option:
    """One open question, and the shift that its resolution makes."""

    question: str
    shift: Position


@dataclass(frozen=True, slots=True)
class Alike:
    """Open questions whose resolution makes the same shift."""

    shift: Position
    questions: tuple[str, ...]


Counts = tuple[int, ...]
"""How many of each group are in a set."""


@dataclass(slots=True)
class _Search:
    """All sets of one size, group by group."""

    ruling: Ruling
    groups: Sequence[Alike]
    start: Position
    place: int
    budget: int = BUDGET
    found: list[Counts] = field(default_factory=list)
    _reach: list[list[tuple[Position, Position]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reach = [_reach(self.groups[index:]) for index in range(len(self.groups) + 1)]

    def of_size(self, size: int) -> bool:
        """Whether every set of this size was looked at; what changes the outcome is in `found`."""
        self._visit(0, size, self.start, ())
        return self.budget > 0

    def _visit(self, index: int, left: int, position: Position, counts: Counts) -> None:
        self.budget -= 1
        reach = self._reach[index]
        if self.budget <= 0 or left >= len(reach):
            return
        least, most = reach[left]
        low, high = moved(position, least), moved(position, most)
        if self.ruling.places(low, high) == (self.place, self.place):
            return
        if left == 0:
            self.found.append(counts + (0,) * (len(self.groups) - index))
            return
        group = self.groups[index]
        for count in range(min(len(group.questions), left), -1, -1):
            shifted = moved(position, _times(group.shift, count))
            self._visit(index + 1, left - count, shifted, (*counts, count))


def smallest(
    resolved: Resolved,
    options: Sequence[Option],
    start: Position,
    ruling: Ruling,
    policy: DecisionPolicy,
    budget: int = BUDGET,
) -> FlipSets:
    """The smallest sets of these options after which the policy advises something else."""
    groups = _alike(options)
    now = policy.place(ruling.outcome(start))
    search = _Search(ruling, groups, start, now, budget)
    for size in range(1, sum(len(group.questions) for group in groups) + 1):
        whole = search.of_size(size)
        if search.found:
            return _listed(resolved, size, search, policy, whole)
        if not whole:
            return _by_removal(resolved, groups, start, ruling, policy, now)
    return FlipSets(resolved, 0, (), (), 0, True)


def _listed(
    resolved: Resolved, size: int, search: _Search, policy: DecisionPolicy, exact: bool
) -> FlipSets:
    count = sum(
        prod(comb(len(g.questions), n) for g, n in zip(search.groups, counts, strict=True))
        for counts in search.found
    )
    sets = tuple(
        islice(
            (
                _flip_set(members, search.groups, counts, search, policy)
                for counts in search.found
                for members in _members(search.groups, counts)
            ),
            LISTED,
        )
    )
    members = tuple(
        name
        for index, group in enumerate(search.groups)
        if any(counts[index] for counts in search.found)
        for name in group.questions
    )
    return FlipSets(resolved, size, sets, members, count, exact)


def _flip_set(
    members: tuple[str, ...],
    groups: Sequence[Alike],
    counts: Counts,
    search: _Search,
    policy: DecisionPolicy,
) -> FlipSet:
    outcome = search.ruling.outcome(_after(search.start, groups, counts))
    now = policy.outcomes[search.place]
    return FlipSet(members, outcome, policy.place(outcome) < policy.place(now))


def _members(groups: Sequence[Alike], counts: Counts) -> Iterator[tuple[str, ...]]:
    chosen = [combinations(g.questions, n) for g, n in zip(groups, counts, strict=True) if n]
    for parts in product(*chosen):
        yield tuple(name for part in parts for name in part)


def _by_removal(
    resolved: Resolved,
    groups: Sequence[Alike],
    start: Position,
    ruling: Ruling,
    policy: DecisionPolicy,
    now: int,
) -> FlipSets:
    """One set from which nothing can be left out; there may be smaller ones."""
    counts = [len(group.questions) for group in groups]

    def place() -> int:
        return policy.place(ruling.outcome(_after(start, groups, tuple(counts))))

    if place() == now:
        return FlipSets(resolved, 0, (), (), 0, False)
    for index in sorted(range(len(groups)), key=lambda i: groups[i].shift[0]):
        while counts[index]:
            counts[index] -= 1
            if place() == now:
                counts[index] += 1
                break
    members = next(_members(groups, tuple(counts)))
    outcome = policy.outcomes[place()]
    flip = FlipSet(members, outcome, policy.place(outcome) < now)
    return FlipSets(resolved, len(members), (flip,), members, 1, False)


def _alike(options: Sequence[Option]) -> list[Alike]:
    groups: dict[Position, list[str]] = {}
    for option in options:
        if any(option.shift):
            groups.setdefault(option.shift, []).append(option.question)
    return [Alike(shift, tuple(names)) for shift, names in sorted(groups.items(), reverse=True)]


def _after(start: Position, groups: Sequence[Alike], counts: Counts) -> Position:
    position = start
    for group, count in zip(groups, counts, strict=True):
        position = moved(position, _times(group.shift, count))
    return position


def _times(shift: Position, count: int) -> Position:
    added = [amount * count for amount in shift[:ADDED]]
    return Position._make((*added, shift.unmet_severity if count else 0, 0))


def _reach(groups: Sequence[Alike]) -> list[tuple[Position, Position]]:
    """For 0, 1, 2 … further questions of these groups: the least and the greatest shift they can make."""
    shifts = [group.shift for group in groups for _ in group.questions]
    columns = [sorted(shift[index] for shift in shifts) for index in range(ADDED)]
    least, greatest = [0] * ADDED, [0] * ADDED
    severity = max((shift.unmet_severity for shift in shifts), default=0)
    reach = [(Position._make((*least, 0, 0)), Position._make((*greatest, 0, 0)))]
    for count in range(len(shifts)):
        least = [total + column[count] for total, column in zip(least, columns, strict=True)]
        greatest = [
            total + column[-1 - count] for total, column in zip(greatest, columns, strict=True)
        ]
        reach.append((Position._make((*least, 0, 0)), Position._make((*greatest, severity, 0))))
    return reach
