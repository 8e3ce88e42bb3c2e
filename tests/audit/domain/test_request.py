"""Which facts a request gives the checklists; what nobody knows stays unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.investment import (
    IDENTIFYING_CAPABILITIES,
    PUBLIC_AUTHORITIES,
    Capability,
    EndUser,
)
from audit.domain.request import CASE_FACTS, case_facts
from audit.domain.truth import YesNo
from tests.factories import reference_request, small_request

SMALL = small_request()


def identifies(*capabilities: Capability) -> YesNo:
    investee = replace(SMALL.investee, capabilities=capabilities)
    return case_facts(replace(SMALL, investee=investee))["product_identifies_people"]


def authority(*end_users: EndUser) -> YesNo:
    investee = replace(SMALL.investee, end_users=end_users)
    return case_facts(replace(SMALL, investee=investee))["public_authority_end_user"]


@pytest.mark.parametrize("capability", list(Capability))
def test_each_capability(capability: Capability):
    decisive = YesNo.YES if capability in IDENTIFYING_CAPABILITIES else YesNo.NO
    expected = YesNo.UNKNOWN if capability is Capability.UNKNOWN else decisive
    assert identifies(capability) is expected


@pytest.mark.parametrize("user", list(EndUser))
def test_each_end_user(user: EndUser):
    decisive = YesNo.YES if user in PUBLIC_AUTHORITIES else YesNo.NO
    assert authority(user) is (YesNo.UNKNOWN if user is EndUser.UNKNOWN else decisive)


def test_one_decisive_word_outweighs_what_is_unknown():
    assert identifies(Capability.UNKNOWN, Capability.FACIAL_RECOGNITION) is YesNo.YES
    assert authority(EndUser.CONSUMER, EndUser.POLICE) is YesNo.YES


def test_nothing_named_is_unknown_and_not_no():
    assert identifies() is YesNo.UNKNOWN
    assert authority() is YesNo.UNKNOWN


def test_something_harmless_beside_something_unknown_is_unknown():
    assert identifies(Capability.OBJECT_RECOGNITION, Capability.UNKNOWN) is YesNo.UNKNOWN
    assert authority(EndUser.PRIVATE_COMPANY, EndUser.UNKNOWN) is YesNo.UNKNOWN


def test_every_fact_a_checklist_may_name_is_supplied():
    assert set(case_facts(reference_request())) == CASE_FACTS
    assert set(case_facts(SMALL).values()) == {YesNo.UNKNOWN, YesNo.NO}
