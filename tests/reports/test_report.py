"""The report as people get it: whole, archivable, readable aloud, linked, and the same every time."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from audit.decision.dossier import Dossier
from audit.domain.answer import Answer, Valued
from audit.records import to_json
from reports.assemble import assemble
from reports.assembly.headings import CONTENTS
from reports.render import render_html, render_pdf, with_scripts
from tests.factories import MOMENT, reference_dossier, review_record, signed, small_dossier
from tests.reports.verapdf import Flavour, failures

ROOT = Path(__file__).resolve().parents[2]
BIDI_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
NAMES = {
    "und-Arab": "فاطمة الزهراء",
    "und-Hebr": "יעל ארי",
    "und-Hani": "新疆棉纺有限公司",
    "und-Cyrl": "Олена Їжакевич",
}


def pages_of(path: Path) -> list[str]:
    """The text of each page in one line, words that a line broke made whole again."""
    done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    text = done.stdout.decode().translate(BIDI_MARKS)
    return [" ".join(page.replace("-\n", "-").split()) for page in text.split("\f")[:-1]]


def loosely(text: str) -> str:
    """The text without spaces and hyphens, which a line break may add or take."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text.translate(BIDI_MARKS))


def many_names() -> Dossier:
    """An audit with names in four scripts beside the Latin one, and one that cannot be drawn."""
    record = reference_dossier().record
    investee = replace(record.request.investee, legal_name=f"{' '.join(NAMES.values())} Ltd")
    titles = [*NAMES.values(), "รายงาน 😀"]
    evidence = tuple(
        replace(item, title=title)
        for item, title in zip(record.fieldwork.evidence, titles, strict=False)
    )
    work = replace(record.fieldwork, evidence=evidence + record.fieldwork.evidence[len(titles) :])
    return signed(review_record(replace(record.request, investee=investee), work))


def much_evidence(items: int = 400) -> Dossier:
    """An audit with more evidence than anybody would like to read."""
    item = reference_dossier().record.fieldwork.evidence[0]
    record = small_dossier().record
    evidence = tuple(replace(item, id=f"E-{number:04}") for number in range(items))
    return signed(review_record(record.request, replace(record.fieldwork, evidence=evidence)))


def long_texts() -> tuple[Dossier, list[str]]:
    """An audit with texts that are longer than a page, and the words of them."""
    words = [f"word{number}" for number in range(900)]
    text = " ".join(words)
    whole = reference_dossier().record
    finding = replace(whole.fieldwork.findings[0], condition=text, reply=text)
    taken_in = whole.request.allegations[0]
    allegation = replace(taken_in, position=replace(taken_in.position, text=text))
    record = small_dossier().record
    answer = Answer("GOV-01", Valued("NOT_MET"), text, (), "analyst", MOMENT)
    work = replace(record.fieldwork, findings=(finding,), answers=(answer,))
    return signed(review_record(replace(record.request, allegations=(allegation,)), work)), words


class Made:
    """A dossier with its report."""

    def __init__(self, dossier: Dossier, folder: Path) -> None:
        self.dossier = dossier
        self.json = to_json(dossier)
        self.html = render_html(assemble(dossier))
        self.content = render_pdf(dossier, self.json)
        self.path = folder / "report.pdf"
        self.path.write_bytes(self.content)
        self.pages = pages_of(self.path)

    @property
    def text(self) -> str:
        return loosely("".join(self.pages))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(reference_dossier(), tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(small_dossier(), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(many_names(), tmp_path_factory.mktemp("names"))


@pytest.fixture
def opened(reference: Made) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(reference.content)) as pdf:
        yield pdf


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("made", ["reference", "small", "names"])
def test_it_conforms(made: str, flavour: Flavour, request: pytest.FixtureRequest) -> None:
    assert failures(request.getfixturevalue(made).path, flavour) == []


def test_every_allegation_and_its_position_is_printed(reference: Made) -> None:
    for allegation in reference.dossier.record.request.allegations:
        assert loosely(allegation.text) in reference.text
        assert loosely(allegation.position.text) in reference.text
        assert f'id="allegation-{allegation.id}"' in reference.html


def test_every_question_is_printed(reference: Made) -> None:
    for scored in reference.dossier.record.assessment.score.questions:
        assert loosely(scored.question.text) in reference.text
        assert f'<tr id="question-{scored.question.id}">' in reference.html


def test_every_item_of_evidence_and_every_claim_is_printed(reference: Made) -> None:
    work = reference.dossier.record.fieldwork
    for item in work.evidence:
        assert loosely(item.title) in reference.text
        assert item.sha256[:16] in reference.text
    for claim in work.claims:
        assert loosely(claim.text) in reference.text


def test_every_finding_limitation_and_impact_is_printed(reference: Made) -> None:
    work = reference.dossier.record.fieldwork
    told = [
        text for f in work.findings for text in (f.condition, f.effect, f.recommendation, f.reply)
    ]
    told += [limitation.text for limitation in work.limitations]
    told += [impact.rationale for impact in work.impacts]
    assert [text for text in told if loosely(text) not in reference.text] == []


@pytest.mark.parametrize("made", ["reference", "small", "names"])
def test_links_lead_to_places_that_exist_once(made: str, request: pytest.FixtureRequest) -> None:
    html = request.getfixturevalue(made).html
    places = Counter(re.findall(r' id="([^"]*)"', html))
    assert [place for place, times in places.items() if times > 1] == []
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(places)


def test_the_note_of_a_replay_stands_on_every_page(reference: Made) -> None:
    note = reference.dossier.record.fieldwork.notes[0]
    assert [number for number, page in enumerate(reference.pages) if note not in page] == []


def test_an_audit_without_notes_has_no_band(small: Made) -> None:
    assert 'class="band"' not in small.html
    assert 'data-note=""' in small.html


def test_it_says_what_it_is_not(reference: Made) -> None:
    whole = " ".join(reference.pages)
    assert "it does not clear anybody" in whole
    assert "not an ISAE 3000 engagement" in whole
    assert "not legal advice" in whole
    assert "a script, not a person" in whole


def test_an_empty_section_says_so_in_a_sentence(small: Made) -> None:
    whole = " ".join(small.pages)
    for sentence in (
        "No allegation was taken in.",
        "No finding is recorded.",
        "No impact on people is recorded",
        "No event is recorded.",
        "No evidence was registered.",
        "No limitation is recorded.",
        "First audit: there is none before it to compare with.",
    ):
        assert sentence in whole


def test_names_in_other_scripts_are_set_apart_and_can_be_found(names: Made) -> None:
    for language, name in NAMES.items():
        assert f'<bdi lang="{language}">{name}</bdi>' in names.html
        for word in name.split():
            assert word in names.text
    assert "[6 characters in Thai script]" in names.html
    assert "[grinning face]" in names.html


def test_text_is_never_taken_for_markup() -> None:
    dossier = small_dossier()
    investee = replace(dossier.record.request.investee, legal_name='<b onclick="x">Плохо</b> & Co')
    record = replace(dossier.record, request=replace(dossier.record.request, investee=investee))
    html = render_html(assemble(replace(dossier, record=record)))
    assert "<b onclick" not in html
    assert "&lt;b onclick=&#34;x&#34;&gt;" in html


def test_other_values_pass_untouched() -> None:
    assert with_scripts(12) == 12
    assert with_scripts("plain") == "plain"


def test_it_has_a_title_an_author_a_language_and_a_date(
    opened: pikepdf.Pdf, reference: Made
) -> None:
    info = opened.docinfo
    assert str(info["/Title"]) == (
        "Human-rights audit: AnyVision Interactive Technologies (anyvision-2026-11-23)"
    )
    assert str(info["/Author"]) == "analyst (analyst), Scripted demonstration reviewer (reviewer)"
    assert "human rights" in str(info["/Keywords"])
    assert str(opened.Root.Lang) == "en"
    decided = reference.dossier.decision.decided_at
    assert str(info["/CreationDate"]).startswith(f"D:{decided:%Y%m%d%H%M%S}")


def test_bookmarks_name_every_section(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        named = [entry.title for entry in outline.root]
    assert named == [f"{heading.number} {heading.title}" for heading in CONTENTS]


def test_the_dossier_travels_with_it(opened: pikepdf.Pdf, reference: Made) -> None:
    attached = opened.attachments["dossier.json"].get_file().read_bytes()
    assert attached == reference.json.encode()
    assert hashlib.sha256(attached).hexdigest() in reference.text


def test_a_preview_claims_no_attachment(small: Made) -> None:
    assert "no dossier is attached" in small.html


def test_bytes_are_the_same_in_every_process(small: Made) -> None:
    program = (
        "import hashlib; from audit.records import to_json; from reports.render import render_pdf;"
        "from tests.factories import small_dossier; dossier = small_dossier();"
        "print(hashlib.sha256(render_pdf(dossier, to_json(dossier))).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(small.content).hexdigest()


def test_no_word_of_a_long_text_is_cut_off(tmp_path: Path) -> None:
    dossier, words = long_texts()
    printed = Counter(re.findall(r"\bword\d+\b", " ".join(Made(dossier, tmp_path).pages)))
    assert {printed[word] for word in words} == {4}


def test_much_evidence_is_all_printed(tmp_path: Path) -> None:
    made = Made(much_evidence(), tmp_path)
    assert [
        item.id for item in made.dossier.record.fieldwork.evidence if item.id not in made.html
    ] == []
    assert Counter(re.findall(r"E-\d{4}", " ".join(made.pages))).keys() >= {"E-0000", "E-0399"}
