"""From the Prefect UI: an interview or a site visit, with care for whoever spoke."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from prefect import flow, get_run_logger
from pydantic import Field

from audit.domain.collection import Confidentiality, Testimony
from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.evidence import (
    Credibility,
    EvidenceItem,
    Grade,
    ProvidedBy,
    Reliability,
)
from audit.domain.truth import YesNo
from flows.acts.given_files import given_file
from flows.acts.inbox import media_type_of
from flows.acts.testimonies import Notes, Told
from flows.acts.testimonies import add_testimony as add
from flows.clock import now
from flows.forms.claims import ClaimWords, claims_in
from flows.forms.intake import audit_meant, day_in
from flows.forms.parameters import Form, Word, line_of, words_of
from flows.forms.refusal import refused
from flows.forms.tasks import read_texts, workplace
from flows.workplace import Workplace


class TestimonyWords(Form):
    """Who spoke or what was visited, by role, and what must be kept to."""

    kind: Literal["interview_staff", "interview_other", "site_visit"] = Field(
        title="What it was",
        description="An interview of current or former staff, of anybody else, or a site visit.",
    )
    role: str = Field(
        title="Role",
        description="What the person or the place has to do with the company. Never a name.",
    )
    protected: bool = Field(
        default=True,
        title="Protected source",
        description="Shown by role only. Place, risk and interpreter then stand in no record.",
    )
    no_name: bool = Field(
        default=False,
        title="It names nobody",
        description="Tick this only after you made sure that what looks like a name is none.",
    )
    label: str = Field(
        default="",
        title="Label",
        description="Tells people of one role apart, such as source 2. Never initials.",
    )
    consent: Word = Field(
        default="unknown",
        title="Consent",
        description="Of a protected source nothing is recorded without a yes.",
    )
    consent_to: str = Field(default="", title="Consent to", description="What they agreed to.")
    language: str = Field(default="en", title="Language")
    interpreter: str = Field(default="", title="Interpreter", description="By role; never a name.")
    place: str = Field(default="", title="Place")
    held_on: str = Field(title="Held on", description="A day, such as 2026-11-23.")
    risk: str = Field(
        default="", title="Risk to the person", description="What could happen to them, and how."
    )
    confidentiality: Literal["public", "internal", "confidential", "secret"] = Field(
        default="confidential", title="Confidentiality"
    )
    provided_by: Literal[
        "investee", "investor", "customer", "rights_holder", "expert", "press", "civil_society",
        "public_record",
    ] = Field(default="rights_holder", title="Provided by")  # fmt: skip
    reliability: Literal["A", "B", "C", "D", "E", "F"] = Field(
        default="F", title="Reliability of the source", description="F not judged."
    )
    credibility: Literal["1", "2", "3", "4", "5", "6"] = Field(
        default="6", title="Credibility of the content", description="6 not judged."
    )


class NotesWords(Form):
    """The notes: a text, or a file in the audit's inbox."""

    text: str = Field(default="", title="Notes")
    file: str = Field(default="", title="File in the inbox")


@flow(name="Add testimony", flow_run_name="add-testimony", validate_parameters=False)
def add_testimony(
    testimony: TestimonyWords,
    notes: NotesWords,
    claims: list[ClaimWords] = [],  # noqa: B006  (only a plain default is prefilled)
    audit: str = "",
    analyst: str = "analyst",
) -> Any:
    """Add an interview or a site visit to an open audit.

    This form is kept by the server as it was sent: write no name of a protected person anywhere, and
    bring notes that tell who it was as a file in the inbox.

    Args:
        testimony: Who spoke or what was visited, by role, and what must be kept to.
        notes: The notes as a text, or the name of a file that lies in the audit's inbox.
        claims: What was said about the allegations and questions, each with its place in the notes.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who adds it.
    """
    try:
        place = workplace()
        evidence = take_testimony(place, audit, testimony, notes, claims, analyst)
        read_texts(place, audit_meant(place, audit))
    except AuditError as error:
        return refused(error)
    get_run_logger().info("Evidence %s is in the store: SHA-256 %s", evidence.id, evidence.sha256)
    return evidence.id


def take_testimony(
    place: Workplace,
    audit: object,
    testimony: object,
    notes: object,
    claims: object,
    analyst: object,
) -> EvidenceItem:
    """Check the words of the form and take the testimony in; raises InputInvalid and writes nothing."""
    audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
    said = words_of("testimony", testimony, TestimonyWords)
    made = claims_in(place, audit_id, claims)
    told = _told(said, by)
    with _notes(place, audit_id, words_of("notes", notes, NotesWords)) as (content, media_type):
        return add(place, audit_id, told, Notes(content, media_type, made), now())


def _told(said: dict[str, Any], by: str) -> Told:
    held_on = day_in("held on", said["held_on"])
    if held_on is None:
        raise InputInvalid(Problem("held on", "it is empty", "enter the day"))
    text = {key: value.strip() if isinstance(value, str) else value for key, value in said.items()}
    return Told(
        kind=text["kind"],
        testimony=Testimony(
            role=text["role"],
            protected=said["protected"],
            consent=YesNo(text["consent"]),
            language=text["language"],
            interpreter=text["interpreter"],
            place=text["place"],
            held_on=held_on,
            risk=text["risk"],
            recorded_by=by,
        ),
        label=text["label"],
        consent_to=text["consent_to"],
        confidentiality=Confidentiality(text["confidentiality"]),
        provided_by=ProvidedBy(text["provided_by"]),
        grade=Grade(Reliability(text["reliability"]), Credibility(text["credibility"])),
        no_name=said["no_name"],
    )


@contextmanager
def _notes(place: Workplace, audit_id: str, words: dict[str, str]) -> Iterator[tuple[bytes, str]]:
    name = words["file"].strip()
    if bool(words["text"].strip()) == bool(name):
        what = "give either a text or a file"
        raise InputInvalid(Problem("notes", what, "fill in one and leave the other empty"))
    if not name:
        yield words["text"].encode(), "text/plain"
        return
    with given_file(place, audit_id, name, now()) as given:
        yield given.content, media_type_of(given.name)
