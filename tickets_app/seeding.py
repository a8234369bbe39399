"""Tickets for a demonstration: lives that people could have given them, lived through the actions.

Each ticket is a `Life` drawn from the seed and its index, so the same call gives the same tickets
relative to the present; each is one transaction, known again by the mark of its events.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from django.db import transaction
from django.utils import timezone

from tickets_app import seed_texts as texts
from tickets_app.actions import assign, finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.actions.receive import receive
from tickets_app.intake import read_ticket
from tickets_app.models import Priority, Task
from tts.accounts.models import Membership, User
from tts.core.actor import Actor
from tts.core.models import AuditEvent
from workflows_app.graph import Graph

MARK = "seed:"
DOMAIN = "@example.com"
HOUR = timedelta(hours=1)
# So recent that people still want to be told.
NEWS = HOUR
MONTHS_BACK = timedelta(days=180)
BACKWARDS = ("Rework", "Reject")
# Rework more often than this would be no demonstration but a bad week.
MOST_HOPS = 10
PRIORITIES = {Priority.LOW: 25, Priority.MEDIUM: 45, Priority.HIGH: 22, Priority.URGENT: 8}


class Fate(StrEnum):
    FINISHED = "finished"
    FINISHED_LATE = "finished late"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    HELD = "held"
    OPEN = "open"
    OPEN_LATE = "open late"
    UNTOUCHED = "untouched"


FATES = {
    Fate.FINISHED: 48, Fate.FINISHED_LATE: 13, Fate.CANCELLED: 4, Fate.REJECTED: 3,
    Fate.HELD: 8, Fate.OPEN: 14, Fate.OPEN_LATE: 5, Fate.UNTOUCHED: 5,
}  # fmt: skip
PAST = frozenset({Fate.FINISHED, Fate.FINISHED_LATE, Fate.CANCELLED, Fate.REJECTED})
# How much of its target a ticket's life takes (until now, for what is not over).
PACE = {Fate.FINISHED_LATE: (1.1, 2.2), Fate.OPEN_LATE: (1.05, 1.9), Fate.UNTOUCHED: (0.02, 0.15)}
USUAL_PACE = (0.1, 0.85)
# Targets of the seeded workflows, in hours; a life is paced by them whatever the version says.
HOURS = {Priority.LOW: 72, Priority.MEDIUM: 48, Priority.HIGH: 24, Priority.URGENT: 4}


@dataclass(frozen=True)
class Life:
    """What becomes of seeded ticket number `index`: arrives at `begin`; the last thing happens by `end`."""

    index: int
    random: Random
    topic: texts.Topic
    priority: Priority
    fate: Fate
    begin: datetime
    end: datetime

    def moments(self, count: int) -> list[datetime]:
        """`count` instants of this life in order, none of them its beginning or end."""
        parts = [0.5 + self.random.random() for _ in range(count + 1)]
        span = (self.end - self.begin) / sum(parts)
        return [self.begin + span * sum(parts[: index + 1]) for index in range(count)]


def seed_tickets(count: int, *, seed: int = 1, more: bool = False, now: datetime | None = None) -> int:
    """Make seeded tickets until there are `count` of them (`more`: that many beside those that exist).

    Answers how many were made. Needs the seeded workflows and people; what finds nobody waits.
    """
    now = now or timezone.now()
    known = _known()
    first = max(known, default=0) + 1 if more else 1
    wanted = [index for index in range(first, first + count) if index not in known]
    lives = [draw_life(index, seed, now) for index in wanted]
    requesters = list(User.objects.filter(username__in=("requester1", "requester2")).order_by("username"))
    for life in sorted(lives, key=lambda life: life.begin):
        _Living(life, requesters, now).live()
    return len(lives)


def _known() -> set[int]:
    events = AuditEvent.objects.filter(action="ticket.received", request_id__startswith=MARK)
    return {int(mark.removeprefix(MARK)) for mark in events.values_list("request_id", flat=True)}


def draw_life(index: int, seed: int, now: datetime) -> Life:
    """The life of seeded ticket `index`, as seen at `now`."""
    random = Random(f"{seed} {index}")
    topic = random.choices(texts.TOPICS, [topic.weight for topic in texts.TOPICS])[0]
    priority = random.choices(list(PRIORITIES), list(PRIORITIES.values()))[0]
    fate = random.choices(list(FATES), list(FATES.values()))[0]
    length = HOURS[priority] * HOUR * random.uniform(*PACE.get(fate, USUAL_PACE))
    end = now
    if fate in PAST:
        # Squared: more of it lately than long ago, as in a service that grows.
        end = now - HOUR - (MONTHS_BACK - length) * random.random() ** 2
    return Life(index, random, topic, priority, fate, end - length, end)


def walk(graph: Graph, random: Random) -> list[int | None]:
    """Transitions from the start of `graph` to its end, now and then with rework; the last is None:
    completing."""
    step, path = graph.start.id, []
    while not graph.step(step).is_end:
        edges = sorted(graph.edges_from(step), key=lambda edge: (edge.order, edge.id))
        straight = len(path) >= MOST_HOPS or random.random() < 0.85
        edge = edges[0] if straight else random.choice(edges)
        path.append(edge.id)
        step = edge.to_id
    return [*path, None]


class _Living:
    """One ticket being lived through."""

    def __init__(self, life, requesters, now):
        self.life, self.now, self.random = life, now, life.random
        self.requester = self.random.choice(requesters) if requesters and self.random.random() < 0.4 else None
        self.ends = {
            Fate.CANCELLED: self._cancel, Fate.REJECTED: self._cancel, Fate.HELD: self._hold
        }  # fmt: skip

    @transaction.atomic
    def live(self):
        given = read_ticket(_letter(self.life, self.requester))
        by = self._by(self.requester, self.life.begin)
        ticket, _created = receive(by, given, requester=self.requester, at=self.life.begin)
        self.task = Task.objects.filter(ticket=ticket).select_related("version").first()
        if self.task is not None and self.life.fate != Fate.UNTOUCHED:
            self._work()

    def _by(self, user, at) -> Actor:
        """`user` acting, told to people only if it is so recent that it would still be news."""
        mark = f"{MARK}{self.life.index}"
        return Actor(user=user, request_id=mark, rule="" if user else "seed", tells=self.now - at < NEWS)

    def _work(self):
        path = walk(self.task.version.graph, self.random)
        over = self.life.fate in (Fate.FINISHED, Fate.FINISHED_LATE)
        hops = path if over else path[: self.random.randrange(len(path))]
        begun, *moments, last = self.life.moments(len(hops) + 2)
        self._act(begun, move.begin)
        for index, (edge_id, at) in enumerate(zip(hops, moments, strict=True)):
            if index == 0 and self.random.random() < 0.12:
                self._pass_on(begun + (at - begun) / 2)
            self._act(at, move.transition, edge_id, notes=self._note(edge_id))
        if over:
            self._close(moments[-1])
        elif self.life.fate in self.ends:
            self.ends[self.life.fate](last)

    def _act(self, at, action, *arguments, **more):
        """Let the holder of the open item do `action`; where it waits for somebody, nothing happens."""
        holder = self._holder()
        if holder is not None:
            action(self._by(holder, at), self.task.pk, *arguments, at=at, **more)

    def _holder(self) -> User | None:
        item = open_item(self.task)
        return item.user if item is not None else None

    def _note(self, edge_id) -> str:
        graph = self.task.version.graph
        rework = edge_id is not None and graph.edge(edge_id).name in BACKWARDS
        return self.random.choice(texts.REWORK_NOTES if rework else texts.NOTES)

    def _pass_on(self, at):
        """Escalate or transfer the open item."""
        item = open_item(self.task)
        if item.user is None:
            return
        if self.random.random() < 0.5:
            assign.escalate(
                self._by(item.user, at), item.pk, self.random.choice(texts.ESCALATION_REASONS), at=at
            )
            return
        others = Membership.objects.filter(role=item.role_id, is_active=True, user__is_active=True)
        others = list(others.exclude(user=item.user).order_by("user"))
        if self.task.owner is not None and others:
            colleague = self.random.choice(others)
            note = self.random.choice(texts.TRANSFER_NOTES)
            assign.transfer(self._by(self.task.owner, at), item.pk, colleague.user_id, notes=note, at=at)

    def _cancel(self, at):
        rejected = self.life.fate == Fate.REJECTED
        reason = self.random.choice(texts.REJECT_REASONS if rejected else texts.CANCEL_REASONS)
        by = self._by(self.task.owner, at)
        finish.cancel(by, self.task.pk, reason, "rejected" if rejected else "cancelled", at=at)

    def _hold(self, at):
        self._act(at, hold.hold, self.random.choice(texts.HOLD_REASONS))

    def _close(self, resolved_at):
        """Close it as the schedule would have done by now."""
        hours = self.task.version.auto_close_hours
        at = resolved_at + (hours or 0) * HOUR
        if hours is not None and at < self.now:
            finish.close(self._by(None, at), self.task.pk, at=at)


def _letter(life, requester) -> dict:
    """What the requester wrote, as a sender's dict."""
    random = life.random
    name = requester.full_name if requester else random.choice(texts.NAMES)
    email = requester.email if requester else f"{name.lower().replace(' ', '.').replace(chr(39), '')}{DOMAIN}"
    words = {
        "name": random.choice([other for other in texts.NAMES if other != name]),
        "place": random.choice(texts.PLACES),
        "device": random.choice(texts.DEVICES),
        "number": f"{random.randrange(10**6, 10**7)}",
        "year": f"{life.begin.year + 1}",
    }
    subject, description = random.choice(life.topic.texts)
    return {
        # Multiplying by a number coprime to a million gives every index digits of its own.
        "ticket_number": f"TX{life.begin:%Y%m%d}{(life.index * 7919 + 104_729) % 10**6:06d}",
        "subject": subject.format(**words),
        "description": description.format(**words),
        "department": life.topic.department,
        "category": life.topic.category,
        "sub_category": life.topic.sub_category,
        "priority": life.priority.value,
        "employee": {"name": name, "email": email, "department": random.choice(texts.DEPARTMENTS)},
        **_extra(life.topic.extra, words, random),
    }


def _extra(extra, words, random) -> dict:
    filled = {name: v.format(**words) if isinstance(v, str) else v for name, v in extra.items()}
    if "requested_budget" in filled:
        items = [{"item": item, "amount": random.randrange(3, 90) * 100} for item in texts.COST_ITEMS]
        filled |= {"cost_items": items, "requested_budget": sum(item["amount"] for item in items)}
    return filled
