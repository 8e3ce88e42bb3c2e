"""A broken file is refused whole, with file, line and key, and a hint at what was meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.catalogue import packaged_catalogue
from audit.catalogue.reading import SourceFile
from audit.catalogue.vocabulary import read_vocabulary
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.request import VersionRef
from tests.audit.catalogue.builders import (
    CHECKLIST,
    GOVERNMENT_SALES,
    POLICY,
    REGISTER,
    RESPONSIBLE_INVESTMENT,
    Shelf,
    refusal,
    shelf,
)


@pytest.fixture
def copy(tmp_path: Path) -> Shelf:
    """A copy of what ships, to be broken."""
    return shelf(tmp_path)


def checklist_refused(copy: Shelf) -> str:
    return refusal(CatalogueInvalid, lambda: copy.catalogue.checklist(GOVERNMENT_SALES))


def policy_refused(copy: Shelf) -> str:
    return refusal(CatalogueInvalid, lambda: copy.catalogue.policy(RESPONSIBLE_INVESTMENT))


def test_the_copy_itself_loads(copy: Shelf):
    assert [q.id for q in copy.catalogue.checklist(GOVERNMENT_SALES).questions] == [
        "CUS-01",
        "CUS-02",
    ]
    shipped = packaged_catalogue().policy(RESPONSIBLE_INVESTMENT)
    assert copy.catalogue.policy(RESPONSIBLE_INVESTMENT) == shipped


BROKEN_CHECKLISTS: list[tuple[str, str, str, str, tuple[str, ...]]] = [
    (
        "duplicate key",
        "title: Law",
        "id: again\ntitle: Law",
        "id: again",
        ("a key stands twice", '"id"', "keep one of them"),
    ),
    (
        "duplicate key, deep down",
        "        critical: true\n",
        "        critical: true\n        critical: false\n",
        "        critical: false",
        ("a key stands twice", '"critical"'),
    ),
    (
        "duplicate question",
        "- id: CUS-02",
        "- id: CUS-01 # again",
        "id: CUS-01 # again",
        ("the id CUS-01 stands twice; give each question its own.",),
    ),
    (
        "duplicate scale",
        "- id: YN",
        "- id: M5 # again",
        "id: M5 # again",
        ("the id M5 stands twice; give each its own.",),
    ),
    (
        "duplicate word of a scale",
        "- code: MOSTLY",
        "- code: MET # again",
        "code: MET # again",
        ("the code MET stands twice; give each its own.",),
    ),
    (
        "unknown key at the top",
        "language: en",
        "language: en\nlanguages: fr",
        "languages: fr",
        ("the key languages is unknown; did you mean language?",),
    ),
    (
        "unknown key of a question",
        "        weight: 3",
        "        wieght: 3",
        "        wieght: 3",
        ("the key wieght is unknown; did you mean weight?",),
    ),
    (
        "missing key of a question",
        "        weight: 3\n",
        "",
        "- id: CUS-01",
        ("sections → 0 → questions → 0: the key weight is missing; add it.",),
    ),
    (
        "no source at all",
        "        sources:\n",
        "        sources: []\n        source:\n",
        "        sources: []",
        ("sources: [] is empty or too short; correct the value.",),
    ),
    (
        "source without its instrument",
        "- instrument: ungp\n            reference:",
        "- reference:",
        "- reference:",
        ("the key instrument is missing; add it.",),
    ),
    (
        "unknown instrument",
        "instrument: ungp",
        "instrument: ungpp",
        "instrument: ungpp",
        ("the instrument ungpp is unknown; did you mean ungp?",),
    ),
    (
        "unknown right",
        "        rights:\n          - UDHR 12",
        "        rights:\n          - UDHR 99",
        "- UDHR 99",
        ("the right UDHR 99 is unknown; did you mean UDHR",),
    ),
    (
        "unknown evidence type",
        "        expected_evidence:\n",
        "        expected_evidence:\n          - PLO\n",
        "- PLO",
        ("the evidence type PLO is unknown; did you mean POL?",),
    ),
    (
        "unknown scale",
        "        scale: YN",
        "        scale: YM",
        "        scale: YM",
        ("the scale YM is unknown; known are M5, YN",),
    ),
    (
        "unknown fact",
        "fact: public_authority_end_user",
        "fact: public_authority_end_users",
        "fact: public_authority_end_users",
        ("public_authority_end_users is unknown; did you mean public_authority_end_user?",),
    ),
    (
        "word compared with a number",
        '      is: "yes"',
        "      at_least: 3",
        "fact: public_authority_end_user",
        ("the fact public_authority_end_user is a word; compare it with is.",),
    ),
    (
        "not an exact number",
        'value: "3/4"',
        'value: "three quarters"',
        'value: "three quarters"',
        ("values → 1 → value", '"three quarters" does not have the required form'),
    ),
    (
        "division by nothing",
        'value: "3/4"',
        'value: "3/0"',
        'value: "3/0"',
        ("values → 1 → value", '"3/0" does not have the required form'),
    ),
    (
        "number without quotation marks",
        'value: "3/4"',
        "value: 0.75",
        "value: 0.75",
        ("values → 1 → value: 0.75 should be of type string",),
    ),
    (
        "scale value above one",
        'value: "3/4"',
        'value: "5/4"',
        'value: "5/4"',
        ("a scale value lies between 0 and 1.",),
    ),
    (
        "scale value below nothing",
        'value: "3/4"',
        'value: "-3/4"',
        'value: "-3/4"',
        ('"-3/4" does not have the required form',),
    ),
    (
        "weight too large",
        "        weight: 3",
        "        weight: 4",
        "        weight: 4",
        ("weight: 4 does not fit the rule maximum",),
    ),
    (
        "unknown word of the file's own",
        "counts_towards: score",
        "counts_towards: scores",
        "counts_towards: scores",
        ('"scores" is not one of score, leverage',),
    ),
    (
        "version without quotation marks",
        'version: "1.0.0"',
        "version: 1.0",
        "version: 1.0",
        ("version: 1.0 should be of type string",),
    ),
    (
        "bad indentation",
        "    title: How far",
        "   title: How far",
        "   title: How far",
        ("not valid YAML", "correct the line"),
    ),
    (
        "tab",
        "    title: How far",
        "\ttitle: How far",
        "\ttitle: How far",
        ("not valid YAML", "correct the line"),
    ),
    (
        "control character",
        "title: Law-enforcement",
        'title: "\x07Law" # ',
        'title: "\x07Law',
        ("not valid YAML", "correct the line"),
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [case[1:] for case in BROKEN_CHECKLISTS],
    ids=[case[0] for case in BROKEN_CHECKLISTS],
)
def test_a_broken_checklist(copy: Shelf, old: str, new: str, where: str, said: tuple[str, ...]):
    copy.edit(CHECKLIST, old, new)
    lines = checklist_refused(copy).splitlines()
    place = f"{CHECKLIST}, line {copy.line(CHECKLIST, where)}: "
    assert any(line.startswith(place) and all(part in line for part in said) for line in lines), (
        lines
    )


BROKEN_POLICIES: list[tuple[str, str, str, str, tuple[str, ...]]] = [
    (
        "unknown threshold",
        "at_least: severe\n",
        "at_least: sever\n",
        "at_least: sever\n",
        ("the threshold sever is unknown; did you mean severe?",),
    ),
    (
        "unknown threshold of the opinion",
        "opinion_needs_coverage: coverage_for_opinion",
        "opinion_needs_coverage: coverage_for_opinions",
        "opinion_needs_coverage",
        ("the threshold coverage_for_opinions is unknown; did you mean coverage_for_opinion?",),
    ),
    (
        "unknown fact",
        "fact: critical_open",
        "fact: criticals_open",
        "fact: criticals_open",
        ("the fact criticals_open is unknown; did you mean critical_open?",),
    ),
    (
        "unknown fact of a tier",
        "fact: conflict_or_occupation",
        "fact: conflict_or_ocupation",
        "fact: conflict_or_ocupation",
        ("the fact conflict_or_ocupation is unknown; did you mean conflict_or_occupation?",),
    ),
    (
        "quantity compared with a word",
        "fact: breach_found",
        "fact: coverage",
        "fact: coverage",
        ("the fact coverage is a quantity; compare it with at_least or below.",),
    ),
    (
        "word compared with a quantity",
        "fact: unmet_critical_severity",
        "fact: evidence_deadline_lapsed",
        "fact: evidence_deadline_lapsed\n      at_least",
        ("the fact evidence_deadline_lapsed is a word; compare it with is.",),
    ),
    (
        "duplicate rule",
        "- id: critical-unknown",
        "- id: breach-found # again",
        "id: breach-found # again",
        ("the id breach-found stands twice; give each its own.",),
    ),
    (
        "duplicate threshold",
        "- id: score_for_conditions",
        "- id: score_to_approve # again",
        "id: score_to_approve # again",
        ("the id score_to_approve stands twice",),
    ),
    (
        "duplicate tier",
        "- id: tier-2",
        "- id: tier-1 # again",
        "id: tier-1 # again",
        ("the id tier-1 stands twice",),
    ),
    (
        "last tier with a condition",
        "      all: []",
        "      fact: possible_severity\n      at_least: serious",
        "- id: tier-4",
        ("the last tier takes whatever is left, so its condition is all: []",),
    ),
    (
        "unknown type of evidence that expires",
        "    - type: DEM",
        "    - type: DEN",
        "    - type: DEN",
        ("the evidence type DEN is unknown; did you mean DEM?",),
    ),
    (
        "unknown type of a management statement",
        "management_statement: ATT",
        "management_statement: ATX",
        "management_statement: ATX",
        ("the evidence type ATX is unknown; did you mean ATT?",),
    ),
    (
        "not an exact number",
        'value: "4/5"',
        'value: "80 %"',
        'value: "80 %"',
        ('thresholds → 0 → value: "80 %" does not have the required form',),
    ),
    (
        "missing rationale",
        '    value: "4"\n    rationale: >-',
        '    value: "4"\n    rational: >-',
        "rational: >-",
        ("the key rational is unknown; did you mean rationale?",),
    ),
    (
        "missing limit",
        "      before_investment: decline\n    reason: breach_found",
        "    reason: breach_found",
        "limit:\n      holding: divest",
        ("rules → 0 → limit: the key before_investment is missing",),
    ),
    (
        "an outcome left out of the order",
        "    - watch_list\n",
        "",
        "  order:",
        ("is empty or too short",),
    ),
    (
        "unknown outcome",
        "      holding: moratorium",
        "      holding: moratoriums",
        "holding: moratoriums",
        ('"moratoriums" is not one of approve',),
    ),
    (
        "not a condition",
        "        - fact: evidence_deadline_lapsed",
        "        - facts: evidence_deadline_lapsed",
        "- facts: evidence_deadline_lapsed",
        ("the key facts is unknown; did you mean fact?",),
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [case[1:] for case in BROKEN_POLICIES],
    ids=[case[0] for case in BROKEN_POLICIES],
)
def test_a_broken_policy(copy: Shelf, old: str, new: str, where: str, said: tuple[str, ...]):
    copy.edit(POLICY, old, new)
    lines = policy_refused(copy).splitlines()
    place = f"{POLICY}, line {copy.line(POLICY, where)}: "
    found = [line for line in lines if line.startswith(place)]
    assert found, lines
    assert all(any(part in line for line in found) for part in said), lines


def test_every_fault_is_told_at_once_and_once(copy: Shelf):
    copy.edit(CHECKLIST, "language: en\n", "")
    copy.edit(CHECKLIST, "title: Law", "titel: Law")
    copy.edit(CHECKLIST, "weight: 3", "weight: 9")
    said = checklist_refused(copy).splitlines()
    assert sorted(said) == sorted(set(said))
    assert f"{CHECKLIST}, line 1: the file: the key language, title is missing; add it." in said
    assert any("the key titel is unknown; did you mean title?" in line for line in said)
    assert any("weight: 9 does not fit the rule maximum" in line for line in said)


def test_an_empty_file(copy: Shelf):
    copy.write(CHECKLIST, "")
    said = checklist_refused(copy)
    assert said.startswith(f"{CHECKLIST}, line 1: the file: null should be of type object")


def test_a_file_that_is_not_utf_8(copy: Shelf):
    (copy.root / CHECKLIST).write_bytes("title: Überwachung".encode("latin-1"))
    copy.register(CHECKLIST)
    said = checklist_refused(copy)
    assert said == f"{CHECKLIST}: the file is not UTF-8 text (byte 7); save it as UTF-8."


def test_a_file_that_is_missing(tmp_path: Path):
    said = refusal(CatalogueInvalid, lambda: SourceFile(tmp_path / "none.yaml", "none.yaml"))
    assert said == "none.yaml: the file is missing; add it or correct the name."


def test_words_that_older_yaml_takes_for_something_else(tmp_path: Path):
    path = tmp_path / "words.yaml"
    path.write_text("country: NO\ntime: 1:30\nanswer: yes\n", "utf-8")
    schema = tmp_path / "any.json"
    schema.write_text("{}", "utf-8")
    read = SourceFile(path, "words.yaml").load(schema)
    assert read == {"country": "NO", "time": "1:30", "answer": "yes"}


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("vocabulary/instruments.yaml", "  - id: ungp\n", "  - ident: ungp\n", "ident: ungp"),
        ("vocabulary/rights.yaml", "  - id: UDHR 12\n", "  - ident: UDHR 12\n", "ident: UDHR"),
        ("vocabulary/evidence-types.yaml", "independent: true", "independent: maybe", "maybe"),
    ],
)
def test_a_broken_vocabulary(copy: Shelf, file: str, old: str, new: str, where: str):
    copy.edit(file, old, new)
    line = copy.line(file, where)
    said = refusal(CatalogueInvalid, lambda: read_vocabulary(copy.root))
    assert f"{file}, line {line}: " in said


@pytest.mark.parametrize(
    ("file", "old"),
    [
        ("vocabulary/instruments.yaml", "  - id: oecd-dd-2018\n"),
        ("vocabulary/rights.yaml", "  - id: UDHR 12\n"),
        ("vocabulary/evidence-types.yaml", "  - code: DEM\n"),
    ],
)
def test_a_vocabulary_id_that_stands_twice(copy: Shelf, file: str, old: str):
    first = copy.text(file).split("\n  - ")[1]
    key, _, name = first.splitlines()[0].partition(": ")
    copy.edit(file, old, f"  - {key}: {name} # again\n")
    said = refusal(CatalogueInvalid, lambda: read_vocabulary(copy.root))
    line = copy.line(file, "# again")
    assert said == f"{file}, line {line}: the {key} {name} stands twice; give each its own."


def test_the_file_says_another_name_than_its_folder(copy: Shelf):
    copy.edit(CHECKLIST, "id: government-sales", "id: government-sale")
    assert checklist_refused(copy) == (
        f"{CHECKLIST}: the file says government-sale@1.0.0, "
        "its folder says government-sales@1.0.0; make them agree."
    )


def test_the_file_says_another_version_than_its_folder(copy: Shelf):
    copy.edit(POLICY, 'version: "1.0.0"', 'version: "1.0.1"')
    assert policy_refused(copy) == (
        f"{POLICY}: the file says responsible-investment@1.0.1, "
        "its folder says responsible-investment@1.0.0; make them agree."
    )


def test_a_folder_that_is_no_version(copy: Shelf):
    copy.write("government-sales/1.1.0-draft/checklist.yaml", copy.text(CHECKLIST))
    said = refusal(CatalogueInvalid, copy.catalogue.checklist_versions)
    assert said == (
        "government-sales/1.1.0-draft: the folder is not named as a version; name it like 1.0.0."
    )


def test_nothing_is_half_loaded(copy: Shelf):
    sound = copy.text(CHECKLIST)
    copy.edit(CHECKLIST, 'value: "3/4"', 'value: "5/4"')
    catalogue = copy.catalogue
    for _ in range(2):
        refusal(CatalogueInvalid, lambda: catalogue.checklist(GOVERNMENT_SALES))
    copy.write(CHECKLIST, sound)
    assert catalogue.checklist(GOVERNMENT_SALES).scale("M5").value_of("MOSTLY") == 3 / 4


@pytest.mark.parametrize("file", [CHECKLIST, POLICY])
@pytest.mark.parametrize("edit", ["\n", "# A remark.\n"], ids=["a line break", "a remark"])
def test_a_published_file_is_never_edited(copy: Shelf, file: str, edit: str):
    path = copy.root / file
    path.write_text(path.read_text("utf-8") + edit, "utf-8")
    act: Callable[[], object] = (
        (lambda: copy.catalogue.checklist(GOVERNMENT_SALES))
        if file == CHECKLIST
        else (lambda: copy.catalogue.policy(RESPONSIBLE_INVESTMENT))
    )
    said = refusal(NotPublished, act)
    assert said.startswith(f"{file}: a published version was edited (its digest is ")
    assert said.endswith("; restore it and make a new version instead.")


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_only_a_published_version_is_used(copy: Shelf, status: str):
    copy.edit(CHECKLIST, "status: published", f"status: {status}")
    said = refusal(NotPublished, lambda: copy.catalogue.checklist(GOVERNMENT_SALES))
    assert said == (
        f"{CHECKLIST}: its status is {status}; only a published version can be used for an audit."
    )


def test_a_version_that_was_never_registered(copy: Shelf):
    lines = copy.text(REGISTER).splitlines()
    kept = [line for line in lines if not line.endswith(POLICY)]
    (copy.root / REGISTER).write_text("\n".join(kept), "utf-8")
    said = refusal(NotPublished, lambda: copy.catalogue.policy(RESPONSIBLE_INVESTMENT))
    assert said.startswith(f"{POLICY}: it is not in {REGISTER}; publish it with ")


def test_without_a_register_nothing_is_published(copy: Shelf):
    (copy.root / REGISTER).unlink()
    refusal(NotPublished, lambda: copy.catalogue.policy(RESPONSIBLE_INVESTMENT))


@pytest.mark.parametrize("broken", ["nonsense", "abc  government-sales/1.0.0/checklist.yaml"])
def test_a_broken_line_of_the_register(copy: Shelf, broken: str):
    text = copy.text(REGISTER)
    (copy.root / REGISTER).write_text(text + broken + "\n", "utf-8")
    said = refusal(CatalogueInvalid, lambda: copy.catalogue.policy(RESPONSIBLE_INVESTMENT))
    line = text.count("\n") + 1
    assert said.startswith(f"{REGISTER}, line {line}: ")


def test_a_file_registered_twice(copy: Shelf):
    text = copy.text(REGISTER)
    (copy.root / REGISTER).write_text(f"{text}{'0' * 64}  {POLICY}\n", "utf-8")
    said = refusal(CatalogueInvalid, lambda: copy.catalogue.policy(RESPONSIBLE_INVESTMENT))
    assert (
        said == f"{REGISTER}, line {text.count(chr(10)) + 1}: {POLICY} stands twice; keep one line."
    )


@pytest.mark.parametrize(
    ("ref", "hint"),
    [
        ("government-sales@1.0.1", "did you mean government-sales@1.0.0?"),
        ("government-sale@1.0.0", "did you mean government-sales@1.0.0?"),
        ("zzz@9.9.9", "known are government-sales@1.0.0"),
        ("policies@1.0.0", "known are government-sales@1.0.0"),
    ],
)
def test_an_unknown_checklist(copy: Shelf, ref: str, hint: str):
    asked = VersionRef(*ref.split("@"))
    said = refusal(NotPublished, lambda: copy.catalogue.checklist(asked))
    assert said.startswith(f"checklist {ref}: there is no such version; ")
    assert said.endswith(hint)


def test_an_unknown_policy(copy: Shelf):
    asked = VersionRef("responsible-investment", "2.0.0")
    assert refusal(NotPublished, lambda: copy.catalogue.policy(asked)) == (
        "policy responsible-investment@2.0.0: there is no such version; "
        "did you mean responsible-investment@1.0.0?"
    )


def test_a_path_is_no_name(copy: Shelf):
    asked = VersionRef("../checklists/government-sales", "1.0.0")
    refusal(NotPublished, lambda: copy.catalogue.checklist(asked))


def test_an_unknown_case():
    said = refusal(CatalogueInvalid, lambda: packaged_catalogue().case("m12-anyvision-2021"))
    assert said == (
        "prepared case m12-anyvision-2021: there is none of this name; "
        "did you mean m12-anyvision-2020?"
    )
