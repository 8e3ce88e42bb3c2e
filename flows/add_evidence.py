"""One evidence item by hand: a text, or a file from the audit's inbox, with its claims and grade."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from prefect import flow, get_run_logger
from pydantic import Field

from audit.catalogue import PreparedItem
from audit.catalogue.reading import nearest
from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.evidence import (
    Claim,
    Credibility,
    EvidenceItem,
    Grade,
    ProvidedBy,
    Relation,
    Reliability,
)
from audit.domain.evidence import (
    Form as ItemForm,
)
from flows.clock import now
from flows.fieldwork import add_item
from flows.inbox import file_in_inbox, media_type_of
from flows.parameters import Form, listed_words, words_of
from flows.refusal import refused
from flows.tasks import workplace
from flows.workplace import Workplace

TypeWord = Literal[
    "ATT", "BRD", "CON", "DEM", "DIS", "GRV", "IVE", "IVT", "LEG", "OSI", "POL", "REC", "SIT", "TEC",
    "TST",
]  # fmt: skip


class ItemWords(Form):
    """What the item is and where it comes from."""

    title: str = Field(title="Title")
    type: TypeWord = Field(
        title="Type",
        description="POL policy, CON contract, REC business record, TEC specification, DEM witnessed "
        "demonstration, IVE interview of staff, IVT interview of others, SIT site visit, TST "
        "independent test, OSI open source, LEG legal record, DIS disclosure, ATT management "
        "statement, GRV grievances, BRD board minutes.",
    )
    publisher: str = Field(default="", title="Publisher")
    author: str = Field(default="", title="Author")
    originator: str = Field(
        title="Originator",
        description="Who first put it into the world; outlets that repeat do not count.",
    )
    provided_by: Literal[
        "investee", "investor", "customer", "rights_holder", "expert", "press", "civil_society",
        "public_record",
    ] = Field(title="Provided by")  # fmt: skip
    published_on: str = Field(
        default="", title="Published on", description="A year, a month or a day."
    )
    url: str = Field(default="", title="Address")
    language: str = Field(default="en", title="Language")
    reliability: Literal["A", "B", "C", "D", "E", "F"] = Field(
        default="F",
        title="Reliability of the source",
        description="A reliable to E unreliable; F not judged.",
    )
    credibility: Literal["1", "2", "3", "4", "5", "6"] = Field(
        default="6",
        title="Credibility of the content",
        description="1 confirmed to 5 improbable; 6 not judged.",
    )
    handling: str = Field(
        default="", title="Handling", description="Confidentiality, consent, safety."
    )


class ClaimWords(Form):
    """What the item says about an allegation."""

    about: str = Field(title="Allegation", description="Its id, such as A1.")
    relation: Literal["supports", "contradicts", "context"] = Field(
        default="context", title="Relation"
    )
    text: str = Field(title="Claim", description="What it says, in your own words.")
    locator: str = Field(default="", title="Locator", description="Page, quotation or selector.")


class ContentWords(Form):
    """Either a text, or the name of a file in the audit's inbox."""

    text: str = Field(default="", title="Text")
    file: str = Field(default="", title="File in the inbox")


@flow(name="Add evidence", flow_run_name="add-evidence", validate_parameters=False)
def add_evidence(
    item: ItemWords,
    content: ContentWords,
    claims: list[ClaimWords] = [],  # noqa: B006  (only a plain default is prefilled)
    audit: str = "",
    analyst: str = "analyst",
) -> Any:
    """Add one evidence item to an open audit.

    A sign-off that was being waited for is asked for again, because the record changes.

    Args:
        item: What it is and where it comes from.
        content: A text, or the name of a file that lies in the audit's inbox.
        claims: What it says about the allegations.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who adds it.
    """
    try:
        evidence = take_evidence(workplace(), audit, item, content, claims, analyst)
    except AuditError as error:
        return refused(error)
    get_run_logger().info("Evidence %s is in the store: SHA-256 %s", evidence.id, evidence.sha256)
    return evidence.id


def take_evidence(
    place: Workplace, audit: str, item: object, content: object, claims: list[Any], analyst: str
) -> EvidenceItem:
    """Check the words of the form and take the item in; raises InputInvalid and writes nothing else."""
    audit_id = audit or only_open_audit(place)
    with place.reading() as work:
        allegations = [a.id for a in work.audits.get(audit_id).request.allegations]
        work.people.get(analyst)
    said = words_of("item", item, ItemWords)
    listed = listed_words("claims", claims, ClaimWords)
    for number, claim in enumerate(listed, start=1):
        if claim["about"] not in allegations:
            what = f"{claim['about']} is not an allegation of this audit"
            raise InputInvalid(
                Problem(f"claims[{number}].about", what, nearest(claim["about"], allegations))
            )
    body, media_type = _content(place, audit_id, words_of("content", content, ContentWords))
    prepared = _prepared(place, said, body, media_type)
    claimed = tuple(
        Claim("", c["about"], Relation(c["relation"]), c["text"], c["locator"]) for c in listed
    )
    return add_item(place, audit_id, replace(prepared, claims=claimed), analyst, now())


def only_open_audit(place: Workplace) -> str:
    """The one audit that is open; raises InputInvalid when there is none or more than one."""
    with place.reading() as work:
        undecided = [line.id for line in work.audits.lines() if line.outcome is None]
    if len(undecided) != 1:
        there = ", ".join(undecided) or "none"
        raise InputInvalid(Problem("audit", f"open audits: {there}", "name the one you mean"))
    return undecided[0]


def _content(place: Workplace, audit_id: str, words: dict[str, str]) -> tuple[bytes, str]:
    if bool(words["text"].strip()) == bool(words["file"].strip()):
        raise InputInvalid(
            Problem(
                "content", "give either a text or a file", "fill in one and leave the other empty"
            )
        )
    if words["text"].strip():
        return words["text"].encode(), "text/plain"
    path = file_in_inbox(place.inbox, audit_id, words["file"].strip())
    return path.read_bytes(), media_type_of(path.name)


def _prepared(
    place: Workplace, words: dict[str, str], body: bytes, media_type: str
) -> PreparedItem:
    types = place.catalogue.vocabulary.evidence_types
    provider = ProvidedBy(words["provided_by"])
    for key in ("title", "originator"):
        if not words[key].strip():
            raise InputInvalid(Problem(f"item.{key}", "it is empty", "fill it in"))
    return PreparedItem(
        id="",
        type=words["type"],
        form=ItemForm.CAPTURE,
        title=words["title"].strip(),
        publisher=words["publisher"].strip(),
        author=words["author"].strip(),
        originator=words["originator"].strip(),
        provided_by=provider,
        # Independence follows the type, and is lost when the investee itself supplies the item.
        independent=types[words["type"]].independent and provider is not ProvidedBy.INVESTEE,
        published_on=words["published_on"].strip(),
        observed_period="",
        url=words["url"].strip(),
        language=words["language"].strip(),
        grade=Grade(Reliability(words["reliability"]), Credibility(words["credibility"])),
        handling=words["handling"].strip(),
        content=body,
        media_type=media_type,
        claims=(),
    )
