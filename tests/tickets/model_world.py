"""What a made-up day at the service desk begins with, and what is compared of a ticket."""

from tests.factories import make_user, publish
from tests.tickets.model import ADMINS, COORDINATORS, Desk
from tests.tickets.model_parts import Edge, Flow, Step
from tickets_app.models import ItemHistory, TaskItem

HOURS = {"Urgent": 4, "High": 8, "Medium": 24, "Low": 72}
REPAIRS = Flow(
    ("IT", "Support"),
    {
        "Triage": Step("Agent", 0.2, "Manager"),
        "Repair": Step("Technician", 0.5, "Manager"),
        "Review": Step("Agent", 0.2, "Manager"),
        "Goodbye": Step("Manager", 0.1, "Manager", is_end=True),
    },
    {
        "Send on": Edge("Triage", "Repair"),
        "Skip": Edge("Triage", "Goodbye", only="Urgent"),
        "Done": Edge("Repair", "Review"),
        "Rework": Edge("Review", "Repair"),
        "Accept": Edge("Review", "Goodbye"),
        "Trust": Edge("Review", "Goodbye", only="Low", automatic=True),
    },
    HOURS,
)
LEAVE = Flow(
    ("HR", "Leave"),
    {"Ask": Step("Agent", 0.4), "Grant": Step("Manager", 0.6, is_end=True)},
    {"Pass": Edge("Ask", "Grant")},
    HOURS,
)
FLOWS = {"Repairs": REPAIRS, "Leave": LEAVE}
STEP_ROLES = ["Agent", "Technician", "Manager"]
MEMBERS = {
    "anna": "Agent", "axel": "Agent", "theo": "Technician", "mona": "Manager", "cora": COORDINATORS,
    "carl": COORDINATORS, "boss": ADMINS, "otto": None, "rita": None,
}  # fmt: skip
PEOPLE = list(MEMBERS)
OVERSEES = {"carl": ["hr"]}  # cora: every department


class World:
    """What each day begins with: the people by name, their roles, the workflows."""

    def __init__(self, roles):
        self.roles = roles
        self.ids = {}
        for name, role in MEMBERS.items():
            values = {"departments": OVERSEES.get(name, [])} if role == COORDINATORS else {}
            self.ids[name] = make_user(name, role and roles[role], **values).pk
        self.names = {pk: name for name, pk in self.ids.items()} | {None: None}
        self.versions = {name: _publish(name, flow, roles) for name, flow in FLOWS.items()}

    def desk(self):
        desk = Desk(FLOWS, PEOPLE, [*STEP_ROLES, COORDINATORS, ADMINS], OVERSEES)
        for name, role in MEMBERS.items():
            if role:
                desk.set_member(name, role, True)
        return desk


def _publish(name, flow, roles):
    steps = [(step, facts.role, facts.share) for step, facts in flow.steps.items()]
    edges = [(edge, facts.source, facts.target, _condition(facts)) for edge, facts in flow.edges.items()]
    escalation = next(iter(flow.steps.values())).escalates_to
    department, category = flow.kind
    return publish(name, steps, edges, roles, escalation=escalation, department=department, category=category)


def _condition(edge):
    if edge.only is None:
        return {"automatic": edge.automatic}
    return {"condition": {"field": "priority", "op": "eq", "value": edge.only}, "automatic": edge.automatic}


def expected(ticket) -> dict:
    """What the model says of a ticket, in the form of `stored`."""
    facts = {"status": ticket.status, "priority": ticket.priority}
    if ticket.task is None:
        return facts
    items = [
        (
            item.role, item.user, item.step, item.statuses[-1], item.origin, item.entry, item.open,
            ticket.item_due(item), item.statuses,
        )
        for item in ticket.items
    ]  # fmt: skip
    task = (ticket.task, ticket.owner, ticket.step or "", ticket.began, ticket.due, ticket.entries)
    return {**facts, "task": task, "items": items}


def stored(ticket, world) -> dict:
    """What is stored of a ticket, by names in place of ids."""
    facts = {"status": ticket.status, "priority": ticket.priority}
    task = getattr(ticket, "task", None)
    if task is None:
        return facts
    version = next(version for version in world.versions.values() if version.pk == task.version_id)
    entries = {version.graph.step(int(pk)).name: count for pk, count in task.entries.items()}
    history = {}
    rows = ItemHistory.objects.filter(item__task=task).order_by("pk").values_list("item_id", "status")
    for item_id, status in rows:
        history.setdefault(item_id, []).append(status)
    roles = {role.pk: name for name, role in world.roles.items()}
    items = [
        (
            roles[item.role_id], world.names[item.user_id], item.step_name, item.status, item.origin,
            item.entry, item.is_open, item.target_resolution, history[item.pk],
        )
        for item in TaskItem.objects.filter(task=task).order_by("pk")
    ]  # fmt: skip
    owner, began = world.names[task.owner_id], task.began_at is not None
    task = (task.status, owner, task.step_name, began, task.target_resolution, entries)
    return {**facts, "task": task, "items": items}
