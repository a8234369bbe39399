"""A plain model of the service desk: what the SPEC says of people, turns, tickets and targets, in memory.

It shares no code with the product. People and roles are named; times are aware datetimes; calendars are
around the clock. A rule that refuses raises Refused and changes nothing.
"""

from datetime import timedelta

from tests.tickets.model_parts import ACTIVE, Item, Person, Ticket, refuse

COORDINATORS = "Ticket Coordinator"
ADMINS = "Admin"
REOPEN_WITHIN = timedelta(hours=72)


class Desk:
    """Everything at once: people, who is in which role, whose turn it is, and the tickets."""

    def __init__(self, flows, people, roles, departments=()):
        self.flows = flows
        self.people = {name: Person() for name in people}
        self.members = {role: [] for role in roles}
        self.lines = {role: [] for role in roles}
        self.departments = dict(departments)
        self.tickets: list[Ticket] = []

    # -- people and turns

    def set_member(self, name, role, belongs):
        if belongs and name not in self.members[role]:
            self.members[role].append(name)
        if not belongs and name in self.members[role]:
            self.members[role].remove(name)
        self._line_follows(role)

    def set_active(self, name, active):
        self.people[name].active = active
        for role in self.roles_of(name):
            self._line_follows(role)

    def roles_of(self, name):
        return [role for role, members in self.members.items() if name in members]

    def _line_follows(self, role):
        pool = [name for name in self.members[role] if self.people[name].active]
        kept = [name for name in self.lines[role] if name in pool]
        self.lines[role] = kept + [name for name in pool if name not in kept]

    def draw(self, role, at):
        line = self.lines[role]
        for place, name in enumerate(line):
            if self.people[name].present(at):
                self.lines[role] = line[place + 1 :] + line[: place + 1]
                return name
        return None

    def directs(self, name, ticket):
        if name is None:
            return True
        roles = self.roles_of(name) if self.people[name].active else []
        if COORDINATORS in roles:
            overseen = self.departments.get(name)
            if overseen is None or ticket.department.lower() in overseen or ticket.owner == name:
                return True
        return ADMINS in roles

    # -- arriving

    def receive(self, kind, priority, requester, at):
        ticket = Ticket(kind, priority, requester)
        self.tickets.append(ticket)
        flow = next((flow for flow in self.flows.values() if flow.kind == kind), None)
        if flow:
            self._start(ticket, flow, at)
        return ticket

    def assign_flow(self, name, ticket, flow, at):
        refuse("Forbidden", not self.directs(name, ticket))
        refuse("Conflict", ticket.flow is not None)
        self._start(ticket, self.flows[flow], at)

    def _start(self, ticket, flow, at):
        ticket.flow = flow
        ticket.become("pending")
        ticket.owner = self.draw(COORDINATORS, at)
        ticket.tick(at)
        self._enter(ticket, next(iter(flow.steps)), 1, at)

    def _enter(self, ticket, step, entry, at):
        used = set()
        while True:
            ticket.entries[step] = ticket.entries.get(step, 0) + 1
            onward = [
                name
                for name, edge in ticket.flow.edges.items()
                if edge.source == step and edge.automatic and edge.only == ticket.priority
            ]
            if not onward or onward[0] in used:
                break
            used.add(onward[0])
            step = ticket.flow.edges[onward[0]].target
        ticket.step = step
        role = ticket.flow.steps[step].role
        ticket.items.append(Item(role, self.draw(role, at), step, "System", entry, at, at))

    # -- working

    def _acting_on(self, name, ticket):
        refuse("Conflict", ticket.task not in ("pending", "in progress"))
        mine = name is None or ticket.item.user == name
        refuse("Forbidden", not mine and not self.directs(name, ticket))
        return ticket.item

    def begin(self, name, ticket, at):
        item = self._acting_on(name, ticket)
        refuse("Conflict", "in progress" in item.statuses)
        item.statuses.append("in progress")
        ticket.began = True
        ticket.become("in progress")

    def act(self, name, ticket, edge, at):
        """Take the edge called `edge`; None completes."""
        chosen = ticket.flow.edges.get(edge)
        stale = edge is not None and chosen is not None and chosen.source != ticket.step
        refuse("Conflict", stale and ticket.task in ACTIVE)
        item = self._acting_on(name, ticket)
        if edge is None:
            refuse("Invalid", not ticket.flow.steps[ticket.step].is_end)
        else:
            refuse("Invalid", chosen is None)
            refuse("Conflict", chosen.automatic or chosen.only not in (None, ticket.priority))
        item.close("resolved", ticket.item_due(item))
        ticket.began = True
        ticket.become("in progress")
        if edge is not None:
            self._enter(ticket, chosen.target, item.entry + 1, at)
            return
        self._finish(ticket, "completed", at)

    def _finish(self, ticket, status, at):
        ticket.frozen_due = ticket.due
        ticket.become(status)
        ticket.step, ticket.finished = None, at
        ticket.log.append((at, False, None))

    def hold(self, name, ticket, reason, at):
        refuse("Invalid", not reason.strip())
        self._may_hold(name, ticket)
        refuse("Conflict", ticket.task == "on_hold" or ticket.task not in ACTIVE)
        ticket.become("on_hold")
        ticket.tick(at)

    def resume(self, name, ticket, at):
        self._may_hold(name, ticket)
        refuse("Conflict", ticket.task != "on_hold")
        ticket.become("in progress" if ticket.began else "pending")
        ticket.tick(at)

    def _may_hold(self, name, ticket):
        holds = ticket.item is not None and ticket.item.user == name
        refuse("Forbidden", not (self.directs(name, ticket) or name == ticket.owner or holds))

    # -- moving

    def transfer(self, name, ticket, index, user, role, at):
        """Give the item of this `index` to `user` of `role` (None: the item's)."""
        item = ticket.items[index]
        refuse("Conflict", not item.open)
        refuse("Forbidden", not self.directs(name, ticket))
        role = role or item.role
        if user is None:
            refuse("Conflict", role == item.role)
            user = self.draw(role, at)
        else:
            refuse("Invalid", user not in self.members[role] or not self.people[user].active)
            refuse("Conflict", (user, role) == (item.user, item.role))
        if item.user is None:
            item.user, item.role = user, role
            return
        item.close("reassigned", ticket.item_due(item))
        ticket.items.append(Item(role, user, item.step, "Transferred", item.entry, item.clock_from, at))

    def escalate(self, name, ticket, index, reason, at):
        refuse("Invalid", not reason.strip())
        item = ticket.items[index]
        refuse("Conflict", not item.open)
        self._acting_on(name, ticket)
        role = ticket.flow.steps[item.step].escalates_to
        refuse("Conflict", role is None)
        item.close("escalated", ticket.item_due(item))
        user = self.draw(role, at)
        ticket.items.append(Item(role, user, item.step, "Escalation", item.entry + 1, at, at))

    def drain(self, roles, at):
        for role in roles:
            if role == COORDINATORS:
                self._own(at)
            waiting = [(t, t.item) for t in self.tickets if t.item and t.item.user is None]
            waiting = [item for _ticket, item in waiting if item.role == role]
            for item in sorted(waiting, key=lambda item: item.created):
                item.user = self.draw(role, at)
                if item.user is None:
                    break

    def _own(self, at):
        for ticket in self.tickets:
            if ticket.task in ACTIVE and ticket.owner is None:
                ticket.owner = self.draw(COORDINATORS, at)
                if ticket.owner is None:
                    return

    # -- ending and taking up again

    def cancel(self, name, ticket, reason, outcome, at):
        refuse("Invalid", not reason.strip() or outcome not in ("cancelled", "rejected"))
        refuse("Forbidden", not self.directs(name, ticket))
        refuse("Conflict", ticket.task not in ACTIVE)
        ticket.item.end("resolved", ticket.item_due(ticket.item))
        self._finish(ticket, outcome, at)

    def reopen(self, name, ticket, at):
        allowed = self.directs(name, ticket) or (name is not None and name == ticket.requester)
        refuse("Forbidden", not allowed)
        refuse("Conflict", ticket.task != "completed" or at > ticket.finished + REOPEN_WITHIN)
        last = ticket.items[-1]
        role = ticket.flow.steps[last.step].role
        ticket.become("in progress")
        ticket.step, ticket.finished = last.step, None
        ticket.entries[last.step] += 1
        ticket.tick(at)
        kept = last.user in self.members[role] and self.people[last.user].present(at)
        user = last.user if kept else self.draw(role, at)
        ticket.items.append(Item(role, user, last.step, "System", last.entry + 1, at, at))

    def close(self, ticket):
        if ticket.status == "Resolved":
            ticket.status = "Closed"

    def set_priority(self, ticket, priority, at):
        if ticket.status == "Closed" or ticket.priority == priority:
            return
        ticket.priority = priority
        if ticket.task in ACTIVE:
            ticket.tick(at)
