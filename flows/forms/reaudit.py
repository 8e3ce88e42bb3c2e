"""Re-audits by schedule: a daily sweep that starts one audit for each that is due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments import run_deployment
from prefect.states import Failed

from audit.domain.audit import AuditLine, OpenedAudit
from audit.domain.errors import AuditError
from flows.acts.opening import open_audit
from flows.clock import now
from flows.forms.intake import day_in
from flows.forms.refusal import refused
from flows.forms.tasks import workplace
from flows.workplace import Workplace

AUDIT_DEPLOYMENT = "Audit an investee/Audit an investee"


def open_reaudit(place: Workplace, line: AuditLine, moment: datetime) -> OpenedAudit:
    """Open the audit that follows a decided one; opening it twice gives the same audit."""
    with place.reading() as work:
        before = work.audits.get(line.id)
    return open_audit(
        place, before.request, moment, opening_key=_opening_key(line), previous=line.id
    )


def _opening_key(line: AuditLine) -> str:
    return f"reaudit:{line.id}:{line.next_review_on}"


@task(name="Open re-audit", task_run_name="re-audit after {line.id}", cache_policy=NO_CACHE)
def start_reaudit(line: AuditLine, moment: datetime) -> str:
    """Open the re-audit and start its flow run, once. Returns what came of it."""
    audit = open_reaudit(workplace(), line, moment)
    if audit.opening_key != _opening_key(line):
        return f"{audit.id} was already opened by {audit.request.analyst}"
    run_deployment(
        AUDIT_DEPLOYMENT,
        parameters={"carry_on": audit.id},
        timeout=0,
        idempotency_key=audit.opening_key,
        as_subflow=False,
    )
    get_run_logger().info("%s is audited again as %s", line.investee, audit.id)
    return audit.id


@flow(
    name="Re-audit what is due",
    flow_run_name=lambda: f"re-audit-{now():%Y-%m-%d}",
    validate_parameters=False,
)
def reaudit_due(on: str = "") -> Any:
    """Start a re-audit for every decided audit whose next review date has come.

    Args:
        on: Day to look at, such as 2027-05-23. Empty means today.
    """
    try:
        day = day_in("on", on) or now().date()
    except AuditError as error:
        return refused(error)
    with workplace().reading() as work:
        due = work.audits.due(day)
    get_run_logger().info("Audits due on %s: %d", day, len(due))
    failed: list[str] = []
    rows = [_swept(line, failed) for line in due]
    if rows:
        create_table_artifact(table=rows, key=f"re-audits-{day}")
    if failed:
        return Failed(message=f"Not started: {'; '.join(failed)}. The next sweep tries them again.")
    return len(due)


def _swept(line: AuditLine, failed: list[str]) -> dict[str, str]:
    """Start one re-audit; one that does not start keeps no other from starting, and fails the run."""
    try:
        result = start_reaudit(line, now())
    # Whatever it was stands in the log with its traceback and in the state of the run.
    except Exception as error:
        result = str(error)
        failed.append(f"{line.investee} after {line.id} ({error})")
        get_run_logger().exception("%s was not audited again", line.investee)
    return {"investee": line.investee, "after": line.id, "re-audit": result}
