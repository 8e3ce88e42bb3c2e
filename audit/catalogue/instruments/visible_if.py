"""Conditions as survey forms write them, such as {phase} = "item1" and {area} contains "item6"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from audit.catalogue.instruments.published_files import quoted, refuse

TOKEN = re.compile(r'\s*(\{[^}]+\}|"[^"]*"|\[|\]|\(|\)|,|=|\w+)')


def condition(text: str, where: str) -> dict[str, Any]:
    """The condition as a checklist file writes it; raises InputInvalid for one that cannot be read."""
    return _Expression(text, where).read()


class _Expression:
    """One condition, read from left to right; and binds closer than or."""

    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where
        self._left = list(self._tokens())

    def read(self) -> dict[str, Any]:
        found = self._any()
        if self._left:
            self._refuse()
        return found

    def _tokens(self) -> Iterator[str]:
        at = 0
        text = self._text.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                self._refuse()
            yield match.group(1)
            at = match.end()

    def _any(self) -> dict[str, Any]:
        parts = [self._all()]
        while self._took("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else {"any": parts}

    def _all(self) -> dict[str, Any]:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else {"all": parts}

    def _one(self) -> dict[str, Any]:
        if self._took("("):
            inner = self._any()
            if not self._took(")"):
                self._refuse()
            return inner
        name = self._next()
        if not name.startswith("{") or not (self._took("=") or self._took("contains")):
            self._refuse()
        return {"question": name.strip("{}"), "answered": [quoted(self._value())]}

    def _value(self) -> str:
        if self._took("["):
            value = self._next()
            if not self._took("]"):
                self._refuse()
        else:
            value = self._next()
        if not value.startswith('"'):
            self._refuse()
        return value.strip('"')

    def _took(self, token: str) -> bool:
        if self._left and self._left[0] == token:
            self._left.pop(0)
            return True
        return False

    def _next(self) -> str:
        if not self._left:
            self._refuse()
        return self._left.pop(0)

    def _refuse(self) -> NoReturn:
        refuse(
            self._where,
            f"the condition {self._text} cannot be read",
            'use = or contains with one "word", and, or, and brackets',
        )
