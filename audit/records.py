"""Domain records as canonical JSON, and back: the one text of a record that is stored and digested."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar, get_args

from cattrs import BaseValidationError, Converter, transform_error
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.v import format_exception

from audit.domain.answer import AnswerState, Unknown
from audit.domain.condition import Condition
from audit.domain.errors import AuditError
from audit.domain.terms import ExitMatter, Terms

Record = TypeVar("Record")

TAG = "kind"
"""The key that names the member of a union, such as "valued" or "all_of"."""


def plain(record: object, of: Any = None) -> Any:
    """The record as JSON values: objects, lists, strings, integers, booleans and null.

    A record that is read back as the member of a union is written as one, with its tag.
    """
    return _CONVERTER.unstructure(record, unstructure_as=of)


def canonical(value: object) -> str:
    """JSON values as their one text: sorted keys, no spaces, nothing escaped that need not be."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def to_json(record: object, of: Any = None) -> str:
    """The canonical text of a record, or of it as the member of a union; equal records have equal texts."""
    return canonical(plain(record, of))


def from_json(cls: type[Record], text: str) -> Record:
    """The record a canonical text stands for; unknown and missing keys are refused."""
    try:
        return _CONVERTER.structure(json.loads(text), cls)
    except BaseValidationError as error:
        raise _unreadable(cls, "; ".join(transform_error(error, format_exception=_said))) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise _unreadable(cls, str(error)) from error


def digest(record: object) -> str:
    """SHA-256 of the canonical text in UTF-8."""
    return text_digest(to_json(record))


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _unreadable(cls: type[object], why: str) -> AuditError:
    return AuditError(f"The text is not a readable {cls.__name__}: {why}.")


def _said(error: BaseException, cls: type[object] | None) -> str:
    if isinstance(error, AttributeError | TypeError | ValueError):
        return str(error)
    return format_exception(error, cls)


def kind_of(member: object) -> str:
    """The tag of a member of a union: the name of its class in lower case with underscores."""
    return _kind(type(member))


def _kind(cls: type[object]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def _exactly(cls: type[Any]) -> Callable[[Any, Any], Any]:
    """Without this, 1 would be read as "1", "no" as true, and a text as a tuple of letters."""

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not cls:
            raise TypeError(f"{value!r} is not a {cls.__name__}")
        return value

    return structure


def _word(value: Any, words: type[StrEnum]) -> StrEnum:
    return words(value)


def _fraction(value: Any, _: Any) -> Fraction:
    if not isinstance(value, str) or str(Fraction(value)) != value:
        raise ValueError(f'{value!r} is not an exact number such as "3/4" or "2"')
    return Fraction(value)


def _date_text(value: date) -> str:
    if isinstance(value, datetime):
        raise TypeError(f"{value.isoformat()} is a moment where a day is meant")
    return value.isoformat()


def _date(value: Any, _: Any) -> date:
    day = date.fromisoformat(value)
    if day.isoformat() != value:
        raise ValueError(f"{value!r} is not a day such as 2026-01-31")
    return day


def _moment_text(value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError(f"{value.isoformat()} has no time zone")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(value: Any, _: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.utcoffset() is None or _moment_text(moment) != value:
        raise ValueError(f"{value!r} is not a moment in UTC such as 2026-01-31T12:00:00Z")
    return moment


def _is_tuple(cls: Any) -> bool:
    return getattr(cls, "__origin__", None) is tuple


def _tuple_of(cls: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    structure_list = homogenous_tuple_structure_factory(cls, converter)

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is not a list")
        return structure_list(value, cls)

    return structure


def _add_union(converter: Converter, union: Any) -> None:
    members = {_kind(cls): cls for cls in get_args(union)}

    def unstructure(value: object) -> dict[str, Any]:
        return {TAG: kind_of(value), **converter.unstructure(value)}

    def structure(value: Any, _: Any) -> Any:
        rest = dict(value)
        kind = rest.pop(TAG, None)
        if kind not in members:
            raise ValueError(f'"{TAG}" is {kind!r} and not one of {", ".join(members)}')
        return converter.structure(rest, members[kind])

    converter.register_unstructure_hook(union, unstructure)
    converter.register_structure_hook(union, structure)


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for cls in (str, int, bool):
        converter.register_structure_hook(cls, _exactly(cls))
    # A StrEnum is a str: without its own hook the one for str would leave its words as mere text.
    converter.register_structure_hook(StrEnum, _word)
    converter.register_unstructure_hook(Fraction, str)
    converter.register_structure_hook(Fraction, _fraction)
    converter.register_unstructure_hook(date, _date_text)
    converter.register_structure_hook(date, _date)
    converter.register_unstructure_hook(datetime, _moment_text)
    converter.register_structure_hook(datetime, _moment)
    converter.register_structure_hook_factory(_is_tuple, _tuple_of)
    # The field is called as the tag is; beside the tag it is written as "why".
    why = override(rename="why")
    converter.register_unstructure_hook(
        Unknown, make_dict_unstructure_fn(Unknown, converter, kind=why)
    )
    converter.register_structure_hook(
        Unknown,
        make_dict_structure_fn(Unknown, converter, _cattrs_forbid_extra_keys=True, kind=why),
    )
    for union in (AnswerState, Condition, ExitMatter, Terms):
        _add_union(converter, union)
    return converter


_CONVERTER = _converter()
