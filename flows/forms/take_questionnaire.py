"""From the Prefect UI: a questionnaire that came back is taken in from the inbox."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from audit.domain.errors import AuditError, InputInvalid, Problem
from flows.acts.given_answers import record_given
from flows.acts.given_files import given_file
from flows.acts.questionnaires import take_workbook
from flows.acts.returns import provider_in
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import read_texts, workplace


@flow(name="Take questionnaire", flow_run_name="take-questionnaire", validate_parameters=False)
def take_questionnaire(
    file: str = "questionnaire.xlsx",
    provided_by: str = "investee",
    record: bool = False,
    audit: str = "",
    analyst: str = "analyst",
) -> Any:
    """Take in a workbook that came back: evidence of what was given, and given answers.

    Args:
        file: Name of the workbook in the audit's inbox.
        provided_by: Who handed it over, such as investee.
        record: Record what was given as the audit's answers, with the workbook as their evidence.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who takes it in.
    """
    try:
        place = workplace()
        audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
        if not isinstance(record, bool):
            raise InputInvalid(Problem("record", "it is neither true nor false", "tick it or not"))
        name = line_of("file", file)
        provider = provider_in("provided_by", line_of("provided_by", provided_by))
        with given_file(place, audit_id, name, now()) as given:
            taken = take_workbook(
                place, audit_id, given.content, by, now(), name=given.name, provided_by=provider
            )
        recorded = record_given(place, audit_id, by, now()).recorded if record else ()
        read_texts(place, audit_id)
    except AuditError as error:
        return refused(error)
    logger = get_run_logger()
    logger.info("Notes that are new: %d", len(taken.notes))
    for answer in taken.returned.answers if taken.returned else ():
        logger.info(
            "%s: %s", answer.question, "nothing entered" if answer.is_empty else "filled in"
        )
    logger.info("Recorded: %s", ", ".join(recorded) or "nothing")
    return taken.item.id if taken.item else taken.questionnaire
