"""Names that depend on each other: in a circle, or further than anybody can follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def circle_in(after: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """A way that leads from a name back to itself; empty when there is none."""
    left = _undone(after)
    return _back_to_itself(next(iter(left)), left) if left else ()


def deeper_than(limit: int, after: Mapping[str, Collection[str]]) -> str:
    """The first name from which a way of more than so many steps leads; empty when there is none.

    A name in a circle, or before one, is such a name as well.
    """
    starts = dict.fromkeys(after, True)
    for _ in range(limit + 1):
        starts = {n: True for n in after if any(following in starts for following in after[n])}
        if not starts:
            return ""
    return next(iter(starts))


def _undone(after: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """What is left when every name is taken out whose names are all taken out: circles, and their ways in."""
    waiting = {name: sum(each in after for each in names) for name, names in after.items()}
    before: dict[str, list[str]] = {name: [] for name in after}
    for name, names in after.items():
        for each in names:
            if each in after:
                before[each].append(name)
    free = [name for name, count in waiting.items() if not count]
    while free:
        done = free.pop()
        del waiting[done]
        for name in before[done]:
            waiting[name] -= 1
            if not waiting[name]:
                free.append(name)
    return {name: [each for each in after[name] if each in waiting] for name in after if name in waiting}  # fmt: skip


def _back_to_itself(name: str, after: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    way: dict[str, None] = {}
    while name not in way:
        way[name] = None
        name = next(iter(after[name]))
    names = list(way)
    return (*names[names.index(name) :], name)
