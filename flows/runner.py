"""The runner: offers the flows as deployments and starts their runs, each in a process of its own."""

from __future__ import annotations

import asyncio
from typing import Any, cast
from uuid import UUID

from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.api import Api
from flows.clock import now
from flows.forms.add_evidence import add_evidence
from flows.forms.add_testimony import add_testimony
from flows.forms.audit_investee import audit_investee
from flows.forms.capture_pages import capture_pages
from flows.forms.confirm import confirm
from flows.forms.decide_passages import decide_passages
from flows.forms.erase_evidence import erase_evidence
from flows.forms.grade_evidence import grade_evidence
from flows.forms.log_search import log_search
from flows.forms.parameters import NO_CASE
from flows.forms.reaudit import reaudit_due
from flows.forms.record_fieldwork import record_fieldwork
from flows.forms.redact_evidence import redact_evidence
from flows.forms.review_register import review_register
from flows.forms.search_evidence import search_evidence
from flows.forms.send_questionnaire import send_questionnaire
from flows.forms.suggest import suggest_passages
from flows.forms.take_inbox import take_in_the_inbox
from flows.forms.take_questionnaire import take_questionnaire
from flows.forms.verify_audits import verify_audits
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace, register_first_people

RUNS_AT_ONCE = 4
AUDIT, EVIDENCE, CUSTODY, ANSWERS = "audit", "evidence comes in", "custody", "answers"
"""Tags by which the list of deployments can be narrowed down, in the order of the work."""


def main() -> None:
    """Register the deployments, draw their forms, and serve until stopped."""
    settings = Settings()
    place = open_workplace(settings)
    register_first_people(place, now())
    # Pausing schedules at shutdown would silently undo what a person switched on.
    runner = Runner(name="investee-audit", pause_on_shutdown=False, limit=RUNS_AT_ONCE)
    api, offered = Api(settings), choices(place)
    for deployment in deployments():
        draw_form(api, cast("UUID", runner.add_deployment(deployment)), offered)
    asyncio.run(runner.start())


def deployments() -> list[RunnerDeployment]:
    """Everything that can be started from the UI. New schedules arrive paused."""
    daily = Cron("0 6 * * *", timezone="UTC", active=False)
    weekly = Cron("0 5 * * 0", timezone="UTC", active=False)
    return [
        _offered(audit_investee, "Audit an investee", AUDIT),
        _offered(add_evidence, "Add evidence", EVIDENCE),
        _offered(capture_pages, "Capture web pages", EVIDENCE),
        _offered(take_in_the_inbox, "Take in the inbox", EVIDENCE),
        _offered(add_testimony, "Add an interview or a site visit", EVIDENCE),
        _offered(log_search, "Log a search", EVIDENCE),
        _offered(grade_evidence, "Grade evidence", CUSTODY),
        _offered(redact_evidence, "Redact evidence", CUSTODY),
        _offered(erase_evidence, "Erase evidence", CUSTODY),
        _offered(verify_audits, "Verify audits", CUSTODY, weekly),
        _offered(search_evidence, "Search evidence", ANSWERS),
        _offered(suggest_passages, "Suggest passages", ANSWERS),
        _offered(decide_passages, "Decide on passages", ANSWERS),
        _offered(send_questionnaire, "Send questionnaire", ANSWERS),
        _offered(take_questionnaire, "Take questionnaire", ANSWERS),
        _offered(record_fieldwork, "Record fieldwork", ANSWERS),
        _offered(review_register, "Review register", ANSWERS),
        _offered(confirm, "Confirm not applicable", ANSWERS),
        _offered(reaudit_due, "Re-audit what is due", AUDIT, daily),
    ]


def choices(place: Workplace) -> dict[str, list[str]]:
    """What there is to choose from, by the name of the parameter."""
    return {
        "policy": [str(ref) for ref in place.catalogue.policy_versions()],
        "prepared_case": [*place.catalogue.case_names(), NO_CASE],
    }


def draw_form(api: Api, deployment: UUID, offered: dict[str, list[str]]) -> None:
    """Title the form in words and offer what there is; Prefect titles it by parameter names."""
    schema = api.get(f"/deployments/{deployment}")["parameter_openapi_schema"]
    for name, field in schema["properties"].items():
        field["title"] = name.replace("_", " ").capitalize()
        if name in offered:
            field["enum"] = offered[name]
    api.patch(f"/deployments/{deployment}", {"parameter_openapi_schema": schema})


def _offered(
    flow: Flow[..., Any], name: str, tag: str, schedule: Schedule | None = None
) -> RunnerDeployment:
    # By module path: the default loads a twin of the module, whose classes differ.
    made = flow.to_deployment(
        name, tags=[tag], schedule=schedule, entrypoint_type=EntrypointType.MODULE_PATH
    )
    return cast("RunnerDeployment", made)


if __name__ == "__main__":
    main()
