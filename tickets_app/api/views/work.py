"""REST: lists of work, and one task."""

from functools import partial

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from tickets_app import selectors
from tickets_app.api import serializers as shapes
from tickets_app.api.answers import my_item, task_detail, work_rows
from tickets_app.api.bodies import AllTaskFilters, LogFilters, MyTaskFilters, OwnedFilters, TaskFilters
from tickets_app.api.logs import events_for, log_entries, ticket_called
from tickets_app.api.views.base import TicketView
from tickets_app.api.visualization import visualization
from tts.accounts.access import COORDINATES
from tts.core.paging import Paged


class WorkList(Paged, TicketView):
    """A list of work."""

    def work_page(self, tickets, tab="", search="", role=None) -> Response:
        """A page of `tickets`, narrowed by filters."""
        tickets = selectors.searched(tickets, search, self.request.user)
        if tab:
            tickets = selectors.in_tab(tickets, tab)
        if role is not None:
            tickets = selectors.for_role(tickets, role.pk)
        rows = partial(work_rows, self.request.user)
        return self.paged(selectors.with_work(tickets), shapes.Work, rows)


class Tasks(WorkList):
    """Tasks of the tickets that you may see."""

    @extend_schema(operation_id="tasks_list", parameters=[TaskFilters], responses=shapes.Work(many=True))
    def get(self, request):
        """Tasks of the tickets that you may see, newest first."""
        filters = self.filters(TaskFilters)
        tickets = selectors.visible_work(request.user)
        if "ticket_number" in filters:
            tickets = tickets.filter(number=filters["ticket_number"])
        if "status" in filters:
            tickets = tickets.filter(task__status=filters["status"])
        return self.work_page(tickets, search=filters.get("search", ""))


class MyTasks(Paged, TicketView):
    """Your own work."""

    @extend_schema(operation_id="my_tasks", parameters=[MyTaskFilters], responses=shapes.MyItem(many=True))
    def get(self, request):
        """Your open assignments, the next breach first; with `assignment_status` those of that status."""
        items = _my_items(request.user, **self.filters(MyTaskFilters))
        return self.paged(items, shapes.MyItem, lambda page: map(my_item, page))


def _my_items(user, role=None, assignment_status="", task__workflow_id=None):
    items = selectors.my_items(user) if assignment_status else selectors.my_work(user)
    wanted = {"role": role, "status": assignment_status, "task__workflow_id": task__workflow_id}
    return items.filter(**{name: value for name, value in wanted.items() if value})


class AllTasks(WorkList):
    """All work of your departments."""

    policy = COORDINATES

    @extend_schema(operation_id="all_tasks", parameters=[AllTaskFilters], responses=shapes.Work(many=True))
    def get(self, request):
        """All tickets of the departments that you coordinate, with or without a task, newest first."""
        return self.work_page(selectors.all_work(request.user), **self.filters(AllTaskFilters))


class OwnedTickets(WorkList):
    """The tickets that you own."""

    policy = COORDINATES

    @extend_schema(operation_id="owned_tickets", parameters=[OwnedFilters], responses=shapes.Work(many=True))
    def get(self, request):
        """The tickets whose task you own, newest first."""
        return self.work_page(selectors.owned_work(request.user), **self.filters(OwnedFilters))


class OneTask(TicketView):
    """One task."""

    @extend_schema(operation_id="tasks_read", responses=shapes.TaskDetail)
    def get(self, request, task_id):
        """A task with its assignments."""
        return Response(shapes.TaskDetail(task_detail(*self.ticket(task__pk=task_id))).data)


class TaskVisualization(TicketView):
    """One task's way through its graph."""

    @extend_schema(operation_id="task_visualization", responses=shapes.Visualization)
    def get(self, request, task_id):
        """The graph that the task runs on: what was entered and taken, where it is, what lies ahead."""
        ticket, level = self.ticket(task__pk=task_id)
        return Response(shapes.Visualization(visualization(ticket.task, level)).data)


class LogView(Paged, TicketView):
    """What happened to a ticket."""

    def log_page(self, ticket, level) -> Response:
        """A page of its events, oldest first."""
        entries = partial(log_entries, user=self.request.user, ticket=ticket, level=level)
        return self.paged(events_for(ticket, level), shapes.LogEntry, entries)


class ActionLogs(LogView):
    @extend_schema(operation_id="task_action_logs", responses=shapes.LogEntry(many=True))
    def get(self, request, task_id):
        """What happened to the task's ticket, oldest first. Requesters see the public part, without notes."""
        return self.log_page(*self.ticket(task__pk=task_id))


class TicketLogs(LogView):
    @extend_schema(operation_id="ticket_logs", parameters=[LogFilters], responses=shapes.LogEntry(many=True))
    def get(self, request):
        """The same for a ticket, by its number or its id."""
        named = self.filters(LogFilters)["ticket_id"]
        return self.log_page(*self.ticket(ticket_called(named)))
