"""The smallest version that a change may have, and whether a file has at least that."""

from __future__ import annotations

from audit.catalogue.editions.difference import Change, Difference
from audit.catalogue.editions.edition import version_number
from audit.catalogue.editions.significance import Level
from audit.domain.errors import CatalogueInvalid

NAMED_AT_MOST = 3


def least_version(found: Difference) -> str:
    """The smallest version above the old one that the changes allow; the old one when nothing changed."""
    major, minor, patch = version_number(found.old.content.version)
    match found.level:
        case Level.MAJOR:
            return f"{major + 1}.0.0"
        case Level.MINOR:
            return f"{major}.{minor + 1}.0"
        case Level.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Level.NONE:
            return found.old.content.version


def deciding(found: Difference) -> tuple[Change, ...]:
    """The changes that ask for the level."""
    return tuple(change for change in found.changes if change.level is found.level)


def require_bump(found: Difference) -> None:
    """Raise CatalogueInvalid when the newer file's own version is too small for what changed in it."""
    old, new, least = found.old, found.new, least_version(found)
    if new.number <= old.number:
        raise CatalogueInvalid(
            f"{new.label}: its version {new.content.version} is not greater than "
            f"{old.content.version}; give it at least {_at_least(found)}."
        )
    if new.number < version_number(least):
        raise CatalogueInvalid(
            f"{new.label}: its version {new.content.version} is too small, because "
            f"{_because(found)}; a {found.level.name.lower()} change needs at least {least}."
        )


def _at_least(found: Difference) -> str:
    """Something greater than the old version, even when nothing changed."""
    major, minor, patch = found.old.number
    return f"{major}.{minor}.{patch + 1}" if found.level is Level.NONE else least_version(found)


def _because(found: Difference) -> str:
    changes = deciding(found)
    named = "; ".join(told(change) for change in changes[:NAMED_AT_MOST])
    more = len(changes) - NAMED_AT_MOST
    return f"{named} and {more} more" if more > 0 else named


def told(change: Change) -> str:
    """A change as a part of a sentence, such as "question GOV-01 was removed"."""
    thing = " ".join(filter(None, (change.noun, change.place)))
    if change.field:
        field = change.field.replace("_", " ").replace(".", " ")
        return f"{field} of {thing} changed"
    act = "was put in another order" if change.act == "reordered" else f"was {change.act}"
    return f"{thing} {act}"
