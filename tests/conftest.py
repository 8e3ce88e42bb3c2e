"""Databases for tests: a SQLite file, and a private PostgreSQL server that ends with the session."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from audit.state.database import open_database

TEMPLATE = "template_audit"
# Nothing of it outlives the tests, so nothing has to survive a crash.
CARELESS = "-F -c full_page_writes=off -c synchronous_commit=off"


@dataclass
class PostgresServer:
    """A server that is reached only through a socket in its own folder, so that no port is taken."""

    folder: Path
    binaries: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Make a cluster and start it."""
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", *_QUICK_INITDB)
        options = f"{CARELESS} -k {self.folder} -c listen_addresses=''"
        log = f"{self.folder}/log"
        self._run("pg_ctl", "start", "-w", "-D", f"{self.folder}/data", "-l", log, "-o", options)

    def stop(self) -> None:
        """End the server without saving anything."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", f"{self.folder}/data")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.binaries / program), *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **_as_server_user(),
        )
        assert done.returncode == 0, f"{program} failed: {done.stderr}"


_QUICK_INITDB = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")


def _server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; root runs it as a user without rights."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres", known["nobody"])


def _as_server_user() -> dict[str, Any]:
    user = _server_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _server_binaries() -> Path:
    on_path = shutil.which("initdb")
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = [Path(on_path).resolve()] if on_path else sorted(installed, key=_release)
    if not found:
        pytest.fail(
            "The tests need a PostgreSQL server and found no initdb on PATH or under "
            "/usr/lib/postgresql: install it with apt-get install postgresql."
        )
    return found[-1].parent


def _release(initdb: Path) -> float:
    return float(initdb.parent.parent.name)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server of this session alone, with a migrated database to copy."""
    binaries = _server_binaries()
    # Not in pytest's own folder: it is closed to other users and its path too long for a socket.
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        if user := _server_user():
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = PostgresServer(Path(folder), binaries)
        server.start()
        try:
            server.execute(f"CREATE DATABASE {TEMPLATE}")
            open_database(server.url(TEMPLATE)).dispose()
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "audits.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty database of the newest version in a file."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'audits.db')}"


@pytest.fixture
def postgresql_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty database of the newest version on the server."""
    name = f"audit_{next(postgres_server.numbers)}"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield postgres_server.url(name)
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of the newest version, on each of the two in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database opened, and closed after the test."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """A SQLite database opened, for what only it can do."""
    engine = open_database(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_engine(postgresql_url: str) -> Iterator[Engine]:
    """A PostgreSQL database opened, for what only it can do."""
    engine = open_database(postgresql_url)
    yield engine
    engine.dispose()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes may hold the moment they were made, and every process has to name a test alike."""
    return argname if isinstance(val, bytes) else None
