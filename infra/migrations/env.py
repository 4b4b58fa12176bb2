"""How Alembic reaches the database: through the connection it is handed."""

from alembic import context

from infra.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_server_default=False)
with context.begin_transaction():
    context.run_migrations()
