"""JSON, such as the register entry of a source: the texts in it, by JSON Pointer (RFC 6901)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from audit.texts.formats.plain import decoded
from audit.texts.page import Page, Unreadable


def pages(content: bytes) -> Iterator[Page]:
    """Each text of more than one word by itself."""
    try:
        document = json.loads(decoded(content))
    except ValueError as error:
        raise Unreadable(f"it is not readable JSON ({error})") from error
    for pointer, text in _texts(document, ""):
        if len(text.split()) > 1:
            yield Page(f"field {pointer}" if pointer else "its one text", text)


def _texts(node: Any, pointer: str) -> Iterator[tuple[str, str]]:
    match node:
        case str():
            yield pointer, node
        case dict():
            for key, value in node.items():
                yield from _texts(value, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
        case list():
            for number, value in enumerate(node):
                yield from _texts(value, f"{pointer}/{number}")
        case _:
            return
