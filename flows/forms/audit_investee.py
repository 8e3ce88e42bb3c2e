"""The main flow: one audit from the form to the PDF, waiting for a reviewer on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from prefect import flow
from prefect.runtime import flow_run

from audit.domain.errors import AuditError
from audit.intake import shown
from flows.clock import now
from flows.forms.intake import day_in, named_audit, request_from_form
from flows.forms.parameters import (
    ALLEGATIONS,
    CHECKLISTS,
    CIRCUMSTANCES,
    INVESTEE,
    INVESTMENT,
    AllegationForm,
    ChecklistsForm,
    CircumstancesForm,
    InvesteeForm,
    InvestmentForm,
)
from flows.forms.refusal import refused
from flows.forms.sign_off import wait_for_sign_off
from flows.forms.tasks import (
    answer_questions,
    assess,
    decide,
    gather_evidence,
    intake,
    render_report,
    show_progress,
    workplace,
)

LONGEST_NAME = 120
"""Characters of a name or an id that stand in the name of a run."""


def _run_name() -> str:
    return run_name(flow_run.parameters, now().date())


def run_name(given: Mapping[str, Any], today: date) -> str:
    """The name of a run for people, whatever was typed into its form."""
    if carried := given.get("carry_on"):
        return f"audit-{shown(str(carried), LONGEST_NAME)}"
    investee: object = given.get("investee", INVESTEE)
    if isinstance(investee, Mapping):
        name = cast("Mapping[str, object]", investee).get("legal_name")
    else:
        name = getattr(investee, "legal_name", None)
    return f"audit-{shown(str(name or 'unnamed'), LONGEST_NAME)}-{today}"


# Prefect's own validation would fail the run with a traceback; the words are checked at intake.
@flow(name="Audit an investee", flow_run_name=_run_name, validate_parameters=False)
def audit_investee(
    investee: InvesteeForm = INVESTEE,
    investment: InvestmentForm = INVESTMENT,
    circumstances: CircumstancesForm = CIRCUMSTANCES,
    allegations: list[AllegationForm] = ALLEGATIONS,
    checklists: ChecklistsForm = CHECKLISTS,
    policy: str = "responsible-investment@1.1.0",
    analyst: str = "analyst",
    prepared_case: str = "m12-anyvision-2020",
    evidence_deadline: str = "",
    carry_on: str = "",
) -> Any:
    """Carry an investee through a human-rights review.

    The form is prefilled with the reference case, so that a first run needs no entry. Starting it
    again for an open audit with the same facts carries that audit on.

    Args:
        investee: The enterprise assessed.
        investment: The holding in it.
        circumstances: Facts that decide which questions apply. Leave unknown what is not known.
        allegations: What is asserted about it, each with its source. Every one gets a status.
        checklists: Chosen by rule from the facts, unless you choose and give a reason.
        policy: Version of the decision rules.
        analyst: Registered id of the person who makes the audit.
        prepared_case: Evidence and answers that come as files. Choose none for another company.
        evidence_deadline: Day by which the evidence has to be there, such as 2027-01-31. After it,
            what is still open counts against staying. Empty means no deadline.
        carry_on: Id of an open audit to carry on; everything above is then ignored.
    """
    try:
        place = workplace()
        if carry_on != "":
            audit_id = named_audit(place, "carry_on", carry_on)
        else:
            request = request_from_form(
                place.catalogue,
                now().date(),
                investee=investee,
                investment=investment,
                circumstances=circumstances,
                allegations=allegations,
                checklists=checklists,
                policy=policy,
                analyst=analyst,
                prepared_case=prepared_case,
            )
            audit_id = intake(request, day_in("evidence_deadline", evidence_deadline))
        show_progress(audit_id, 10, "Intake is complete")
        gather_evidence(audit_id)
        show_progress(audit_id, 30, "Evidence is in the store")
        answer_questions(audit_id)
        show_progress(audit_id, 45, "Answers are recorded")
        record_digest = assess(audit_id)
        show_progress(audit_id, 60, "Assessed; waiting for a reviewer to sign off")
        wait_for_sign_off(place, audit_id, record_digest)
        show_progress(audit_id, 75, "Signed off")
        decide(audit_id)
        show_progress(audit_id, 85, "Decided")
        report = render_report(audit_id)
        show_progress(audit_id, 100, "The report is ready")
    except AuditError as error:
        return refused(error)
    return report.pdf_sha256
