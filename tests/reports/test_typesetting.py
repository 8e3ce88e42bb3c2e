"""The PDF conforms, is the same every time, fetches nothing, and fails loudly."""

import gc
import hashlib
import importlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from reports.typesetting import AttachedFile, RenderError, fonts, html_to_pdf, versions
from reports.typesetting.glyphs import missing_glyphs
from tests.reports.sample import ATTACHED, ISSUED_AT, NAMES, STYLE, document, render, render_sample
from tests.reports.verapdf import Flavour, failures

HERE = Path(__file__).resolve().parent
BIDI_MARKS = dict.fromkeys(range(0x202A, 0x202F))


@pytest.fixture(scope="module")
def sample() -> bytes:
    return render_sample()


@pytest.fixture(scope="module")
def sample_file(sample: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "sample.pdf"
    path.write_bytes(sample)
    return path


@pytest.fixture
def opened(sample: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(sample)) as pdf:
        yield pdf


def tags(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    found, waiting = [], [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        tag = waiting.pop(0)
        found.append(tag)
        kids = tag.get("/K", [])
        waiting[:0] = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return found


def roles(pdf: pikepdf.Pdf) -> Counter[str]:
    return Counter(str(tag.S) for tag in tags(pdf))


def text_of(path: Path) -> str:
    found = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True
    ).stdout
    return found.decode().translate(BIDI_MARKS)


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_sample_conforms(sample_file: Path, flavour: Flavour) -> None:
    assert failures(sample_file, flavour) == []


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_validator_refuses_an_ordinary_pdf(tmp_path: Path, flavour: Flavour) -> None:
    path = tmp_path / "ordinary.pdf"
    weasyprint.HTML(string=document("<h1>Findings</h1><p>Text.")).write_pdf(path)
    assert len(failures(path, flavour)) > 3


def test_bytes_are_the_same_in_every_process(sample: bytes) -> None:
    program = (
        "import hashlib; from tests.reports.sample import render_sample; "
        "print(hashlib.sha256(render_sample()).hexdigest())"
    )
    settings = [("1", "Asia/Tokyo", "C"), ("2", "America/Denver", "C.UTF-8")]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            cwd="/",
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "LC_ALL": locale,
                "PYTHONPATH": str(HERE.parent.parent),
            },
        )
        for seed, zone, locale in settings
    ]
    digests = {process.communicate()[0].decode().strip() for process in running}
    assert digests == {hashlib.sha256(sample).hexdigest()}


def test_element_across_pages_is_one_tag(opened: pikepdf.Pdf) -> None:
    assert len(opened.pages) > 4
    counted = roles(opened)
    assert (counted["/Table"], counted["/THead"], counted["/TBody"], counted["/TR"]) == (
        1,
        1,
        1,
        91,
    )
    assert (counted["/Sect"], counted["/Div"], counted["/BlockQuote"]) == (1, 1, 1)


def test_every_cell_names_headers_that_exist(opened: pikepdf.Pdf) -> None:
    cells = [tag for tag in tags(opened) if tag.S == "/TD"]
    known = {str(tag.ID) for tag in tags(opened) if tag.S == "/TH"}
    assert len(cells) == 180
    for cell in cells:
        named = [str(header) for header in cell.A.Headers]
        assert len(named) == 2
        assert set(named) <= known


def test_pictures_speak_with_title_and_description(opened: pikepdf.Pdf) -> None:
    spoken = [str(tag.Alt) for tag in tags(opened) if tag.S == "/Figure"]
    assert len(spoken) == 5
    assert "Grievance <and> remedy: 41 to 63. threshold 60." in spoken[0]


def test_names_keep_their_language(opened: pikepdf.Pdf) -> None:
    assert {str(tag.Lang) for tag in tags(opened) if "/Lang" in tag} >= set(NAMES)


def test_running_header_is_not_read_aloud(opened: pikepdf.Pdf, sample_file: Path) -> None:
    assert text_of(sample_file).count("Running header") == len(opened.pages)
    for page in opened.pages:
        marks = [
            step.operands
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "BDC"
        ]
        artifacts = [kind for kind, *_ in marks if kind == "/Artifact"]
        assert len(artifacts) >= 2


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_name_can_be_copied_in_its_script(sample_file: Path, name: str) -> None:
    assert name in " ".join(text_of(sample_file).split())


def test_attachment_is_the_data_behind_the_report(opened: pikepdf.Pdf) -> None:
    attached = opened.attachments["report.json"]
    assert attached.get_file().read_bytes() == ATTACHED
    assert attached.get_file().mime_type == "application/json"
    assert attached.obj.AFRelationship == "/Data"
    assert len(opened.Root.AF) == 1


def test_dates_and_identifier_are_those_given(opened: pikepdf.Pdf) -> None:
    assert opened.docinfo["/CreationDate"] == opened.docinfo["/ModDate"] == "D:20261120093000Z"
    assert bytes(opened.trailer.ID[0]) == b"HRA-2026-041"
    assert opened.Root.PageMode == "/UseOutlines"


def test_time_without_zone_is_refused() -> None:
    local = ISSUED_AT.replace(tzinfo=None)
    with pytest.raises(RenderError, match="no time zone"):
        html_to_pdf("", attachments=[], issued_at=local, identifier=b"x", stylesheets=[])


@pytest.mark.parametrize(
    ("body", "style"),
    [
        ('<img src="file:///etc/hostname" alt="x">', ""),
        ('<img src="http://127.0.0.1:9/x.png" alt="x">', ""),
        ('<img src="x.png" alt="x">', ""),
        ('<img src="asset:unknown.svg" alt="x">', ""),
        ('<link rel="stylesheet" href="file:///etc/hostname">', ""),
        ('<link rel="attachment" href="file:///etc/hostname">', ""),
        ("<p>x", "p { background: url(file:///etc/hostname) }"),
        ("<p>x", '@import "http://127.0.0.1:9/x.css";'),
        (
            '<svg><title>x</title><image href="file:///etc/hostname" width="9" height="9"/></svg>',
            "",
        ),
    ],
)
def test_nothing_is_fetched(body: str, style: str) -> None:
    with pytest.raises(RenderError, match=r"Failed to load|Relative URI"):
        render(body, style)


def test_missing_glyph_is_named_with_its_place() -> None:
    with pytest.raises(RenderError) as caught:
        render("<h2>Names</h2><p>The person is called สมชาย in the letter.</p>")
    assert "U+0E2A THAI CHARACTER SO SUA" in str(caught.value)
    assert "under the heading “Names”" in str(caught.value)


def test_missing_glyph_from_a_style_sheet_is_found_too() -> None:
    with pytest.raises(RenderError, match=r"U\+0E2A"):
        render("<p>x</p>", 'p::before { content: "ส" }')


def test_invisible_characters_need_no_glyph() -> None:
    assert missing_glyphs("a\u00ad\u200d\u200f\u2067\ufe0f\u3000\n") == []


@pytest.mark.parametrize(
    "picture",
    [
        '<img id="p" src="data:,">',
        '<img src="data:," alt="  ">',
        "<svg></svg>",
        "<svg><title> </title></svg>",
    ],
)
def test_picture_without_words_is_refused(picture: str) -> None:
    with pytest.raises(RenderError, match="has no alternative text"):
        render(picture)


@pytest.mark.parametrize(
    ("body", "style", "told"),
    [
        ("<p>x", "p { colr: red }", "unknown property"),
        ('<a href="#nowhere">x</a>', "", "No anchor #nowhere"),
        ('<p id="a">x<p id="a">y', "", "Anchor defined twice"),
        (
            "<p>x",
            "@font-face { font-family: X; src: url(asset:none.ttf) }",
            "none.ttf|cannot be loaded",
        ),
    ],
)
def test_complaints_of_the_typesetter_are_failures(body: str, style: str, told: str) -> None:
    with pytest.raises(RenderError, match=told):
        render(body, style)


def test_document_without_language_is_refused() -> None:
    with pytest.raises(RenderError, match="lang"):
        html_to_pdf("<p>x", attachments=[], issued_at=ISSUED_AT, identifier=b"x", stylesheets=[])


def test_garbage_collector_is_restored_after_a_failure() -> None:
    assert gc.isenabled()
    with pytest.raises(RenderError):
        render("<svg></svg>")
    assert gc.isenabled()


def test_failure_leaves_nothing_behind_for_the_next_document() -> None:
    before = render("<h1>Title</h1><p>Text</p>")
    with pytest.raises(RenderError):
        render('<a href="#nowhere">x</a>')
    assert render("<h1>Title</h1><p>Text</p>") == before


def test_missing_native_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def unloadable(name: str) -> None:
        raise OSError(f"cannot load a library of {name}")

    monkeypatch.setattr(importlib, "import_module", unloadable)
    with pytest.raises(
        RenderError, match=r"apt-get install -y --no-install-recommends libpango-1\.0-0"
    ):
        versions()


def test_untested_release_keeps_its_plain_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.warns(UserWarning, match="was not tested"):
        made = render("<p>Text</p>")
    assert made.startswith(b"%PDF-1.7")


def test_versions_name_what_shapes_a_page() -> None:
    assert versions().keys() == {"WeasyPrint", "pydyf", "Pango", "HarfBuzz"}
    assert all(release[0].isdigit() for release in versions().values())


def test_bundled_fonts_are_the_listed_ones() -> None:
    assert len(fonts.fonts_digest()) == 64
    assert len(fonts.font_files()) == 18
    assert {path.name for path in fonts.FONT_FOLDER.glob("LICENSE-*.txt")}


def test_changed_font_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "Face.ttf").write_bytes(b"changed")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  Face.ttf\n")
    monkeypatch.setattr(fonts, "FONT_FOLDER", tmp_path)
    monkeypatch.setattr(fonts, "CHECKSUM_LIST", tmp_path / "SHA256SUMS")
    with pytest.raises(RenderError, match=r"Face\.ttf"):
        fonts.fonts_digest.__wrapped__()


def test_configuration_finds_a_place_when_the_cache_is_not_writable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    folder = fonts._configuration_folder.__wrapped__("digest")
    assert folder.is_dir()
    assert not folder.is_relative_to(fonts.FONT_FOLDER)


def test_attachments_are_found_by_name_whatever_their_order() -> None:
    files = [
        AttachedFile(name, name.encode(), "A file", "text/plain")
        for name in ("c.txt", "a.txt", "b.txt")
    ]
    made = html_to_pdf(
        document("<p>x</p>"),
        attachments=files,
        issued_at=ISSUED_AT,
        identifier=b"x",
        stylesheets=[STYLE],
    )
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.attachments["a.txt"].get_file().read_bytes() == b"a.txt"
        assert sorted(pdf.attachments) == ["a.txt", "b.txt", "c.txt"]
