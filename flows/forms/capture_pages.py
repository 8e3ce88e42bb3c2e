"""From the Prefect UI: web pages become evidence, each with request, response and working copies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from prefect import flow, get_run_logger
from pydantic import Field

from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.evidence import Description, EvidenceItem, ProvidedBy
from flows.acts.capturing import capture_list, outfit_of, page_description
from flows.acts.given_files import given_file
from flows.acts.registers import grade_in
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import Form, line_of, words_of
from flows.forms.refusal import refused
from flows.forms.tasks import read_texts, workplace
from flows.settings import Settings
from flows.workplace import Workplace

MOST_PAGES = 500


class PageWords(Form):
    """What is said of all these pages; what is left empty is taken from each page."""

    originator: str = Field(
        default="",
        title="Originator",
        description="Who first put it into the world. Empty: the host of each page.",
    )
    provided_by: Literal[
        "public_record", "press", "civil_society", "expert", "customer", "rights_holder",
        "investee", "investor",
    ] = Field(default="public_record", title="Provided by")  # fmt: skip
    publisher: str = Field(default="", title="Publisher")
    grade: str = Field(
        default="F6", title="Grade", description="Admiralty grade, such as B2; F6 is not judged."
    )
    handling: str = Field(
        default="", title="Handling", description="Confidentiality, consent, safety."
    )


@flow(name="Capture web pages", flow_run_name="capture-web-pages", validate_parameters=False)
def capture_pages(
    addresses: list[str] = [],  # noqa: B006  (only a plain default is prefilled)
    file: str = "",
    pages: PageWords = PageWords(),  # noqa: B008
    audit: str = "",
    analyst: str = "analyst",
    accept_unverified: bool = False,
) -> Any:
    """Capture web pages into an open audit.

    A page that cannot be captured is recorded as a failed capture and stops no other. Only the public
    Internet and networks that the settings name are captured.

    Args:
        addresses: Web addresses, each with http:// or https://.
        file: Name of a text file in the audit's inbox with one address a line, instead of the list.
        pages: What is said of all these pages.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who captures.
        accept_unverified: Capture also when a server's certificate does not verify, and say so.
    """
    logger = get_run_logger()

    def told(number: int, item: EvidenceItem) -> None:
        logger.info("%d of %d: %s", number, len(urls), outcome_of(item))

    try:
        place = workplace()
        audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
        urls = _addresses(place, audit_id, addresses, line_of("file", file))
        said = described(place, words_of("pages", pages, PageWords))
        outfit = outfit_of(Settings(), accept_unverified=accept_unverified is True)
        items = capture_list(place, audit_id, urls, said, by, outfit, told)
        read_texts(place, audit_id)
    except AuditError as error:
        return refused(error)
    return [item.id for item in items]


def described(place: Workplace, words: dict[str, Any]) -> Description:
    """The description that the words of the form give to every page."""
    provider = ProvidedBy(words["provided_by"])
    said = page_description(place)
    return replace(
        said,
        originator=line_of("pages.originator", words["originator"]),
        publisher=line_of("pages.publisher", words["publisher"]),
        provided_by=provider,
        # Independence follows the type, and is lost when the investee itself supplies the item.
        independent=said.independent and provider is not ProvidedBy.INVESTEE,
        grade=grade_in("pages.grade", line_of("pages.grade", words["grade"])),
        handling=line_of("pages.handling", words["handling"]),
    )


def outcome_of(item: EvidenceItem) -> str:
    """What a capture came to, in one line."""
    capture = item.capture
    if capture is None or capture.failure:
        said = capture.failure if capture else "no capture"
        return f"{item.id} failed: {item.url}: {said}"
    copies = ", ".join(copy.kind.value for copy in item.derivatives) or "no working copy"
    return f"{item.id} {capture.final_url} (HTTP {capture.status}; {copies})"


def listed_addresses(text: str) -> list[str]:
    """The addresses in a text, one a line; empty lines and lines that begin with # are left out."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def counted(where: str, urls: list[str]) -> list[str]:
    """The addresses, when there are neither none nor too many; raises InputInvalid."""
    if not urls:
        raise InputInvalid(Problem(where, "there is no address", "give at least one"))
    if len(urls) > MOST_PAGES:
        what = f"there are {len(urls)} addresses and the limit is {MOST_PAGES}"
        raise InputInvalid(Problem(where, what, "capture them in parts"))
    return urls


def _addresses(place: Workplace, audit_id: str, given: object, file: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(url, str) for url in given):
        raise InputInvalid(
            Problem("addresses", "it is not a list of texts", "give one address an entry")
        )
    if bool(given) == bool(file):
        raise InputInvalid(
            Problem("addresses", "give either addresses or a file", "leave the other empty")
        )
    if not file:
        return counted("addresses", listed_addresses("\n".join(given)))
    with given_file(place, audit_id, file, now()) as given:
        text = given.content.decode("utf-8-sig", "replace")
        return counted("file", listed_addresses(text))
