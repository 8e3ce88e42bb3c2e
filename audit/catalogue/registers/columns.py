"""The columns of a register: their names, the words they allow, and how a cell is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import pycountry

from audit.catalogue.reading import nearest
from audit.domain.deployment import (
    Approval,
    Authority,
    CheckedBy,
    ContractTerm,
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
from audit.domain.truth import YesNo

UNKNOWN, NONE = "unknown", "none"
SHOWN = 40
"""How much of a bad cell is repeated in the sentence about it."""
FORMULA_BEGINS = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""
ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:\d+")
NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories: control characters, surrogates, line and paragraph separators."""
BETWEEN = re.compile(r"[|;,]")


class CellRefused(Exception):
    """A cell that cannot be read: what is wrong with it, and what to do."""

    def __init__(self, what: str, do: str) -> None:
        self.what, self.do = what, do
        super().__init__(what, do)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, which is also the field it fills, and what may stand in it."""

    name: str
    allowed: str
    read: Callable[[str], Any]
    """Reads a cell without spaces around it; raises CellRefused."""


def normal(text: str) -> str:
    """A word as files spell it: small letters, and one underscore for spaces and hyphens."""
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())


def text_cell(cell: str) -> str:
    """A line of text; empty when unknown."""
    if not cell or cell.casefold() == UNKNOWN:
        return ""
    if cell.startswith(FORMULA_BEGINS):
        raise CellRefused(f"{shown(cell)} begins like a formula", "enter the text itself")
    if ERROR.fullmatch(cell):
        raise CellRefused(f"{shown(cell)} is an error of a spreadsheet", "enter the value itself")
    if any(unicodedata.category(mark) in NOT_IN_A_LINE for mark in cell):
        raise CellRefused(
            f"{shown(cell)} has a line break or a control character", "write it on one line"
        )
    return cell


def shown(cell: str) -> str:
    """A cell as a sentence repeats it: cut short, and on one line."""
    cut = cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…"
    return "'" + "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in cut) + "'"


def _customer(cell: str) -> str:
    if not cell:
        raise CellRefused("it is empty", "name the customer, or write unknown")
    return text_cell(cell) or UNKNOWN


def _word(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    words = {member.value: member for member in kind}

    def read(cell: str) -> StrEnum:
        given = normal(text_cell(cell)) or UNKNOWN
        if given not in words:
            raise CellRefused(f"{shown(cell)} is none of its words", nearest(given, words))
        return words[given]

    return read


def _words(kind: type[StrEnum]) -> Callable[[str], tuple[StrEnum, ...] | None]:
    one = _word(kind)

    def read(cell: str) -> tuple[StrEnum, ...] | None:
        if not text_cell(cell):
            return None
        if normal(cell) == NONE:
            return ()
        given = {one(part.strip() or "?") for part in BETWEEN.split(cell)}
        return tuple(member for member in kind if member in given)

    return read


def _day(cell: str) -> date | NoDay:
    given = normal(text_cell(cell)) or UNKNOWN
    if given in list(NoDay):
        return NoDay(given)
    try:
        return _iso_day(cell)
    except ValueError:
        raise CellRefused(
            f"{shown(cell)} is not a day", "write it like 2026-05-31, or never, or unknown"
        ) from None


def _iso_day(cell: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        raise ValueError(cell)
    return date.fromisoformat(cell)


def _country(cell: str) -> str:
    given = text_cell(cell).upper()
    if not given or pycountry.countries.get(alpha_2=given):
        return given
    try:
        meant = pycountry.countries.lookup(cell).alpha_2
    except LookupError:
        do = "use the two letters of ISO 3166, such as US"
    else:
        do = f"did you mean {meant}?"
    raise CellRefused(f"{shown(cell)} is no country code", do)


def _state(cell: str) -> str:
    given = text_cell(cell).upper()
    if given and not pycountry.subdivisions.get(code=given):
        raise CellRefused(
            f"{shown(cell)} is no state code", "use the code of ISO 3166-2, such as US-WA"
        )
    return given


def _enum(name: str, kind: type[StrEnum]) -> Column:
    return Column(name, " | ".join(kind), _word(kind))


def _list(name: str, kind: type[StrEnum]) -> Column:
    return Column(name, f"any of {' | '.join(kind)}, or none, or unknown", _words(kind))


def _yes_no(*names: str) -> tuple[Column, ...]:
    return tuple(_enum(name, YesNo) for name in names)


def _days(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "a day such as 2026-05-31 | never | unknown", _day) for name in names)


TEXT = "text | unknown"
COLUMNS: tuple[Column, ...] = (
    Column("customer", TEXT, _customer),
    Column("end_user", TEXT, text_cell),
    _enum("end_user_class", EndUser),
    _enum("operator", Operator),
    _enum("government_level", GovernmentLevel),
    Column("country", "two letters of ISO 3166, such as US | unknown", _country),
    Column("state", "code of ISO 3166-2, such as US-WA | unknown", _state),
    Column("reseller", TEXT, text_cell),
    *_yes_no("through_reseller", "reseller_vetted", "reseller_bound", "reseller_reports"),
    Column("product", TEXT, text_cell),
    _enum("product_category", Capability),
    _enum("purpose", Purpose),
    _enum("kind_of_use", Use),
    *_yes_no("ongoing_surveillance"),
    _enum("target", Target),
    *_yes_no("public_place"),
    _list("open_settings", ProtectedSetting),
    *_yes_no("order_names_setting"),
    _enum("authority", Authority),
    Column("authority_reference", TEXT, text_cell),
    *_yes_no("danger_named"),
    _enum("eu_aim", EuAim),
    _enum("approval", Approval),
    *_yes_no(
        "first_identification",
        "deleted_after_refusal",
        "rights_assessment",
        "eu_registration",
        "used_in_criminal_cases",
        "defendants_told",
        "notice_given",
        "accountability_report",
        "warrant_reports",
        "vetted_before_sale",
        "written_decision",
    ),
    _list("contract_terms", ContractTerm),
    *_yes_no("high_risk"),
    *_days("last_check_on"),
    _enum("checked_by", CheckedBy),
    *_yes_no("sanctions_listed", "export_licence"),
    *_days("sold_on", "started_on", "ended_on"),
)
"""Every column, in the order of a deployment's fields."""


@cache
def columns_by_name() -> Mapping[str, Column]:
    """The columns by their names in the file."""
    return {column.name: column for column in COLUMNS}
