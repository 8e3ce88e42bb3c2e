"""The shared words: instruments, rights and evidence types."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.catalogue.reading import SourceFile
from audit.domain.checklist import Instrument
from audit.domain.evidence import EvidenceType


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What checklists may refer to, by id."""

    instruments: dict[str, Instrument]
    rights: dict[str, str]
    evidence_types: dict[str, EvidenceType]


def read_vocabulary(root: Path) -> Vocabulary:
    """Read the three vocabulary files below this folder."""
    instruments = _entries(root, "instruments", "id")
    rights = _entries(root, "rights", "id")
    types = _entries(root, "evidence-types", "code")
    return Vocabulary(
        {entry["id"]: Instrument(**entry) for entry in instruments},
        {entry["id"]: entry["name"] for entry in rights},
        {
            entry["code"]: EvidenceType(entry["code"], entry["name"], entry["independent"])
            for entry in types
        },
    )


def _entries(root: Path, name: str, key: str) -> list[dict[str, Any]]:
    source = SourceFile(root / "vocabulary" / f"{name}.yaml", f"vocabulary/{name}.yaml")
    document = source.load(root / "schema" / f"{name}.schema.json")
    listed = name.replace("-", "_")
    source.refuse_twice((listed,), document[listed], key)
    return document[listed]
