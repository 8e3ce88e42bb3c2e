"""The smallest workbooks that a spreadsheet would open, made of texts, numbers, formulas and errors."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/first.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROOT = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATION}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
    '<sheet name="Register" sheetId="1" r:id="rId7"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId7" Type="{RELATION}/worksheet" '
    f'Target="worksheets/first.xml"/><Relationship Id="rId8" Type="{RELATION}/styles" '
    'Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)


@dataclass(frozen=True)
class Formula:
    """A cell that is worked out, with what it last showed."""

    text: str
    shows: str


@dataclass(frozen=True)
class Serial:
    """A day as spreadsheets count them."""

    days: int


@dataclass(frozen=True)
class Fault:
    """An error that a cell shows."""

    text: str


Cell = str | int | Formula | Serial | Fault


def workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook with these cells in its first sheet."""
    lines = "".join(
        f'<row r="{r}">{"".join(_cell(cell, f"{_letters(c)}{r}") for c, cell in enumerate(row))}</row>'
        for r, row in enumerate(rows, start=1)
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", ROOT)
        parts.writestr("xl/workbook.xml", WORKBOOK)
        parts.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        parts.writestr("xl/styles.xml", STYLES)
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
        parts.writestr("xl/worksheets/first.xml", sheet)
    return made.getvalue()


def _cell(cell: Cell, at: str) -> str:
    match cell:
        case Formula(text, shows):
            return f'<c r="{at}" t="str"><f>{escape(text)}</f><v>{escape(shows)}</v></c>'
        case Serial(days):
            return f'<c r="{at}" s="1"><v>{days}</v></c>'
        case Fault(text):
            return f'<c r="{at}" t="e"><v>{escape(text)}</v></c>'
        case int():
            return f'<c r="{at}"><v>{cell}</v></c>'
        case str():
            return f'<c r="{at}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def _letters(column: int) -> str:
    first, second = divmod(column, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)
