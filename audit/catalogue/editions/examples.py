"""The worked cases beside a checklist: facts and answers in, exact numbers out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from audit.catalogue.fieldwork_files import answer_state, answer_words
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.answer import Answer, NotApplicable, Valued
from audit.domain.checklist import Checklist
from audit.domain.decision import EvidenceFloor
from audit.domain.errors import CatalogueInvalid
from audit.domain.evidence import Credibility, EvidenceItem, Form, Grade, ProvidedBy, Reliability
from audit.domain.request import CASE_FACTS
from audit.domain.truth import YesNo
from audit.scoring.aggregate import score
from audit.scoring.tally import Tally

FILE = "examples.yaml"
TOTAL = "total"
NUMBERS = ("possible", "determined", "lowest", "highest")
AT = datetime(2026, 1, 1, tzinfo=UTC)
FLOOR = EvidenceFloor(
    Grade(Reliability.E, Credibility.IMPROBABLE), 0, 0, "", Fraction(1), "Everything counts."
)
"""An example is about the checklist and not about evidence, so that this floor is always reached."""
SUPPORT = EvidenceItem(
    id="E1", type="REC", form=Form.CAPTURE, title="", publisher="", author="", originator="",
    provided_by=ProvidedBy.EXPERT, independent=True, published_on="", observed_period="", url="",
    language="en", collector="", method="", collected_at=AT, received_at=AT, sha256="0" * 64, size=1,
    media_type="text/plain", grade=Grade(Reliability.A, Credibility.CONFIRMED), handling="",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Miss:
    """One number of an example that came out otherwise."""

    section: str
    number: str
    expected: Fraction
    computed: Fraction

    def __str__(self) -> str:
        where = "in total" if self.section == TOTAL else f"in section {self.section}"
        return f"{self.number} {where} should be {self.expected} and is {self.computed}"


@dataclass(frozen=True, slots=True)
class Tried:
    """One example and the numbers that came out otherwise; none when it holds."""

    name: str
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of one checklist, read and checked against it."""

    label: str
    nodes: tuple[Document, ...]

    def tried(self, checklist: Checklist) -> tuple[Tried, ...]:
        """Every example computed with the product's own scoring."""
        return tuple(Tried(node["name"], _misses(checklist, node)) for node in self.nodes)

    def require(self, checklist: Checklist) -> None:
        """Raise CatalogueInvalid with one line for each number that comes out otherwise."""
        lines = [
            f"{self.label}: the example “{tried.name}” fails: {miss}; "
            "correct the checklist or the example."
            for tried in self.tried(checklist)
            for miss in tried.misses
        ]
        if lines:
            raise CatalogueInvalid("\n".join(lines))


def read_examples(path: Path, label: str, schema: Path, checklist: Checklist) -> Examples:
    """The examples in a file; raises CatalogueInvalid naming file, line and key."""
    source = SourceFile(path, label)
    nodes = source.load(schema)["examples"]
    source.refuse_twice(("examples",), nodes, "name")
    for index, node in enumerate(nodes):
        _check(source, index, node, checklist)
    return Examples(label, tuple(nodes))


def _check(source: SourceFile, index: int, node: Document, checklist: Checklist) -> None:
    """Every name in an example exists, and stands once."""
    place = ("examples", index)
    words = answer_words([checklist])
    for fact in node["facts"]:
        _known(source, (*place, "facts", fact), "fact", fact, CASE_FACTS)
    for number, answer in enumerate(node["answers"]):
        where = (*place, "answers", number)
        question = answer["question"]
        _known(source, (*where, "question"), "question", question, words)
        if "value" in answer:
            _known(source, (*where, "value"), "word", answer["value"], words[question])
    source.refuse_twice((*place, "answers"), node["answers"], "question")
    sections = {section.id for section in checklist.sections} | {TOTAL}
    for number, expected in enumerate(node["expect"]):
        where = (*place, "expect", number, "section")
        _known(source, where, "section", expected["section"], sections)
    source.refuse_twice((*place, "expect"), node["expect"], "section")
    if TOTAL not in [expected["section"] for expected in node["expect"]]:
        raise source.fault((*place, "expect"), "the numbers of the total are missing; add them.")


def _known(
    source: SourceFile,
    place: tuple[str | int, ...],
    kind: str,
    name: str,
    known: Collection[str],
) -> None:
    if name not in known:
        raise source.fault(place, f"the {kind} {name} is unknown; {nearest(name, known)}")


def _misses(checklist: Checklist, node: Document) -> tuple[Miss, ...]:
    tallies = _tallies(checklist, node)
    return tuple(
        Miss(expected["section"], number, wanted, computed)
        for expected in node["expect"]
        for number in NUMBERS
        if (wanted := Fraction(expected[number]))
        != (computed := getattr(tallies[expected["section"]], number))
    )


def _tallies(checklist: Checklist, node: Document) -> Mapping[str, Tally]:
    facts = dict.fromkeys(CASE_FACTS, YesNo.UNKNOWN)
    facts |= {name: YesNo(word) for name, word in node["facts"].items()}
    answers = [_answer(entry) for entry in node["answers"]]
    found = score([checklist], facts, answers, [SUPPORT], FLOOR)
    return {section.section: section.tally for section in found.sections} | {TOTAL: found.total}


def _answer(node: Document) -> Answer:
    """An answer of an example: supported by evidence, and confirmed by a second person."""
    state = answer_state(node)
    if isinstance(state, NotApplicable):
        state = NotApplicable(state.reason, "second")
    cited = (SUPPORT.id,) if isinstance(state, Valued) else ()
    return Answer(node["question"], state, "", cited, "analyst", AT)
