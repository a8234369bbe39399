"""What every test can use. Services are started by tests/run.py; fixtures live in the named modules."""

import pytest
from django.db import connection
from django.test import TransactionTestCase, override_settings

from tts.core.append_only import maintenance_door

pytest_plugins = ["tests.broker", "tests.browser", "tests.cast", "tests.mailserver"]

POSTGRESQL_ONLY = {"race", "postgresql"}


def pytest_collection_modifyitems(config, items):
    """On SQLite leave out what needs PostgreSQL, and races: one writer at a time proves nothing."""
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if POSTGRESQL_ONLY & {mark.name for mark in item.iter_markers()}]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_quickly():
    """The real hashing takes a third of a second a person, by design."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session", autouse=True)
def ledgers_can_be_emptied_between_tests():
    """Open the maintenance door while a transactional test's tables are emptied, and only then."""
    empty_tables = TransactionTestCase._fixture_teardown

    def empty_tables_through_the_door(test_case):
        with maintenance_door():
            empty_tables(test_case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables_through_the_door)
        yield
