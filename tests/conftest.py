"""What every test can use. Services are started by tests/run.py; fixtures live in the named modules."""

import time

import hypothesis
import pytest
from django.db import OperationalError, connection
from django.test import TransactionTestCase, override_settings

from tests.emptying import empty_tables

pytest_plugins = [
    "tests.asked",
    "tests.broker",
    "tests.browser",
    "tests.cast",
    "tests.live_site",
    "tests.mailserver",
]

POSTGRESQL_ONLY = {"race", "postgresql"}
WITH_SERVICES = {"race", "postgresql", "broker", "browser", "django_db"}
DATABASES = {"db", "transactional_db", "live_server"}

# How fast an example is made up depends on the machine and says nothing about the product.
hypothesis.settings.register_profile(
    "tts", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tts")


def pytest_collection_modifyitems(config, items):
    """Leave out the tests that mean nothing on the database at hand."""
    left_out = [item for item in items if not means_something(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def means_something(item) -> bool:
    """Races prove nothing on SQLite, with its one writer. PostgreSQL comes second: what says nothing about a
    database has been said by then.
    """
    marks = {mark.name for mark in item.iter_markers()}
    if connection.vendor == "sqlite":
        return not marks & POSTGRESQL_ONLY
    return "once" not in marks and bool(marks & WITH_SERVICES or DATABASES & set(item.fixturenames))


@pytest.fixture(scope="session", autouse=True)
def nothing_is_slowed_down():
    """The real hashing takes a third of a second a person, by design; tests ask faster than people may."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, RATE_LIMITS="off"):
        yield


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_quickly():
    """After a test that committed, only the tables that it wrote to are emptied."""

    def empty(test_case):
        try:
            empty_tables()
        except OperationalError:
            # A last request of a closed page may hold what is emptied: a deadlock ends one of them.
            time.sleep(1)
            empty_tables()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
