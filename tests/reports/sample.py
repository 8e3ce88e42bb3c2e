"""A small document with everything that a report may hold."""

from datetime import UTC, date, datetime

from reports.charts import (
    ChartRow,
    MatrixPoint,
    PathOutcome,
    PathStep,
    Portion,
    Threshold,
    TimelineEvent,
    coverage_strip,
    decision_path,
    score_bars,
    severity_matrix,
    skyline,
    timeline,
)
from reports.typesetting import AttachedFile, html_to_pdf

ISSUED_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ATTACHED = b'{"score": "41 to 63"}'
NAMES = {
    "ar": "فاطمة الزهراء",
    "he": "יעל בן־ארי",
    "zh-Hans": "新疆棉纺有限公司",
    "uk": "Олена Їжакевич",
    "hi": "कृष्णमूर्ति देवी मोहम्मद आरिफ़ श्रीमती प्रियंका",
}

STYLE = """
@page { size: A4; margin: 20mm; @top-left { content: "Running header" } @bottom-right { content: counter(page) } }
html { font: 10pt/1.4 "Source Serif 4", "IBM Plex Sans Arabic", "Noto Serif Hebrew", "Noto Sans SC", serif }
h1 { font: 300 24pt "Source Serif 4 Display"; bookmark-level: 1 }
table { width: 100%; table-layout: fixed }
code { font-family: "IBM Plex Mono" }
svg { width: 100% }
.cut { height: 380mm; border-left: 1pt solid #12395c }
"""

ROWS = (
    ChartRow("Policy & commitment", 0.62, 0.62, 0.8, 0.58, "62 to 80"),
    ChartRow("Grievance <and> remedy", 0.5, 0.41, 0.63, None, "41 to 63"),
)
THRESHOLD = Threshold(0.6, "threshold 60")


def document(body: str, *, language: str = "en") -> str:
    """A whole HTML document around the body."""
    title = "<title>Human rights audit</title>"
    return f'<!doctype html><html lang="{language}"><head>{title}</head><body>{body}</body></html>'


def render(body: str, style: str = STYLE) -> bytes:
    """The body as a PDF without attachments."""
    return html_to_pdf(
        document(body),
        attachments=[],
        issued_at=ISSUED_AT,
        identifier=b"HRA-1",
        stylesheets=[style],
    )


def render_sample() -> bytes:
    """The whole sample as a PDF."""
    return html_to_pdf(
        document(sample_body()),
        attachments=[AttachedFile("report.json", ATTACHED, "The data behind the report")],
        issued_at=ISSUED_AT,
        identifier=b"HRA-2026-041",
        stylesheets=[STYLE],
    )


def sample_body() -> str:
    return _text() + _pictures() + _table() + _cut_section()


def _text() -> str:
    names = ", ".join(f'<bdi lang="{language}">{name}</bdi>' for language, name in NAMES.items())
    return f"""
    <h1 id="top">Findings</h1>
    <p>See the <a href="#evidence">evidence</a> or <a href="https://example.org/standard">the standard</a>.</p>
    <p>Heard: {names}. Kept as <code>sha256:0f1e</code>.</p>
    <ol><li><p>First block.</p><p>Second block.</p></li><li>Plain<ul><li>Nested</li></ul></li></ol>
    <dl><dt>Owner</dt><dd>Chief executive</dd></dl>
    <blockquote><p>I pay the agent first.</p></blockquote>"""


def _pictures() -> str:
    dot = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
    return f"""
    <figure>{score_bars(ROWS, THRESHOLD)}<figcaption>Figure 1</figcaption></figure>
    <figure>{severity_matrix([MatrixPoint("F-01", 5, 5), MatrixPoint("F-02", 4, None)])}</figure>
    <figure>{coverage_strip(Portion(6, "6 determined"), Portion(3, "3 unknown"), Portion(1, "1 outside"))}</figure>
    <figure>{timeline([TimelineEvent(date(2026, 3, 1), "Letter", "allegation")])}</figure>
    <figure>{decision_path([PathStep("Severe impact", "fired", "Defer")], PathOutcome("Defer"))}</figure>
    <div aria-hidden="true">{skyline(ROWS, THRESHOLD)} motif</div>
    <p>Icon <img src="{dot}" alt=""></p>"""


def _table() -> str:
    rows = "".join(
        f'<tr><th scope="row">E-{place:03}</th><td>Payroll of the line, {place} pages</td><td>2026</td></tr>'
        for place in range(1, 91)
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("No.", "Item", "Year"))
    return f"""<table id="evidence"><caption>Evidence</caption>
    <colgroup><col style="width: 20%"><col style="width: 60%"><col style="width: 20%"></colgroup>
    <thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"""


def _cut_section() -> str:
    return '<section><div class="cut"><p>Before the cut.</p></div><p>After the cut.</p></section>'
