"""Answers as somebody hands them in: no evidence, no reasons, only words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str, str]
"""A question and a unit; the unit is empty where the subject is not assessed unit by unit."""
Given = tuple[str, ...]
"""The words or the number given; several where the question takes several, possibly none."""


@dataclass(frozen=True, slots=True)
class SheetSubject:
    """What was answered about one subject, such as a company, a system or an economy."""

    name: str
    answers: Mapping[Place, Given]
    units: Mapping[str, str] = field(default_factory=dict[str, str])
    """The class of each unit by its name."""
