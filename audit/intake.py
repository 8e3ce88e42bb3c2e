"""From the words of a form or a file to an audit request: checked, or refused with every problem named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import pycountry
from stdnum import lei

from audit.catalogue.reading import nearest
from audit.domain.allegation import Allegation, CompanyPosition, Nature
from audit.domain.bounds import Bounds
from audit.domain.errors import InputInvalid, Problem
from audit.domain.investment import (
    Capability,
    EndUser,
    HoldingInstrument,
    Investee,
    Investment,
    Money,
    Stage,
    Undertaking,
)
from audit.domain.request import AuditRequest, ChecklistChoice, Circumstances, VersionRef
from audit.domain.truth import YesNo

Words = Mapping[str, Any]
E_ = TypeVar("E_", bound=StrEnum)
NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})")
"""Plain decimals of a length that people type; no exponents and no fractions."""
SHOWN = 40
"""How much of a bad word is repeated in the sentence about it."""
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
ALLEGATION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,15}")
NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories: control characters, surrogates, line and paragraph separators."""


def line_problem(where: str, text: str) -> Problem | None:
    """What keeps a text from standing on one line; None when nothing does."""
    marks = [mark for mark in text if unicodedata.category(mark) in NOT_IN_A_LINE]
    if not marks:
        return None
    return Problem(
        where,
        f"{shown(text)} has a line break or a control character (U+{ord(marks[0]):04X})",
        "write it on one line",
    )


def past_date_problem(where: str, text: str, today: date) -> Problem | None:
    """What keeps a text from being a year, a month or a day that has come; None when nothing does."""
    if not PARTIAL_DATE.fullmatch(text) or not _is_date(text):
        return Problem(
            where,
            f"{shown(text)} is not a date",
            "write a year, a month or a day, such as 2019-06",
        )
    if text > today.isoformat()[: len(text)]:
        return Problem(where, f"{text} lies in the future", "enter a day that has come")
    return None


def shown(text: str, most: int = SHOWN) -> str:
    """A word as a sentence repeats it: cut short, and on one line."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in cut)


def read_request(words: Words, analyst: str, prepared_case: str, today: date) -> AuditRequest:
    """The audit request in these words. Raises InputInvalid with every problem found; writes nothing.

    LEI check digits follow ISO 17442 (ISO 7064 MOD 97-10), countries ISO 3166-1, currencies ISO 4217.
    """
    reading = _Reading(today)
    request = AuditRequest(
        investee=reading.investee(words["investee"]),
        investment=reading.investment(words["investment"]),
        circumstances=reading.circumstances(words["circumstances"]),
        allegations=reading.allegations(words["allegations"]),
        checklists=reading.checklists(words["checklists"]),
        policy=VersionRef(words["policy"]["id"], words["policy"]["version"]),
        analyst=reading.required_line("analyst", analyst, "name the analyst's registered id"),
        prepared_case=prepared_case,
    )
    if reading.problems:
        raise InputInvalid(*reading.problems)
    return request


class _Reading:
    """Reads field by field and collects problems, so that a person hears of all of them at once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.problems: list[Problem] = []

    def investee(self, words: Words) -> Investee:
        return Investee(
            legal_name=self.required_line(
                "investee.legal_name", words["legal_name"], "enter the registered name"
            ),
            lei=self._lei(lei.compact(str(words["lei"]))),
            country=self._country(str(words["country"]).strip().upper()),
            sector=self.required_line(
                "investee.sector", words["sector"], "say what the company does"
            ),
            capabilities=self._enums("investee.capabilities", words["capabilities"], Capability),
            end_users=self._enums("investee.end_users", words["end_users"], EndUser),
            later_names=self._lines("investee.later_names", words.get("later_names", ())),
        )

    def investment(self, words: Words) -> Investment:
        return Investment(
            investor=self.required_line(
                "investment.investor", words["investor"], "name the investor"
            ),
            stage=self._enum("investment.stage", words["stage"], Stage, Stage.HOLDING),
            instrument=self._enum(
                "investment.instrument",
                words["instrument"],
                HoldingInstrument,
                HoldingInstrument.UNKNOWN,
            ),
            amount=self._money(
                str(words["amount"]).strip(), str(words["currency"]).strip().upper()
            ),
            stake=self._stake(str(words["stake_percent"]).strip()),
            board_seat=self._word("investment.board_seat", words["board_seat"]),
            audit_right=self._word("investment.audit_right", words["audit_right"]),
            information_rights=self._word(
                "investment.information_rights", words["information_rights"]
            ),
            undertakings=tuple(
                self._undertaking(f"investment.undertakings[{number}]", entry)
                for number, entry in enumerate(words.get("undertakings", ()), start=1)
            ),
            amount_note=str(words.get("amount_note", "")),
            invested_on=self._past("investment.invested_on", str(words["invested_on"]).strip()),
        )

    def circumstances(self, words: Words) -> Circumstances:
        return Circumstances(
            **{name: self._word(f"circumstances.{name}", word) for name, word in words.items()}
        )

    def allegations(self, entries: Sequence[Words]) -> tuple[Allegation, ...]:
        ids = [str(entry["id"]).strip() for entry in entries]
        return tuple(
            self._allegation(f"allegations[{index + 1}]", entry, ids[:index])
            for index, entry in enumerate(entries)
        )

    def checklists(self, words: Words) -> ChecklistChoice:
        return ChecklistChoice(tuple(words["run"]), str(words["reason"]).strip())

    def required(self, where: str, text: object, do: str) -> str:
        cleaned = str(text).strip()
        if not any(character.isprintable() for character in cleaned):
            self._problem(where, "it is empty", do)
        return cleaned

    def required_line(self, where: str, text: object, do: str) -> str:
        return self._line(where, self.required(where, text, do))

    def _line(self, where: str, text: str) -> str:
        self._note(line_problem(where, text))
        return text

    def _lines(self, where: str, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._line(f"{where}[{n}]", text) for n, text in enumerate(texts, start=1))

    def _undertaking(self, where: str, entry: Words) -> Undertaking:
        return Undertaking(
            self._line(f"{where}.name", entry["name"]),
            entry["substance"],
            self._word(f"{where}.audit_right", entry["audit_right"]),
            self._lines(f"{where}.sources", entry["sources"]),
            entry["unread"],
        )

    def _allegation(self, where: str, entry: Words, earlier: Sequence[str]) -> Allegation:
        name = self._allegation_id(f"{where}.id", entry["id"], earlier)
        place = f"{where} ({shown(name)})"
        sources = tuple(source.strip() for source in entry["sources"] if source.strip())
        if not sources:
            self._problem(
                f"{place}.sources",
                "the allegation has no source",
                "name where it was raised: an address or an evidence id",
            )
        return Allegation(
            id=name,
            text=self.required(f"{place}.text", entry["text"], "say what is alleged"),
            nature=self._enum(f"{place}.nature", entry["nature"], Nature, Nature.FACT),
            alleges_breach=bool(entry["alleges_breach"]),
            raised_by=self.required_line(
                f"{place}.raised_by", entry["raised_by"], "say who raised it"
            ),
            sources=self._lines(f"{place}.sources", sources),
            position=CompanyPosition(
                str(entry["position"]["text"]).strip() or "No position is known yet.",
                self._lines(f"{place}.position.sources", entry["position"]["sources"]),
            ),
        )

    def _allegation_id(self, where: str, text: object, earlier: Sequence[str]) -> str:
        name = self.required(where, text, "give it a short id such as A1")
        if name in earlier:
            self._problem(
                where, f"the id {shown(name)} stands twice", "give each allegation its own"
            )
        elif name and not ALLEGATION_ID.fullmatch(name):
            self._problem(
                where,
                f"{shown(name)} is not an id",
                "begin with a letter and use at most 16 letters, digits, - or _, such as A1",
            )
        return name

    def _lei(self, text: str) -> str:
        if text and not lei.is_valid(text):
            self._problem(
                "investee.lei",
                f"{shown(text)} is not a valid LEI (20 characters with two check digits, ISO 17442)",
                "correct it, or leave it empty when none is known",
            )
        return text

    def _country(self, text: str) -> str:
        if pycountry.countries.get(alpha_2=text) is None:
            self._problem(
                "investee.country",
                f"{shown(text) or 'nothing'} is not a country code",
                "enter the two letters of ISO 3166, such as IL",
            )
        return text

    def _money(self, amount: str, currency: str) -> Money | None:
        if not amount and not currency:
            return None
        if not currency:
            self._problem(
                "investment.currency",
                f"the amount {shown(amount)} has no currency",
                "enter the three letters of ISO 4217, such as USD",
            )
        elif pycountry.currencies.get(alpha_3=currency) is None:
            self._problem(
                "investment.currency",
                f"{shown(currency)} is not a currency code",
                "enter the three letters of ISO 4217, such as USD",
            )
        value = self._number("investment.amount", amount, "enter a number such as 10000000")
        if value < 0:
            self._problem("investment.amount", f"{amount} is negative", "enter the amount invested")
        return Money(value, currency)

    def _stake(self, percent: str) -> Bounds:
        if not percent:
            return Bounds.between(0, 1)
        value = self._number(
            "investment.stake_percent", percent, "enter per cent such as 12.5, or leave it empty"
        )
        if not 0 <= value <= 100:
            self._problem(
                "investment.stake_percent",
                f"{percent} % is not between 0 and 100",
                "enter the share held in per cent, or leave it empty when it is not disclosed",
            )
        return Bounds.exactly(value / 100)

    def _past(self, where: str, text: str) -> str:
        if text:
            self._note(past_date_problem(where, text, self.today))
        return text

    def _number(self, where: str, text: str, do: str) -> Fraction:
        plain = text.replace("\u00a0", "").replace(" ", "")
        if NUMBER.fullmatch(plain):
            return Fraction(plain)
        self._problem(where, f"{shown(text) or 'nothing'} is not a number", do)
        return Fraction(0)

    def _word(self, where: str, text: object) -> YesNo:
        return self._enum(where, text, YesNo, YesNo.UNKNOWN)

    def _enums(self, where: str, names: Iterable[object], kind: type[E_]) -> tuple[E_, ...]:
        read = (self._enum(where, name, kind, next(iter(kind))) for name in names)
        return tuple(dict.fromkeys(read))

    def _enum(self, where: str, text: object, kind: type[E_], fallback: E_) -> E_:
        try:
            return kind(str(text))
        except ValueError:
            self._problem(
                where,
                f"{shown(str(text))} is not one of its words",
                nearest(str(text), [k.value for k in kind]),
            )
            return fallback

    def _note(self, problem: Problem | None) -> None:
        if problem is not None:
            self.problems.append(problem)

    def _problem(self, where: str, what: str, do: str) -> None:
        self.problems.append(Problem(where, what, do))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
