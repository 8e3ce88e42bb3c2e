"""From the Prefect UI: a register of deployments from the inbox becomes evidence and answers."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from audit.domain.errors import AuditError
from flows.acts.given_files import given_file
from flows.acts.registers import RegisterWords, grade_in, record_register
from flows.clock import now
from flows.forms.intake import audit_meant, day_in
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import workplace


@flow(name="Review register", flow_run_name="review-register", validate_parameters=False)
def review_register(
    file: str = "register.csv",
    audit: str = "",
    analyst: str = "analyst",
    day: str = "",
    position: str = "",
    grade: str = "F6",
) -> Any:
    """Hold a register of customers against the tests and public acts, and record what follows.

    A question that was answered from anything but a register keeps its answer. The evidence floor
    applies: a register alone is the company's own word.

    Args:
        file: Name of a CSV or XLSX file in the audit's inbox, or id of the item that it became.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who records it.
        day: Day it is looked at, such as 2026-11-23. Empty means the day it came in.
        position: Ids of the public acts that are the company's own position, with commas between.
        grade: Admiralty grade of the register, such as C3; F6 means not judged.
    """
    try:
        place = workplace()
        audit_id = audit_meant(place, audit)
        name, by = line_of("file", file), line_of("analyst", analyst)
        acts = tuple(
            part.strip() for part in line_of("position", position).split(",") if part.strip()
        )
        on, graded = day_in("day", day), grade_in("grade", line_of("grade", grade))
        with given_file(place, audit_id, name, now()) as given:
            words = RegisterWords(given.name, given.content, on, acts, graded)
            made = record_register(place, audit_id, words, by, now())
    except AuditError as error:
        return refused(error)
    logger = get_run_logger()
    for answer in made.review.answers:
        logger.info("%s: %s", answer.question, answer.rationale)
    logger.info("Recorded: %s", ", ".join(made.recorded) or "nothing")
    logger.info("Left as they stand: %s", ", ".join(made.kept) or "nothing")
    return made.evidence.id
