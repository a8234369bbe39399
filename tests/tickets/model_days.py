"""Made-up days at the service desk: what people may try, and what is done in the product and in the model.

A stretch of days is one transaction, so what would follow a commit (handing out) is called by name.
"""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.factories import edge_id, make_ticket
from tests.tickets.model import COORDINATORS
from tests.tickets.model_twice import TwiceOver
from tests.tickets.model_world import FLOWS, HOURS, LEAVE, PEOPLE, REPAIRS, STEP_ROLES
from tickets_app.actions import assign, finish, hold, move, receive
from tickets_app.models import TaskItem
from tts.accounts import actions as people
from tts.accounts.models import User
from tts.core.actor import SYSTEM

# "holder" and "owner" are whoever they are by then, so that more of what is tried may be done.
anybody = st.sampled_from(["holder", "holder", "holder", "owner", "cora", "boss", "system", *PEOPLE])
persons = st.sampled_from(PEOPLE)
comers = st.sampled_from(["anna", "axel", "theo", "mona", "cora", "otto"])
places = st.integers(0, 9)
priorities = st.sampled_from(list(HOURS))
reasons = st.sampled_from(["because", "because", "because", " "])
edges = st.sampled_from([*REPAIRS.edges, *LEAVE.edges, "No such"])
kinds = st.sampled_from([REPAIRS.kind, REPAIRS.kind, LEAVE.kind, ("IT", "Gardening")])
some_ticket = precondition(lambda self: self.desk.tickets)
some_task = precondition(lambda self: any(ticket.task for ticket in self.desk.tickets))


class Days(TwiceOver):
    """One made-up stretch of days at the service desk."""

    # -- arriving

    @initialize(kind=kinds, priority=priorities)
    def begins_with_a_ticket(self, kind, priority):
        self.create(kind, priority, "rita")

    @rule(kind=kinds, priority=priorities, requester=st.sampled_from([None, "rita"]))
    def create(self, kind, priority, requester):
        self.pass_time()
        self.desk.receive(kind, priority, requester, self.now)
        person = requester and User.objects.get(pk=self.world.ids[requester])
        facts = {"department": kind[0], "category": kind[1], "priority": priority}
        self.pks.append(make_ticket(person, requester=person, at=self.now, **facts).pk)
        self.compare(len(self.pks) - 1)

    @some_ticket
    @rule(place=places, name=anybody, flow=st.sampled_from(list(FLOWS)))
    def assign_workflow(self, place, name, flow):
        self.pass_time()
        index = self.ticket(place)
        ticket, workflow = self.desk.tickets[index], self.world.versions[flow].workflow_id
        known, actor = self.who(name, ticket)
        self.both(
            lambda: self.desk.assign_flow(known, ticket, flow, self.now),
            lambda: receive.assign_workflow(actor, self.pks[index], workflow, at=self.now),
        )
        self.compare(index)

    @some_ticket
    @rule(place=places, priority=priorities, minutes=st.integers(1, 3000))
    def change_priority(self, place, priority, minutes):
        self.pass_time(minutes)
        index = self.ticket(place)
        self.desk.set_priority(self.desk.tickets[index], priority, self.now)
        receive.update_facts(SYSTEM, self.pks[index], {"priority": priority}, at=self.now)
        self.compare(index)

    # -- working

    @some_task
    @rule(place=places, name=anybody)
    def begin(self, place, name):
        self.verb(
            place, name, lambda who, ticket: self.desk.begin(who, ticket, self.now),
            lambda actor, task_id: move.begin(actor, task_id, at=self.now),
        )  # fmt: skip

    @some_task
    @rule(place=places, name=anybody, edge=edges)
    def act(self, place, name, edge):
        self._act(place, name, edge)

    @some_task
    @rule(place=places, name=st.just("holder"), choice=places, minutes=st.integers(1, 600))
    def act_as_offered(self, place, name, choice, minutes):
        self.pass_time(minutes)
        ticket, _index, _pk = self.task(place)
        offered = [edge for edge, facts in ticket.flow.edges.items() if facts.source == ticket.step]
        self._act(place, name, offered[choice % len(offered)] if offered else None)

    @some_task
    @rule(place=places, choices=st.lists(places, min_size=4, max_size=6))
    def work_to_the_end(self, place, choices):
        for choice in choices:
            self.act_as_offered(place=place, name="system", choice=choice, minutes=5)

    @some_task
    @rule(place=places, name=anybody)
    def complete(self, place, name):
        self._act(place, name, None)

    def _act(self, place, name, edge):
        ticket, _index, _pk = self.task(place)
        flow = next(key for key, flow in FLOWS.items() if flow is ticket.flow)
        known = edge in ticket.flow.edges
        edge_pk = edge and (edge_id(self.world.versions[flow], edge) if known else 10**9)
        self.verb(
            place, name, lambda who, ticket: self.desk.act(who, ticket, edge, self.now),
            lambda actor, task_id: move.transition(actor, task_id, edge_pk, at=self.now),
        )  # fmt: skip

    @some_task
    @rule(place=places, name=anybody, reason=reasons)
    def hold(self, place, name, reason):
        self.verb(
            place, name, lambda who, ticket: self.desk.hold(who, ticket, reason, self.now),
            lambda actor, task_id: hold.hold(actor, task_id, reason, at=self.now),
        )  # fmt: skip

    @some_task
    @rule(place=places, name=anybody, minutes=st.integers(1, 3000))
    def resume(self, place, name, minutes):
        self.pass_time(minutes)
        self.verb(
            place, name, lambda who, ticket: self.desk.resume(who, ticket, self.now),
            lambda actor, task_id: hold.resume(actor, task_id, at=self.now),
        )  # fmt: skip

    # -- moving

    def item_pk(self, task_id, ticket, back):
        """(place, id) of the ticket's last item, or of one `back` from it."""
        place = max(0, len(ticket.items) - 1 - back)
        return place, TaskItem.objects.filter(task=task_id).order_by("pk")[place].pk

    @some_task
    @rule(
        place=places, name=anybody, back=st.sampled_from([0, 0, 0, 1]),
        user=st.one_of(comers, st.none()), role=st.sampled_from([None, *STEP_ROLES]),
    )  # fmt: skip
    def transfer(self, place, name, back, user, role):
        ticket, _index, task_id = self.task(place)
        at_place, item = self.item_pk(task_id, ticket, back)
        ids = {"role_id": role and self.world.roles[role].pk, "at": self.now + timedelta(minutes=1)}
        self.verb(
            place, name, lambda who, ticket: self.desk.transfer(who, ticket, at_place, user, role, self.now),
            lambda actor, task_id: assign.transfer(actor, item, user and self.world.ids[user], **ids),
        )  # fmt: skip

    @some_task
    @rule(place=places, name=anybody, back=st.sampled_from([0, 0, 0, 1]), reason=reasons)
    def escalate(self, place, name, back, reason):
        ticket, _index, task_id = self.task(place)
        at_place, item = self.item_pk(task_id, ticket, back)
        self.verb(
            place, name, lambda who, ticket: self.desk.escalate(who, ticket, at_place, reason, self.now),
            lambda actor, task_id: assign.escalate(actor, item, reason, at=self.now),
        )  # fmt: skip

    @rule(minutes=st.integers(1, 3000))
    def drain(self, minutes):
        """What the schedule does: people whose absence has ended get what waits."""
        self.pass_time(minutes)
        self._drain(assign.waiting_roles())

    def _drain(self, role_ids):
        names = {role.pk: name for name, role in self.world.roles.items()}
        self.desk.drain([names[pk] for pk in role_ids], self.now)
        assign.drain(role_ids, self.now)
        for index in range(len(self.pks)):
            self.compare(index)

    # -- ending

    @some_task
    @rule(
        place=places, name=anybody, reason=reasons,
        outcome=st.sampled_from(["cancelled", "rejected", "vanished"]),
    )  # fmt: skip
    def cancel(self, place, name, reason, outcome):
        self.verb(
            place, name, lambda who, ticket: self.desk.cancel(who, ticket, reason, outcome, self.now),
            lambda actor, task_id: finish.cancel(actor, task_id, reason, outcome, at=self.now),
        )  # fmt: skip

    @some_task
    @rule(place=places, name=st.sampled_from(["rita", "cora", "anna", "owner"]), hours=st.integers(0, 80))
    def reopen(self, place, name, hours):
        self.pass_time(60 * hours)
        self.verb(
            place, name, lambda who, ticket: self.desk.reopen(who, ticket, self.now),
            lambda actor, task_id: finish.reopen(actor, task_id, "again", at=self.now),
        )  # fmt: skip

    @some_task
    @rule(place=places)
    def close(self, place):
        self.verb(
            place, "system", lambda _who, ticket: self.desk.close(ticket),
            lambda actor, task_id: finish.close(actor, task_id, at=self.now),
        )  # fmt: skip

    # -- people come and go

    def person_changes(self, name, in_model, done, roles=None):
        """A change of a person, and then what follows its commit."""
        self.pass_time()
        roles = roles or self.desk.roles_of(name)
        in_model()
        done(User.objects.get(pk=self.world.ids[name]))
        self._drain(sorted(self.world.roles[role].pk for role in roles))

    @rule(name=comers, role=st.sampled_from([*STEP_ROLES, COORDINATORS]), belongs=st.booleans())
    def membership(self, name, role, belongs):
        row = self.world.roles[role]
        self.person_changes(
            name, lambda: self.desk.set_member(name, role, belongs),
            lambda user: people.set_membership(SYSTEM, user, row, is_active=belongs, at=self.now), [role],
        )  # fmt: skip

    @rule(name=comers, active=st.booleans())
    def activity(self, name, active):
        self.person_changes(
            name, lambda: self.desk.set_active(name, active),
            lambda user: people.set_active(SYSTEM, user, active, at=self.now),
        )  # fmt: skip

    @rule(name=comers, hours=st.integers(1, 60))
    def go_away(self, name, hours):
        self.pass_time()
        self._be_away(name, (self.now, self.now + timedelta(hours=hours)))

    @rule(name=comers)
    def come_back(self, name):
        self._be_away(name, None)

    def _be_away(self, name, away):
        since, until = away or (None, None)
        self.person_changes(
            name, lambda: setattr(self.desk.people[name], "away", away),
            lambda user: people.set_away(SYSTEM, user, away_from=since, away_until=until, at=self.now),
        )  # fmt: skip
