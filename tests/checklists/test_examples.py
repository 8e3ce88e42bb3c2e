"""The worked cases beside each checklist: facts and answers in, exact numbers out."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from audit.catalogue import packaged_catalogue
from audit.catalogue.fieldwork_files import answer_state
from audit.catalogue.reading import SourceFile
from audit.domain.answer import Answer, NotApplicable, Valued
from audit.domain.checklist import Checklist
from audit.domain.evidence import EvidenceItem, Form, Grade, ProvidedBy
from audit.domain.request import CASE_FACTS, VersionRef
from audit.domain.truth import YesNo
from audit.scoring.aggregate import score
from audit.scoring.tally import Tally

CATALOGUE = packaged_catalogue()
POLICY = CATALOGUE.policy(VersionRef("responsible-investment", "1.1.0"))
AT = datetime(2026, 11, 23, tzinfo=UTC)
FILES = sorted(
    path
    for path in CATALOGUE.root.glob("*/*/examples.yaml")
    if path.parent.parent.name != "policies"
)


def supporting(number: int, kind: str) -> EvidenceItem:
    """An independent item graded exactly as well as the policy asks."""
    floor = POLICY.evidence_floor.grade
    return EvidenceItem(
        id=f"E{number}", type=kind, form=Form.CAPTURE, title="", publisher="", author="",
        originator=f"Originator {number}", provided_by=ProvidedBy.EXPERT, independent=True,
        published_on="", observed_period="", url="", language="en", collector="analyst", method="",
        collected_at=AT, received_at=AT, sha256="0" * 64, size=1, media_type="text/plain",
        grade=Grade(floor.reliability, floor.credibility), handling="",
    )  # fmt: skip


def full_support() -> tuple[EvidenceItem, ...]:
    """As many kinds of evidence as a critical question needs, none of them a management statement."""
    kinds = [k for k in CATALOGUE.vocabulary.evidence_types if k != "ATT"]
    needed = POLICY.evidence_floor.critical_types
    return tuple(supporting(number, kind) for number, kind in enumerate(kinds[:needed]))


EVIDENCE = full_support()


def recorded(node: dict[str, Any]) -> Answer:
    """An answer of an example: supported by everything, and confirmed by a second person."""
    state = answer_state(node)
    if isinstance(state, NotApplicable):
        state = NotApplicable(state.reason, "second")
    cited = tuple(item.id for item in EVIDENCE) if isinstance(state, Valued) else ()
    return Answer(node["question"], state, "", cited, "analyst", AT)


def folder_name(path: Path) -> str:
    return f"{path.parent.parent.name}@{path.parent.name}"


def examples() -> list[Any]:
    schema = CATALOGUE.root / "schema" / "examples.schema.json"
    return [
        pytest.param(path, example, id=f"{folder_name(path)}: {example['name']}")
        for path in FILES
        for example in SourceFile(path, folder_name(path)).load(schema)["examples"]
    ]


def checklist_beside(path: Path) -> Checklist:
    return CATALOGUE.checklist(VersionRef(path.parent.parent.name, path.parent.name))


@pytest.mark.parametrize(("path", "example"), examples())
def test_example(path: Path, example: dict[str, Any]):
    listed = checklist_beside(path)
    facts = {name: YesNo(word) for name, word in example["facts"].items()}
    answers = [recorded(node) for node in example["answers"]]
    found = score([listed], facts, answers, EVIDENCE, POLICY.evidence_floor)
    tallies = {section.section: section.tally for section in found.sections}
    tallies["total"] = found.total
    for expected in example["expect"]:
        assert numbers(tallies[expected["section"]]) == {
            key: Fraction(value) for key, value in expected.items() if key != "section"
        }, expected["section"]


def numbers(tally: Tally) -> dict[str, Fraction]:
    return {key: getattr(tally, key) for key in ("possible", "determined", "lowest", "highest")}


@pytest.mark.parametrize(("path", "example"), examples())
def test_an_example_names_only_what_exists(path: Path, example: dict[str, Any]):
    listed = checklist_beside(path)
    asked = [question.id for question in listed.questions]
    answered = [node["question"] for node in example["answers"]]
    assert set(answered) <= set(asked)
    assert len(answered) == len(set(answered))
    assert set(example["facts"]) <= CASE_FACTS
    sections = [entry["section"] for entry in example["expect"]]
    assert set(sections) <= {section.id for section in listed.sections} | {"total"}
    assert len(sections) == len(set(sections))
    assert "total" in sections


@pytest.mark.parametrize("listed", CATALOGUE.latest_checklists(), ids=lambda listed: listed.id)
def test_every_checklist_has_examples(listed: Checklist):
    assert CATALOGUE.root / listed.id / listed.version / "examples.yaml" in FILES
