"""A claim with a long quotation prints well: cut at a word, closed, and linked to what it is about."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.evidence import Claim, Relation
from reports.assemble import assemble
from reports.assembly.annexes import LOCATOR_SHOWN
from reports.assembly.formats import cut
from reports.model.annexes import ClaimLine
from tests.factories import reference_dossier

QUOTED = "page 3: “" + "The cameras were switched on, and nobody was told. " * 12 + "So it went.”"


def printed(about: str, locator: str) -> ClaimLine:
    """How the report prints a claim added to the first item."""
    dossier = reference_dossier()
    work = dossier.record.fieldwork
    claim = Claim(work.evidence[0].id, about, Relation.CONTEXT, "Accepted.", locator)
    record = replace(dossier.record, fieldwork=replace(work, claims=(*work.claims, claim)))
    return assemble(replace(dossier, record=record)).evidence.rows[0].claims[-1]


def test_a_long_quotation_is_cut_at_a_word():
    line = printed("LAW-01", QUOTED)
    assert line.locator.startswith("page 3: “The cameras were switched on")
    assert line.locator.endswith(("told.…”", "and…”", "on…”", "nobody…”", "The…”", "cameras…”"))
    assert len(line.locator) <= LOCATOR_SHOWN


def test_a_short_quotation_is_printed_whole():
    assert printed("LAW-01", "page 3: “Short.”").locator == "page 3: “Short.”"


def test_a_claim_leads_to_the_question_or_the_allegation_that_it_is_about():
    assert [link.href for link in printed("LAW-01", "").about] == ["#question-LAW-01"]
    assert [link.href for link in printed("A1", "").about] == ["#allegation-A1"]
    assert [link.href for link in printed("GONE-01", "").about] == [""]


@given(st.text(), st.integers(min_value=5, max_value=60))
def test_a_cut_text_is_its_own_beginning(text: str, most: int):
    said = cut(text, most)
    assert len(said) <= most
    assert said == text or text.startswith(said.removesuffix("”").removesuffix("…"))
