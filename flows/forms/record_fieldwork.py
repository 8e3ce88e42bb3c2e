"""Answers, assessments and limits of an open audit, from a file in its inbox."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from audit.catalogue.reading import SourceFile
from audit.domain.errors import AuditError
from flows.acts.fieldwork import record_fieldwork_file
from flows.acts.inbox import read_from_inbox
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import workplace


@flow(name="Record fieldwork", flow_run_name="record-fieldwork", validate_parameters=False)
def record_fieldwork(
    file: str = "fieldwork.yaml", audit: str = "", analyst: str = "analyst"
) -> Any:
    """Record what an analyst wrote down: answers, assessments, impacts, findings, limitations, terms.

    Args:
        file: Name of a fieldwork file in the audit's inbox; its form is that of a prepared case.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who answers.
    """
    try:
        place = workplace()
        audit_id = audit_meant(place, audit)
        name = line_of("file", file)
        source = SourceFile.holding(read_from_inbox(place.inbox, audit_id, name), name)
        done = record_fieldwork_file(place, audit_id, source, line_of("analyst", analyst), now())
    except AuditError as error:
        return refused(error)
    answers, terms = len(done.answers), len(done.terms)
    get_run_logger().info("%d answers and %d terms of %s are recorded", answers, terms, audit_id)
    return answers
