"""A prepared case is read whole or not at all; what it refers to has to exist."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from audit.catalogue.cases import CaseReader
from audit.catalogue.fieldwork_files import (
    FieldworkReader,
    KnownIds,
    PreparedFieldwork,
    answer_state,
    answer_words,
)
from audit.catalogue.reading import SourceFile
from audit.domain.answer import NotApplicable, SearchLog, Unknown, UnknownKind, Valued
from audit.domain.bounds import Bounds
from audit.domain.decision import Outcome, Reason
from audit.domain.errors import CatalogueInvalid
from audit.domain.evidence import Form
from tests.audit.catalogue.builders import PACKAGED, refusal
from tests.factories import CASE, reference_case

PREPARED = reference_case()
CHECKLISTS = PACKAGED.latest_checklists()
SCHEMAS = PACKAGED.root / "schema"
SHIPPED = (PACKAGED.root / "cases" / CASE / "fieldwork.yaml").read_text("utf-8")
KNOWN = KnownIds(
    answer_words(CHECKLISTS),
    [item.id for item in PREPARED.items],
    [entry["id"] for entry in PREPARED.request["allegations"]],
)


def read(folder: Path, text: str) -> PreparedFieldwork:
    path = folder / "fieldwork.yaml"
    path.write_text(text, "utf-8")
    source = SourceFile(path, "fieldwork.yaml")
    return FieldworkReader(source, SCHEMAS / "case-fieldwork.schema.json").read(KNOWN)


def changed(old: str, new: str) -> str:
    assert old in SHIPPED, old
    return SHIPPED.replace(old, new, 1)


def line_of(text: str, needle: str) -> int:
    return text.partition(needle)[0].count("\n") + 1


BROKEN: list[tuple[str, str, str, str, str]] = [
    (
        "unknown question",
        "- question: GOV-04",
        "- question: GOV-44",
        "question: GOV-44",
        "GOV-44 is unknown; did you mean GOV-04?",
    ),
    (
        "question answered twice",
        "- question: GOV-07",
        "- question: GOV-04 # again",
        "question: GOV-04 # again",
        "the question GOV-04 is answered twice; keep one answer.",
    ),
    (
        "word off the scale",
        "    value: MOSTLY",
        "    value: MOSTLY_NOT",
        "value: MOSTLY_NOT",
        "MOSTLY_NOT is unknown; did you mean MOSTLY?",
    ),
    (
        "unknown evidence of an answer",
        "    evidence:\n      - S10\n",
        "    evidence:\n      - S999\n",
        "- S999",
        "S999 is unknown; ",
    ),
    (
        "unknown limitation",
        "    limitation: LEGAL_RESTRICTION_SENSITIVE_INFO",
        "    limitation: LEGAL_RESTRICTION",
        "limitation: LEGAL_RESTRICTION",
        "LEGAL_RESTRICTION is unknown; did you mean LEGAL_RESTRICTION_SENSITIVE_INFO?",
    ),
    (
        "restricted access without its limitation",
        "    limitation: LEGAL_RESTRICTION_SENSITIVE_INFO\n",
        "",
        "- question: LAW-02",
        "the key limitation is missing; add it.",
    ),
    (
        "unknown allegation of an assessment",
        "- allegation: A1p",
        "- allegation: A9",
        "allegation: A9",
        "A9 is unknown; ",
    ),
    (
        "allegation assessed twice",
        "- allegation: A1p",
        "- allegation: A1 # again",
        "allegation: A1 # again",
        "the allegation A1 stands twice; give each its own.",
    ),
    (
        "unknown source of an earlier status",
        "        sources:\n          - S21\n          - S23\n",
        "        sources:\n          - S21\n          - S23x\n",
        "- S23x",
        "S23x is unknown; did you mean S23?",
    ),
    (
        "limitation that touches nothing known",
        "      - CUS-06\n",
        "      - CUS-66\n",
        "- CUS-66",
        "CUS-66 is unknown; did you mean CUS-06?",
    ),
    (
        "limitation twice",
        "- code: SOURCES_CITED_NOT_CAPTURED",
        "- code: LEGAL_RESTRICTION_SENSITIVE_INFO # again",
        "# again",
        "the code LEGAL_RESTRICTION_SENSITIVE_INFO stands twice; give each its own.",
    ),
    (
        "impact twice",
        "- id: I-02",
        "- id: I-01 # again",
        "# again",
        "the id I-01 stands twice; give each its own.",
    ),
    (
        "finding twice",
        "- id: F-02",
        "- id: F-01 # again",
        "# again",
        "the id F-01 stands twice; give each its own.",
    ),
    (
        "impact upside down",
        "    scale:\n      lowest: 3\n      highest: 5",
        "    scale:\n      lowest: 5\n      highest: 3",
        "lowest: 5\n      highest: 3",
        "lowest 5 is above highest 3; exchange them.",
    ),
    (
        "severity off the scale",
        "    scale:\n      lowest: 3\n",
        "    scale:\n      lowest: 0\n",
        "lowest: 0",
        "0 does not fit the rule minimum",
    ),
    (
        "unknown question of a finding",
        "    questions:\n      - ACT-02\n      - INV-01\n",
        "    questions:\n      - ACT-02\n      - INV-11\n",
        "- INV-11",
        "INV-11 is unknown; did you mean INV-01?",
    ),
    (
        "a day that does not exist",
        '  date: "2020-03-27"',
        '  date: "2020-02-30"',
        'date: "2020-02-30"',
        "2020-02-30 is not a date; correct it.",
    ),
    (
        "a day of the timeline that does not exist",
        '- "on": "2023-05-02"',
        '- "on": "2023-02-29"',
        '"on": "2023-02-29"',
        "2023-02-29 is not a date; correct it.",
    ),
    (
        "unknown kind of unknown",
        "    unknown: conflicting",
        "    unknown: conflicted",
        "unknown: conflicted",
        '"conflicted" is not one of asked_and_refused',
    ),
    (
        "unknown status",
        "    status: inconclusive_access_restricted",
        "    status: cleared",
        "status: cleared",
        '"cleared" is not one of substantiated',
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "where", "said"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN]
)
def test_broken_fieldwork(tmp_path: Path, old: str, new: str, where: str, said: str):
    text = changed(old, new)
    lines = refusal(CatalogueInvalid, lambda: read(tmp_path, text)).splitlines()
    place = f"fieldwork.yaml, line {line_of(text, where)}: "
    assert any(line.startswith(place) and said in line for line in lines), lines


def test_what_a_file_leaves_out_is_left_as_it_stands(tmp_path: Path):
    work = read(tmp_path, "notes:\n  - Nothing else is known.\n")
    assert work.notes == ("Nothing else is known.",)
    assert (work.answers, work.limitations, work.assessments) == ((), (), ())
    assert work.leverage is work.independence is None


SEARCHED = {
    "queries": ["AnyVision", "אני-ויז'ן"],
    "sources": ["press"],
    "languages": ["en", "he"],
    "searched_on": "2026-11-20",
}


@pytest.mark.parametrize(
    ("node", "state"),
    [
        ({"value": "2"}, Valued("2")),
        ({"value": "MET"}, Valued("MET")),
        ({"not_applicable": "No reseller."}, NotApplicable("No reseller.")),
        ({"unknown": "not_asked"}, Unknown(UnknownKind.NOT_ASKED)),
        (
            {"unknown": "access_restricted", "limitation": "SECRET"},
            Unknown(UnknownKind.ACCESS_RESTRICTED, "SECRET"),
        ),
        (
            {"unknown": "searched_not_found", "search": SEARCHED},
            Unknown(
                UnknownKind.SEARCHED_NOT_FOUND,
                "",
                SearchLog(("AnyVision", "אני-ויז'ן"), ("press",), ("en", "he"), date(2026, 11, 20)),
            ),
        ),
    ],
)
def test_answer_states(node: dict[str, object], state: object):
    assert answer_state(node) == state


def case_with(tmp_path: Path, file: str, old: str, new: str) -> tuple[CaseReader, str]:
    folder = tmp_path / "cases" / CASE
    folder.mkdir(parents=True)
    (tmp_path / "schema").symlink_to(SCHEMAS)
    for source in (PACKAGED.root / "cases" / CASE).glob("*.yaml"):
        (folder / source.name).write_bytes(source.read_bytes())
    text = (folder / file).read_text("utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return CaseReader(tmp_path, CASE), text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "said"),
    [
        (
            "evidence.yaml",
            "- id: S02",
            "- id: S01 # again",
            "id: S01 # again",
            "the id S01 stands twice; give each its own.",
        ),
        (
            "evidence.yaml",
            "- about: A1\n",
            "- about: A99\n",
            "about: A99",
            "A99 is unknown; known are A1, A1p, A2",
        ),
        (
            "evidence.yaml",
            "    type: OSI",
            "    type: OSJ",
            "type: OSJ",
            "OSJ is unknown; did you mean OSI?",
        ),
        (
            "request.yaml",
            "      - S12\n",
            "      - S1212\n",
            "- S1212",
            "S1212 is unknown; did you",
        ),
    ],
)
def test_a_broken_case(tmp_path: Path, file: str, old: str, new: str, where: str, said: str):
    reader, text = case_with(tmp_path, file, old, new)
    refused = refusal(CatalogueInvalid, lambda: reader.read(PACKAGED.vocabulary, CHECKLISTS))
    assert refused.startswith(f"cases/{CASE}/{file}, line {line_of(text, where)}: {said}")


def test_the_shipped_case():
    assert PREPARED.name == CASE
    assert {item.form for item in PREPARED.items} == {Form.REGISTER_ENTRY}
    assert len({item.content for item in PREPARED.items}) == len(PREPARED.items)
    assert all(claim.evidence == item.id for item in PREPARED.items for claim in item.claims)
    historical = PREPARED.historical
    assert historical is not None
    assert (historical.outcome, historical.reason, historical.on) == (
        Outcome.DIVEST,
        Reason.INSUFFICIENT_OVERSIGHT,
        date(2020, 3, 27),
    )


def test_impacts_keep_their_bounds():
    first = PREPARED.fieldwork.impacts[0]
    assert (first.scale, first.scope) == (Bounds.between(3, 5), Bounds.between(4, 5))
