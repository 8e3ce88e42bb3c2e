"""From the Prefect UI: a questionnaire is frozen, recorded, and written out to be sent on."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from audit.domain.errors import AuditError, InputInvalid, Problem
from flows.acts.questionnaires import Asking, kept_copy
from flows.acts.questionnaires import send_questionnaire as send
from flows.clock import now
from flows.forms.intake import audit_meant, day_in
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import workplace


@flow(name="Send questionnaire", flow_run_name="send-questionnaire", validate_parameters=False)
def send_questionnaire(
    sent_to: str = "",
    sections: str = "",
    only_open: bool = True,
    answer_by: str = "",
    audit: str = "",
    analyst: str = "analyst",
) -> Any:
    """Make a questionnaire from the audit's checklists, record that it is sent, and write its file.

    What comes back is put into the audit's inbox and taken in with Take questionnaire; no answer of the
    audit changes until an analyst records it.

    Args:
        sent_to: Who is asked. Empty means the investee.
        sections: Ids of sections with commas between, such as GOV, LAW. Empty means all about the investee.
        only_open: Leave out what has a determined answer.
        answer_by: Day by which answers are due, such as 2026-12-20. Empty means no day.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who asks.
    """
    try:
        place = workplace()
        audit_id, by = audit_meant(place, audit), line_of("analyst", analyst)
        listed = line_of("sections", sections).split(",")
        if not isinstance(only_open, bool):
            raise InputInvalid(
                Problem("only_open", "it is neither true nor false", "tick it or not")
            )
        asking = Asking(
            line_of("sent_to", sent_to),
            tuple(name.strip() for name in listed if name.strip()),
            only_open,
            day_in("answer_by", answer_by),
        )
        made = send(place, audit_id, asking, by, now())
        path = kept_copy(place, made)
    except AuditError as error:
        return refused(error)
    asked, logger = made.sent.asked, get_run_logger()
    logger.info(
        "Questionnaire %s: %d questions to %s", asked.id, len(asked.questions), asked.sent_to
    )
    logger.info("Send on this file: %s (SHA-256 %s)", path, made.sent.file_sha256)
    return asked.id
