"""The stages as Prefect tasks: named for people, logged in sentences, pictured as artifacts."""

from __future__ import annotations

from datetime import date
from typing import cast

from prefect import get_run_logger, task
from prefect.artifacts import (
    Artifact,
    ProgressArtifact,
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import Artifact as ArtifactResponse
from prefect.runtime import flow_run

from audit.decision.dossier import ReviewRecord
from audit.domain.request import AuditRequest
from flows.acts.fieldwork import collect_evidence, record_answers
from flows.acts.inbox import folder_of
from flows.acts.opening import open_audit
from flows.acts.searching import index_missing
from flows.acts.stages import ReportFile, assess_audit, conclude, produce_report
from flows.acts.taking import Taken, take_waiting, told_of, warned_of
from flows.clock import now
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace
from reports.summary import (
    decision_markdown,
    decision_path_mermaid,
    heading,
    scorecard_rows,
    summary_markdown,
    words,
)


def workplace() -> Workplace:
    """The installation that this process works with."""
    return open_workplace(Settings())


def report_address(audit_id: str) -> str:
    """Where the PDF of an audit opens in a browser."""
    return f"{Settings().address}/reports/{audit_id}.pdf"


def show_progress(audit_id: str, percent: float, doing: str) -> None:
    """Say how far an audit is: one progress artifact for the run, and a line in its log."""
    key = f"progress-{audit_id}"
    # In a synchronous flow it answers at once; its type names only the asynchronous way.
    shown = cast("ArtifactResponse | None", ProgressArtifact.get(key))
    if shown is not None and str(shown.flow_run_id) == flow_run.id:
        # A resumed run passes its early stages again; progress does not go back.
        if float(str(shown.data)) >= percent:
            return
        update_progress_artifact(shown.id, progress=percent, description=doing)
    else:
        create_progress_artifact(progress=percent, key=key, description=doing)
    get_run_logger().info("%s (%d %%)", doing, percent)


@task(name="Intake", task_run_name="intake", cache_policy=NO_CACHE)
def intake(request: AuditRequest, evidence_deadline: date | None) -> str:
    """Open the audit, or find the one that is open with the same facts."""
    place, moment = workplace(), now()
    audit = open_audit(place, request, moment, evidence_deadline=evidence_deadline)
    logger = get_run_logger()
    if audit.opened_at != moment:
        logger.info("Carrying on audit %s", audit.id)
        return audit.id
    logger.info("Audit %s of %s", audit.id, audit.request.investee.legal_name)
    logger.info("Checklists: %s", ", ".join(str(used) for used in audit.checklists))
    logger.info("Policy: %s", audit.policy)
    if folder := folder_of(place.inbox, audit.id):
        logger.info("Files for it go into %s", folder)
    if audit.previous_audit:
        logger.info("Re-audit after %s", audit.previous_audit)
    return audit.id


@task(name="Evidence", task_run_name="evidence", cache_policy=NO_CACHE)
def gather_evidence(audit_id: str) -> None:
    """Take the evidence in, with its custody."""
    place = workplace()
    result = collect_evidence(place, audit_id, now())
    if result.fresh:
        get_run_logger().info(
            "%d evidence items are in the store, each with its custody", result.count
        )
    taken = take_waiting(place, audit_id, now())
    if taken.items or taken.rejected or taken.notices:
        show_taken(taken)
    read_texts(place, audit_id)


def show_taken(taken: Taken) -> None:
    """Log what became of the files in an inbox."""
    for sentence in told_of(taken):
        get_run_logger().info("%s", sentence)
    for sentence in warned_of(taken):
        get_run_logger().warning("%s", sentence)


def read_texts(place: Workplace, audit_id: str) -> None:
    """Read the text of what came in, so that it can be searched; an item without text is named."""
    indexed = index_missing(place, audit_id, now())
    logger = get_run_logger()
    if indexed.added:
        logger.info("Items read for the search: %d", indexed.added)
    for record in indexed.fresh_without_text:
        logger.info("%s has no text for the search: %s", record.item, record.reason)
    for sentence in indexed.refused:
        logger.error("%s", sentence)


@task(name="Answers", task_run_name="answers", cache_policy=NO_CACHE)
def answer_questions(audit_id: str) -> None:
    """Record the answers that people and files brought."""
    result = record_answers(workplace(), audit_id, now())
    if result.fresh:
        get_run_logger().info(
            "%d questions have a recorded answer; the others count as not asked", result.count
        )


@task(name="Assessment", task_run_name="assessment", cache_policy=NO_CACHE)
def assess(audit_id: str) -> str:
    """Score and recommend; show the scorecard and the decision path. Returns the record's digest."""
    record_digest, record = assess_audit(workplace(), audit_id, now())
    shown = cast("ArtifactResponse | None", Artifact.get(f"summary-{audit_id}"))
    if shown is None or record_digest[:32] not in str(shown.data):
        if shown is not None:
            get_run_logger().warning(
                "The record changed since it was last shown; only a sign-off over this one counts"
            )
        _show_assessment(audit_id, record_digest, record)
    return record_digest


def _show_assessment(audit_id: str, record_digest: str, record: ReviewRecord) -> None:
    said = heading(record)
    create_table_artifact(
        table=scorecard_rows(record), key=f"scorecard-{audit_id}", description=said
    )
    create_markdown_artifact(
        decision_path_mermaid(record), key=f"decision-path-{audit_id}", description=said
    )
    # Last, because it is what tells a later run that all of them are there.
    create_markdown_artifact(
        summary_markdown(record, record_digest), key=f"summary-{audit_id}", description=said
    )
    advice = record.assessment.recommendation
    for rule in advice.rules:
        if rule.fired:
            get_run_logger().info("Rule: %s → at most %s", rule.title, words(rule.limit))
    get_run_logger().info(
        "Recommendation: %s, because of %s",
        words(advice.outcome),
        ", ".join(words(reason) for reason in advice.reasons),
    )


@task(name="Decision", task_run_name="decision", cache_policy=NO_CACHE)
def decide(audit_id: str) -> None:
    """Record the decision that follows from the sign-off."""
    decision = conclude(workplace(), audit_id, now()).decision
    get_run_logger().info(
        "Decision: %s; next review on %s", words(decision.outcome), decision.next_review_on
    )


@task(name="Report", task_run_name="report", cache_policy=NO_CACHE)
def render_report(audit_id: str) -> ReportFile:
    """Render the PDF and leave its address in the log and among the artifacts."""
    place = workplace()
    report = produce_report(place, audit_id, now())
    dossier = conclude(place, audit_id, now())
    address = report_address(audit_id)
    create_link_artifact(
        link=address, link_text=f"Report on {audit_id} (PDF)", key=f"report-{audit_id}"
    )
    create_markdown_artifact(decision_markdown(dossier, address), key=f"decision-{audit_id}")
    get_run_logger().info("Report: %s", address)
    get_run_logger().info("SHA-256 of the report: %s", report.pdf_sha256)
    return report
