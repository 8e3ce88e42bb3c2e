"""The runner: offers the flows as deployments and starts their runs, each in a process of its own."""

from __future__ import annotations

from typing import Any, cast

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from audit.domain.signoff import Role
from flows.add_evidence import add_evidence
from flows.audit_investee import audit_investee
from flows.clock import now
from flows.parameters import NO_CASE
from flows.reaudit import reaudit_due
from flows.record_fieldwork import record_fieldwork
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace, register_first_people

RUNS_AT_ONCE = 4


def deployments(place: Workplace) -> list[RunnerDeployment]:
    """Everything that can be started from the UI. New schedules arrive paused."""
    catalogue = place.catalogue
    with place.reading() as work:
        analysts = [person.id for person in work.people.all() if Role.ANALYST in person.roles]
    offer_choice(audit_investee, "policy", [str(ref) for ref in catalogue.policy_versions()])
    offer_choice(audit_investee, "prepared_case", [*catalogue.case_names(), NO_CASE])
    for flow in (audit_investee, add_evidence, record_fieldwork):
        offer_choice(flow, "analyst", analysts)
    daily = Cron("0 6 * * *", timezone="UTC", active=False)
    return [
        _offered(audit_investee, "audit-an-investee"),
        _offered(add_evidence, "add-evidence"),
        _offered(record_fieldwork, "record-fieldwork"),
        _offered(reaudit_due, "re-audit-what-is-due", daily),
    ]


def offer_choice(flow: Flow[..., Any], name: str, choices: list[str]) -> None:
    """Draw a parameter as a list of what there is to choose from."""
    field = flow.parameters.properties[name]
    field.pop("const", None)
    field["enum"] = choices


def _offered(flow: Flow[..., Any], name: str, schedule: Schedule | None = None) -> RunnerDeployment:
    # A form titles its top level by the parameters' names; people read words.
    for parameter, field in flow.parameters.properties.items():
        field["title"] = parameter.replace("_", " ").capitalize()
    # By module path: the default loads a twin of the module, whose classes differ.
    made = flow.to_deployment(
        name, tags=["audit"], schedule=schedule, entrypoint_type=EntrypointType.MODULE_PATH
    )
    return cast("RunnerDeployment", made)


def main() -> None:
    """Serve until stopped."""
    place = open_workplace(Settings())
    register_first_people(place, now())
    # Pausing schedules at shutdown would silently undo what a person switched on.
    serve(
        *deployments(place),
        pause_on_shutdown=False,
        limit=RUNS_AT_ONCE,
        print_starting_message=False,
    )


if __name__ == "__main__":
    main()
