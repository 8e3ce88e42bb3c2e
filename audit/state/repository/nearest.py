"""The error for an id that nobody recorded, with those that it may have been meant for."""

from collections.abc import Collection
from difflib import get_close_matches

from audit.domain.errors import AuditError


def unknown(what: str, name: str, known: Collection[str]) -> AuditError:
    """Says that there is no such thing, and names the nearest."""
    starting = sorted(entry for entry in known if name and entry.startswith(name))
    near = list(dict.fromkeys([*starting, *get_close_matches(name, known)]))[:3]
    hint = f"; the nearest: {', '.join(near)}" if near else ""
    return AuditError(f"There is no {what} {name!r}{hint}.")
