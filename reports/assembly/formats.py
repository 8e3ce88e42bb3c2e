"""Numbers, dates and lists as words; every share is cut, never rounded up."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pycountry

from audit.decision.facts import Unit, quantity_in_words
from audit.domain.bounds import Bounds
from audit.domain.investment import Money

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
UNIT_GAP = "\u00a0"
_MONTH_NUMBERS = {f"{number:02}" for number in range(1, 13)}
_COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def day(on: date) -> str:
    """A date as "23 November 2026"."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime) -> str:
    """A time as "23 November 2026, 09:00 UTC"."""
    utc = at.astimezone(UTC)
    return f"{day(utc.date())}, {utc:%H:%M} UTC"


def partial_day(text: str) -> str:
    """A year, a month or a day as it is known; anything else as it stands."""
    match text.split("-"):
        case [year] if year.isdigit():
            return year
        case [year, month] if month in _MONTH_NUMBERS:
            return f"{MONTHS[int(month) - 1]} {year}"
        case [year, month, number] if month in _MONTH_NUMBERS and number.isdigit():
            return f"{int(number)} {MONTHS[int(month) - 1]} {year}"
        case _:
            return text


def middle_of(text: str) -> date | None:
    """Where a date known only by its month or year stands on a line: in the middle."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    if found is None:
        return None
    year, month, number = found.groups()
    if month is None:
        return date(int(year), 7, 1)
    return date(int(year), int(month), int(number or 15))


def share(bounds: Bounds) -> str:
    """A share in per cent, such as "0.8 to 96.2 %"."""
    return unbroken(quantity_in_words(bounds, Unit.SHARE))


def unbroken(text: str) -> str:
    """Text in which no line ends between a number and its unit."""
    return text.replace(" %", f"{UNIT_GAP}%").replace(" of 5", f"{UNIT_GAP}of{UNIT_GAP}5")


def percent(value: Fraction) -> str:
    """An exact share in per cent."""
    return share(Bounds.exactly(value))


def of_five(bounds: Bounds) -> str:
    """A level from 0 to 5, such as "4 to 5 of 5"."""
    return unbroken(quantity_in_words(bounds, Unit.OF_FIVE))


def level(bounds: Bounds) -> str:
    """A level without its scale, such as "4 to 5"."""
    return quantity_in_words(bounds, Unit.COUNT)


def exact(value: Fraction) -> str:
    """An exact number: a decimal where one is exact, otherwise a fraction."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return format(Decimal(value.numerator) / value.denominator, "f") if rest == 1 else str(value)


def span(bounds: Bounds) -> str:
    """Exact points, known or between two ends."""
    if bounds.is_known:
        return exact(bounds.lowest)
    return f"{exact(bounds.lowest)} to {exact(bounds.highest)}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun, small numbers as words: "one item", "12 items"."""
    return f"{number_word(number)} {one if number == 1 else many}"


def number_word(number: int) -> str:
    """A small number as a word, any other in digits."""
    return _COUNTED[number] if number < len(_COUNTED) else str(number)


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end."""
    text = text.strip()
    capital = text[:1].upper() + text[1:]
    return capital if not capital or capital.endswith((".", "!", "?")) else f"{capital}."


def cut(text: str, most: int) -> str:
    """The text, or as many whole words of it as fit, with … and the mark that ends a quotation."""
    if len(text) <= most:
        return text
    end = "…”" if text.endswith("”") else "…"
    kept = text[: most - len(end) + 1]
    words = kept.rpartition(" ")[0] or kept[:-1]
    return words.rstrip(" ,;:–—-") + end


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def joined(parts: Iterable[str], separator: str = " · ") -> str:
    """The parts that are not empty, in one line."""
    return separator.join(part for part in parts if part)


def money(amount: Money | None) -> str:
    """An exact amount with its currency."""
    if amount is None:
        return "Not disclosed"
    cents = int(amount.amount * 100)
    whole = f"{cents // 100:,}" + (f".{cents % 100:02}" if cents % 100 else "")
    return f"{amount.currency}{UNIT_GAP}{whole}"


def country(code: str) -> str:
    """The name of a country, or its code when it is not in ISO 3166-1."""
    known: Any = pycountry.countries.get(alpha_2=code)
    return str(getattr(known, "common_name", known.name)) if known else code
