"""The worked cases of a checklist as tables, each with whether it holds."""

from __future__ import annotations

from collections.abc import Iterator

from audit.catalogue.editions.examples import NUMBERS, TOTAL, Examples, Tried
from audit.catalogue.reading import Document
from audit.domain.checklist import Checklist
from reports.checklist_copy.conditions import clause
from reports.checklist_copy.model import Block, Facts, Line, Part, Table, fact, line, row
from reports.wording import code_words

HOW = (
    "Each case says what is known, what was answered, and the points that must come out. Every answer "
    "counts as fully supported by evidence, and a question that is not named was not asked. The cases "
    "were computed for this copy."
)


SAID = {
    "yes": "It is so that",
    "no": "It is not so that",
    "unknown": "Nobody knows whether",
}


def no_examples(why: str) -> Part:
    """The part when the cases cannot be computed."""
    return Part("Worked cases", f"None could be computed. {why}", ())


def examples_part(checklist: Checklist, examples: Examples) -> Part:
    """Every case with its answers and numbers."""
    tried = examples.tried(checklist)
    blocks = tuple(
        block
        for number, (node, result) in enumerate(zip(examples.nodes, tried, strict=True), start=1)
        for block in _case(number, node, result, checklist)
    )
    return Part("Worked cases", HOW, blocks)


def _case(number: int, node: Document, tried: Tried, checklist: Checklist) -> Iterator[Block]:
    known = [f"{SAID[word]} {clause(name)}." for name, word in node["facts"].items()]
    yield Facts(
        f"Case {number}: {node['name']}",
        (
            fact("Known", *(known or ["Nothing."])),
            fact("Result", _result(tried)),
        ),
    )
    if node["answers"]:
        yield _answers(node, checklist)
    rows = tuple(
        row(_section(e["section"], checklist), *(e[name] for name in NUMBERS))
        for e in node["expect"]
    )
    yield Table(
        "",
        "Points that must come out",
        ("Section", *(code_words(name) for name in NUMBERS)),
        (40, 15, 15, 15, 15),
        rows,
    )


def _result(tried: Tried) -> Line:
    if not tried.misses:
        return line("The numbers come out.")
    return line("; ".join(map(str, tried.misses)) + ".", "Fails")


def _answers(node: Document, checklist: Checklist) -> Table:
    texts = {question.id: question.text for question in checklist.questions}
    rows = tuple(row(a["question"], texts[a["question"]], _answer(a)) for a in node["answers"])
    return Table("", "Answers", ("No.", "Question", "Answer"), (10, 60, 30), rows)


def _answer(node: Document) -> str:
    if "unknown" in node:
        return f"Unknown: {code_words(node['unknown']).lower()}"
    if "not_applicable" in node:
        return f"Not applicable: {node['not_applicable']}"
    return "; ".join(str(value) for key, value in node.items() if key != "question")


def _section(name: str, checklist: Checklist) -> str:
    if name == TOTAL:
        return "All that count towards the score"
    return next(f"{s.id} {s.title}" for s in checklist.sections if s.id == name)
