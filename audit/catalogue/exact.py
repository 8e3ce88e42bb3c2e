"""Exact numbers as YAML writes them."""

from __future__ import annotations

from fractions import Fraction

from audit.catalogue.conditions import Path as Place
from audit.catalogue.reading import SourceFile
from audit.scoring.leaves import EXACT

LONG = 60
"""Characters of a wrong number that are shown."""


def exact(source: SourceFile, value: object, place: Place) -> Fraction:
    """The number that stands at this place; raises CatalogueInvalid where it is not an exact one."""
    key = next((part for part in reversed(place) if isinstance(part, str)), "number")
    if isinstance(value, float):
        raise source.fault(
            place,
            f"{key}: {value} stands without quotation marks and would be inexact; "
            f'write "{value}" or a fraction such as "3/4".',
        )
    try:
        if EXACT.fullmatch(str(value)):
            return Fraction(str(value))
    except ZeroDivisionError:
        pass
    text = str(value)
    shown = text if len(text) <= LONG else f"{text[:LONG]}…"
    raise source.fault(
        place, f'{key}: {shown} is not an exact number; write it like "3/4" or "0.85".'
    )


def at_least_zero(source: SourceFile, value: object, place: Place) -> Fraction:
    """An exact number that is not negative."""
    number = exact(source, value, place)
    if number < 0:
        key = place[-1]
        raise source.fault(place, f"{key}: {value} is negative; a {key} is 0 or more.")
    return number
