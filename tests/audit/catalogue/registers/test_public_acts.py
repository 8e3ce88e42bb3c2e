"""Public acts as files: what ships, and how a fault in one is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from audit.catalogue.registers.public_acts import public_acts
from audit.catalogue.registers.worked import worked_deployments
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.investment import EndUser
from audit.domain.moratorium import Halt, Moratorium, ProductExit
from tests.audit.catalogue.builders import PACKAGED, Shelf, refusal, shelf

AMAZON, LATER = "moratoria/amazon-police-2020.yaml", "moratoria/amazon-police-2021.yaml"
MICROSOFT, IBM = "moratoria/microsoft-police-2020.yaml", "moratoria/ibm-exit-2020.yaml"
CASES = "moratoria/examples/amazon-police-2020.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Shelf:
    """A copy of what ships."""
    return shelf(tmp_path)


def test_what_ships():
    amazon, ibm, microsoft = (entry.act for entry in public_acts(PACKAGED.root))
    assert isinstance(amazon, Moratorium)
    assert amazon.ends_on == date(2021, 6, 10)
    assert amazon.last_day(date(2026, 11, 23)) is None
    assert amazon.actors.end_users == (EndUser.POLICE,)
    assert isinstance(microsoft, Moratorium)
    assert microsoft.halts is Halt.SALES
    assert microsoft.release is not None
    assert microsoft.release.qualities == ("national", "grounded in human rights")
    assert isinstance(ibm, ProductExit)
    assert "mass surveillance" in ibm.refusals
    assert all(entry.act.sources and entry.act.verified for entry in public_acts(PACKAGED.root))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (AMAZON, "    - police\n", "    - polise\n", "polise is unknown; did you mean police?"),
        (AMAZON, "id: amazon-police-2020", "id: amazon", "the file is named amazon-police-2020"),
        (AMAZON, "instrument: amazon-police-2020", "instrument: amazn", "the instrument amazn is"),
        (AMAZON, '"2020-06-10"', '"2020-06-31"', "2020-06-31 is not a day; correct it."),
        (AMAZON, "halts: use", "halts: all", '"all" is not one of use, sales'),
        (AMAZON, "fighting_human_trafficking", "fighting", "fighting is unknown"),
        (LATER, "amends: amazon-police-2020", "amends: ibm-exit-2020", "is not a moratorium"),
        (IBM, "refusals:", "refuses:", "the key refuses is unknown; did you mean refusals?"),
    ],
)
def test_a_fault_is_said_with_its_line(copy: Shelf, file: str, old: str, new: str, said: str):
    copy.edit(file, old, new)
    found = refusal(CatalogueInvalid, lambda: public_acts(copy.root))
    assert found.startswith(f"{file}, line ")
    assert said in found


def test_a_published_act_is_never_edited(copy: Shelf):
    path = copy.root / MICROSOFT
    path.write_text(path.read_text("utf-8").replace("- national", "- federal"), "utf-8")
    assert "a published version was edited" in refusal(NotPublished, lambda: public_acts(copy.root))


def test_a_draft_is_left_out(copy: Shelf):
    copy.edit(LATER, "status: published", "status: draft")
    amazon = public_acts(copy.root)[0].act
    assert isinstance(amazon, Moratorium)
    assert amazon.amendments == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("end_user_class:", "end_user_clas:", "the column end_user_clas is unknown; did you mean"),
        ("product: Rekognition", "product: =A1", "'=A1' begins like a formula"),
        ("country: US", "country: USA", "'USA' is no country code; did you mean US?"),
    ],
)
def test_a_fault_in_a_case_is_said_with_its_line(copy: Shelf, old: str, new: str, said: str):
    copy.edit(CASES, old, new)
    found = refusal(CatalogueInvalid, lambda: worked_deployments(copy.root, CASES))
    assert found.startswith(f"{CASES}, line ")
    assert said in found
