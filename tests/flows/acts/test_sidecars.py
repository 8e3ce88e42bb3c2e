"""A side-car is read strictly: every fault names file, line and key."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.catalogue import packaged_catalogue
from audit.domain.collection import Confidentiality
from audit.domain.errors import CatalogueInvalid
from audit.domain.evidence import Claim, ProvidedBy, Relation
from audit.domain.truth import YesNo
from flows.acts.sidecars import Described, SidecarReader, Undescribed
from tests.factories import MOMENT

SMALLEST = """title: Delivery note
type: REC
originator: The investee
provided_by: investee
"""
WHOLE = """title: Talk with a guard
type: IVT
originator: A guard
provided_by: rights_holder
published_on: ""
language: he
grade: B2
collected_at: "2026-11-20T08:00:00Z"
handling: |
  Keep apart.
  Ask before quoting.
protection:
  confidentiality: secret
  witness_safety: Her employer must not know
  retain_until: "2030-01-31"
testimony:
  role: Guard at a crossing
  protected: true
  consent: "yes"
  language: Hebrew
  place: Haifa
  held_on: "2026-11-20"
  risk: Loss of her work
  recorded_by: analyst
claims:
  - about: A1
    relation: supports
    text: She saw it used.
    locator: minute 12
"""


def read(text: str) -> Described:
    reader = SidecarReader(packaged_catalogue(), ["A1", "A2"], MOMENT)
    return reader.read(text.encode(), "note.pdf.evidence.yaml")


def refused(text: str) -> str:
    with pytest.raises(CatalogueInvalid) as error:
        read(text)
    return str(error.value)


def test_a_small_side_car_grades_nothing() -> None:
    said = read(SMALLEST).description
    assert (said.title, str(said.grade), said.independent) == ("Delivery note", "F6", False)


def test_a_whole_side_car() -> None:
    said = read(WHOLE)
    assert said.description.independent
    assert said.description.protection is not None
    assert said.description.protection.confidentiality is Confidentiality.SECRET
    assert said.description.protection.retain_until == date(2030, 1, 31)
    assert said.testimony is not None
    assert said.testimony.consent is YesNo.YES
    assert said.collected_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert said.claims == (Claim("", "A1", Relation.SUPPORTS, "She saw it used.", "minute 12"),)


def test_what_the_investee_hands_over_is_not_independent() -> None:
    said = read(WHOLE.replace("rights_holder", "investee"))
    assert not said.description.independent


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SMALLEST + "titel: x\n", "note.pdf.evidence.yaml, line 5: the key titel is unknown; did you"),
        (SMALLEST + "path: ../../etc/passwd\n", "line 5: the key path is unknown"),
        (SMALLEST + "sha256: abc\n", "line 5: the key sha256 is unknown"),
        (SMALLEST + "id: E001\n", "line 5: the key id is unknown"),
        (SMALLEST + "independent: true\n", "line 5: the key independent is unknown"),
        (SMALLEST.replace("REC", "RXC"), "line 2: RXC is unknown; did you mean REC?"),
        (SMALLEST.replace("title: Delivery note", ""), "the key title is missing"),
        (SMALLEST.replace("investee", "nobody"), "line 4: provided_by: "),
        (SMALLEST + "grade: A7\n", "line 5: grade: "),
        (SMALLEST + "published_on: \"2099\"\n", "line 5: published_on: 2099 lies in the future"),
        (SMALLEST + "url: file:///etc/passwd\n", "line 5: url: "),
        (SMALLEST + "collected_at: \"2099-01-01T00:00:00Z\"\n", "line 5: 2099-01-01T00:00:00Z lies"),
        (SMALLEST + "collected_at: \"2020-13-01T00:00:00Z\"\n", "line 5: 2020-13-01T00:00:00Z is not"),
        (SMALLEST + "author: \"a\\u202eb\"\n", "line 5: author: it has a mark that turns the writing"),
        (SMALLEST + "author: \"a\\nb\"\n", "line 5: author: "),
        (SMALLEST + "handling: \"a\\0b\"\n", "line 5: handling: "),
        (WHOLE.replace("about: A1", "about: A9"), "A9 is not an allegation of this audit"),
        (WHOLE.replace("IVT", "REC"), "a testimony belongs to an interview or a site visit"),
        (WHOLE.replace("2030-01-31", "2030-02-31"), "2030-02-31 is not a day"),
        (WHOLE.replace("confidentiality: secret", "confidentiality: hidden"), "confidentiality: "),
        ("title: [", "not valid YAML"),
        ("- a", "the file"),
        ("", "the file"),
        (SMALLEST + "title: twice\n", "line 5: a key stands twice"),
        (SMALLEST + "author: &a [x]\nhandling: *a\n", "line 6: an alias stands for another part"),
        ("[" * 20_000, "line 1: "),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_key(text: str, sentence: str) -> None:
    assert sentence in refused(text)


def test_a_few_lines_that_stand_for_a_billion_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert "line 2: an alias" in refused("\n".join(lines))


def test_a_file_that_nobody_described_claims_nothing() -> None:
    said = Undescribed("IVT", ProvidedBy.CUSTOMER).describe("e\u0301.txt").description
    assert (said.title, str(said.grade), said.independent) == ("\xe9.txt", "F6", False)
    assert (said.originator, said.language) == ("Not stated", "und")


def test_the_side_car_in_the_documents_is_taken_as_it_stands() -> None:
    text = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text("utf-8")
    said = read(text.partition("```yaml\n")[2].partition("```")[0])
    assert said.testimony is not None
    assert said.testimony.protected
    assert said.description.protection is not None
    assert [claim.about for claim in said.claims] == ["A1"]


def test_the_documents_name_every_key_and_every_type_of_evidence() -> None:
    root = Path(__file__).parents[3]
    text = (root / "docs" / "evidence.md").read_text("utf-8")
    schema = json.loads(
        (root / "checklists/schema/evidence-sidecar.schema.json").read_text("utf-8")
    )
    known = schema["properties"]
    claim = known["claims"]["items"]["properties"]
    keys = [*known, *known["protection"]["properties"], *known["testimony"]["properties"], *claim]
    assert [key for key in keys if f"{key}:" not in text and f"`{key}`" not in text] == []
    types = packaged_catalogue().vocabulary.evidence_types
    assert [code for code in types if f"`{code}`" not in text] == []
