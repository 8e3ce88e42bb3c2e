"""Deployments for property tests, and the same deployments with some unknown cells settled."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from hypothesis import strategies as st

from audit.catalogue import packaged_catalogue
from audit.catalogue.registers.public_acts import public_acts
from audit.catalogue.registers.rules import register_rules
from audit.domain.deployment import (
    Approval,
    Authority,
    CheckedBy,
    ContractTerm,
    Deployment,
    EuAim,
    GovernmentLevel,
    NoDay,
    Operator,
    ProtectedSetting,
    Purpose,
    Target,
    Use,
)
from audit.domain.investment import Capability, EndUser
from audit.domain.moratorium import Act
from audit.domain.request import VersionRef
from audit.domain.truth import YesNo
from audit.scoring.register.rules import RegisterRules

ON = date(2026, 11, 23)
LAWFUL = "LAW-01"
DAYS = st.sampled_from([date(2019, 5, 1), date(2020, 7, 1), date(2026, 3, 1), date(2027, 1, 1)])
ENUMS: dict[str, type[StrEnum]] = {
    "end_user_class": EndUser,
    "operator": Operator,
    "government_level": GovernmentLevel,
    "product_category": Capability,
    "purpose": Purpose,
    "kind_of_use": Use,
    "target": Target,
    "authority": Authority,
    "eu_aim": EuAim,
    "approval": Approval,
    "checked_by": CheckedBy,
}
TEXTS = {
    "country": ["US", "DE", "GB"],
    "product": ["Rekognition", "Another"],
    "authority_reference": ["No. 12"],
}
LISTS: dict[str, type[StrEnum]] = {
    "open_settings": ProtectedSetting,
    "contract_terms": ContractTerm,
}
DATED = ("last_check_on", "sold_on", "started_on", "ended_on")


@cache
def rules() -> RegisterRules:
    """The rules that ship."""
    return register_rules(packaged_catalogue(), VersionRef("government-sales", "1.0.0"))


@cache
def acts() -> tuple[Act, ...]:
    """The public acts that ship."""
    return tuple(entry.act for entry in public_acts(packaged_catalogue().root))


def known_cell(name: str) -> st.SearchStrategy[Any]:
    """What may stand in a cell when it is known."""
    if name in ENUMS:
        return st.sampled_from([member for member in ENUMS[name] if member.value != "unknown"])
    if name in LISTS:
        return st.sampled_from([(), tuple(LISTS[name])[:2], tuple(LISTS[name])])
    if name in DATED:
        return st.one_of(DAYS, st.just(NoDay.NEVER))
    return st.sampled_from(TEXTS.get(name, [YesNo.YES, YesNo.NO]))


BLANK = Deployment(2, "A customer")
NAMES = ("row", "customer", "end_user", "state", "reseller")
CELLS = [field.name for field in fields(Deployment) if field.name not in NAMES]


@st.composite
def deployments(draw: st.DrawFn, row: int = 2) -> Deployment:
    """A deployment of which about half is known."""
    known = draw(st.sets(st.sampled_from(CELLS)))
    return replace(BLANK, row=row, **{name: draw(known_cell(name)) for name in sorted(known)})


@st.composite
def registers(draw: st.DrawFn, most: int = 6) -> list[Deployment]:
    """A few deployments with their own row numbers."""
    count = draw(st.integers(0, most))
    return [draw(deployments(number + 2)) for number in range(count)]


@st.composite
def settled(draw: st.DrawFn, row: Deployment) -> Deployment:
    """The same deployment with some of what was unknown now known."""
    unknown = [name for name in CELLS if getattr(row, name) == getattr(BLANK, name)]
    chosen = draw(st.sets(st.sampled_from(unknown))) if unknown else set[str]()
    return replace(row, **{name: draw(known_cell(name)) for name in sorted(chosen)})
