"""The worked cases beside each shipped checklist come out as they are written."""

from __future__ import annotations

from typing import Any

import pytest

from audit.catalogue import packaged_catalogue
from audit.catalogue.editions.edition import known_files, read_edition
from audit.catalogue.editions.examples import Tried
from audit.catalogue.editions.publishing import examples_of

CATALOGUE = packaged_catalogue()
CHECKLISTS = [name for name, file in known_files(CATALOGUE).items() if "policies/" not in file]


def tried() -> list[Any]:
    """Every case of every version; reading them refuses names that do not exist."""
    return [
        pytest.param(case, id=f"{name}: {case.name}")
        for name in CHECKLISTS
        for edition in [read_edition(CATALOGUE, name)]
        for case in examples_of(CATALOGUE, edition).tried(edition.checklist)
    ]


@pytest.mark.parametrize("case", tried())
def test_example(case: Tried) -> None:
    assert [str(miss) for miss in case.misses] == []


def test_every_checklist_has_examples() -> None:
    assert len(CHECKLISTS) >= 3
    for name in CHECKLISTS:
        assert examples_of(CATALOGUE, read_edition(CATALOGUE, name)).nodes
