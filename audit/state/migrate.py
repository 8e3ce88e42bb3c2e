"""Brings a database to the tables of this version, whoever else starts at the same moment."""

from importlib.resources import files
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from audit.domain.errors import AuditError
from audit.state.locks import hold

VERSION_TABLE = "audit_schema_version"
"""Not alembic_version: another program's tables may live in the same PostgreSQL database."""

# Alembic keeps the step under way in module globals.
_ONE_AT_A_TIME = Lock()


def migrate(engine: Engine) -> None:
    """Bring the database to the newest step; nothing is locked when it is there already."""
    config = _config()
    with engine.execution_options(read_only=True).connect() as connection:
        if not _behind(connection, config):
            return
    with _ONE_AT_A_TIME, engine.begin() as connection:
        hold(connection, "migration")
        if _behind(connection, config):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    folder = str(files("audit.state") / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


def _behind(connection: Connection, config: Config) -> bool:
    """Whether steps are missing; a step that this program does not know comes from a newer one."""
    script = ScriptDirectory.from_config(config)
    known = {step.revision for step in script.walk_revisions()}
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    reached = context.get_current_heads()
    for step in reached:
        if step not in known:
            raise AuditError(
                f"The database {connection.engine.url.render_as_string()} was made by a newer "
                f"version of this program (step {step}); install that version."
            )
    return set(reached) != set(script.get_heads())
