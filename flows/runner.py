"""The runner: offers the flows as deployments and starts their runs, each in a process of its own."""

from __future__ import annotations

from typing import Any, cast

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.add_evidence import add_evidence
from flows.audit_investee import audit_investee
from flows.clock import now
from flows.reaudit import reaudit_due
from flows.record_fieldwork import record_fieldwork
from flows.settings import Settings
from flows.workplace import open_workplace, register_first_people

RUNS_AT_ONCE = 4


def deployments() -> list[RunnerDeployment]:
    """Everything that can be started from the UI. New schedules arrive paused."""
    return [
        _offered(audit_investee, "audit-an-investee"),
        _offered(add_evidence, "add-evidence"),
        _offered(record_fieldwork, "record-fieldwork"),
        _offered(
            reaudit_due,
            "re-audit-what-is-due",
            Cron("0 6 * * *", timezone="UTC", active=False),
        ),
    ]


def _offered(flow: Flow[..., Any], name: str, schedule: Schedule | None = None) -> RunnerDeployment:
    # By module path: the default loads a twin of the module, whose classes differ.
    made = flow.to_deployment(
        name, tags=["audit"], schedule=schedule, entrypoint_type=EntrypointType.MODULE_PATH
    )
    return cast("RunnerDeployment", made)


def main() -> None:
    """Serve until stopped."""
    register_first_people(open_workplace(Settings()), now())
    # Pausing schedules at shutdown would silently undo what a person switched on.
    serve(*deployments(), pause_on_shutdown=False, limit=RUNS_AT_ONCE, print_starting_message=False)


if __name__ == "__main__":
    main()
