"""How a flow run ends when its input is refused: one message for people, no traceback."""

from __future__ import annotations

from typing import Any

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Failed

from audit.domain.errors import AuditError


def refused(error: AuditError) -> State[Any]:
    """The state of a run that was refused; every problem also stands in its log."""
    for line in str(error).splitlines():
        get_run_logger().error("%s", line)
    return Failed(message=str(error))
