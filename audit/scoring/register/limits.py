"""The limits of a moratorium or a product exit, each read from a few columns of a register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from audit.domain.deployment import Day, Deployment, Operator, Purpose
from audit.domain.investment import Capability
from audit.domain.moratorium import (
    Act,
    ActorClass,
    CarveOut,
    Halt,
    Moratorium,
    MoratoriumStanding,
    ProductExit,
)
from audit.domain.truth import Truth, all_of, any_of
from audit.scoring.register.days import happened, in_use
from audit.scoring.register.memo import Memo

CATEGORIES = frozenset(Capability)


class Found(NamedTuple):
    """Whether a deployment lies within a limit, and in words why not, or what is not known."""

    truth: Truth
    words: str = ""


WITHIN = Found(Truth.TRUE)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit, and the columns it is read from."""

    columns: tuple[str, ...]
    find: Callable[..., Found]
    """Takes the values of the columns in their order."""

    def over(self, rows: Sequence[Deployment]) -> list[Found]:
        """Whether each row lies within; equal rows are looked at once."""

        def found(values: Any) -> Found:
            return self.find(*values) if len(self.columns) > 1 else self.find(values)

        return Memo(found).over(map(attrgetter(*self.columns), rows))


def limits_of(act: Act, on: date) -> tuple[Limit, ...]:
    """Everything that has to hold for the act to reach a deployment, as known on this day."""
    product = Limit(("product", "product_category"), _product(act.products))
    if isinstance(act, ProductExit):
        return product, _sold(act, on)
    time = _sold(act, on) if act.halts is Halt.SALES else _used(on)
    return (*_actors(act.actors), product, time)


def carve_outs_of(act: Act) -> Limit:
    """Whether a carve-out of the act leaves the deployment; its words are those of the carve-out."""
    carve_outs = act.carve_outs if isinstance(act, Moratorium) else ()

    def find(purpose: Purpose, operator: Operator) -> Found:
        left = [_carved_out(carve_out, purpose, operator) for carve_out in carve_outs]
        if Truth.TRUE in left:
            return Found(Truth.TRUE, carve_outs[left.index(Truth.TRUE)].text.rstrip("."))
        return Found(any_of(left), _whose(purpose, operator) if Truth.UNDETERMINED in left else "")

    return Limit(("purpose", "operator"), find)


def not_in_force(act: Act, on: date) -> str:
    """Why the act does not bind on this day; empty when it does."""
    if on < act.starts_on:
        return f"it starts on {act.starts_on}"
    if isinstance(act, ProductExit):
        return ""
    match act.standing(on):
        case MoratoriumStanding.ENDED:
            return f"it ended on {act.last_day(on)}"
        case MoratoriumStanding.RELEASED:
            return "its condition of release is fulfilled"
        case _:
            return ""


def _actors(actors: ActorClass) -> tuple[Limit, ...]:
    binds = f"it binds {actors.title}, and the"
    listed = (
        ("end_user_class", actors.end_users, "class of the end user", "who the end user is"),
        ("country", actors.countries, "country", "in which country it is used"),
        (
            "government_level",
            actors.government_levels,
            "level of government",
            "to which level of government the end user belongs",
        ),
    )
    return tuple(
        Limit((column,), _among(names, f"{binds} {called} is", open_words))
        for column, names, called, open_words in listed
        if names
    )


def _among(names: Sequence[str], outside: str, open_words: str) -> Callable[[str], Found]:
    def find(value: str) -> Found:
        truth = _named(value, names)
        if truth is Truth.TRUE:
            return WITHIN
        said = f"{outside} {value.replace('_', ' ')}" if truth is Truth.FALSE else open_words
        return Found(truth, said)

    return find


def _product(products: Sequence[str]) -> Callable[[str, str], Found]:
    """Named by its own name or by its category; a list without names leaves none out."""
    categories = [name for name in products if name in CATEGORIES]
    names = [name.casefold() for name in products if name not in CATEGORIES]

    def find(product: str, category: str) -> Found:
        by_name = _named(product.casefold(), names) if names else Truth.FALSE
        by_category = _named(category, categories) if categories else Truth.FALSE
        truth = any_of((by_name, by_category)) if products else Truth.TRUE
        return _found(
            truth,
            "the product is not among those it names",
            "whether the product is among those it names",
        )

    return find


def _used(on: date) -> Limit:
    def find(started: Day, ended: Day) -> Found:
        outside, unknown = f"it is not in use on {on}", f"whether it is in use on {on}"
        return _found(in_use(started, ended, on), outside, unknown)

    return Limit(("started_on", "ended_on"), find)


def _sold(act: Act, on: date) -> Limit:
    def find(sold: Day) -> Found:
        truth = happened(sold, on)
        if isinstance(sold, date) and truth is Truth.TRUE and not_in_force(act, sold):
            truth = Truth.FALSE
        outside = f"it was not sold while the act was in force and by {on}"
        return _found(truth, outside, "when it was sold")

    return Limit(("sold_on",), find)


def _found(truth: Truth, outside: str, unknown: str) -> Found:
    return Found(truth, {Truth.FALSE: outside, Truth.UNDETERMINED: unknown}.get(truth, ""))


def _named(value: str, named: Sequence[str]) -> Truth:
    if value in ("", "unknown"):
        return Truth.UNDETERMINED
    return Truth.TRUE if value in named else Truth.FALSE


def _carved_out(carve_out: CarveOut, purpose: Purpose, operator: Operator) -> Truth:
    by_purpose = _named(purpose, carve_out.purposes)
    if not carve_out.operators:
        return by_purpose
    return all_of((by_purpose, _named(operator, carve_out.operators)))


def _whose(purpose: Purpose, operator: Operator) -> str:
    """What is not known about who uses it for what."""
    parts = ["what it is used for"] if purpose is Purpose.UNKNOWN else []
    if operator is Operator.UNKNOWN:
        parts.append("whether an organisation or the authority itself works with it")
    return " and ".join(parts)
