"""Entering a step: automatic transitions first, then someone is drawn and assigned."""

from datetime import datetime

from tickets_app.actions.change import Change
from tickets_app.assignment import draw
from tickets_app.clocks import due_from
from tickets_app.facts import facts_of
from tickets_app.history import budget
from tickets_app.models import ClockKind, Notification, Origin, TaskItem
from tickets_app.sla import plan
from workflows_app import engine
from workflows_app.models import WorkflowVersion, business_calendar


def arrive(change: Change, step_id: int) -> None:
    """Move the task to `step_id`, and on along automatic edges whose conditions hold.

    Each automatic transition is recorded with the condition and the values that it saw.
    """
    task = change.task
    graph = task.version.graph
    chain = engine.entry_chain(graph, step_id, facts_of(change.ticket), task.entries)
    for fired in chain.fired:
        change.record_rule("task.automatic_transition", _fired(fired))
    if chain.stopped:
        change.record_rule("task.automatic_stopped", {"rule": "each automatic transition once per entry"})
    step = graph.step(chain.final_step_id)
    entries = {str(key): count for key, count in chain.entries.items()}
    change.set_task(step_id=step.id, step_name=step.name, step_role_id=step.role_id, entries=entries)


def _fired(fired):
    return {
        "rule": "automatic transition",
        "transition": fired.edge.name,
        "from": fired.from_step.name,
        "to": fired.to_step.name,
        "condition": fired.edge.condition,
        "seen": fired.seen,
    }


def open_first_item(change: Change, user_id: int | None, *, entry: int) -> TaskItem:
    """Open the item of the step that the task has just entered, for `user_id` (None: it waits)."""
    return add_item(change, change.task.step_role_id, user_id, Origin.SYSTEM, entry, new_clock(change))


def assign_next(change: Change, *, entry: int, user_id: int | None = None) -> TaskItem:
    """Draw whose turn it is (unless `user_id` is given) and open the entered step's item for them."""
    begin_step_clock(change, entry)
    change.flush()
    role_id = change.task.step_role_id
    if user_id is None:
        user_id = draw([role_id], change.at)[role_id]
    item = open_first_item(change, user_id, entry=entry)
    change.notify(Notification.Kind.TASK_ASSIGNMENT, user_id, step=item.step_name)
    return item


def add_item(
    change: Change, role_id: int, user_id: int | None, origin: str, entry: int, clock: dict
) -> TaskItem:
    """Open an item at the task's present step. `clock`: `clock_started_at` and `target_resolution`."""
    task = change.task
    return change.add_item(
        role_id=role_id,
        user_id=user_id,
        origin=origin,
        entry=entry,
        step_id=task.step_id,
        step_name=task.step_name,
        **clock,
    )


def begin_step_clock(change: Change, entry: int) -> None:
    """Plan the thresholds of a step clock from now, numbered `entry`, in place of the one that ends."""
    task = change.task
    dues = plan.of_step(task.version, change.ticket.priority, task.step_id, entry, change.at)
    change.replan({ClockKind.STEP}, dues)


def new_clock(change) -> dict:
    """A fresh step clock from now, with the step's full share."""
    return step_clock(change.task.version, change.ticket.priority, change.task.step_id, change.at)


def step_clock(version: WorkflowVersion, priority: str, step_id: int, at: datetime) -> dict:
    """What an item gets whose step is entered at `at`: `clock_started_at` and `target_resolution`."""
    duration = budget(version.duration(priority), version.graph.share(step_id))
    return {"clock_started_at": at, "target_resolution": _due(version, at, duration)}


def ticket_clocks(version: WorkflowVersion, priority: str, step_id: int, at: datetime) -> dict:
    """What a task gets that starts with `step_id` at `at`: `target_resolution` and the plan of its clocks."""
    due = _due(version, at, version.duration(priority))
    text, check = plan.written(plan.of_new_task(version, priority, step_id, at))
    return {"target_resolution": due, "sla_plan": text, "sla_check": check}


def _due(version, at, duration):
    return due_from(business_calendar(version.calendar), at, duration)
