"""Instrument files and sheets of answers written for one test."""

from __future__ import annotations

from pathlib import Path

from audit.catalogue import packaged_catalogue
from audit.catalogue.answer_rows import Layout
from audit.catalogue.answer_sheets import read_sheet
from audit.catalogue.schemes import read_scheme
from audit.domain.answer_sheet import SheetSubject
from audit.domain.scheme import Scheme

HEAD = """\
id: small
version: "1.0.0"
title: Small
instrument:
  publisher: Example
  edition: First
  licence: CC0
"""
SCALES = """\
scales:
  - id: graded
    values:
      - code: "Yes"
        value: "1"
      - code: "No"
        value: "0"
      - code: NA
        left_out: not_applicable
  - id: ten
    numbers:
      from: "0"
      to: "10"
    values:
      - code: "-1"
        left_out: inconclusive
"""
SECTIONS = """\
sections:
  - id: S
    questions:
      - id: S1
        question: One?
        scale: graded
      - id: S2
        question: Two?
        scale: ten
      - id: S3
        question: Three?
        choose: several
        choices:
          - code: a
            value: "1"
          - code: b
            value: "2"
"""
AGGREGATION = """\
aggregation:
  nodes:
    - id: total
      combine: sum
      section: S
"""
UNITS = """\
aggregation:
  units:
    - id: group
      combine: mean
      classes:
        - Group
  nodes:
    - id: total
      combine: sum
      section: S
      across: group
"""
FILE = HEAD + SCALES + SECTIONS + AGGREGATION
BY_UNIT = HEAD + SCALES + SECTIONS + UNITS


def scheme_in(folder: Path, text: str = FILE) -> Scheme:
    """The scheme that this text is read as."""
    path = folder / "small.yaml"
    path.write_text(text, "utf-8")
    return read_scheme(packaged_catalogue(), path)


def sheet_in(
    folder: Path,
    content: str | bytes,
    scheme: Scheme,
    name: str = "answers.csv",
    layout: Layout | None = None,
) -> tuple[SheetSubject, ...]:
    """The subjects in a file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_sheet(path, scheme, layout or Layout({}))
