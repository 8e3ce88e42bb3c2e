"""Whatever the typesetter only logs becomes a failure: a report with a hole in it must not look finished."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from reports.typesetting.errors import RenderError

_LOGGER = logging.getLogger("weasyprint")
# The tree is checked for alternative texts beforehand, with a clearer message and without a
# complaint about alt="" on decoration.
_ALREADY_CHECKED = "has no required alt description"


class _Collector(logging.Handler):
    """Keeps every warning and error of one render."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = " ".join(record.getMessage().split())
        if _ALREADY_CHECKED not in message and message not in self.messages:
            self.messages.append(message)


@contextmanager
def no_complaints() -> Iterator[None]:
    """Within this block, any warning or error of WeasyPrint ends the render."""
    collector = _Collector()
    level = _LOGGER.level
    _LOGGER.addHandler(collector)
    _LOGGER.setLevel(min(level, logging.WARNING) or logging.WARNING)
    try:
        yield
    finally:
        _LOGGER.removeHandler(collector)
        _LOGGER.setLevel(level)
    if collector.messages:
        raise RenderError(_sentence(collector.messages))


def _sentence(messages: list[str]) -> str:
    first = messages[0].rstrip(".")
    more = f" (and {len(messages) - 1} more)" if len(messages) > 1 else ""
    return f"The report could not be set without faults: {first}{more}."
