"""A halt of sales or use for one class of actors: from when, until what, and what is carved out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.domain.deployment import GovernmentLevel, Operator
from audit.domain.investment import EndUser


@dataclass(frozen=True, slots=True)
class ActorClass:
    """Whom it binds, such as police in the United States, any police, or any public authority."""

    title: str
    end_users: tuple[EndUser, ...]
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes; empty for every country."""
    government_levels: tuple[GovernmentLevel, ...] = ()
    """Such as state and local bodies only; empty for every level."""


@dataclass(frozen=True, slots=True)
class ReleaseCondition:
    """What ends it when no day does, such as a national law with these qualities."""

    text: str
    qualities: tuple[str, ...] = ()
    fulfilled_on: date | None = None
    """None while nobody has recorded that it is fulfilled."""


@dataclass(frozen=True, slots=True)
class CarveOut:
    """A purpose that stays allowed. Purposes are the words a deployment uses for its own."""

    text: str
    purposes: tuple[str, ...]
    operators: tuple[Operator, ...] = ()
    """Who keeps the product for these purposes; empty for whoever uses it."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A later act that moved the end: to another day, or to no day at all."""

    on: date
    ends_on: date | None
    """The last day it holds; None until further notice."""
    text: str
    sources: tuple[str, ...]


class Halt(StrEnum):
    """What is halted: every use in the term, or only what is sold in it."""

    USE = "use"
    SALES = "sales"


class MoratoriumStanding(StrEnum):
    """Whether it binds on a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    ENDED = "ended"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Moratorium:
    """A halt with its scope, its term and its exceptions.

    Modelled on the acts of June 2020: one dated and later left open, one bound to a law with named
    qualities. Without an end and without a release condition it holds until further notice.
    """

    id: str
    title: str
    declared_by: str
    actors: ActorClass
    products: tuple[str, ...]
    """Product names or categories, as a register of deployments names them; empty for every product."""
    starts_on: date
    ends_on: date | None
    """The last day it holds, as first declared."""
    release: ReleaseCondition | None
    carve_outs: tuple[CarveOut, ...]
    review_on: date | None
    sources: tuple[str, ...]
    verified: bool
    amendments: tuple[Amendment, ...] = ()
    halts: Halt = Halt.USE

    def last_day(self, on: date) -> date | None:
        """The last day it holds as known on this day; None while no day is set."""
        made = [amendment for amendment in self.amendments if amendment.on <= on]
        return max(made, key=lambda amendment: amendment.on).ends_on if made else self.ends_on

    def standing(self, on: date) -> MoratoriumStanding:
        """Whether it binds on this day, as known on this day."""
        if on < self.starts_on:
            return MoratoriumStanding.NOT_YET
        if self.release and self.release.fulfilled_on and on >= self.release.fulfilled_on:
            return MoratoriumStanding.RELEASED
        last = self.last_day(on)
        return (
            MoratoriumStanding.ENDED
            if last is not None and on > last
            else MoratoriumStanding.IN_FORCE
        )


@dataclass(frozen=True, slots=True)
class ProductExit:
    """A company stops offering products, to everybody and with no end; it is no pause.

    Modelled on the letter of 8 June 2020.
    """

    id: str
    title: str
    declared_by: str
    products: tuple[str, ...]
    """As for a moratorium."""
    starts_on: date
    refusals: tuple[str, ...]
    """Uses that the company says it rejects, in paraphrase."""
    sources: tuple[str, ...]
    verified: bool


Act = Moratorium | ProductExit
"""A public act of a company that keeps products from customers."""
