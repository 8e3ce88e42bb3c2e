"""How a flow run ends when its input is refused: one message for people, no traceback."""

from __future__ import annotations

import logging
from typing import Any

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.states import Failed

from audit.domain.errors import AuditError

RUN_LOGGER = "prefect.flow_runs"


def refused(error: AuditError) -> State[Any]:
    """The state of a run that was refused; every problem also stands in its log."""
    for line in str(error).splitlines():
        get_run_logger().error("%s", line)
    logging.getLogger(RUN_LOGGER).addFilter(_is_new)
    return Failed(message=str(error))


def _is_new(record: logging.LogRecord) -> bool:
    """Prefect adds the traceback of its own error for a failed run, which says the same once more."""
    return record.exc_info is None or not isinstance(record.exc_info[1], FailedRun)
