"""What every test can use. Services are started by tests/run.py; fixtures live in the named modules."""

from django.db import connection

pytest_plugins = ["tests.browser"]


def pytest_collection_modifyitems(config, items):
    """Leave races out on SQLite, where one writer at a time makes them prove nothing."""
    if connection.vendor == "postgresql":
        return
    races = [item for item in items if item.get_closest_marker("race")]
    config.hook.pytest_deselected(items=races)
    items[:] = [item for item in items if item not in races]
