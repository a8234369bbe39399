"""An earlier version comes back as the draft."""

import pytest

from tests.factories import by
from tests.workflows.drafting import draft, live
from tts.core import errors
from workflows_app import actions, drafts
from workflows_app.access import Right
from workflows_app.graph_input import graph_data
from workflows_app.models import Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(coordinator, roles):
    """A live workflow whose draft has lost a step, with another service level."""
    workflow = live(coordinator, roles)
    graph = graph_data(drafts.load(workflow))
    actions.save_graph(by(coordinator), workflow, {"nodes": graph["nodes"][1:], "edges": []})
    return actions.update_details(by(coordinator), workflow, {"low_sla": "90:00:00", "name": "Renamed"})


def test_graph_details_and_ids_come_back(changed, coordinator):
    version = changed.active_version
    row = actions.restore(by(coordinator), changed, version)
    assert drafts.load(row) == version.graph
    assert (row.low_sla, row.name) == (version.low_sla, "Renamed")
    assert row.has_changes
    number = actions.initialize(by(coordinator), row).number
    assert number == 2


def test_what_is_the_same_changes_nothing(coordinator, roles):
    workflow = live(coordinator, roles)
    assert actions.restore(by(coordinator), workflow, workflow.active_version).revision == 1


def test_others_and_stale_editors_are_refused(changed, coordinator, agent, outsider, roles):
    version = changed.active_version
    with pytest.raises(errors.Forbidden):
        actions.restore(by(outsider), changed, version)
    actions.share(by(coordinator), changed, agent, Right.VIEW)
    with pytest.raises(errors.Forbidden):
        actions.restore(by(agent), changed, version)
    with pytest.raises(errors.Conflict):
        actions.restore(by(coordinator), changed, version, revision=1)
    with pytest.raises(errors.Invalid):
        actions.restore(by(coordinator), draft(coordinator, roles, "Other"), version)
    assert len(drafts.load(Workflow.objects.get(pk=changed.pk)).steps) == 1
