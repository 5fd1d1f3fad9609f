"""Alembic's way into the directory: it works in the transaction that it is handed."""

from alembic import context

from gapmap.io.directory.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
