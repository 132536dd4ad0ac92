"""The ways from each older version of the tables to the next. Alembic runs them at start."""
