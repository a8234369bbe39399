"""Makers of what tests need: through the product's own actions wherever there is one."""

from datetime import timedelta

from django.utils import timezone

from tickets_app.actions.receive import receive
from tickets_app.intake import read_ticket
from tts.accounts import actions as people
from tts.core.actor import SYSTEM, Actor
from workflows_app.graph import Edge, Graph, Step
from workflows_app.matching import normal
from workflows_app.models import Step as StepRow
from workflows_app.models import Transition, Workflow, WorkflowVersion

HOUR = timedelta(hours=1)
PASSWORD = "correct horse battery"


def make_role(name, kind="step"):
    return people.create_role(SYSTEM, name=name, kind=kind)


def make_user(name, role=None, **values):
    """A person called `name`, in `role` where one is given, who signs in with PASSWORD."""
    user = people.create_user(
        SYSTEM, email=f"{name}@example.com", username=name, full_name=name.title(), password=PASSWORD
    )
    if role is not None:
        people.set_membership(SYSTEM, user, role, **values)
    return user


def publish(name, steps, edges, roles, *, escalation=None, department="IT", category="Support", **values):
    """A live workflow: `steps` as (name, role name, weight), `edges` as (name, from, to[, extra fields]).

    The first step is the start, the last one the end. Urgent to low: 4, 8, 24 and 72 hours.
    """
    slas = {"urgent_sla": 4 * HOUR, "high_sla": 8 * HOUR, "medium_sla": 24 * HOUR, "low_sla": 72 * HOUR}
    facts = {"department": department, "category": category, **slas, **values}
    workflow = Workflow.objects.create(name=name, status="initialized", has_changes=False, **facts)
    rows = {
        step: StepRow.objects.create(
            workflow=workflow, name=step, role=roles[role], weight=weight,
            escalation_role=roles[escalation] if escalation else None,
            is_start=index == 0, is_end=index == len(steps) - 1,
        )
        for index, (step, role, weight) in enumerate(steps)
    }  # fmt: skip
    for edge, source, target, *more in edges:
        Transition.objects.create(
            workflow=workflow,
            name=edge,
            from_step=rows[source],
            to_step=rows[target],
            **(more[0] if more else {}),
        )
    version = WorkflowVersion.objects.create(
        workflow=workflow, number=1, name=name, graph_data=_graph(workflow).to_data(),
        published_at=timezone.now(), match_department=normal(department),
        match_category=normal(category), match_sub_category=normal(facts.get("sub_category", "")), **facts,
    )  # fmt: skip
    workflow.active_version = version
    workflow.save()
    return version


def _graph(workflow):
    steps = [
        Step(
            id=row.pk, name=row.name, role_id=row.role_id, escalation_role_id=row.escalation_role_id,
            weight=row.weight, is_start=row.is_start, is_end=row.is_end,
        )
        for row in workflow.steps.all()
    ]  # fmt: skip
    edges = [
        Edge(
            id=row.pk, name=row.name, from_id=row.from_step_id, to_id=row.to_step_id, order=row.order,
            condition=row.condition, automatic=row.automatic,
        )
        for row in workflow.transitions.all()
    ]  # fmt: skip
    return Graph(steps, edges)


def edge_id(version, name):
    """The id of the edge called `name` in `version`."""
    return next(edge.id for edge in version.graph.edges if edge.name == name)


def make_ticket(actor=None, *, at=None, requester=None, takes_number=False, **data):
    """A received ticket for IT / Support; `actor` is a person or None for the system."""
    facts = {"subject": "Printer on fire", "department": "IT", "category": "Support", **data}
    given = read_ticket(facts, takes_number=takes_number)
    return receive(by(actor), given, requester=requester, at=at)[0]


def by(user):
    """`user` as an Actor; None is the system."""
    return SYSTEM if user is None else Actor(user=user, request_id="test")
