"""Who first put information into the world; outlets that repeat one originator are one."""

from collections.abc import Iterable


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Each originator once, however its name is spaced and capitalised."""
    spellings: dict[str, str] = {}
    for name in sorted(" ".join(name.split()) for name in names):
        spellings.setdefault(name.casefold(), name)
    return tuple(spellings.values())
