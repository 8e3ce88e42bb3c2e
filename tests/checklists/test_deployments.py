"""The deployments with verdicts that ship: public acts of 2020 and 2021, and lawful surveillance."""

from __future__ import annotations

from typing import Any

import pytest

from audit.catalogue import packaged_catalogue
from audit.catalogue.registers.public_acts import public_acts
from audit.catalogue.registers.rules import register_rules
from audit.catalogue.registers.worked import WorkedDeployment, worked_deployments
from audit.domain.request import VersionRef
from audit.scoring.register.bearing import Bearing, bearing
from audit.scoring.register.verdict import Verdict, judge_row

ROOT = packaged_catalogue().root
ACTS = {entry.act.id: entry.act for entry in public_acts(ROOT)}
RULES = register_rules(packaged_catalogue(), VersionRef("government-sales", "1.0.0"))
ACT_FILES = sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("moratoria/examples/*.yaml"))
TEST_FILES = sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("registers/*/*/lawful-*.yaml"))


def cases(files: list[str]) -> list[Any]:
    read = [(file, worked_deployments(ROOT, file)) for file in files]
    return [
        pytest.param(listed.of, case, id=f"{file}: {case.name}")
        for file, listed in read
        for case in listed.cases
    ]


@pytest.mark.parametrize(("name", "case"), cases(ACT_FILES))
def test_what_a_public_act_means_for_a_deployment(name: str, case: WorkedDeployment):
    found = bearing(ACTS[name], case.deployment, case.on)
    assert (found.bearing, found.because) == (case.expect, case.because)


@pytest.mark.parametrize(("question", "case"), cases(TEST_FILES))
def test_whether_surveillance_is_lawful(question: str, case: WorkedDeployment):
    found = judge_row(RULES.test_of(question), case.deployment, case.on)
    assert (found.verdict, found.because) == (case.expect, case.because)


def test_the_cases_show_every_word():
    assert {case.values[1].expect for case in cases(ACT_FILES)} == set(Bearing)
    assert {case.values[1].expect for case in cases(TEST_FILES)} == set(Verdict)


def test_every_act_has_cases():
    named = {path.stem for path in ROOT.glob("moratoria/*.yaml")}
    assert {path.stem for path in ROOT.glob("moratoria/examples/*.yaml")} == named
