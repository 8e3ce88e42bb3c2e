"""YAML aliases: a few lines that stand for more than any reader can hold, or for themselves."""

from __future__ import annotations

from typing import Any

MOST = 2_000_000
"""Entries of a document with every alias written out; far above any file that people write."""
IN_ITSELF = MOST + 1


def size_written_out(document: Any) -> int:
    """Entries of the document as if no alias were used; more than MOST where one stands inside itself.

    Each shared part is counted once and its size is used again, so that this is fast for any file.
    """
    sizes: dict[int, int] = {}
    return _size(document, sizes)


def _size(node: Any, sizes: dict[int, int]) -> int:
    if not isinstance(node, (dict, list)):
        return 1
    if id(node) not in sizes:
        sizes[id(node)] = IN_ITSELF
        parts: list[Any] = list(node.values()) if isinstance(node, dict) else node
        sizes[id(node)] = 1 + sum(_size(part, sizes) for part in parts)
    return sizes[id(node)]
