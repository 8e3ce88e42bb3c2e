"""The demonstration: the reference case through the real server, signed by a script that says so."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape

from audit.domain.errors import AuditError
from flows.api import Api
from flows.clock import now
from flows.settings import Settings
from flows.workplace import ANALYST, SCRIPTED_REVIEWER, Workplace

DEPLOYMENT = "Audit an investee"
POLL_SECONDS = 0.5
PATIENCE_SECONDS = 300
LOG_ATTEMPTS = 12
PROGRESS = "progress-"


@dataclass(frozen=True, slots=True)
class DemoRun:
    """What the demonstration made."""

    audit: str
    flow_run: str


def run_reference_case(settings: Settings, place: Workplace, console: Console) -> DemoRun:
    """Start the audit as a click on the prefilled form does, sign as the script, wait for the PDF."""
    with place.work() as work:
        work.people.register(ANALYST, now())
        work.people.register(SCRIPTED_REVIEWER, now())
        work.commit()
    api = Api(settings)
    deployments = api.post("/deployments/filter", {})
    deployment = next(entry for entry in deployments if entry["name"] == DEPLOYMENT)
    run = api.post(f"/deployments/{deployment['id']}/create_flow_run", {})["id"]
    seen: set[str] = set()
    signed = False
    for state in _states(api, run):
        show_new_lines(api, run, seen, console)
        if state["type"] == "PAUSED" and not signed:
            _show_lines_up_to("waiting for a reviewer", api, run, seen, console)
            if signed := _sign(api, run, state):
                console.print(
                    f"  [bold]{SCRIPTED_REVIEWER.name}[/bold] has signed: a script, not a person, "
                    "and the report says so.",
                    markup=True,
                    soft_wrap=True,
                )
        if state["type"] in ("FAILED", "CRASHED", "CANCELLED"):
            raise AuditError(f"The run ended as {state['name']}: {state.get('message') or ''}")
    _show_lines_up_to("The report is ready", api, run, seen, console)
    return DemoRun(audit_of(api, run), run)


def audit_of(api: Api, run: str) -> str:
    """The audit that a run carried, by the progress that it shows."""
    query = {"artifacts": {"flow_run_id": {"any_": [run]}}}
    keys = [artifact["key"] or "" for artifact in api.post("/artifacts/filter", query)]
    carried = [key.removeprefix(PROGRESS) for key in keys if key.startswith(PROGRESS)]
    if not carried:
        raise AuditError("The run ended without an audit; look at it in the UI.")
    return carried[0]


def _states(api: Api, run: str) -> Iterator[dict[str, Any]]:
    """The run's state again and again, until it is final."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        state = api.get(f"/flow_runs/{run}")["state"]
        yield state
        if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            return
        time.sleep(POLL_SECONDS)
    raise AuditError(f"The run did not end within {PATIENCE_SECONDS} s; look at it in the UI.")


def _sign(api: Api, run: str, state: dict[str, Any]) -> bool:
    """Answer the form as the script. False while the run is suspended but its form is not there yet."""
    keyset = state["state_details"]["run_input_keyset"]
    schema = api.find(f"/flow_runs/{run}/input/{keyset['schema']}")
    if schema is None:
        return False
    properties = (schema if isinstance(schema, dict) else json.loads(schema))["properties"]
    answer = {
        "reviewer": SCRIPTED_REVIEWER.id,
        "decision": properties["decision"]["default"],
        "reason": "",
        "independent": True,
    }
    result = api.post(f"/flow_runs/{run}/resume", {"run_input": answer})
    if result.get("status") != "ACCEPT":
        raise AuditError(f"The sign-off was not taken: {result}")
    return True


def _show_lines_up_to(phrase: str, api: Api, run: str, seen: set[str], console: Console) -> None:
    """The server keeps log lines in batches; wait for this one before going on, but not for ever."""
    for _ in range(LOG_ATTEMPTS):
        if any(phrase in line for line in show_new_lines(api, run, seen, console)):
            return
        time.sleep(POLL_SECONDS)


def show_new_lines(api: Api, run: str, seen: set[str], console: Console) -> list[str]:
    """Print what the run logged since it was last looked at. Returns its messages."""
    query = {
        "logs": {"flow_run_id": {"any_": [run]}, "level": {"ge_": 20}},
        "sort": "TIMESTAMP_ASC",
        "limit": 200,
    }
    fresh = [line for line in api.post("/logs/filter", query) if line["id"] not in seen]
    for line in fresh:
        seen.add(line["id"])
        if line["name"] in ("prefect.flow_runs", "prefect.task_runs") and _for_people(line):
            clock = line["timestamp"][11:19]
            said = f"  [dim]{clock}[/dim] {escape(line['message'])}"
            console.print(said, markup=True, soft_wrap=True)
    return [line["message"] for line in fresh]


def _for_people(line: dict[str, Any]) -> bool:
    noise = (
        "Created artifact",
        "Finished in state",
        "Beginning flow",
        "Suspending flow",
        "Created task",
    )
    return not line["message"].startswith(noise)
