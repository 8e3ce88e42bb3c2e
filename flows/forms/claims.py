"""What an item says about allegations and questions, as forms carry it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from audit.catalogue.reading import nearest
from audit.domain.errors import InputInvalid, Problem
from audit.domain.evidence import Claim, Relation
from audit.intake import shown
from flows.acts.stages import checklists_of
from flows.forms.parameters import Form, listed_words
from flows.workplace import Workplace


class ClaimWords(Form):
    """What the item says about an allegation or a question."""

    about: str = Field(title="Allegation or question", description="Its id, such as A1 or LAW-01.")
    relation: Literal["supports", "contradicts", "context"] = Field(
        default="context", title="Relation"
    )
    text: str = Field(title="Claim", description="What it says, in your own words.")
    locator: str = Field(default="", title="Locator", description="Page, quotation or selector.")


def claims_in(place: Workplace, audit_id: str, claims: object) -> tuple[Claim, ...]:
    """The claims of a form; raises InputInvalid for one about what this audit does not have."""
    listed = listed_words("claims", claims, ClaimWords)
    with place.reading() as work:
        audited = work.audits.get(audit_id)
    questions = [q.id for used in checklists_of(place, audited) for q in used.questions]
    known = [*(a.id for a in audited.request.allegations), *questions]
    for number, claim in enumerate(listed, start=1):
        if claim["about"] not in known:
            what = f"{shown(claim['about'])} is not an allegation or a question of this audit"
            raise InputInvalid(
                Problem(f"claims[{number}].about", what, nearest(claim["about"], known))
            )
    return tuple(
        Claim("", c["about"], Relation(c["relation"]), c["text"], c["locator"]) for c in listed
    )
