"""Other publishers' answers give the scores they published, every one of them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from audit.catalogue.instruments import aia, rdr, wbl
from audit.domain.bounds import Bounds
from audit.scoring.adjust import bands_reached, measured
from audit.scoring.tree import SubjectScore
from tests.audit.catalogue.instruments.published import (
    imported_and_scored,
    printed,
    published,
    rows,
)

Scores = dict[str, SubjectScore]


@pytest.fixture(scope="module")
def rdr_2022(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    return imported_and_scored(rdr.read, published("rdr-2022"), tmp_path_factory.mktemp("rdr"))


@pytest.fixture(scope="module")
def assessments(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    return imported_and_scored(aia.read, published("aia"), tmp_path_factory.mktemp("aia"))


@pytest.fixture(scope="module")
def economies(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    return imported_and_scored(wbl.read, published("wbl"), tmp_path_factory.mktemp("wbl"))


@pytest.mark.parametrize(
    ("table", "column", "count"),
    [("indicators", "indicator", 952), ("categories", "category", 42), ("totals", "", 14)],
)
def test_ranking_digital_rights(rdr_2022: Scores, table: str, column: str, count: int):
    listed = rows(published("rdr-2022") / f"2022-published-{table}.csv")
    assert len(listed) == count
    for row in listed:
        level = rdr_2022[row["company"]].level(row[column] if column else "total")
        assert printed(level) == row["score"], row


def test_every_level_of_ranking_digital_rights(rdr_2022: Scores):
    listed = rows(published("rdr-2022") / "2022-published-levels.csv")
    assert len(listed) == 2660
    found = {
        (company, level.unit, level.node.id): printed(level)
        for company, score in rdr_2022.items()
        for level in score.levels
    }
    for row in listed:
        # A company without an operating company has no such unit; the publisher prints NA.
        score = found.get((row["company"], row["service"], row["indicator"]), "NA")
        assert score == row["score"], row


def points(score: SubjectScore, name: str) -> Bounds:
    return score.level(name).own.part.points


def test_the_algorithmic_impact_assessment(assessments: Scores):
    sets = json.loads((published("aia") / "golden-synthetic.json").read_text("utf-8"))
    assert len(sets) == 108
    for one in sets:
        score, expected = assessments[one["id"]], one["expected"]
        for name, key in (
            ("raw-impact", "raw_impact_score"),
            ("mitigation", "mitigation_score"),
            ("current", "current_score"),
        ):
            assert points(score, name) == Bounds.exactly(expected[key]), one["id"]
        current = score.level("current")
        assert current.node.bands is not None
        share = measured(current.own.part, current.node.bands.of, None)
        assert share is not None
        level = ("I", "II", "III", "IV")[expected["impact_level"] - 1]
        assert bands_reached(current.node.bands, share) == (level,), one["id"]
        for page, sums in expected["sections"].items():
            part = score.level(f"{page}-impact").own.part
            assert part.points == Bounds.exactly(sums["score"]), (one["id"], page)
            assert part.maximum == Bounds.exactly(sums["max"]), (one["id"], page)


def test_women_business_and_the_law(economies: Scores):
    listed = rows(published("wbl") / "wbl-2020.csv")
    assert len(listed) == 190
    for row in listed:
        score = economies[row["code"]]
        for column, value in row.items():
            name = column.removeprefix("published_")
            if name != column:
                assert Fraction(printed(score.level(name))) == Fraction(value), (row["code"], name)
