"""Runs the steps on the connection that it is given, inside that connection's transaction."""

from alembic import context

from audit.state.migrate import VERSION_TABLE
from audit.state.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
