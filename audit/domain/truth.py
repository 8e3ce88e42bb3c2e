"""Three-valued logic (Kleene): a rule can hold, not hold, or not be decidable yet."""

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    """What is known about a statement."""

    TRUE = "true"
    FALSE = "false"
    UNDETERMINED = "undetermined"


class YesNo(StrEnum):
    """A fact that people record with one word; unknown is an answer, not a gap."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def all_of(truths: Iterable[Truth]) -> Truth:
    """False as soon as one part is false; true only when every part is true."""
    seen = set(truths)
    if Truth.FALSE in seen:
        return Truth.FALSE
    return Truth.UNDETERMINED if Truth.UNDETERMINED in seen else Truth.TRUE


def any_of(truths: Iterable[Truth]) -> Truth:
    """True as soon as one part is true; false only when every part is false."""
    return negate(all_of(negate(truth) for truth in truths))


def negate(truth: Truth) -> Truth:
    """What is undetermined stays undetermined."""
    match truth:
        case Truth.TRUE:
            return Truth.FALSE
        case Truth.FALSE:
            return Truth.TRUE
        case Truth.UNDETERMINED:
            return Truth.UNDETERMINED
