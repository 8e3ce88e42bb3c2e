"""From the Prefect UI: items of evidence are graded or described again, with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from prefect import flow, get_run_logger
from pydantic import Field

from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.evidence import Credibility, Grade, ProvidedBy, Reliability
from flows.acts.appraising import Said, appraise
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import TYPES, Form, line_of, lines_of, words_of
from flows.forms.refusal import refused
from flows.forms.tasks import workplace


class AppraisalWords(Form):
    """What is said anew; what is left empty stays as it is."""

    reliability: Literal["", "A", "B", "C", "D", "E", "F"] = Field(
        default="",
        title="Reliability of the source",
        description="A reliable to E unreliable; F not judged.",
    )
    credibility: Literal["", "1", "2", "3", "4", "5", "6"] = Field(
        default="",
        title="Credibility of the content",
        description="1 confirmed to 5 improbable; 6 not judged.",
    )
    type: Literal[
        "", "ATT", "BRD", "CON", "DEM", "DIS", "GRV", "IVE", "IVT", "LEG", "OSI", "POL", "REC", "SIT",
        "TEC", "TST",
    ] = Field(default="", title="Type", description=TYPES)  # fmt: skip
    provided_by: Literal[
        "", "investee", "investor", "customer", "rights_holder", "expert", "press", "civil_society",
        "public_record",
    ] = Field(default="", title="Provided by")  # fmt: skip
    title: str = Field(default="", title="Title")
    originator: str = Field(
        default="", title="Originator", description="Who first put it into the world."
    )
    publisher: str = Field(default="", title="Publisher")
    author: str = Field(default="", title="Author")
    published_on: str = Field(
        default="", title="Published on", description="A year, a month or a day."
    )
    observed_period: str = Field(default="", title="Observed period")
    url: str = Field(default="", title="Address")
    language: str = Field(default="", title="Language")
    handling: str = Field(default="", title="Handling")


@flow(name="Grade evidence", flow_run_name="grade-evidence", validate_parameters=False)
def grade_evidence(
    items: list[str],
    appraisal: AppraisalWords,
    reason: str,
    audit: str = "",
    analyst: str = "analyst",
) -> Any:
    """Grade or describe items of an open audit again.

    The earlier grade stays in the record beside the new one. A file that came in without a word about
    it supports nothing until its type and provider are given here. Doing it once more undoes a slip.

    Args:
        items: Ids of the items, such as E012.
        appraisal: What is said anew. What is left empty stays as it is.
        reason: Why. It stands in the ledger and in the report.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who judges.
    """
    try:
        place = workplace()
        audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
        said = said_in(words_of("appraisal", appraisal, AppraisalWords))
        names = lines_of("items", items)
        made = appraise(place, audit_id, names, said, line_of("reason", reason), by, now())
    except AuditError as error:
        return refused(error)
    for act in made:
        changed = f"; changed: {', '.join(act.changed)}" if act.changed else ""
        get_run_logger().info("%s: %s, before %s%s", act.item, act.after, act.before, changed)
    get_run_logger().info("Items appraised again: %d", len(made))
    return [act.item for act in made]


def said_in(words: dict[str, str]) -> Said:
    """What the words of the form say; raises InputInvalid for half a grade."""
    given = {name: text.strip() for name, text in words.items() if text.strip()}
    reliability, credibility = given.pop("reliability", ""), given.pop("credibility", "")
    if bool(reliability) != bool(credibility):
        what = "one half of the grade is missing"
        raise InputInvalid(Problem("appraisal", what, "judge source and content, or neither"))
    grade = Grade(Reliability(reliability), Credibility(credibility)) if reliability else None
    provider = given.pop("provided_by", "")
    said = Said(grade=grade, provided_by=ProvidedBy(provider) if provider else None)
    return replace(said, **given)
