"""Doing everything twice, in the product and in a plain model of it, and comparing.

After each action the touched ticket is compared with the model's; in the end every ticket, whose turn it
is, and the fold of the history with what is stored. Everything is one transaction that is rolled back.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from tests.factories import by
from tests.tickets.model_parts import Refused
from tests.tickets.model_world import expected, stored
from tickets_app import integrity
from tickets_app.models import Task, Ticket
from tts.accounts.models import Turn, User
from tts.core.actor import SYSTEM
from tts.core.errors import ActionError

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


class TwiceOver(RuleBasedStateMachine):
    """A service desk in the product and in the model (`desk`), at one time (`now`)."""

    def __init__(self, world):
        super().__init__()
        self.world = world
        self.desk = world.desk()
        self.now = MONDAY
        self.pks = []
        self.day = transaction.atomic()
        self.day.__enter__()

    def teardown(self):
        try:
            self.compare_everything()
        finally:
            transaction.set_rollback(True)
            self.day.__exit__(None, None, None)

    def pass_time(self, minutes=1):
        self.now += timedelta(minutes=minutes)

    def both(self, in_model, done):
        """What the model does, the product does; what it refuses, the product refuses alike."""
        wanted = seen = "done"
        try:
            in_model()
        except Refused as error:
            wanted = error.kind
        try:
            with transaction.atomic():
                done()
        except ActionError as error:
            seen = type(error).__name__
        assert seen == wanted

    def ticket(self, place):
        return place % len(self.desk.tickets)

    def task(self, place):
        """(model's ticket, its place, task id) of one that has a task."""
        with_task = [index for index, ticket in enumerate(self.desk.tickets) if ticket.task]
        index = with_task[place % len(with_task)]
        return self.desk.tickets[index], index, Task.objects.get(ticket=self.pks[index]).pk

    def who(self, name, ticket):
        """(name in the model, Actor); None is the system."""
        if name == "holder":
            name = ticket.item.user if ticket.item else "system"
        if name == "owner":
            name = ticket.owner
        if name in (None, "system"):
            return None, SYSTEM
        return name, by(User.objects.get(pk=self.world.ids[name]))

    def verb(self, place, name, in_model, done):
        """One action on one ticket, by whoever `name` stands for, in both; then the ticket is compared."""
        self.pass_time()
        ticket, index, task_id = self.task(place)
        known, actor = self.who(name, ticket)
        self.both(lambda: in_model(known, ticket), lambda: done(actor, task_id))
        self.compare(index)

    def compare_everything(self):
        for index in range(len(self.pks)):
            self.compare(index)
        assert [str(finding) for finding in integrity.check()] == []
        for turn in Turn.objects.filter(role__name__in=self.desk.lines).select_related("role"):
            order = [self.world.names[row[0]] for row in turn.members]
            first = turn.position % len(order) if order else 0
            assert order[first:] + order[:first] == self.desk.lines[turn.role.name]

    def compare(self, index):
        row = Ticket.objects.select_related("task").get(pk=self.pks[index])
        assert stored(row, self.world) == expected(self.desk.tickets[index])
