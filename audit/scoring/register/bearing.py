"""How a moratorium or a product exit bears on one deployment on a day, with the sentence why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.domain.deployment import Deployment
from audit.domain.moratorium import Act, ProductExit
from audit.domain.truth import Truth, all_of, any_of
from audit.scoring.register.limits import Found, carve_outs_of, limits_of, not_in_force
from audit.scoring.register.memo import Memo


class Bearing(StrEnum):
    """What an act means for a deployment."""

    BARRED = "barred"
    CARVED_OUT = "carved_out"
    OUTSIDE = "outside"
    NOT_IN_FORCE = "not_in_force"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class BearingVerdict:
    """One word and the sentence that explains it."""

    bearing: Bearing
    because: str


def bearing(act: Act, row: Deployment, on: date) -> BearingVerdict:
    """How the act bears on one deployment, as known on this day."""
    if absent := not_in_force(act, on):
        return _said(Bearing.NOT_IN_FORCE, absent)
    (carved,) = carve_outs_of(act).over((row,))
    return _verdict(act, carved, [limit.over((row,))[0] for limit in limits_of(act, on)])


def bearings(act: Act, rows: Sequence[Deployment], on: date) -> list[BearingVerdict]:
    """How the act bears on every deployment, in order; equal ones are looked at once."""
    if absent := not_in_force(act, on):
        return [_said(Bearing.NOT_IN_FORCE, absent)] * len(rows)

    def judged(found: tuple[Found, ...]) -> BearingVerdict:
        return _verdict(act, found[0], found[1:])

    columns = [limit.over(rows) for limit in limits_of(act, on)]
    return Memo(judged).over(zip(carve_outs_of(act).over(rows), *columns, strict=True))


def any_bars(verdicts: Iterable[BearingVerdict]) -> Truth:
    """Whether one of several acts bars the deployment."""
    meant = {Bearing.BARRED: Truth.TRUE, Bearing.UNDETERMINED: Truth.UNDETERMINED}
    return any_of([meant.get(verdict.bearing, Truth.FALSE) for verdict in verdicts])


def _verdict(act: Act, carved: Found, limits: Sequence[Found]) -> BearingVerdict:
    scope = all_of(found.truth for found in limits)
    if scope is Truth.FALSE:
        return _said(Bearing.OUTSIDE, _words(limits, Truth.FALSE, "; "))
    if scope is Truth.TRUE and carved.truth is Truth.TRUE:
        return _said(Bearing.CARVED_OUT, carved.words)
    if scope is Truth.TRUE and carved.truth is Truth.FALSE:
        return _said(Bearing.BARRED, _bars(act))
    unknown = _words((*limits, carved), Truth.UNDETERMINED, ", and ")
    return _said(Bearing.UNDETERMINED, f"it is not known {unknown}")


def _words(found: Sequence[Found], wanted: Truth, between: str) -> str:
    return between.join(entry.words for entry in found if entry.truth is wanted)


def _bars(act: Act) -> str:
    if isinstance(act, ProductExit):
        return (
            f"{act.declared_by} has said that it no longer offers the product from "
            f"{act.starts_on} on"
        )
    exceptions = "and no carve-out fits" if act.carve_outs else "and it has no carve-out"
    return f"it binds {act.actors.title} for this product, {exceptions}"


def _said(word: Bearing, reason: str) -> BearingVerdict:
    return BearingVerdict(word, f"{word.replace('_', ' ').capitalize()}: {reason}.")
