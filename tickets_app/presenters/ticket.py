"""Everything that the page of one ticket shows, for the person who looks at it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tickets_app import watching
from tickets_app.access import sees_as_staff
from tickets_app.history import events_of
from tickets_app.linking import Related, related_to
from tickets_app.models import Rating, Task, TaskItem, Ticket
from tickets_app.offering import offered_for
from tickets_app.presenters import clock_lines, fields, history, offers, progress
from tickets_app.presenters.outlook import Outlook, outlooks
from tickets_app.presenters.people import NOBODY, Names
from tickets_app.selectors import task_of
from tickets_app.sla.calendars import history_of
from tts.accounts.access import standing
from tts.accounts.models import Role, User
from tts.core.models import AuditEvent
from workflows_app import layout
from workflows_app.models import WorkflowVersion

STAFF, READER, PUBLIC = "staff", "reader", "public"
HISTORY_SHOWN = 50


def audience(user: User, ticket: Ticket) -> str:
    """STAFF sees everything; a READER (analyst) no notes; the PUBLIC, its requester, only progress."""
    if sees_as_staff(user, ticket):
        return STAFF
    return READER if standing(user).is_analyst else PUBLIC


@dataclass
class TicketPage:
    """The parts of the page. `entries` is cut to the newest `HISTORY_SHOWN` of `entry_count`."""

    ticket: Ticket
    task: Task | None
    item: TaskItem | None
    audience: str
    names: Names
    offers: offers.Offers
    offered: WorkflowVersion | None
    progress: progress.Progress
    clocks: clock_lines.ClockLines
    map: layout.MapView | None
    entries: list[history.Entry]
    entry_count: int
    facts: tuple[fields.Fact, ...]
    files: list[fields.File]
    outlooks: list[Outlook]
    rating: Rating | None
    related: list[Related]
    watchers: list[User]
    watches: bool

    @property
    def is_public(self) -> bool:
        return self.audience == PUBLIC

    @property
    def step(self):
        """The current step of the version's graph."""
        return self.task.version.graph.step(self.task.step_id) if self.task and self.task.step_id else None

    @property
    def way(self) -> dict:
        """What the ticket did on the map, as plain data: ids of steps and transitions, times in words."""
        return {
            "visited": [node.id for node in self.map.nodes if node.is_visited],
            "taken": [edge.id for edge in self.map.edges if edge.is_taken],
            "current": self.task.step_id,
            "times": {node.id: node.time for node in self.map.nodes if node.time},
        }

    @property
    def choices(self) -> list[tuple[int, str, str]]:
        """(transition id, its name, the step it leads to) of each transition offered."""
        graph = self.task.version.graph if self.task else None
        return [(edge.id, edge.name, graph.step(edge.to_id).name) for edge in self.offers.edges]

    @property
    def takes_only_choice(self) -> bool:
        """Whether acting without naming a transition can only mean the one there is."""
        return len(self.offers.edges) == 1 and not self.offers.completes

    @property
    def holder(self) -> str:
        """Who holds the open item, "" where nobody does."""
        return self.names.person(self.item.user_id) if self.item and self.item.user_id else ""

    @property
    def owner(self) -> str:
        return self.names.person(self.task.owner_id) if self.task and self.task.owner_id else ""

    @property
    def acts_for(self) -> str:
        return self.names.person(self.offers.acts_for) if self.offers.acts_for else ""

    @property
    def requester(self) -> str:
        ticket = self.ticket
        name = ticket.requester.full_name if ticket.requester else ticket.requester_name
        return name or ticket.requester_email or _("unknown")


def ticket_page(user: User, ticket: Ticket, now: datetime, *, whole_history: bool = False) -> TicketPage:
    """The page of `ticket` (from `ticket_for_read`) for `user`. A constant number of queries."""
    return _page(user, ticket, now, audience(user, ticket), whole_history)


def _page(user, ticket, now, level, whole_history) -> TicketPage:
    task = task_of(ticket)
    events = events_of(ticket.pk)
    items = _items(task) if task else []
    clocks = _clocks(task, items, events, now) if task and level != PUBLIC else clock_lines.NONE
    item = next((item for item in items if item.is_open), None)
    names = _names(user, ticket, events, items, level)
    watchers = watching.watchers_among(names.users.values()) if level != PUBLIC else []
    told = history.entries(events, names, _reader(user, level))
    return TicketPage(
        ticket=ticket,
        task=task,
        item=item,
        audience=level,
        names=names,
        offers=offers.guest_offers(ticket, now) if user is NOBODY else offers.offers(user, ticket, item, now),
        progress=progress.progress(ticket, item, now),
        clocks=clocks,
        map=_map(task, events, names, clocks.stays) if task and level != PUBLIC else None,
        entries=told if whole_history else told[:HISTORY_SHOWN],
        entry_count=len(told),
        offered=offered_for([ticket]).get(ticket.pk) if level == STAFF else None,
        facts=fields.facts(ticket.extra),
        files=fields.files(ticket.attachments),
        outlooks=outlooks(ticket, now) if level == STAFF and task and task.is_active else [],
        rating=rating_of(ticket),
        related=related_to(ticket, user) if level != PUBLIC and ticket.has_links else [],
        watchers=watchers,
        watches=user in watchers,
    )


def _items(task: Task) -> list[TaskItem]:
    return list(TaskItem.objects.filter(task=task).select_related("role", "user").order_by("pk"))


def rating_of(ticket: Ticket) -> Rating | None:
    """The requester's rating; only what was resolved once can have one."""
    return Rating.objects.filter(ticket=ticket).first() if ticket.is_finished else None


def guest_page(ticket: Ticket, now: datetime) -> TicketPage:
    """The page of `ticket` (from `guests.ticket_of`) for its requester without an account."""
    return _page(NOBODY, ticket, now, PUBLIC, whole_history=True)


def _reader(user, level) -> history.Reader:
    return history.Reader(user.pk, everything=level != PUBLIC, notes=level == STAFF)


def _names(user, ticket, events: list[AuditEvent], items, level) -> Names:
    named = {user_id for event in events for user_id in people_of(event)}
    named |= {item.user_id for item in items}
    task = task_of(ticket)
    if task is not None:
        named.add(task.owner_id)
    users = watching.people_and_watchers(ticket, named - {None})
    roles = dict(Role.objects.values_list("pk", "name"))
    own = {user.pk, ticket.requester_id} - {None}
    return Names(users, roles, full=level != PUBLIC, unshortened=frozenset(own))


def people_of(event: AuditEvent):
    """The ids (None among them) of those whom the words for an event name."""
    yield event.actor_id
    yield event.on_behalf_of_id
    yield event.after.get("task", {}).get("owner_id")
    for facts in event.after.get("items", {}).values():
        yield facts.get("user_id")


def _clocks(task: Task, items, events, now) -> clock_lines.ClockLines:
    return clock_lines.clock_lines(task, items, events, history_of(task.version.calendar), now)


def _map(task: Task, events, names: Names, stays: dict[int, clock_lines.Stay]) -> layout.MapView:
    times = {step_id: stay.words for step_id, stay in stays.items()}
    taken = set(taken_edges(task, events))
    return layout.build(task.version.graph, names.roles, task.step_id, visited_steps(task), taken, times)


def visited_steps(task: Task) -> set[int]:
    """The ids of the steps that the task was at."""
    return {int(step_id) for step_id, count in task.entries.items() if count}


def taken_edges(task: Task, events: Iterable[AuditEvent]) -> Iterator[int | None]:
    """The ids of the transitions taken, chosen and automatic."""
    by_name = {(task.version.graph.step(e.from_id).name, e.name): e.id for e in task.version.graph.edges}
    for event in events:
        chosen = event.after.get("transition")
        if chosen:
            yield chosen["id"]
        if event.action == "task.automatic_transition":
            yield by_name.get((event.rule.get("from"), event.rule.get("transition")))
