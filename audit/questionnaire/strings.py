"""The texts of a workbook, put into it as they are; the library that makes the rest would read some as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

SHARED = "xl/sharedStrings.xml"
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a reader would take for the code of a character, each underscore for itself."""


class Texts:
    """Stands in for texts while a workbook is made, and puts them in their places afterwards."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def standing_for(self, text: str) -> str:
        """A word that nothing takes for a formula, a link or markup."""
        return self._texts.setdefault(text, f"text-{len(self._texts)}")

    def put_into(self, xml: str) -> str:
        """The part of shared texts with every text in the place of the word that stood for it."""
        text_of = {word: text for text, word in self._texts.items()}
        return "".join(_replaced(xml, text_of))


def stored(text: str) -> str:
    """A text as a workbook stores it, so that every reader gets exactly this text back."""
    return escape(LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_"))


def _replaced(xml: str, text_of: dict[str, str]) -> Iterator[str]:
    end = 0
    for found in re.finditer(r"<t>(text-\d+)</t>", xml):
        yield xml[end : found.start()]
        yield f'<t xml:space="preserve">{stored(text_of[found[1]])}</t>'
        end = found.end()
    yield xml[end:]
