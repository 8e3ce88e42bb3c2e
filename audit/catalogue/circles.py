"""Names that depend on each other in a circle."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def circle_in(after: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """A way that leads from a name back to itself; empty when there is none."""
    done: set[str] = set()
    for start in after:
        way: list[str] = []
        circle = _walk(start, after, way, done)
        if circle:
            return circle
    return ()


def _walk(
    name: str, after: Mapping[str, Collection[str]], way: list[str], done: set[str]
) -> tuple[str, ...]:
    if name in way:
        return (*way[way.index(name) :], name)
    if name in done or name not in after:
        return ()
    way.append(name)
    for following in after[name]:
        circle = _walk(following, after, way, done)
        if circle:
            return circle
    way.pop()
    done.add(name)
    return ()
