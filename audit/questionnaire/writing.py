"""A workbook as bytes: the same plan gives the same bytes, and no text becomes a formula or a link."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from audit.domain.errors import InputInvalid, Problem
from audit.questionnaire.heights import free_to_grow, height_of
from audit.questionnaire.layout import Fixed, Input, Look, Sheet, Workbook, cell_name
from audit.questionnaire.strings import SHARED, Texts
from audit.questionnaire.texts import unwritable

LONGEST_CHOICES = 255
"""Characters that a drop-down written into its cell may have."""
SHEETS = "xl/worksheets/"
MADE_ON = (1980, 1, 1, 0, 0, 0)
"""The same in every archive, so that the same workbook has the same bytes."""
A3, A4 = 8, 9
FROZEN_COLUMNS = 2
PLAIN_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
BASE = {
    "font_name": "Calibri",
    "font_size": 10,
    "text_wrap": True,
    "valign": "top",
    # As text, so that a spreadsheet takes a day, a number and a leading sign as they are typed.
    "num_format": "@",
    "quote_prefix": True,
}
GREY = {"bg_color": "#EDEDED", "border": 1, "border_color": "#BFBFBF"}
LOOKS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "font_size": 14, "text_wrap": False},
    Look.LABEL: {"bold": True, **GREY},
    Look.HEADER: {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#1F3B57",
        "border": 1,
        "border_color": "#1F3B57",
    },
    Look.TEXT: GREY,
    Look.GIVEN: {**GREY, "bg_color": "#FFF8E1"},
    Look.SHOWN: GREY,
}
TO_FILL_IN = {"locked": False, "border": 1, "border_color": "#1F3B57", "bg_color": "#FFFFFF"}
MAY_STILL = {"format_rows": True, "format_columns": True}
"""What a locked sheet allows: rows and columns can be made larger, so that long answers are seen."""


def write_workbook(plan: Workbook, made_at: datetime) -> bytes:
    """The workbook; raises InputInvalid for a text that a cell cannot hold."""
    _refuse_unwritable(plan)
    content, texts = io.BytesIO(), Texts()
    with xlsxwriter.Workbook(content, PLAIN_TEXT) as book:
        book.set_properties(
            {"title": plan.title, "author": plan.author, "created": made_at.astimezone(UTC)}
        )
        formats = {look: book.add_format(BASE | how) for look, how in LOOKS.items()}
        to_fill_in = book.add_format(BASE | TO_FILL_IN)
        for number, sheet in enumerate(plan.sheets):
            _write_sheet(book.add_worksheet(sheet.name), sheet, number, formats, to_fill_in, texts)
    return _finished(content.getvalue(), texts)


def _finished(content: bytes, texts: Texts) -> bytes:
    """The workbook with its texts in their places and with rows that grow."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == SHARED:
                part = texts.put_into(part.decode()).encode()
            elif entry.filename.startswith(SHEETS):
                part = free_to_grow(part)
            new.writestr(zipfile.ZipInfo(entry.filename, MADE_ON), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _write_sheet(
    made: Worksheet,
    sheet: Sheet,
    number: int,
    formats: dict[Look, Format],
    to_fill_in: Format,
    texts: Texts,
) -> None:
    for column, width in enumerate(sheet.widths):
        made.set_column(column, column, width)
    if sheet.table is not None:
        _make_table(made, sheet, sheet.table, number, formats[Look.HEADER])
    for row, cells in enumerate(sheet.rows):
        made.set_row(row, height_of(cells, sheet.widths))
        for column, cell in enumerate(cells):
            text = cell.text if isinstance(cell, Fixed) else cell.filled
            shown = formats[cell.look] if isinstance(cell, Fixed) else to_fill_in
            if text:
                made.write_string(row, column, texts.standing_for(text), shown)
            else:
                made.write_blank(row, column, None, shown)
            if isinstance(cell, Input) and (rule := _validation(cell.choices, cell.prompt)):
                made.data_validation(row, column, row, column, rule)
    made.protect("", MAY_STILL)
    if sheet.hidden:
        made.very_hidden()
    else:
        _set_up_print(made, sheet)


def _make_table(made: Worksheet, sheet: Sheet, head: int, number: int, header: Format) -> None:
    """A named table, so that whoever hears the sheet instead of seeing it is told the column names."""
    columns = [
        {"header": cell.text, "header_format": header}
        for cell in sheet.rows[head]
        if isinstance(cell, Fixed)
    ]
    made.add_table(
        head,
        0,
        len(sheet.rows) - 1,
        len(columns) - 1,
        {"columns": columns, "autofilter": False, "style": None, "name": f"Questions_{number}"},
    )
    made.freeze_panes(head + 1, FROZEN_COLUMNS)
    made.repeat_rows(head)


def _validation(choices: tuple[str, ...], prompt: str) -> dict[str, Any]:
    """The drop-down and the hint of an input; the reader checks the words itself."""
    said = {"input_title": "To fill in", "input_message": prompt} if prompt else {}
    fits = len(",".join(choices)) <= LONGEST_CHOICES and not any("," in word for word in choices)
    if choices and fits:
        return {
            "validate": "list",
            "source": list(choices),
            "error_title": "Not one of the words",
            "error_message": "Choose one of the words in the list, or leave the cell empty.",
            **said,
        }
    return {"validate": "any", **said} if said else {}


def _set_up_print(made: Worksheet, sheet: Sheet) -> None:
    if sheet.table is None:
        made.set_portrait()
        made.set_paper(A4)
    else:
        made.set_landscape()
        made.set_paper(A3)
    made.fit_to_pages(1, 0)
    made.set_margins(0.4, 0.4, 0.6, 0.6)
    # An ampersand begins a command there.
    made.set_footer("&L" + sheet.name.replace("&", "&&") + "&RPage &P of &N")
    made.print_area(0, 0, len(sheet.rows) - 1, len(sheet.widths) - 1)


def _refuse_unwritable(plan: Workbook) -> None:
    problems = [
        Problem(f"sheet {sheet.name}, cell {cell_name(row, column)}", why, "shorten or correct it")
        for sheet in plan.sheets
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if (why := unwritable(cell.text if isinstance(cell, Fixed) else cell.filled))
    ]
    if problems:
        raise InputInvalid(*problems)
