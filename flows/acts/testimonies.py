"""Interviews and site visits: what was said or seen becomes evidence, and a protected person stays unnamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from audit.domain.collection import (
    Confidentiality,
    Derivative,
    DerivativeKind,
    Handling,
    Testimony,
)
from audit.domain.errors import InputInvalid, Problem
from audit.domain.evidence import Claim, Description, EvidenceItem, Form, Grade, ProvidedBy
from audit.domain.truth import YesNo
from audit.intake import line_problem, shown
from audit.records import canonical
from flows.acts.collecting import Collected, collect
from flows.acts.stages import PROGRAM
from flows.workplace import Workplace

TYPES = {"interview_staff": "IVE", "interview_other": "IVT", "site_visit": "SIT"}
"""The evidence type of each kind of testimony."""
METHODS = {
    "IVE": "Interview, notes of the interviewer",
    "IVT": "Interview, notes of the interviewer",
    "SIT": "Site visit, notes of the visitor",
}
WITHHELD = "Kept with the notes"
"""What stands in the record of a protected person in place of what could tell who it was."""
CLOSED = frozenset({Confidentiality.CONFIDENTIAL, Confidentiality.SECRET})
NAMED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sir|Frau|Herr)\b\.? +\w+|\S+@\S+\.\S+|\+?\d[\d ()/-]{6,}\d"
)
"""A form of address with a name, an address for letters, or a telephone number."""
NAME_LIKE = re.compile(r"\b[^\W\d_a-z]\w*[a-z]\w*(?:[ -]+[^\W\d_a-z]\w*[a-z]\w*)+")
"""Two words with capitals in a row."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an analyst writes down about an interview or a visit."""

    kind: str
    """A key of TYPES."""
    testimony: Testimony
    label: str
    """Tells two protected people of one role apart, such as source 2; never initials."""
    consent_to: str
    """What the person agreed to."""
    confidentiality: Confidentiality
    provided_by: ProvidedBy
    grade: Grade
    no_name: bool
    """The analyst made sure that what looks like a name is none."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes as they are kept."""

    content: bytes
    media_type: str
    claims: tuple[Claim, ...]


def add_testimony(
    place: Workplace, audit_id: str, told: Told, notes: Notes, moment: datetime
) -> EvidenceItem:
    """Record an interview or a visit as evidence. Raises InputInvalid with every problem.

    Of a protected person the record has the role, the day, the language and the consent; place, risk
    and interpreter are kept in the evidence store beside the notes, and stand in no record or report.
    """
    if problems := [*_problems(told, moment.date()), *_naming(told, notes)]:
        raise InputInvalid(*problems)
    testimony, derivatives = told.testimony, ()
    if testimony.protected:
        derivatives = (_kept_apart(place, told),)
        testimony = _without_marks(testimony)
    collected = Collected(
        description=_description(place, told),
        stored=place.evidence.put(notes.content),
        media_type=notes.media_type,
        method=METHODS[TYPES[told.kind]],
        collected_at=datetime.combine(told.testimony.held_on, time(), UTC),
        claims=notes.claims,
        testimony=testimony,
        derivatives=derivatives,
    )
    return collect(place, audit_id, collected, told.testimony.recorded_by, moment)


def _description(place: Workplace, told: Told) -> Description:
    code, about = TYPES[told.kind], told.testimony
    who = f"{about.role}, {told.label}" if told.label else about.role
    what = "Site visit" if code == "SIT" else "Interview"
    kinds = place.catalogue.vocabulary.evidence_types
    hidden = about.protected
    return Description(
        type=code,
        form=Form.CAPTURE,
        title=f"{what}: {who}",
        originator=who,
        provided_by=told.provided_by,
        # Independence follows the type, and is lost when the investee itself supplies the item.
        independent=kinds[code].independent and told.provided_by is not ProvidedBy.INVESTEE,
        grade=told.grade,
        language=about.language,
        protection=Handling(
            confidentiality=told.confidentiality,
            consent=WITHHELD if hidden and told.consent_to else told.consent_to,
            witness_safety=WITHHELD if hidden and about.risk else about.risk,
        ),
    )


def _kept_apart(place: Workplace, told: Told) -> Derivative:
    about = told.testimony
    facts = {
        "role": about.role,
        "label": told.label,
        "place": about.place,
        "interpreter": about.interpreter,
        "risk": about.risk,
        "consent_to": told.consent_to,
        "held_on": about.held_on.isoformat(),
    }
    stored = place.evidence.put(canonical(facts).encode())
    return Derivative(
        DerivativeKind.METADATA, stored.sha256, stored.size, "application/json", PROGRAM
    )


def _without_marks(about: Testimony) -> Testimony:
    return Testimony(
        role=about.role,
        protected=True,
        consent=about.consent,
        language=about.language,
        interpreter=WITHHELD if about.interpreter else "",
        place=WITHHELD if about.place else "",
        held_on=about.held_on,
        risk=WITHHELD if about.risk else "",
        recorded_by=about.recorded_by,
    )


def _problems(told: Told, today: date) -> Iterable[Problem]:
    about = told.testimony
    if not about.role:
        yield Problem("role", "it is empty", "say what the person or the place has to do with it")
    for name, text in _lines(told).items():
        if problem := line_problem(name, text):
            yield problem
    if about.held_on > today:
        yield Problem("held on", f"{about.held_on} lies in the future", "enter a day that has come")
    if about.consent is YesNo.NO:
        what = "nothing is recorded of somebody who did not agree to it"
        yield Problem("consent", what, "leave it out, or record the agreement first")
    elif about.protected and about.consent is not YesNo.YES:
        what = "of a protected person nothing is recorded without known consent"
        yield Problem("consent", what, "ask for it, and answer yes")
    if about.protected and told.confidentiality not in CLOSED:
        what = f"a protected source is not {told.confidentiality}"
        yield Problem("confidentiality", what, "choose confidential or secret")


def _naming(told: Told, notes: Notes) -> Iterable[Problem]:
    """What would name a protected person, wherever a record or a report shows it."""
    if not told.testimony.protected:
        return
    for where, text in {**_lines(told), **_claim_texts(notes)}.items():
        if found := NAMED.search(text):
            what = f"“{shown(found[0])}” names somebody or tells how to reach them"
            yield Problem(where, what, "write a role instead")
        elif not told.no_name and (found := NAME_LIKE.search(text)):
            what = f"“{shown(found[0])}” looks like a name, and the source is protected"
            yield Problem(where, what, "write a role, or tick that it names nobody")


def _lines(told: Told) -> Mapping[str, str]:
    about = told.testimony
    return {
        "role": about.role,
        "label": told.label,
        "place": about.place,
        "interpreter": about.interpreter,
        "language": about.language,
        "risk": about.risk,
        "consent to": told.consent_to,
    }


def _claim_texts(notes: Notes) -> Mapping[str, str]:
    return {
        f"claims[{number}]": f"{claim.text} · {claim.locator}"
        for number, claim in enumerate(notes.claims, start=1)
    }
