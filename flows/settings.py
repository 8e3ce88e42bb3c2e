"""Where this installation keeps its things, read once from the environment by the outermost layer."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from audit.domain.errors import InputInvalid, Problem

USER = "audit"
PREFIX = "INVESTEE_AUDIT_"


class Settings(BaseSettings):
    """Every setting has a variable INVESTEE_AUDIT_…; the defaults keep everything below one folder."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    home: Path = Path("var")
    """Folder of everything that is not given its own place below."""
    database: str = ""
    """SQLAlchemy URL; empty for SQLite below home."""
    evidence: str = ""
    """fsspec URL of the evidence store; empty for a folder below home."""
    inbox: str = ""
    """Folder or fsspec URL below which each audit has an inbox; empty for a folder below home."""
    host: str = "127.0.0.1"
    port: int = Field(default=4200, ge=1, le=65535)
    password: str = ""
    """Password of the web pages and the API; empty to use the generated one kept below home."""
    public_url: str = ""
    """Address under which people reach the pages, when it is not http://host:port."""
    capture_networks: str = ""
    """Networks of the company's own that may be captured, such as 10.20.0.0/16, with commas between."""
    capture_ports: str = ""
    """Ports that may be captured beside 80, 443, 8080 and 8443, with commas between."""
    capture_bytes: int = Field(default=50_000_000, ge=10_000, le=1_000_000_000)
    """Bytes that one response may have."""
    capture_authorities: str = ""
    """PEM file of the certificates that captured servers are checked against; empty for the system's."""
    browser: str = ""
    """Chromium, which makes pictures of captured pages; empty to look for it, none to do without."""
    tsa: str = ""
    """Address of the timestamp authority to ask; empty for none, and then nothing is sent anywhere."""
    tsa_roots: str = ""
    """PEM file with the root certificates that timestamps are checked against."""
    tsa_policy: str = ""
    """Object identifier of the policy that the authority must stamp under; empty for any."""

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise InputInvalid(
                *(
                    Problem(
                        f"{PREFIX}{'.'.join(map(str, problem['loc'])).upper()}",
                        problem["msg"][0].lower() + problem["msg"][1:],
                        "correct the setting",
                    )
                    for problem in error.errors()
                )
            ) from None

    @property
    def folder(self) -> Path:
        """The home folder as an absolute path."""
        return self.home.expanduser().resolve()

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the audit database."""
        return self.database or f"sqlite:///{self.folder / 'audits.db'}"

    @property
    def is_there(self) -> bool:
        """Whether there is an installation already; opening one that is not makes it."""
        return bool(self.database) or (self.folder / "audits.db").exists()

    @property
    def evidence_url(self) -> str:
        """fsspec URL of the evidence store."""
        return self.evidence or f"file://{self.folder / 'evidence'}"

    @property
    def reports_url(self) -> str:
        """fsspec URL of the store of rendered reports, by digest."""
        return f"file://{self.folder / 'reports'}"

    @property
    def inbox_url(self) -> str:
        """fsspec URL below which the inboxes lie."""
        if "://" in self.inbox:
            return self.inbox
        folder = Path(self.inbox).expanduser().resolve() if self.inbox else self.folder / "inbox"
        return f"file://{folder}"

    @property
    def address(self) -> str:
        """Where people reach the pages."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def credentials(self) -> str:
        """user:password of the web pages and the API; a password is made on first use and kept."""
        return f"{USER}:{self.password or _kept_password(self.folder / 'password')}"


def make_home(folder: Path) -> None:
    """Make the home folder, closed to other users; one that is there stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _kept_password(path: Path) -> str:
    if kept := _read_password(path):
        return kept
    make_home(path.parent)
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_urlsafe(12))
        _put_in_place(made, path)
    finally:
        made.unlink(missing_ok=True)
    return _read_password(path)


def _put_in_place(made: Path, path: Path) -> None:
    """Whole or not at all; of two processes at once, the first one's password is kept by both."""
    try:
        path.hardlink_to(made)
    except FileExistsError:
        if not _read_password(path):
            made.replace(path)


def _read_password(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def prefect_environment(settings: Settings) -> dict[str, str]:
    """What Prefect's server, runner and flow runs are started with: local, quiet, no hidden server."""
    folder = settings.folder / "prefect"
    return {
        "PREFECT_HOME": str(folder),
        "PREFECT_PROFILES_PATH": str(folder / "profiles.toml"),
        "PREFECT_API_URL": f"http://{settings.host}:{settings.port}/api",
        "PREFECT_API_AUTH_STRING": settings.credentials,
        "PREFECT_SERVER_API_AUTH_STRING": settings.credentials,
        "PREFECT_SERVER_API_HOST": settings.host,
        "PREFECT_SERVER_API_PORT": str(settings.port),
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": settings.address,
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "investee_audit",
        "DO_NOT_TRACK": "1",
    }
