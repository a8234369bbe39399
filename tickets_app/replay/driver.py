"""Driving planned incidents through the actions, each in one transaction, as of the recorded times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.db import transaction

from tickets_app.actions import assign, finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.actions.receive import receive, update_facts
from tickets_app.intake import GivenTicket, read_ticket
from tickets_app.models import Task, Ticket
from tickets_app.replay.crew import ACTOR, DESK, WORKFLOW, Crew
from tickets_app.replay.plan import Intention, Kind
from tickets_app.replay.report import Report
from tts.core.errors import ActionError, Conflict, Invalid
from tts.core.models import AuditEvent

SOURCE = "incident log"
MARK = "replay:"
CHUNK = 200


@dataclass
class Incident:
    """One incident: its number, and what its rows intend."""

    number: str
    row_count: int
    intentions: list[Intention]


@dataclass
class Running:
    """An incident while it is driven. `task` is None until it has a ticket."""

    number: str
    ticket: Ticket | None = None
    task: Task | None = None


class Driver:
    """Drives incidents; what was done and what was refused goes into `report`."""

    def __init__(self, crew: Crew, report: Report):
        self.crew, self.report = crew, report
        self._acts = {
            Kind.RECEIVE: self._receive,
            Kind.UPDATE: self._update,
            Kind.REOPEN: self._reopen,
            Kind.RESUME: self._resume,
            Kind.MOVE: self._move,
            Kind.PLACE: self._place,
            Kind.BEGIN: self._begin,
            Kind.HOLD: self._hold,
            Kind.COMPLETE: self._complete,
            Kind.CLOSE: self._close,
        }

    def drive_all(self, incidents: Sequence[Incident]) -> Iterator[Incident]:
        """Drive the incidents in order, yielding each once it is committed.

        What an earlier run has done is recognised and left alone; rows that are new are applied.
        """
        remaining = iter(incidents)
        while chunk := list(islice(remaining, CHUNK)):
            known = _known(chunk)
            for incident in chunk:
                self.drive(incident, known.get(incident.number))
                yield incident

    def drive(self, incident: Incident, ticket: Ticket | None = None) -> None:
        """Drive one incident in one transaction: all of it is done, or nothing. `ticket`: it exists."""
        applied = _rows_applied(ticket)
        to_do = [step for step in incident.intentions if step.row > applied]
        with transaction.atomic(), self.report.incident(incident, applied):
            running = Running(incident.number)
            if applied:
                running.ticket, running.task = ticket, Task.objects.get(ticket=ticket)
            for step in to_do:
                self._try(running, step)

    def _try(self, running, step):
        try:
            if running.ticket is None and step.kind != Kind.RECEIVE:
                raise Conflict("The incident was not received.")
            self._acts[step.kind](running, step, _actor(step))
        except ActionError as error:
            self.report.refuse(running.number, step, _sentence(error))

    # -- one act for each kind of intention

    def _receive(self, running, step, actor):
        facts = step.facts
        given = _given(running.number, facts)
        with transaction.atomic():
            ticket, _created = receive(actor, given, at=step.at)
            task = Task.objects.filter(ticket=ticket).first()
            if task is None or task.workflow_id != self.crew.workflow.pk:
                raise Conflict(f"Another workflow than {WORKFLOW} takes this ticket.")
        running.ticket, running.task = ticket, task
        self.report.count("tickets")

    def _update(self, running, step, actor):
        update_facts(actor, running.ticket.pk, dict(step.facts), at=step.at)
        self.report.count("fact updates")
        if "priority" in step.facts:
            self.report.count("priority changes")

    def _reopen(self, running, step, actor):
        finish.reopen(actor, running.task.pk, at=step.at)
        self.report.count("reopenings")

    def _resume(self, running, step, actor):
        hold.resume(actor, running.task.pk, at=step.at)
        self.report.count("resumptions")

    def _move(self, running, step, actor):
        graph = running.task.version.graph
        edges = [edge for edge in graph.edges_from(graph.start.id) if graph.step(edge.to_id).is_end]
        if not edges:
            raise Conflict(f"{WORKFLOW} has no transition from its first step to its end.")
        move.transition(actor, running.task.pk, edges[0].id, at=step.at)
        self.report.count("transitions")

    def _place(self, running, step, actor):
        item = open_item(running.task)
        if item is None:
            raise Conflict("The ticket is resolved: nothing is open that could be passed on.")
        role_id = self.crew.roles[step.group]
        user_id = self.crew.people.get(step.person)
        if item.role_id == role_id and user_id in (None, item.user_id):
            return
        waited = item.user_id is None
        assign.transfer(actor, item.pk, user_id, role_id=role_id, at=step.at)
        self.report.count("assignments" if waited else "transfers")

    def _begin(self, running, step, actor):
        item = open_item(running.task)
        if item is not None and item.user_id is not None and item.began_at is None:
            move.begin(actor, running.task.pk, at=step.at)
            self.report.count("beginnings")

    def _hold(self, running, step, actor):
        hold.hold(actor, running.task.pk, step.reason, at=step.at)
        self.report.count("holds")

    def _complete(self, running, step, actor):
        move.transition(actor, running.task.pk, at=step.at)
        self.report.count("completions")

    def _close(self, running, step, actor):
        if not finish.close(actor, running.task.pk, at=step.at):
            raise Conflict("Only a resolved ticket can be closed.")
        self.report.count("closings")


def _actor(step):
    """The log as the doer, each event marked with its row: so the next run knows how far this one came."""
    return replace(ACTOR, request_id=f"{MARK}{step.row}")


def _given(number, facts) -> GivenTicket:
    """The incident as received, its other columns kept under their own names."""
    employee = {"id": facts["requester_external_id"], "name": facts["requester_name"]}
    data = {
        "ticket_number": number,
        "subject": facts["subject"],
        "department": DESK,
        "category": WORKFLOW,
        "sub_category": facts["sub_category"],
        "priority": facts["priority"].value,
        "submitted_at": facts["submitted_at"],
        "source_service": SOURCE,
        "employee": employee if employee["id"] else None,
    }
    given = read_ticket(data, takes_number=True)
    given.extra = facts["extra"]
    return given


def _known(incidents) -> dict[str, Ticket]:
    """The tickets that have these numbers already, by number."""
    tickets = Ticket.objects.filter(number__in=[incident.number for incident in incidents])
    return {ticket.number: ticket for ticket in tickets}


def _rows_applied(ticket) -> int:
    """The last row that earlier runs applied to this ticket; 0 where it is new or not from a log."""
    if ticket is None:
        return 0
    events = AuditEvent.objects.filter(target_type="ticket", target_id=ticket.pk)
    marks = events.filter(request_id__startswith=MARK).order_by("-pk")
    mark = marks.values_list("request_id", flat=True).first()
    return int(mark.removeprefix(MARK)) if mark else 0


def _sentence(error: ActionError) -> str:
    if isinstance(error, Invalid) and error.details:
        return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.details.items())
    return error.message
