"""The runner: offers the flows as deployments and starts their runs, each in a process of its own."""

from __future__ import annotations

from prefect import serve
from prefect.deployments.runner import EntrypointType, RunnerDeployment
from prefect.schedules import Cron

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
    by_path = EntrypointType.MODULE_PATH
    return [
        audit_investee.to_deployment(
            "audit-an-investee", tags=["audit"], entrypoint_type=by_path
        ),
        add_evidence.to_deployment("add-evidence", tags=["audit"], entrypoint_type=by_path),
        record_fieldwork.to_deployment("record-fieldwork", tags=["audit"], entrypoint_type=by_path),
        reaudit_due.to_deployment(
            "re-audit-what-is-due",
            tags=["audit"],
            schedule=Cron("0 6 * * *", timezone="UTC", active=False),
            entrypoint_type=by_path,
        ),
    ]


def main() -> None:
    """Serve until stopped."""
    register_first_people(open_workplace(Settings()), now())
    # Pausing schedules at shutdown would silently undo what a person switched on.
    serve(*deployments(), pause_on_shutdown=False, limit=RUNS_AT_ONCE, print_starting_message=False)


if __name__ == "__main__":
    main()
