"""Run migrations on the connection that `index.migrating` hands over; Alembic executes this file."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
