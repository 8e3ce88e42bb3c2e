"""Instrument files: what may be left out, and that a broken one is refused with line and hint."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from audit.catalogue import packaged_catalogue
from audit.catalogue.schemes import find_scheme, read_scheme
from audit.domain.aggregation import Combine
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.request import VersionRef
from audit.domain.scheme import Unanswered, WordKind
from tests.audit.catalogue.builders import CHECKLIST, GOVERNMENT_SALES, refusal, shelf
from tests.audit.catalogue.scheme_files import (
    AGGREGATION,
    BY_UNIT,
    FILE,
    HEAD,
    SCALES,
    SECTIONS,
    scheme_in,
)


def refused(folder: Path, text: str) -> str:
    return refusal(CatalogueInvalid, lambda: scheme_in(folder, text))


def test_an_instrument_needs_neither_rights_nor_sources_nor_evidence(tmp_path: Path):
    made = scheme_in(tmp_path)
    assert [question.id for question in made.questions] == ["S1", "S2", "S3"]
    assert made.publication is not None
    assert made.publication.publisher == "Example"
    assert made.questions[0].weight == 1
    assert made.questions[0].unanswered.rule is Unanswered.UNKNOWN
    assert [word.kind for word in made.questions[0].scale.words] == [
        WordKind.VALUE,
        WordKind.VALUE,
        WordKind.NOT_APPLICABLE,
    ]


def test_without_aggregation_points_are_added_by_section(tmp_path: Path):
    made = scheme_in(tmp_path, HEAD + SCALES + SECTIONS)
    assert [(node.id, node.combine) for node in made.nodes] == [
        ("S", Combine.SUM),
        ("total", Combine.SUM),
    ]


def test_a_published_checklist_is_found_by_name():
    assert len(find_scheme(packaged_catalogue(), "government-sales@1.0.0").questions) == 17


def test_numbers_may_be_whole_without_quotation_marks(tmp_path: Path):
    made = scheme_in(tmp_path, FILE.replace("scale: ten", "scale: ten\n        weight: 3"))
    assert made.questions[1].weight == Fraction(3)


def test_unknown_names_of_files_and_checklists(tmp_path: Path):
    catalogue = packaged_catalogue()
    said = refusal(NotPublished, lambda: find_scheme(catalogue, "core-hrd"))
    assert "there is no file and no checklist of this name; did you mean core-hrdd@1.0.0?" in said
    said = refusal(CatalogueInvalid, lambda: read_scheme(catalogue, tmp_path / "none.yaml"))
    assert said == "none.yaml: the file is missing; add it or correct the name."
    said = refusal(CatalogueInvalid, lambda: read_scheme(catalogue, tmp_path))
    assert "the file cannot be read (Is a directory)" in said


@pytest.mark.parametrize("text", ["", "\n  \n"])
def test_an_empty_file(tmp_path: Path, text: str):
    assert refused(tmp_path, text) == "small.yaml: the file is empty; write a checklist into it."


def test_a_file_that_is_neither_an_instrument_nor_a_checklist_of_our_own(tmp_path: Path):
    assert refused(tmp_path, FILE.replace("instrument:", "instument:")) == (
        "small.yaml: there is no key instrument; add it in place of instument, with publisher, "
        "edition and licence."
    )
    assert "there is no key instrument; add it, with" in refused(tmp_path, "questions: []\n")
    assert "should be of type object" in refused(tmp_path, "- a\n")


def test_a_file_in_another_encoding(tmp_path: Path):
    path = tmp_path / "small.yaml"
    path.write_bytes(FILE.replace("Small", "Smäll").encode("latin-1"))
    said = refusal(CatalogueInvalid, lambda: read_scheme(packaged_catalogue(), path))
    assert "the file is not UTF-8 text (byte" in said


def test_an_instrument_is_not_used_for_an_audit(tmp_path: Path):
    copy = shelf(tmp_path)
    block = "instrument:\n  publisher: X\n  edition: Y\n  licence: Z\n"
    copy.write(CHECKLIST, copy.text(CHECKLIST) + block)
    said = refusal(CatalogueInvalid, lambda: copy.catalogue.checklist(GOVERNMENT_SALES))
    assert "a file with instrument is scored with `investee-audit score`" in said


def test_in_a_checklist_of_our_own_too_circles_and_unknown_questions_are_refused(tmp_path: Path):
    def condition(question: str) -> str:
        return f'        applies_when:\n          question: {question}\n          answered:\n            - "YES"\n'

    copy = shelf(tmp_path)
    copy.edit(
        CHECKLIST, "        critical: true\n", "        critical: true\n" + condition("CUS-09")
    )
    said = refusal(CatalogueInvalid, lambda: copy.catalogue.checklist(GOVERNMENT_SALES))
    assert "the question CUS-09 is unknown; did you mean CUS-0" in said
    text = copy.text(CHECKLIST).replace("question: CUS-09", "question: CUS-01")
    scale = (
        packaged_catalogue().checklist(VersionRef("government-sales", "1.0.0")).questions[0].scale
    )
    word = {"YN": "YES", "M5": "MET"}[scale]
    copy.write(CHECKLIST, text.replace('- "YES"', f'- "{word}"'))
    said = refusal(CatalogueInvalid, lambda: copy.catalogue.checklist(GOVERNMENT_SALES))
    assert "whether CUS-01 applies depends on itself (CUS-01 → CUS-01); break the circle." in said


def nodes(text: str) -> str:
    """The file with these nodes in place of its own."""
    return HEAD + SCALES + SECTIONS + "aggregation:\n  nodes:\n" + text


TOTAL = "    - id: total\n      combine: sum\n"
GATE = "        applies_when:\n          question: {}\n          answered:\n            - {}\n"
BROKEN: list[tuple[str, str, str, str]] = [
    ("unknown key", FILE.replace("combine: sum", "combin: sum"), "combin:", "the key combin is unknown; did you mean combine?"),
    ("unknown combine", FILE.replace("combine: sum", "combine: total"), "combine: total", '"total" is not one of sum, share_of_maximum, mean'),
    ("unquoted decimal", FILE.replace('value: "1"', "value: 0.5", 1), "value: 0.5", 'value: 0.5 stands without quotation marks and would be inexact; write "0.5"'),
    ("no number", FILE.replace('value: "1"', 'value: "one"', 1), 'value: "one"', "value: one is not an exact number"),
    ("divided by zero", FILE.replace('value: "1"', 'value: "1/0"', 1), 'value: "1/0"', "value: 1/0 is not an exact number"),
    ("decimal comma", FILE.replace('value: "1"', 'value: "0,5"', 1), 'value: "0,5"', "value: 0,5 is not an exact number"),
    ("negative weight", FILE.replace("scale: ten", 'scale: ten\n        weight: "-1"'), 'weight: "-1"', "weight: -1 is negative; a weight is 0 or more."),
    ("unquoted weight", FILE.replace("scale: ten", "scale: ten\n        weight: 2.5"), "weight: 2.5", 'weight: 2.5 stands without quotation marks and would be inexact; write "2.5"'),
    ("negative weight of a child", nodes(TOTAL + '      of:\n        - id: S1\n          weight: "-2"\n'), 'weight: "-2"', "a weight is 0 or more"),
    ("two kinds of word", FILE.replace("left_out: not_applicable", 'left_out: not_applicable\n        value: "1"'), "code: NA", "NA needs exactly one of value, left_out, unknown; keep one."),
    ("no kind of word", FILE.replace("        left_out: not_applicable\n", ""), "code: NA", "NA needs exactly one of value, left_out, unknown"),
    ("word twice", FILE.replace('code: "No"', 'code: "Yes"'), 'code: "Yes"\n        value: "0"', "the code Yes stands twice; give each its own."),
    ("unknown scale", FILE.replace("scale: ten", "scale: tenn"), "scale: tenn", "the scale tenn is unknown; did you mean ten?"),
    ("scale and choices", FILE.replace("choose: several", "scale: ten"), "id: S3", "the question S3 needs a scale or choices of its own, one of them."),
    ("neither scale nor choices", FILE.replace("        scale: ten\n", ""), "id: S2", "needs a scale or choices of its own"),
    ("choose beside scale", FILE.replace("scale: ten", "scale: ten\n        choose: several"), "choose: several", "choose belongs beside choices"),
    ("numbers the wrong way", FILE.replace('to: "10"', 'to: "0"'), "numbers:", "from 0 is not below to 0; swap them."),
    ("question twice", FILE.replace("id: S2", "id: S1 # again"), "id: S1 # again", "the id S1 stands twice; give each question its own."),
    ("node twice", nodes(TOTAL + "      section: S\n" + TOTAL.replace("total", "total # again") + "      section: S\n"), "id: total # again", "the id total stands twice"),
    ("node called as a question", FILE.replace("id: total", "id: S1"), "    - id: S1\n      combine", "S1 is a question as well; give the node another id."),
    ("no nodes", HEAD + SCALES + SECTIONS + "aggregation:\n  nodes: []\n", "nodes:", "there is no node; name the levels of the score."),
    ("no children", nodes(TOTAL + "      of: []\n"), "of: []", "the node total has no children; name the questions or nodes it counts."),
    ("neither of nor section", nodes(TOTAL), "id: total", "the node total has no children; give it of or section, one of them."),
    ("unknown child", nodes(TOTAL + "      of:\n        - S4\n"), "- S4", "the node total counts S4, which is neither a question nor a node; known are S1, S2, S3, total."),
    ("child twice", nodes(TOTAL + "      of:\n        - S1\n        - S1 # again\n"), "- S1 # again", "the node total counts S1 twice; keep one of them."),
    ("unknown section", FILE.replace("section: S", "section: T"), "section: T", "the section T is unknown; known are S."),
    ("circle of nodes", nodes("    - id: a\n      combine: sum\n      of:\n        - b\n    - id: b\n      combine: sum\n      of:\n        - a\n"), "id: a", "the node a depends on itself (a → b → a); break the circle."),
    ("mean of weights", nodes("    - id: total\n      combine: mean\n      of:\n        - id: S1\n          weight: 2\n"), "- id: S1\n          weight: 2", "S1 has the weight 2, which a mean does not use; write combine: weighted_mean"),
    ("unknown gate", FILE.replace("scale: ten", "scale: ten\n" + GATE.format("S11", '"Yes"').rstrip()), "question: S11", "the question S11 is unknown; did you mean S1?"),
    ("unknown word of a gate", FILE.replace("scale: ten", "scale: ten\n" + GATE.format("S1", '"Yess"').rstrip()), '- "Yess"', "Yess is not an answer to S1; did you mean Yes?"),
    ("circle of gates", FILE.replace("scale: graded", "scale: graded\n" + GATE.format("S3", "a").rstrip()).replace("choose: several", "choose: several\n" + GATE.format("S1", '"Yes"').rstrip()), "applies_when:", "whether S1 applies depends on itself (S1 → S3 → S1); break the circle."),
    ("fact in a gate", FILE.replace("scale: ten", 'scale: ten\n        applies_when:\n          fact: x\n          is: "yes"'), "fact: x", "the key fact is unknown"),
    ("level in a gate", FILE.replace("scale: ten", "scale: ten\n        applies_when:\n          points_of: total\n          below: 1"), "points_of: total", "only a deduction may look at the score of a level."),
    ("unknown level", FILE + "      deductions:\n        - when:\n            share_of: totl\n            below: 1\n          subtract: 1\n          because: B\n", "share_of: totl", "the node totl is unknown; did you mean total?"),
    ("deduction on itself", FILE + "      deductions:\n        - when:\n            share_of: total\n            below: 1\n          subtract: 1\n          because: B\n", "id: total", "the node total depends on itself (total → total)"),
    ("two acts", FILE + "      deductions:\n        - when:\n            question: S1\n            answered:\n              - NA\n          subtract: 1\n          multiply: 1\n          because: B\n", "- when:", "a deduction needs exactly one of multiply, subtract, at_most, at_least; keep one."),
    ("negative factor", FILE + '      deductions:\n        - when:\n            question: S1\n            answered:\n              - NA\n          multiply: "-1"\n          because: B\n', 'multiply: "-1"', "multiply: -1 is negative"),
    ("bands out of order", FILE + "      bands:\n        of: points\n        list:\n          - title: one\n            up_to: 3\n          - title: two\n            up_to: 2\n          - title: three\n", "- title: two", "the band two is never reached; put the bands in the order of their numbers."),
    ("bands of two ways", FILE + "      bands:\n        of: points\n        list:\n          - title: one\n            up_to: 1\n          - title: two\n            at_least: 2\n          - title: three\n", "- title: two", "the band two goes another way than the one before it"),
    ("no last band", FILE + "      bands:\n        of: points\n        list:\n          - title: one\n            up_to: 1\n", "- title: one", "leaves scores without a band; let the last band have no number."),
    ("rescaled from nowhere", FILE + "      rescale:\n        from:\n          - 1\n          - 1\n        to:\n          - 0\n          - 1\n", "from:\n          - 1", "both numbers of from are the same"),
    ("unknown unit node", BY_UNIT.replace("across: group", "across: grup"), "across: grup", "the unit node grup is unknown; did you mean group?"),
    ("no unit nodes", FILE + "      across: group\n", "across: group", "the unit node group is unknown; declare it under units."),
    ("units that do not combine", BY_UNIT.replace("      combine: mean\n", ""), "across: group", "the unit node group does not say how its units become one; give it combine."),
    ("unit node without units", BY_UNIT.replace("      classes:\n        - Group\n", ""), "id: group", "the unit node group needs classes, names or others, or else of"),
    ("unit node in a circle", BY_UNIT.replace("      classes:\n        - Group\n", "      of:\n        - group\n"), "of:\n        - group", "the unit node group combines itself (group → group); break the circle."),
    ("unknown part of a unit node", BY_UNIT.replace("      classes:\n        - Group\n", "      of:\n        - grop\n"), "- grop", "the unit node grop is unknown; did you mean group?"),
    ("by unit and not", BY_UNIT + "    - id: other\n      combine: sum\n      of:\n        - S1\n", "        - S1\n", "S1 is assessed unit by unit below total; give other across, or count total instead."),
    ("across in across", BY_UNIT + "    - id: other\n      combine: sum\n      across: group\n      of:\n        - total\n", "across: group\n    - id: other", "the node total is already assessed unit by unit below other"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at", "said"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN]
)
def test_a_broken_file_is_refused_with_its_line_and_a_hint(
    tmp_path: Path, text: str, at: str, said: str
):
    line = text.partition(at)[0].count("\n") + 1
    found = refused(tmp_path, text)
    assert said in found
    assert f"small.yaml, line {line}: " in found


def test_the_examples_above_differ_from_a_file_that_is_read(tmp_path: Path):
    for text in (FILE, BY_UNIT, HEAD + SCALES + SECTIONS + AGGREGATION):
        assert scheme_in(tmp_path, text).nodes
