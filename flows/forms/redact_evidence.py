"""From the Prefect UI: a redacted copy of an item; the words to be taken out stay out of the form."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.intake import shown
from flows.acts.given_files import given_file
from flows.acts.inbox import media_type_of, read_from_inbox
from flows.acts.redacting import OtherCopy, redact, still_said, told_of, warned_of
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import workplace
from flows.workplace import Workplace


@flow(name="Redact evidence", flow_run_name="redact-evidence", validate_parameters=False)
def redact_evidence(
    item: str,
    reason: str,
    words_file: str = "names.words",
    redacted_file: str = "",
    audit: str = "",
    person: str = "analyst",
) -> Any:
    """Keep a redacted copy of an item, which packs carry in its place from then on.

    The item is not changed. The words to be taken out are read from a file in the inbox, one entry a
    line, because this form is kept by the server as it was sent. Delete that file afterwards.

    Args:
        item: Id of the item, such as E012.
        reason: Why. It stands in the ledger, so name nobody here.
        words_file: Name of the file in the audit's inbox that lists the words; let it end in .words.
        redacted_file: Name of a copy in the inbox that was redacted with another program. It is
            refused when one of the words can still be read in it. Empty takes the words out of the text.
        audit: Id of the audit. Empty means the only one that is open.
        person: Registered id of the person who redacts.
    """
    try:
        place = workplace()
        audit_id, by = audit_meant(place, audit), line_of("person", person)
        words = _words(place, audit_id, line_of("words_file", words_file))
        name, why = line_of("item", item), line_of("reason", reason)
        if copy := line_of("redacted_file", redacted_file):
            with given_file(place, audit_id, copy, now()) as given:
                other = OtherCopy(given.name, given.content, media_type_of(given.name))
                made = redact(place, audit_id, name, words, why, by, now(), other)
        else:
            made = redact(place, audit_id, name, words, why, by, now())
        left = still_said(place, audit_id, words)
    except AuditError as error:
        return refused(error)
    get_run_logger().info(
        "The redacted copy of %s is in the store: SHA-256 %s; %s",
        made.item, made.sha256, told_of(made),
    )  # fmt: skip
    if left:
        get_run_logger().warning("%s", warned_of(left))
    return made.sha256


def _words(place: Workplace, audit_id: str, name: str) -> list[str]:
    return words_in(read_from_inbox(place.inbox, audit_id, name), name)


def words_in(content: bytes, name: str) -> list[str]:
    """The words in a file, one entry a line; raises InputInvalid, and repeats none of them."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InputInvalid(
            Problem(shown(name), "it is not UTF-8 text", "save it as UTF-8")
        ) from None
    return [line.strip() for line in lines if line.strip()]
