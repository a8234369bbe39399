"""Audit events by filter, with what they name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tickets_app.models import Ticket
from tts.accounts.models import Role, User
from tts.core.models import AuditEvent
from workflows_app.models import Workflow

OF_TICKETS = ("ticket", "conversation")
KINDS = (
    *OF_TICKETS,
    "workflow",
    "calendar",
    "user",
    "role",
    "saved_view",
    "saved_report",
    "forecast_run",
    "anomaly",
    "dead_letter",
    "outbox",
    "notification",
    "installation",
)
# By kind of target: the model, and the field that people call it by.
NAMED = {"user": (User, None), "role": (Role, "name"), "workflow": (Workflow, "name")}


@dataclass(frozen=True)
class Told:
    """An event with the people and the thing that it names, where they are still there."""

    event: AuditEvent
    actor: User | None
    on_behalf_of: User | None
    target: str

    @property
    def ticket_number(self) -> str:
        """Of an event about a ticket or its conversation; else ""."""
        return self.target if self.event.target_type in OF_TICKETS else ""


def events(
    *,
    action: str = "",
    user_id: int | None = None,
    target_type: str = "",
    target_id: int | None = None,
    request_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """The events that meet every filter given, newest first.

    `action` with a final dot means all that begin so ("task." is task.held, task.begun ...); `user_id` finds
    what a person did and what was done on their behalf; `since` <= recorded < `until`.
    """
    chosen = Q()
    if action:
        chosen &= Q(action__startswith=action) if action.endswith(".") else Q(action=action)
    if user_id is not None:
        chosen &= Q(actor_id=user_id) | Q(on_behalf_of_id=user_id)
    if since is not None:
        chosen &= Q(recorded_at__gte=since)
    if until is not None:
        chosen &= Q(recorded_at__lt=until)
    exact = {"target_type": target_type, "target_id": target_id, "request_id": request_id}
    exact = {name: value for name, value in exact.items() if value not in ("", None)}
    return AuditEvent.objects.filter(chosen, **exact).order_by("-pk")


def told(rows: list[AuditEvent]) -> list[Told]:
    """`rows` with names. At most five queries, whatever their number."""
    people = User.objects.in_bulk({pk for row in rows for pk in (row.actor_id, row.on_behalf_of_id) if pk})
    names = _targets(rows)
    return [
        Told(
            row,
            people.get(row.actor_id),
            people.get(row.on_behalf_of_id),
            names.get((row.target_type, row.target_id), f"{row.target_type} {row.target_id}"),
        )
        for row in rows
    ]


def _targets(rows) -> dict[tuple[str, int], str]:
    names = {}
    wanted = {row.target_id for row in rows if row.target_type in OF_TICKETS}
    numbers = Ticket.objects.filter(pk__in=wanted).values_list("pk", "number") if wanted else ()
    names |= {(kind, pk): number for pk, number in numbers for kind in OF_TICKETS}
    for kind, (model, field) in NAMED.items():
        wanted = {row.target_id for row in rows if row.target_type == kind}
        found = model.objects.in_bulk(wanted) if wanted else {}
        names |= {(kind, pk): getattr(row, field or "full_name") for pk, row in found.items()}
    return names
