"""Several people at one workflow in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.factories import by
from tests.workflows.drafting import details, draft
from tts.core.errors import ActionError, Conflict, Invalid
from workflows_app import actions
from workflows_app.models import Workflow

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

TRIES = 8


def at_once(act):
    """What each of TRIES simultaneous calls of `act` raised; None where it went well."""
    start = Barrier(TRIES)

    def one(number):
        start.wait()
        try:
            act(number)
        except ActionError as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(TRIES) as pool:
        return list(pool.map(one, range(TRIES)))


def test_one_publishes_and_the_others_are_told(coordinator, roles):
    workflow = draft(coordinator, roles)
    outcomes = at_once(lambda number: actions.initialize(by(coordinator), workflow))
    assert sorted(map(str, outcomes)) == sorted(map(str, [None] + [Conflict] * (TRIES - 1)))
    assert [version.number for version in workflow.versions.all()] == [1]


def test_one_saves_a_revision_and_the_others_are_told(coordinator, roles):
    workflow = draft(coordinator, roles)
    outcomes = at_once(
        lambda number: actions.update_details(
            by(coordinator), workflow, {"description": str(number)}, revision=1
        )
    )
    assert outcomes.count(None) == 1
    assert outcomes.count(Conflict) == TRIES - 1
    workflow.refresh_from_db()
    assert workflow.description == str(outcomes.index(None))


def test_one_takes_a_name_and_the_others_are_told(coordinator):
    outcomes = at_once(lambda number: actions.create_workflow(by(coordinator), details()))
    assert outcomes.count(None) == 1
    assert outcomes.count(Invalid) == TRIES - 1
    assert Workflow.objects.count() == 1
