"""One command for everything: server, UI and pages in one process, and the runner beside it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO

import httpx

from audit.domain.errors import AuditError
from flows.api import Api
from flows.settings import Settings, prefect_environment

Process = subprocess.Popen[bytes]
START_SECONDS = 180
STOP_SECONDS = 15
STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[None]:
    """Server and runner, up while the block runs; both are stopped at its end, whatever happens."""
    environment = {**os.environ, **prefect_environment(settings), **_own(settings)}
    processes: list[Process] = []
    log = settings.folder / "logs"
    log.mkdir(parents=True, exist_ok=True)
    with (
        (log / "server.log").open("ab") as server_log,
        (log / "runner.log").open("ab") as runner_log,
    ):
        _end_on_termination()
        try:
            server = [sys.executable, "-m", "uvicorn", "--factory", "flows.web:create"]
            address = ["--host", settings.host, "--port", str(settings.port)]
            quiet = ["--log-level", "warning"]
            processes.append(_start([*server, *address, *quiet], environment, server_log))
            _wait_for(settings, processes[0], "/api/health", log / "server.log")
            processes.append(
                _start([sys.executable, "-m", "flows.runner"], environment, runner_log)
            )
            _wait_for_deployments(settings, processes[1], log / "runner.log")
            yield
        finally:
            with _undisturbed():
                for process in reversed(processes):
                    _stop(process)


def serve_until_stopped() -> None:
    """Wait for Ctrl-C or a termination signal."""
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)


def _own(settings: Settings) -> dict[str, str]:
    return {
        "INVESTEE_AUDIT_HOME": str(settings.folder),
        "INVESTEE_AUDIT_HOST": settings.host,
        "INVESTEE_AUDIT_PORT": str(settings.port),
        "INVESTEE_AUDIT_PASSWORD": settings.credentials.split(":", 1)[1],
    }


def _start(command: list[str], environment: dict[str, str], log: IO[bytes]) -> Process:
    # In a session of their own, Ctrl-C reaches only the parent, which stops them in order.
    return subprocess.Popen(
        command, env=environment, stdout=log, stderr=log, start_new_session=True
    )


def _wait_for(settings: Settings, process: Process, path: str, log: Path) -> None:
    address = f"http://{settings.host}:{settings.port}{path}"
    for _ in range(START_SECONDS * 5):
        _require_alive(process, log)
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, timeout=5).status_code == httpx.codes.OK:
                return
        time.sleep(0.2)
    raise AuditError(f"The server did not answer within {START_SECONDS} s; see {log}.")


def _wait_for_deployments(settings: Settings, process: Process, log: Path) -> None:
    api = Api(settings)
    for _ in range(START_SECONDS * 2):
        _require_alive(process, log)
        if any(found["status"] == "READY" for found in api.post("/deployments/filter", {})):
            return
        time.sleep(0.5)
    raise AuditError(f"The runner did not register its deployments; see {log}.")


def _require_alive(process: Process, log: Path) -> None:
    if process.poll() is not None:
        raise AuditError(
            f"A process ended at start (exit code {process.returncode}); see {log}. "
            "If the port is taken, choose another with INVESTEE_AUDIT_PORT."
        )


def _end_on_termination() -> None:
    """From before the first process is started, a termination signal is a Ctrl-C: it cleans up."""

    def end(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C, or a signal to the whole group, must not leave a process behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(process: Process) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
