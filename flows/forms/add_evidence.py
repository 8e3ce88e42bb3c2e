"""One evidence item by hand: a text, a file from the inbox or a web page, with its claims and grade."""

from __future__ import annotations

import re
from typing import Any, Literal

from prefect import flow, get_run_logger
from pydantic import Field

from audit.domain.collection import Confidentiality, Handling
from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.evidence import (
    Credibility,
    Description,
    EvidenceItem,
    Grade,
    ProvidedBy,
    Reliability,
)
from audit.domain.evidence import (
    Form as ItemForm,
)
from audit.intake import line_problem, past_date_problem, shown
from flows.acts.capturing import capture_page, outfit_of
from flows.acts.collecting import Collected, collect
from flows.acts.inbox import absent, inbox_of
from flows.acts.sidecars import AsGiven, Described
from flows.acts.taking import Wish, take_inbox
from flows.clock import now
from flows.forms.claims import ClaimWords, claims_in
from flows.forms.intake import audit_meant, day_in
from flows.forms.parameters import TYPES, Form, line_of, words_of
from flows.forms.refusal import refused
from flows.forms.tasks import read_texts, workplace
from flows.settings import Settings
from flows.workplace import Workplace

TypeWord = Literal[
    "ATT", "BRD", "CON", "DEM", "DIS", "GRV", "IVE", "IVT", "LEG", "OSI", "POL", "REC", "SIT", "TEC",
    "TST",
]  # fmt: skip


ONE_LINE = (
    "title", "publisher", "author", "originator", "published_on", "observed_period", "url",
    "language", "handling", "consent", "witness_safety", "legal_restriction",
)  # fmt: skip
BY_HAND = "Added by hand"
WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)


class ItemWords(Form):
    """What the item is and where it comes from."""

    title: str = Field(title="Title")
    type: TypeWord = Field(
        title="Type",
        description=TYPES,
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
    observed_period: str = Field(
        default="", title="Observed period", description="The time that it tells of."
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
    confidentiality: Literal["public", "internal", "confidential", "secret"] = Field(
        default="internal",
        title="Confidentiality",
        description="What is secret stays out of packs; what is confidential goes into them.",
    )
    consent: str = Field(default="", title="Consent", description="Who agreed to what use.")
    witness_safety: str = Field(
        default="", title="Witness safety", description="What would endanger whom."
    )
    legal_restriction: str = Field(
        default="", title="Legal restriction", description="Which law or order limits its use."
    )
    retain_until: str = Field(
        default="",
        title="Keep until",
        description="A day, such as 2031-12-31. After it, Erase evidence destroys the item.",
    )
    handling: str = Field(default="", title="Handling", description="Anything else to be kept to.")


class ContentWords(Form):
    """A text, the name of a file in the audit's inbox, or a web page to capture: one of them."""

    text: str = Field(default="", title="Text")
    file: str = Field(default="", title="File in the inbox")
    page: str = Field(
        default="", title="Web page to capture", description="Its address, with https://."
    )


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
        content: A text, the name of a file that lies in the audit's inbox, or a page to capture.
        claims: What it says about the allegations and questions.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who adds it.
    """
    try:
        place = workplace()
        evidence = take_evidence(place, audit, item, content, claims, analyst)
        read_texts(place, audit_meant(place, audit))
    except AuditError as error:
        return refused(error)
    get_run_logger().info("Evidence %s is in the store: SHA-256 %s", evidence.id, evidence.sha256)
    return evidence.id


def take_evidence(
    place: Workplace, audit: object, item: object, content: object, claims: object, analyst: object
) -> EvidenceItem:
    """Check the words of the form and take the item in; raises InputInvalid and writes nothing else."""
    audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
    with place.reading() as work:
        work.people.get(by)
    said = words_of("item", item, ItemWords)
    claimed = claims_in(place, audit_id, claims)
    given = words_of("content", content, ContentWords)
    page, described = _page(given), _description(place, said)
    if page:
        return capture_page(place, audit_id, page, described, by, outfit_of(Settings()), claimed)
    if name := given["file"].strip():
        return _from_inbox(place, audit_id, name, Described(described, claimed), by)
    stored = place.evidence.put(given["text"].encode())
    moment = now()
    collected = Collected(described, stored, "text/plain", BY_HAND, moment, claims=claimed)
    return collect(place, audit_id, collected, by, moment)


def _from_inbox(
    place: Workplace, audit_id: str, name: str, said: Described, by: str
) -> EvidenceItem:
    """The file as an item; it is moved to `taken`, or set aside with the reason."""
    there = inbox_of(place.inbox, audit_id).waiting()
    if name not in there:
        raise absent(name, audit_id, there)
    taken = take_inbox(place, audit_id, Wish(AsGiven(said), only=name), by, now())
    if taken.rejected:
        raise InputInvalid(Problem("file", taken.rejected[0].reason.rstrip("."), "see rejected/"))
    if not taken.items:
        what = f"{shown(name)} is still arriving or no file"
        raise InputInvalid(Problem("file", what, "wait until it is there, or put a file there"))
    return taken.items[-1]


def _page(words: dict[str, str]) -> str:
    """The page to capture, or empty; raises InputInvalid unless exactly one content is given."""
    if sum(bool(words[key].strip()) for key in ("text", "file", "page")) != 1:
        raise InputInvalid(
            Problem(
                "content",
                "give either a text or a file or a page",
                "fill in one and leave the others empty",
            )
        )
    return words["page"].strip()


def _check_item(words: dict[str, str]) -> None:
    said = {f"item.{key}": words[key].strip() for key in ONE_LINE}
    problems = [line_problem(where, text) for where, text in said.items()]
    for where in ("item.title", "item.originator"):
        if not said[where]:
            problems.append(Problem(where, "it is empty", "fill it in"))
    if published := said["item.published_on"]:
        problems.append(past_date_problem("item.published_on", published, now().date()))
    if (url := said["item.url"]) and not WEB_ADDRESS.match(url):
        problems.append(
            Problem(
                "item.url",
                f"{shown(url)} is not a web address",
                "begin it with https:// or http://, or leave it empty",
            )
        )
    if found := [problem for problem in problems if problem is not None]:
        raise InputInvalid(*found)


def _description(place: Workplace, words: dict[str, str]) -> Description:
    types = place.catalogue.vocabulary.evidence_types
    provider = ProvidedBy(words["provided_by"])
    _check_item(words)
    plain = ("title", "publisher", "author", "originator", "published_on", "observed_period", "url")
    return Description(
        type=words["type"],
        form=ItemForm.CAPTURE,
        provided_by=provider,
        # Independence follows the type, and is lost when the investee itself supplies the item.
        independent=types[words["type"]].independent and provider is not ProvidedBy.INVESTEE,
        language=words["language"].strip(),
        grade=Grade(Reliability(words["reliability"]), Credibility(words["credibility"])),
        handling=words["handling"].strip(),
        protection=_protection(words),
        **{name: words[name].strip() for name in plain},
    )


def _protection(words: dict[str, str]) -> Handling | None:
    """What must be kept to; None where nothing was said."""
    said = Handling(
        Confidentiality(words["confidentiality"]),
        words["consent"].strip(),
        words["witness_safety"].strip(),
        words["legal_restriction"].strip(),
        day_in("item.retain_until", words["retain_until"]),
    )
    return None if said == Handling() else said
