"""Whether two texts say the same, and where they differ word by word."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

KEPT_SIGNS = frozenset("%‰&#@*§")
"""Punctuation that carries meaning of its own, such as a per cent sign."""


class Fate(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words in a row with one fate."""

    fate: Fate
    text: str


def same_words(old: str, new: str) -> bool:
    """The texts differ in nothing but white space, punctuation and capital letters."""
    return _bare(old) == _bare(new)


def word_changes(old: str, new: str) -> tuple[Passage, ...]:
    """The passages of both texts in reading order; what was removed stands before what replaced it."""
    before, after = old.split(), new.split()
    passages: list[Passage] = []
    # Without the guess that frequent words are noise, which would scatter the changes.
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for act, i, j, k, m in matcher.get_opcodes():
        if act == "equal":
            passages.append(Passage(Fate.KEPT, " ".join(before[i:j])))
            continue
        if i < j:
            passages.append(Passage(Fate.REMOVED, " ".join(before[i:j])))
        if k < m:
            passages.append(Passage(Fate.ADDED, " ".join(after[k:m])))
    return tuple(passages)


def _bare(text: str) -> list[str]:
    whole = unicodedata.normalize("NFC", text).casefold()
    # A full stop or comma between digits is part of the number.
    whole = re.sub(r"(?<=\d)[.,](?=\d)", "·", whole)
    return "".join(" " if _is_punctuation(letter) else letter for letter in whole).split()


def _is_punctuation(letter: str) -> bool:
    return letter != "·" and letter not in KEPT_SIGNS and unicodedata.category(letter)[0] == "P"
