"""What the bundled fonts cannot draw is named instead, so that a name in any script still gives a report."""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from itertools import groupby
from typing import Any, TypeVar, cast

from reports.typesetting.glyphs import missing_glyphs

T = TypeVar("T")
_SYMBOL = "symbol"


def drawable(record: T) -> T:
    """The same record with every character that no bundled font can draw replaced by its name."""
    shown: Any = _shown(record)
    return shown


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return named(value)
    if isinstance(value, tuple):
        return tuple(map(_shown, cast("tuple[Any, ...]", value)))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{field.name: _shown(getattr(value, field.name)) for field in fields(value)}
        )
    return value


def named(text: str) -> str:
    """The text with runs that cannot be drawn told in brackets: "[2 characters in Thai script]"."""
    if text.isascii() and text.isprintable():
        return text
    missing = set(missing_glyphs(text))
    if not missing:
        return text
    runs = groupby(text, key=lambda character: _script(character) if character in missing else "")
    return "".join(_told(script, "".join(run)) for script, run in runs)


def _told(script: str, run: str) -> str:
    if not script:
        return run
    many = "characters" if len(run) > 1 else "character"
    if script == _SYMBOL:
        return "".join(f"[{unicodedata.name(c, f'U+{ord(c):04X}').lower()}]" for c in run)
    return f"[{len(run)} {many} in {script} script]"


def _script(character: str) -> str:
    """The script a letter belongs to by its name, such as Thai; anything else is a symbol."""
    if unicodedata.category(character)[0] not in "LM":
        return _SYMBOL
    return unicodedata.name(character, _SYMBOL).split()[0].capitalize()
