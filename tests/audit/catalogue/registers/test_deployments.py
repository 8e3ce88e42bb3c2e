"""A register as a file: read whole from CSV and workbooks, or refused with every problem named."""

from __future__ import annotations

import contextlib
import csv
import io
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.catalogue.registers.columns import COLUMNS
from audit.catalogue.registers.deployments import read_deployments, template
from audit.domain.deployment import (
    Authority,
    ContractTerm,
    Deployment,
    NoDay,
    ProtectedSetting,
)
from audit.domain.errors import InputInvalid
from audit.domain.investment import EndUser
from audit.domain.truth import YesNo
from tests.audit.catalogue.registers.workbooks import Cell, Fault, Formula, Serial, workbook
from tests.audit.domain.laws import FEW, LAW

HEADER = "customer,end_user_class,country,authority,started_on"
ROW = "City police,police,US,court_order,2024-05-01"
READ = Deployment(
    2,
    "City police",
    end_user_class=EndUser.POLICE,
    country="US",
    authority=Authority.COURT_ORDER,
    started_on=date(2024, 5, 1),
)


WORKBOOK = workbook([HEADER.split(","), ROW.split(",")])


def rows_of(text: str | bytes) -> tuple[Deployment, ...]:
    return read_deployments(text if isinstance(text, bytes) else text.encode(), "r.csv").rows


def refused(text: str | bytes) -> list[str]:
    with pytest.raises(InputInvalid) as found:
        rows_of(text)
    return str(found.value).splitlines()


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n".encode(),
        f"{HEADER}\n{ROW}".encode("utf-8-sig"),
        f"{HEADER}\r\n{ROW}\r\n".encode(),
        f"{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"{HEADER}\n{ROW}\n,,,,\n".encode(),
        f'{HEADER}\n"City police"," Police ",us,Court order,2024-05-01\n'.encode(),
        f"Customer, End-user class ,COUNTRY,authority,Started on\n{ROW}\n".encode(),
        f"{HEADER},,\n{ROW},,\n".encode(),
        workbook([HEADER.split(","), ["City police", "police", "US", "court_order", "2024-05-01"]]),
        workbook(
            [HEADER.split(","), ["City police", "police", "US", "court_order", Serial(45413)]]
        ),
    ],
)
def test_the_same_register_in_many_spellings(content: bytes):
    assert rows_of(content) == (READ,)


def test_notes_and_empty_rows_keep_the_numbers_of_a_spreadsheet():
    text = f"{HEADER}\n# note: nothing here,,,,\n\n{ROW}\n"
    assert rows_of(text) == (replace(READ, row=4),)


def test_an_empty_cell_and_a_missing_column_are_unknown():
    file = read_deployments(b"customer,authority\nCity police,\n", "r.csv")
    assert file.rows == (Deployment(2, "City police"),)
    assert "started_on" in file.absent
    assert "authority" not in file.absent


def test_lists_days_and_texts():
    text = (
        "customer;open_settings;contract_terms;ended_on;last_check_on;reseller;through reseller\n"
        "A;court | protest;none;never;Unknown;;no\n"
        "B;;purpose,no onward transfer;2026-01-31;;An integrator;yes\n"
    )
    first, second = rows_of(text)
    assert first.open_settings == (ProtectedSetting.PROTEST, ProtectedSetting.COURT)
    assert first.contract_terms == ()
    assert (first.ended_on, first.last_check_on) == (NoDay.NEVER, NoDay.UNKNOWN)
    assert (first.reseller, first.through_reseller) == ("", YesNo.NO)
    assert second.open_settings is None
    assert second.contract_terms == (ContractTerm.PURPOSE, ContractTerm.NO_ONWARD_TRANSFER)
    assert second.ended_on == date(2026, 1, 31)
    assert (second.reseller, second.through_reseller) == ("An integrator", YesNo.YES)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "A,polise,,,",
            "column end_user_class: 'polise' is none of its words; did you mean police?",
        ),
        ("A,,USA,,", "column country: 'USA' is no country code; did you mean US?"),
        ("A,,Nowhere,,", "column country: 'Nowhere' is no country code; use the two letters"),
        ("A,,,,31.5.2026", "column started_on: '31.5.2026' is not a day; write it like 2026-05-31"),
        ("A,,,,2026-02-30", "column started_on: '2026-02-30' is not a day"),
        ("A,,,,20260530", "column started_on: '20260530' is not a day"),
        (",police,,,", "column customer: it is empty; name the customer, or write unknown."),
        ("=1+1,,,,", "column customer: '=1+1' begins like a formula; enter the text itself."),
        ("@SUM(A1),,,,", "column customer: '@SUM(A1)' begins like a formula"),
        ("#REF!,,,,", "column customer: '#REF!' is an error of a spreadsheet"),
        ("A,#N/A,,,", "column end_user_class: '#N/A' is an error of a spreadsheet"),
        ('"A\nB",,,,', "column customer: 'A\\nB' has a line break or a control character"),
        ("A,police", "row 2: it has 2 cells and there are 5 column names"),
        ("A,,,,,more", "row 2: it has 6 cells and there are 5 column names"),
    ],
)
def test_a_bad_cell_is_named_with_file_row_and_column(row: str, sentence: str):
    (said,) = refused(f"{HEADER}\n{row}\n")
    assert said.startswith("r.csv, row 2")
    assert sentence in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "r.csv: it has no rows below the column names"),
        (b"customer,country\n", "r.csv: it has no rows below the column names"),
        (b"country\nUS\n", "r.csv: the column customer is missing; add it."),
        (
            b"customer,custmer\nA,B\n",
            "'custmer' is no column of a register; did you mean customer?",
        ),
        (b"customer,Customer\nA,B\n", "r.csv: the column customer stands twice"),
        (b"customer\n\xff\xfe\n", "r.csv: it is neither a workbook nor UTF-8 text (byte 9)"),
        (b'customer\n"A" B\n', "r.csv: line 2 is not CSV"),
        (b"PK\x03\x04 nothing", "r.csv: it is no XLSX workbook"),
    ],
)
def test_a_bad_file_is_one_sentence(content: bytes, sentence: str):
    (said,) = refused(content)
    assert sentence in said


def test_every_problem_is_named_in_the_order_of_the_file():
    said = refused(f"{HEADER}\nA,x,y,,\nB,,,z,\n")
    assert [line.split(":")[0] for line in said] == [
        "r.csv, row 2, column end_user_class",
        "r.csv, row 2, column country",
        "r.csv, row 3, column authority",
    ]


def test_fifty_problems_are_named_and_the_rest_counted():
    said = refused(f"{HEADER}\n" + "A,x,y,,\n" * 40)
    assert len(said) == 51
    assert said[-1] == (
        "r.csv: there are 80 problems, and the first 50 are named; correct these and look again."
    )


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (Formula("A1&B1", "City police"), "cells of the first sheet hold formulas: A2 (1 in all)"),
        (Fault("#DIV/0!"), "cells of the first sheet hold errors: A2 (1 in all)"),
    ],
)
def test_what_a_workbook_works_out_is_refused(cell: Cell, sentence: str):
    (said,) = refused(workbook([["customer"], [cell]]))
    assert sentence in said


def test_numbers_of_a_workbook_are_texts():
    (row,) = rows_of(workbook([["customer", "authority_reference"], ["A", 1143]]))
    assert row.authority_reference == "1143"


def test_the_template_names_every_column_and_has_no_row():
    header, allowed = list(csv.reader(io.StringIO(template())))
    assert header == [column.name for column in COLUMNS]
    assert len(allowed) == len(header)
    assert refused(template()) == [
        "r.csv: it has no rows below the column names; enter a row a deployment."
    ]
    filled = template() + "A" + "," * (len(header) - 1) + "\n"
    assert rows_of(filled) == (Deployment(3, "A"),)


def test_every_field_has_its_column():
    columns = {column.name for column in COLUMNS}
    assert columns | {"row"} == {field.name for field in fields(Deployment)}


@FEW
@given(st.lists(st.sampled_from([ROW, "A,,,,", "B,police,,,never"]), min_size=1, max_size=8))
def test_each_row_is_read_as_if_it_stood_alone(rows: list[str]):
    together = rows_of("\n".join([HEADER, *rows]))
    alone = [replace(rows_of(f"{HEADER}\n{row}")[0], row=n) for n, row in enumerate(rows, start=2)]
    assert list(together) == alone


@LAW
@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_sentences(data: st.DataObject):
    kind = data.draw(st.sampled_from([f"{HEADER}\n{ROW}\n".encode(), WORKBOOK]))
    content = bytearray(kind)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InputInvalid):
        rows_of(bytes(content))
