"""A report as HTML, and a dossier as the PDF that people keep."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from audit.custody.anchor import Anchor
from audit.decision.dossier import Dossier
from reports.assemble import assemble
from reports.assembly.closing import ATTACHMENT
from reports.charts import (
    BarWords,
    MatrixWords,
    coverage_strip,
    decision_path,
    score_bars,
    severity_matrix,
    skyline,
    timeline,
)
from reports.model import Report
from reports.typesetting import AttachedFile, html_to_pdf

_LEVELS = ("1", "2", "3", "4", "5")
_IMPACTS = MatrixWords(
    title="Impacts on people by severity and likelihood",
    severities=_LEVELS,
    likelihoods=_LEVELS,
    not_rated="Open",
)
_LEVERAGE = BarWords(title="Questions on the investor's leverage, with what is still possible")

DRAWINGS: dict[str, Any] = {
    "coverage_strip": coverage_strip,
    "decision_path": decision_path,
    "leverage_bars": partial(score_bars, words=_LEVERAGE),
    "score_bars": score_bars,
    "severity_matrix": partial(severity_matrix, words=_IMPACTS),
    "skyline": skyline,
    "timeline": timeline,
}
"""What the templates can draw, by name."""

_PROPERTY = re.compile(r"^ *(--[a-z-]+): (.+);$", re.MULTILINE)
_VARIABLE = re.compile(r"var\((--[a-z-]+)\)")
_SCRIPTS = {
    "und-Hebr": "\u0590-\u05ff\ufb1d-\ufb4f",
    "und-Arab": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "und-Hani": "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef",
    "und-Cyrl": "\u0400-\u052f",
    "und-Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "und-Deva": "\u0900-\u097f",
}
_RUN = re.compile(
    "|".join(
        f"(?P<{tag.replace('-', '_')}>[{letters}](?:[{letters}\\s\u2010-\u2015'’.-]*[{letters}])?)"
        for tag, letters in _SCRIPTS.items()
    )
)


def render_html(report: Report) -> str:
    """The report as one HTML document that needs nothing else."""
    style = sheet("report.css")
    return environment().get_template("report.html.j2").render(report=report, style=style)


def render_pdf(dossier: Dossier, dossier_json: str, anchors: Sequence[Anchor] = ()) -> bytes:
    """The report with its dossier attached, as PDF/A-3a and PDF/UA-1; issued when it was decided."""
    content = dossier_json.encode()
    report = assemble(dossier, hashlib.sha256(content).hexdigest(), anchors)
    attached = AttachedFile(ATTACHMENT, content, f"Dossier of the audit {dossier.record.audit}")
    return html_to_pdf(
        render_html(report),
        attachments=[attached],
        issued_at=dossier.decision.decided_at,
        identifier=f"{dossier.record.audit} {dossier.record_digest}".encode(),
        stylesheets=(),
    )


@cache
def environment() -> Environment:
    """The templates of this package with what they can draw."""
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=with_scripts,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(DRAWINGS)
    return made


@cache
def sheet(*names: str) -> str:
    """These print sheets as one, with their custom properties filled in: the typesetter would do so
    for every element."""
    folder = files("reports").joinpath("static")
    text = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    values = dict(_PROPERTY.findall(text))
    return _VARIABLE.sub(lambda found: values[found[1]], text)


def with_scripts(value: object) -> object:
    """Text with every run of another script set apart, so that direction and speech follow it."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isascii():
        return value
    parts: list[Markup] = []
    end = 0
    for run in _RUN.finditer(value):
        tag = (run.lastgroup or "").replace("_", "-")
        parts.append(escape(value[end : run.start()]))
        parts.append(Markup('<bdi lang="{}">{}</bdi>').format(tag, run.group()))
        end = run.end()
    return Markup("").join([*parts, escape(value[end:])])
