"""Rows and details of tickets and tasks as data, each as much as the person may know (SPEC 2).

Staff see everything, analysts everything but notes; requesters see progress, and staff by first name.
"""

from collections.abc import Iterable

from tickets_app.access import seen_as_staff
from tickets_app.actions.move import allowed_edges
from tickets_app.models import ItemHistory, Task, TaskItem, Ticket
from tickets_app.presenters.people import first_name
from tickets_app.presenters.ticket import PUBLIC, READER, STAFF
from tickets_app.selectors import reason_of, task_of
from tts.accounts.access import standing
from tts.accounts.models import User


def audiences(user: User, tickets: Iterable[Ticket]) -> dict[int, str]:
    """STAFF, READER or PUBLIC for each of `tickets`, by ticket id. At most one query."""
    inside = seen_as_staff(user, tickets)
    others = READER if standing(user).is_analyst else PUBLIC
    return {ticket.pk: STAFF if ticket.pk in inside else others for ticket in tickets}


def work_rows(user: User, tickets: list[Ticket]) -> list[dict]:
    """Rows of work for tickets from `with_work`, in the shape of serializers.Work."""
    level = audiences(user, tickets)
    return [work_row(ticket, level[ticket.pk]) for ticket in tickets]


def work_row(ticket: Ticket, level: str) -> dict:
    """One row of work as an audience may see it."""
    task = task_of(ticket)
    return {
        "task_id": task and task.pk,
        "ticket_id": ticket.pk,
        "ticket_number": ticket.number,
        "ticket_subject": ticket.subject,
        "priority": ticket.priority,
        "status": task.status if task else ticket.status,
        "current_step": step_data(task),
        "transitions": choices(task, ticket) if task and level != PUBLIC else [],
        "created_at": ticket.created_at,
        "target_resolution": task and task.target_resolution,
        **_hands(ticket, level),
    }


def _hands(ticket, level) -> dict:
    """Who has to do with a ticket, and why nobody has."""
    task = task_of(ticket)
    return {
        "reason": reason_of(ticket) if level != PUBLIC or task is None else "",
        "workflow": workflow_data(task),
        "owner": person_data(task.owner, level) if task and task.owner else None,
        "assignees": [assignee(item, level) for item in task.open_items] if task else [],
    }


def step_data(task: Task | None) -> dict | None:
    """{step_id, name} of the current step; None without one."""
    if task is None or task.step_id is None:
        return None
    return {"step_id": task.step_id, "name": task.step_name}


def workflow_data(task: Task | None) -> dict | None:
    """The workflow by the name that it has in the task's version."""
    if task is None:
        return None
    version = task.version
    return {"workflow_id": task.workflow_id, "name": version.name, "version": version.number}


def person_data(user: User, level: str) -> dict:
    """A member of staff: requesters learn a first name only."""
    if level == PUBLIC:
        return {"user_id": None, "full_name": first_name(user), "email": None}
    return {"user_id": user.pk, "full_name": user.full_name, "email": user.email}


def assignee(item: TaskItem, level: str) -> dict:
    """An assignment; one that waits has no person."""
    nobody = {"user_id": None, "full_name": None, "email": None}
    return {
        "task_item_id": item.pk,
        **(person_data(item.user, level) if item.user else nobody),
        "role": item.role.name,
        "status": item.status,
        "origin": item.origin,
        "target_resolution": item.target_resolution,
    }


def choices(task: Task, ticket: Ticket) -> list[dict]:
    """The transitions that may be taken now."""
    graph = task.version.graph
    return [
        {
            "transition_id": edge.id,
            "name": edge.name,
            "to_step": {"step_id": edge.to_id, "name": graph.step(edge.to_id).name},
        }
        for edge in allowed_edges(task, ticket)
    ]


def task_detail(ticket: Ticket, level: str) -> dict:
    """One task, in the shape of serializers.TaskDetail."""
    task = task_of(ticket)
    return {
        **work_row(ticket, level),
        "revision": task.revision,
        "began_at": task.began_at,
        "completed_at": task.completed_at,
        "items": items_of(task, level) if level != PUBLIC else [],
    }


def items_of(task: Task, level: str) -> list[dict]:
    """All assignments of a task, oldest first, with the changes of their status."""
    items = TaskItem.objects.filter(task=task).select_related("user", "role").prefetch_related("history")
    return [_item(item, level) for item in items.order_by("pk")]


def _item(item, level):
    moments = {name: getattr(item, name) for name in ("assigned_on", "began_at", "closed_at", "breached_at")}
    return {
        **assignee(item, level),
        **moments,
        "step": {"step_id": item.step_id, "name": item.step_name},
        "history": [_change(row) for row in item.history.all()],
    }


def _change(row: ItemHistory):
    return {"status": row.status, "at": row.at, "actor_id": row.actor_id}


def my_item(item: TaskItem) -> dict:
    """One of a person's own assignments, in the shape of serializers.MyItem."""
    task, ticket = item.task, item.task.ticket
    return {
        "task_item_id": item.pk,
        "task": {
            "task_id": task.pk,
            "ticket": {
                "ticket_number": ticket.number,
                "subject": ticket.subject,
                "priority": ticket.priority,
                "status": ticket.status,
            },
            "workflow": {"workflow_id": task.workflow_id, "name": task.version.name},
            "current_step": step_data(task),
        },
        "role": item.role.name,
        "status": item.status,
        "origin": item.origin,
        "assigned_on": item.assigned_on,
        "target_resolution": item.target_resolution,
    }


def ticket_brief(ticket: Ticket) -> dict:
    """What the sender of a ticket is answered."""
    return {
        "id": ticket.pk,
        "ticket_number": ticket.number,
        "ticket_id": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "created_at": ticket.created_at,
    }


def ticket_row(ticket: Ticket) -> dict:
    """A row of a list of tickets."""
    task = task_of(ticket)
    return {
        **ticket_brief(ticket),
        "department": ticket.department,
        "category": ticket.category,
        "sub_category": ticket.sub_category,
        "updated_at": ticket.updated_at,
        "task_id": task and task.pk,
        "current_step": step_data(task),
        "target_resolution": task and task.target_resolution,
    }


SENT = ("description", "source_service", "attachments", "extra", "submitted_at", "resolved_at", "closed_at")
REQUESTER = ("external_id", "name", "email", "company_id", "department")


def ticket_detail(ticket: Ticket, level: str) -> dict:
    """One ticket from `with_work` with all that its sender gave."""
    return {
        **ticket_row(ticket),
        **{name: getattr(ticket, name) for name in SENT},
        "requester": {name: getattr(ticket, f"requester_{name}") for name in REQUESTER},
        **_hands(ticket, level),
    }
