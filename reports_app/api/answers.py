"""What the REST routes of the reports answer, as data."""

from datetime import timedelta

from django.db.models import Q

from reports_app import figures
from reports_app.figures import Figure, View
from reports_app.filters import AGES
from reports_app.measure import selection
from reports_app.measures import MEASURES
from reports_app.risk import panels as risk
from reports_app.risk import words
from reports_app.tabs import items, tickets
from tickets_app.ingest import figures as queues
from tickets_app.models import ItemStatus, Origin, Priority, TicketStatus
from tickets_app.models.task import ACTIVE
from tts.accounts.models import User
from tts.core.health import processes

SOON = timedelta(hours=24)
SLA = ("compliance", "met")
OF_WORKFLOW = ("created", "open", "overdue", "resolved", "breached", "met", "compliance")
OF_STEP = ("items_new", "items_resolved", "items_breached", "repeats", "first_pass", "first_pass_yield")
OF_USER = (
    "items_open", "items_new", "items_resolved", "items_in_time", "items_on_time", "transfers", "escalations",
)  # fmt: skip
OF_LOAD = ("items_open", "items_waiting")


def figure_data(figure: Figure) -> dict:
    """A figure: percent, seconds or a count, and what it was made of."""
    found = {"label": str(figure.measure.label), "value": figure.value, "count": figure.count}
    if figure.part is not None:
        found["part"] = figure.part
    return {**found, "explanation": str(figure.measure.explanation)}


def dashboard(names, view: View) -> dict:
    """Some figures by name."""
    return {name: figure_data(found) for name, found in figures.figures(names, view).items()}


def ticket_dashboard(view: View) -> dict:
    """The figures of the tab on tickets."""
    return dashboard(tickets.CARDS, view)


def item_dashboard(view: View) -> dict:
    """The figures of the tab on task items."""
    return dashboard(items.CARDS, view)


def operational(view: View) -> dict:
    """All figures."""
    return dashboard(MEASURES, view)


def over_time(names, view: View, unit: str) -> dict:
    """Counts of measures in each hour, day, week or month."""
    found = {name: figures.trend(MEASURES[name], view, unit) for name in names}
    first = next(iter(found.values()))
    rows = [
        {"start": start.isoformat(), "end": end.isoformat(), **{name: found[name][at][2] for name in names}}
        for at, (start, end, _count) in enumerate(first)
    ]
    return {"interval": view.filters.period.fitting(unit), "results": rows}


def ticket_trends(view: View, unit: str) -> dict:
    """Tickets that came, were resolved, breached."""
    return over_time(tickets.TONES, view, unit)


def item_trends(view: View, unit: str) -> dict:
    """Assignments made, worked, breached, transferred, escalated."""
    return over_time((*items.TONES, *items.MOVES), view, unit)


def _parts(name, measure, view, column, values) -> dict:
    counts = figures.breakdown(MEASURES[measure], view, column)
    rows = [{name: value, "count": counts.get(value, 0)} for value in values]
    return {"total": sum(counts.values()), "results": rows}


def by_status(view: View) -> dict:
    """Tickets that came, by present status."""
    return _parts("status", "created", view, "status", TicketStatus.values)


def by_priority(view: View) -> dict:
    """Tickets that came, by priority."""
    return _parts("priority", "created", view, "priority", Priority.values)


def by_age(view: View) -> dict:
    """Open tickets by age."""
    counts = {age: figures.figure("open", view.with_(age=age)).count for age in AGES}
    return {
        "total": sum(counts.values()),
        "results": [{"age": age, "count": count} for age, count in counts.items()],
    }


def by_category(view: View) -> dict:
    """Tickets that came, by category."""
    counts = figures.breakdown(MEASURES["created"], view, "category")
    rows = [{"category": name, "count": count} for name, count in sorted(counts.items())]
    return {"total": sum(counts.values()), "results": rows}


def item_status(view: View) -> dict:
    """Assignments made, by present status."""
    return _parts("status", "items_new", view, "status", ItemStatus.values)


def item_origin(view: View) -> dict:
    """Assignments made, by origin."""
    return _parts("origin", "items_new", view, "origin", Origin.values)


def sla(view: View) -> dict:
    """How many met their target, in all and by priority. Open and past due counts as breached; open and
    within its target is not counted yet."""
    rows = figures.counts_by("priority", SLA, view, "priority")
    found = {group.key: group.counts for group in rows}
    total = sum(counts["compliance"] for counts in found.values())
    met = sum(counts["met"] for counts in found.values())
    return {
        "total_tickets": total,
        "met_sla": met,
        "breached_sla": total - met,
        "compliance_rate": _rate(met, total),
        "by_priority": {value.lower(): _sla_of(found.get(value)) for value in Priority.values},
    }


def _sla_of(counts) -> dict:
    total, met = (counts["compliance"], counts["met"]) if counts else (0, 0)
    return {"total": total, "met": met, "rate": _rate(met, total)}


def _rate(part, whole) -> float:
    return round(figures.percent(part, whole) or 0.0, 2)


def _groups(key, column, names, view, label) -> list[dict]:
    rows = figures.counts_by(column, names, view, label)
    return [{key: group.key, "name": group.label, **group.counts} for group in rows]


def workflows(view: View) -> dict:
    """Counts for each workflow."""
    return {"results": _groups("workflow_id", "task__workflow", OF_WORKFLOW, view, "task__workflow__name")}


def departments(view: View) -> dict:
    """Counts for each department."""
    return {"results": _groups("department", "department_name", OF_WORKFLOW, view, "department")}


def steps(view: View) -> dict:
    """Counts and median times, in seconds, for each step."""
    rows = _groups("step_id", "step_id", OF_STEP, view, "step_name")
    times = {name: figures.quantiles_by("step_id", name, view) for name in ("waiting", "working")}
    return {
        "results": [row | {name: found.get(row["step_id"]) for name, found in times.items()} for row in rows]
    }


def users(view: View) -> dict:
    """Counts for each person, by name."""
    rows = _groups("user_id", "user", OF_USER, view, "user__username")
    names = {user.pk: user.full_name for user in User.objects.filter(pk__in=[row["user_id"] for row in rows])}
    return {"results": [row | {"name": names.get(row["user_id"])} for row in rows]}


def transfers(view: View) -> dict:
    """Transfers and escalations, in all and by role."""
    totals = figures.figures(("transfers", "escalations"), view)
    rows = _groups("role_id", "role", ("transfers", "escalations"), view, "role__name")
    return {**{name: found.count for name, found in totals.items()}, "by_role": rows}


def workload(view: View) -> dict:
    """Open work by role and by person."""
    people = {row["user_id"]: row["name"] for row in users(view)["results"]}
    by_user = _groups("user_id", "user", OF_LOAD, view, "user__username")
    return {
        "by_role": _groups("role_id", "role", OF_LOAD, view, "role__name"),
        "by_user": [row | {"name": people.get(row["user_id"])} for row in by_user],
    }


def sla_risk(view: View) -> dict:
    """Open tickets past their target, those that reach it within a day, and those likeliest to miss it."""
    chosen = selection(MEASURES["open"], view.user, view.filters, view.now)
    soon = Q(task__status__in=ACTIVE, task__target_resolution__gt=view.now)
    soon &= Q(task__target_resolution__lte=view.now + SOON)
    rows = chosen.filter(soon).order_by("task__target_resolution", "pk")
    names = ("number", "subject", "priority", "task__target_resolution")
    return {
        "overdue": figures.figure("overdue", view).count,
        "due_within_24_hours": rows.count(),
        "results": [
            {"ticket_number": number, "subject": subject, "priority": priority, "target_resolution": due}
            for number, subject, priority, due in rows.values_list(*names)[:100]
        ],
        "model": _risk_model(risk.latest()),
        "riskiest": [_risk(ticket) for ticket in risk.riskiest(view)[:100]],
    }


def _risk_model(model) -> dict | None:
    """What the chances come from, and how good they were on tickets that the model had not seen."""
    if model is None:
        return None
    names = ("method", "learned_from", "first_at", "last_at", "tested", "auc", "ece", "curve")
    return {"trained_at": model.finished_at, **{name: getattr(model, name) for name in names}}


def _risk(ticket) -> dict:
    risk = ticket.risk
    return {
        "ticket_number": ticket.number,
        "subject": ticket.subject,
        "target_resolution": ticket.task.target_resolution,
        "probability": risk.probability,
        "reasons": words.reasons(risk),
        "lower_by": words.changes(risk),
        "at": risk.at,
    }


def service_health(view: View) -> dict:
    """How processes and queues are doing."""
    ways = {"in": queues.incoming(), "out": queues.outgoing()}
    rows = [_queue(one, way) for way, found in ways.items() for one in found]
    return {"processes": processes(), "queues": rows}


def _queue(one, way) -> dict:
    counts = {"waiting": one.waiting, "last_hour": one.in_hour, "dead": one.dead}
    return {"queue": one.name, "direction": way, **counts}
