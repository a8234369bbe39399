"""What every test can use. Services are started by tests/run.py; fixtures live in the named modules."""

from django.db import connection

pytest_plugins = ["tests.browser"]

POSTGRESQL_ONLY = {"race", "postgresql"}


def pytest_collection_modifyitems(config, items):
    """On SQLite leave out what needs PostgreSQL, and races: one writer at a time proves nothing."""
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if POSTGRESQL_ONLY & {mark.name for mark in item.iter_markers()}]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
