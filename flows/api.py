"""The Prefect API of this installation, asked as the UI asks it."""

from __future__ import annotations

import time
from typing import Any

import httpx

from audit.domain.errors import AuditError
from flows.settings import Settings

BUSY_WAITS = (0.2, 0.5, 1, 2, 4)


class Api:
    """The Prefect API of this installation, as the UI uses it."""

    def __init__(self, settings: Settings) -> None:
        user, password = settings.credentials.split(":", 1)
        self._client = httpx.Client(
            base_url=f"http://{settings.host}:{settings.port}/api",
            auth=(user, password),
            timeout=30,
        )

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Post and return the answer; raises AuditError with the server's reason."""
        return self._asked("POST", path, body)

    def get(self, path: str) -> Any:
        """Get and return the answer; raises AuditError with the server's reason."""
        return self._asked("GET", path, None)

    def find(self, path: str) -> Any | None:
        """Get what may not be there yet; None while it is not."""
        answer = self._client.get(path)
        return answer.json() if answer.status_code == httpx.codes.OK else None

    def patch(self, path: str, body: dict[str, Any]) -> None:
        """Change and return nothing; raises AuditError with the server's reason."""
        self._asked("PATCH", path, body)

    def _asked(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        answer = self._client.request(method, path, json=body)
        for wait in BUSY_WAITS:
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            # On SQLite the server says so while another process is writing.
            time.sleep(wait)
            answer = self._client.request(method, path, json=body)
        if answer.is_error:
            raise AuditError(f"The server refused {path}: {answer.text[:300]}")
        return answer.json() if answer.content else None
