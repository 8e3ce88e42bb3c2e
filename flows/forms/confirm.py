"""From the Prefect UI: a second person confirms that a question does not apply."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from audit.domain.errors import AuditError
from flows.acts.confirmation import confirm_not_applicable
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import workplace


@flow(name="Confirm not applicable", flow_run_name="confirm", validate_parameters=False)
def confirm(question: str = "", person: str = "", audit: str = "") -> Any:
    """Confirm, as a second person, that a question does not apply.

    On a critical question "not applicable" counts only then; until it is confirmed the question
    stays open.

    Args:
        question: Id of the question, such as REM-06.
        person: Your registered id; not that of the person who answered.
        audit: Id of the audit. Empty means the only one that is open.
    """
    try:
        place = workplace()
        audit_id = audit_meant(place, audit)
        named, by = line_of("question", question), line_of("person", person)
        confirm_not_applicable(place, audit_id, named, by, now())
    except AuditError as error:
        return refused(error)
    get_run_logger().info("%s confirms that %s does not apply in %s", by, named, audit_id)
    return named
