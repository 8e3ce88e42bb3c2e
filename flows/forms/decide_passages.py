"""From the Prefect UI: an analyst accepts or rejects passages that were suggested."""

from __future__ import annotations

from typing import Any, Literal

from prefect import flow, get_run_logger
from pydantic import Field

from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.texts.suggestion import Verdict
from flows.acts.suggesting import decide
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import Form, line_of, listed_words
from flows.forms.refusal import refused
from flows.forms.tasks import workplace


class PassageWords(Form):
    """A suggested passage, and what becomes of it."""

    suggestion: str = Field(
        title="Suggestion", description="As the table of Suggest passages names it."
    )
    verdict: Literal["accepted", "rejected"] = Field(default="accepted", title="Verdict")
    reason: str = Field(
        default="", title="Reason", description="What it says on the question, or why not."
    )


@flow(name="Decide on passages", flow_run_name="decide-on-passages", validate_parameters=False)
def decide_passages(passages: list[PassageWords], audit: str = "", analyst: str = "analyst") -> Any:
    """Accept or reject suggested passages of an open audit.

    An accepted one becomes a claim on its item with its place; it changes no answer and no score. A
    rejected one is not suggested for that question again.

    Args:
        passages: Each with what becomes of it.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who decides.
    """
    try:
        place = workplace()
        audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
        listed = listed_words("passages", passages, PassageWords)
        if not listed:
            raise InputInvalid(Problem("passages", "there is none", "add at least one"))
        for number, words in enumerate(listed, start=1):
            name = line_of(f"passages[{number}].suggestion", words["suggestion"])
            verdict, reason = Verdict(words["verdict"]), words["reason"]
            made = decide(place, audit_id, name, verdict, by, reason, now())
            get_run_logger().info("%s: %s (%s, %s)", made.verdict, name, made.item, made.locator)
    except AuditError as error:
        return refused(error)
    return len(listed)
