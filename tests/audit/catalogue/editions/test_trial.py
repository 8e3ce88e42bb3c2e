"""What may be tried out: drafts by name and by file, published versions unedited."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.catalogue.editions.trial import checklist_on_trial, latest_on_trial, policy_on_trial
from audit.domain.errors import InputInvalid, NotPublished
from audit.domain.request import VersionRef
from tests.audit.catalogue.builders import PACKAGED, POLICY, RESPONSIBLE_INVESTMENT, shelf

NAME = str(RESPONSIBLE_INVESTMENT)


def test_a_published_policy_is_the_one_of_the_catalogue():
    tried = policy_on_trial(PACKAGED, NAME)
    assert tried.policy is PACKAGED.policy(RESPONSIBLE_INVESTMENT)
    assert tried.named_thresholds == {threshold.id for threshold in tried.policy.thresholds}


def test_a_draft_of_the_catalogue_is_tried_and_still_not_used(tmp_path: Path):
    own = shelf(tmp_path)
    text = own.text(POLICY).replace('version: "1.0.0"', 'version: "9.9.9"', 1)
    draft = own.root / POLICY.replace("1.0.0", "9.9.9")
    draft.parent.mkdir()
    draft.write_text(text.replace("status: published", "status: draft", 1), "utf-8")
    name = f"{RESPONSIBLE_INVESTMENT.id}@9.9.9"
    assert policy_on_trial(own.catalogue, name).policy.version == "9.9.9"
    with pytest.raises(NotPublished, match="its status is draft"):
        own.catalogue.policy(VersionRef(RESPONSIBLE_INVESTMENT.id, "9.9.9"))


def test_an_edited_publication_is_not_tried_under_its_name(tmp_path: Path):
    own = shelf(tmp_path)
    path = own.root / POLICY
    edited = path.read_text("utf-8").replace("status: published", "status: draft", 1)
    path.write_text(edited, "utf-8")
    with pytest.raises(NotPublished, match="a published version was edited"):
        policy_on_trial(own.catalogue, NAME)
    assert policy_on_trial(own.catalogue, str(path)).policy.version == "1.0.0"


def test_a_policy_in_a_file_has_the_digest_of_its_bytes(tmp_path: Path):
    own = shelf(tmp_path)
    path = own.root / POLICY
    tried = policy_on_trial(PACKAGED, str(path)).policy
    assert tried.digest == PACKAGED.policy(RESPONSIBLE_INVESTMENT).digest


def test_a_checklist_is_tried_by_name_and_by_file():
    named = checklist_on_trial(PACKAGED, "government-sales@1.0.0")
    file = PACKAGED.root / "government-sales" / "1.0.0" / "checklist.yaml"
    assert checklist_on_trial(PACKAGED, str(file)).checklist == named.checklist


def test_the_latest_checklists_come_with_their_files():
    latest = latest_on_trial(PACKAGED)
    assert [each.checklist for each in latest] == list(PACKAGED.latest_checklists())
    assert all(each.checklist.id in each.source.label for each in latest)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("responsible-investment@9.0.0", "did you mean responsible-investment@"),
        ("nothing", "known are responsible-investment@"),
        (str(Path(__file__).parent), "is neither a version of the catalogue nor a file"),
    ],
)
def test_a_name_nobody_knows_is_refused_with_the_nearest(name: str, hint: str):
    with pytest.raises(InputInvalid) as refusal:
        policy_on_trial(PACKAGED, name)
    assert hint in str(refusal.value)
