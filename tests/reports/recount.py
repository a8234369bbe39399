"""The figures of reports counted again from the recorded events alone, in plain Python."""

from datetime import datetime

from tickets_app import clocks
from tickets_app.history import events_of, fold, ticket_clock
from tickets_app.models import Ticket
from tickets_app.models.ticket import FINISHED
from workflows_app.models import WorkflowVersion, business_calendar

CLOSED = ("resolved", "reassigned", "escalated")


def lives(now) -> list[dict]:
    """What the events tell of every ticket: its facts, its moments, and those of its assignments."""
    return [_life(events_of(pk), now) for pk in Ticket.objects.order_by("pk").values_list("pk", flat=True)]


def _life(events, now) -> dict:
    state = fold(events)
    completed = [event.at for event in events if event.action == "task.completed"]
    reopened = [event.at for event in events if event.action == "task.reopened"]
    return {
        **state["ticket"],
        "workflow": state["task"].get("workflow_id"),
        "created": events[0].at,
        "resolved": _moment(state["ticket"].get("resolved_at")),
        "began": _moment(state["task"].get("began_at")),
        "late": _late(events, state["task"], now),
        "completed": completed,
        "reopened": reopened,
        "items": _items(events, state["items"]),
        "rating": next(
            ((e.at, e.after["rating"]["score"]) for e in reversed(events) if e.action == "ticket.rated"), None
        ),
    }


def _moment(text):
    return datetime.fromisoformat(text) if text else None


def _late(events, task, now):
    if not task:
        return None
    version = WorkflowVersion.objects.select_related("calendar").get(pk=task["version_id"])
    at = clocks.reached(ticket_clock(events, version), business_calendar(version.calendar), 1.0, now)
    return at if at is not None and at <= now else None


def _items(events, last) -> list[dict]:
    found = {pk: {**facts, "created": None, "closed": None} for pk, facts in last.items()}
    for event in events:
        for pk, facts in event.after.get("items", {}).items():
            found[pk]["created"] = found[pk]["created"] or event.at
            if facts.get("status") in CLOSED:
                found[pk]["closed"] = event.at
    return list(found.values())


def counted(name: str, lives_: list[dict], filters) -> int:
    """How many rows the measure called `name` counts under `filters`."""
    kept = [life for life in lives_ if _fits(life, filters)]
    if name in TICKETS:
        return sum(TICKETS[name](life, filters.period) for life in kept if _has_item(life, filters))
    return sum(
        ITEMS[name](item, life, filters.period)
        for life in kept
        for item in life["items"]
        if _is(item, filters)
    )


def _fits(life, filters) -> bool:
    return (
        filters.department in (None, life["department"].lower())
        and filters.priority in (None, life["priority"])
        and filters.workflow in (None, life["workflow"])
        and filters.status in (None, life["status"])
    )


def _has_item(life, filters) -> bool:
    asked = (filters.role, filters.agent, filters.origin)
    return asked == (None, None, None) or any(_is(item, filters) for item in life["items"])


def _is(item, filters) -> bool:
    return (
        filters.role in (None, item["role_id"])
        and filters.agent in (None, item.get("user_id"))
        and filters.origin in (None, item["origin"])
    )


def _in(at, period) -> bool:
    return at is not None and period.start <= at < period.end


def _decided(life):
    return life["late"] or (life["resolved"] if life["status"] in ("Resolved", "Closed") else None)


def _completed(life, period):
    return any(_in(at, period) for at in life["completed"])


def _repeats(item, life) -> bool:
    return any(o["step_id"] == item["step_id"] and o["entry"] < item["entry"] for o in life["items"])


def _rated(life, period) -> bool:
    return life["rating"] is not None and _in(life["rating"][0], period)


TICKETS = {
    "open": lambda life, period: life["status"] not in FINISHED,
    "overdue": lambda life, period: life["status"] not in FINISHED and life["late"] is not None,
    "created": lambda life, period: _in(life["created"], period),
    "resolved": lambda life, period: _in(life["resolved"], period),
    "begun": lambda life, period: _in(life["began"], period),
    "breached": lambda life, period: _in(life["late"], period),
    "compliance": lambda life, period: _in(_decided(life), period),
    "met": lambda life, period: life["late"] is None and _in(_decided(life), period),
    "reopen_rate": lambda life, period: _completed(life, period),
    "reopened": lambda life, period: (
        _completed(life, period) and any(at >= period.start for at in life["reopened"])
    ),
    "resolution_p50": lambda life, period: _in(life["resolved"], period),
    "csat": lambda life, period: _rated(life, period),
    "rated": lambda life, period: _rated(life, period),
    "satisfied": lambda life, period: _rated(life, period) and life["rating"][1] >= 4,
    "answer_rate": lambda life, period: _in(life["resolved"], period),
    "answered": lambda life, period: life["rating"] is not None and _in(life["resolved"], period),
}
ITEMS = {
    "items_open": lambda item, life, period: item["closed"] is None,
    "items_new": lambda item, life, period: _in(item["created"], period),
    "items_resolved": lambda item, life, period: item["status"] == "resolved" and _in(item["closed"], period),
    "transfers": lambda item, life, period: item["origin"] == "Transferred" and _in(item["created"], period),
    "repeats": lambda item, life, period: (
        item["origin"] == "System" and _repeats(item, life) and _in(item["created"], period)
    ),
}
