"""The frozen sheet: which questionnaire a workbook is, and a digest over the questions it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.questionnaire import Questionnaire
from audit.records import digest

FROZEN = "investee-audit (frozen)"
"""Name of the sheet; a workbook of ours is known by it."""
FORMAT = "investee-audit questionnaire 1"


class Kind(StrEnum):
    """What a workbook is for."""

    ASKED = "asked"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a frozen sheet says of its workbook."""

    format: str
    kind: str
    audit: str
    questionnaire: str
    questions: str
    """SHA-256 over the questions asked."""
    checklists: tuple[str, ...]


def questions_digest(asked: Questionnaire) -> str:
    """SHA-256 over everything that was asked, word for word, in its order."""
    return digest(asked.sections)


def frozen_rows(asked: Questionnaire, kind: Kind) -> list[tuple[str, str]]:
    """The sheet as rows of a name and a text."""
    return [
        ("format", FORMAT),
        ("kind", kind),
        ("audit", asked.audit),
        ("questionnaire", asked.id),
        ("questions", questions_digest(asked)),
        *(("checklist", f"{used} {used.digest}") for used in asked.checklists),
    ]


def read_frozen(rows: Sequence[Sequence[str]]) -> Frozen:
    """What the rows of a frozen sheet say; what is missing is empty."""
    pairs = [(row[0], row[1]) for row in rows if len(row) > 1]
    said: Mapping[str, str] = dict(reversed(pairs))
    return Frozen(
        said.get("format", ""),
        said.get("kind", ""),
        said.get("audit", ""),
        said.get("questionnaire", ""),
        said.get("questions", ""),
        tuple(text for name, text in pairs if name == "checklist"),
    )
