"""Open work by role and person, as far as a coordinator oversees it. A constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import Lower, RowNumber

from tickets_app.board.waiting import Why, why_waiting
from tickets_app.models import TaskItem, TaskStatus
from tickets_app.presenters.clock import ClockView
from tickets_app.presenters.rows import step_clock_view
from tickets_app.selectors import item_breached, item_soon
from tts.accounts.access import standing
from tts.accounts.models import Membership, Role, User

SHOWN = 5


@dataclass(frozen=True)
class Card:
    """An open item with the clock of its step."""

    item: TaskItem
    clock: ClockView


@dataclass(frozen=True)
class Load:
    """How much of what kind is open; `oldest`: when the oldest of it was made, None of nothing."""

    count: int = 0
    late: int = 0
    soon: int = 0
    held: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class Place:
    """What one person has in one role; `person` None: what waits for somebody, and `why`.

    `is_here`: whether the person can be given work of the role now. `cards`: the SHOWN that breach next.
    """

    person: User | None
    load: Load
    cards: list[Card]
    is_member: bool = True
    is_away: bool = False
    cap: int | None = None
    why: Why | None = None

    @property
    def is_here(self) -> bool:
        return self.person is not None and self.is_member and self.person.is_active and not self.is_away

    @property
    def gives_away(self) -> bool:
        """Whether there is work with somebody who is not here to do it."""
        return self.person is not None and not self.is_here and self.load.count > 0

    @property
    def more(self) -> int:
        return self.load.count - len(self.cards)


@dataclass(frozen=True)
class Lane:
    """A role with its people; those who hold its work without being here come first."""

    role: Role
    places: list[Place]

    @property
    def count(self) -> int:
        return sum(place.load.count for place in self.places)


def open_items(user: User) -> QuerySet[TaskItem]:
    """The open items of the tickets that `user` coordinates."""
    rights = standing(user)
    items = TaskItem.objects.filter(closed_at__isnull=True).order_by()
    if rights.is_admin or (rights.is_coordinator and rights.departments is None):
        return items
    named = items.alias(department_name=Lower("task__ticket__department"))
    return named.filter(department_name__in=rights.departments if rights.is_coordinator else ())


def lanes(user: User, now: datetime) -> list[Lane]:
    """The roles that have people or work, without their cards: those with work first, then by name."""
    loads = _loads(user, now)
    working = Q(kind=Role.Kind.STEP, retired_at__isnull=True) | Q(pk__in={role for role, _who in loads})
    roles = list(Role.objects.filter(working))
    members = _members(roles)
    people = _people(loads, members)
    whys = why_waiting([role for role in roles if (role.pk, None) in loads], now)
    found = []
    for role in roles:
        held = {who: load for (role_id, who), load in loads.items() if role_id == role.pk}
        waiting = [Place(None, held.pop(None), [], why=whys[role.pk])] if None in held else []
        named = [people[pk] for pk in members[role.pk].keys() | held.keys()]
        found.append(Lane(role, waiting + _places(role, named, members[role.pk], held, now)))
    return sorted((lane for lane in found if lane.places), key=lambda lane: lane.count == 0)


def _places(role, people, members, held, now) -> list[Place]:
    """The places of `people`, first of those who hold work without being here."""
    places = [
        Place(each, held.get(each.pk, Load()), [], each.pk in members, each.is_away(now), role.cap)
        for each in people
    ]
    return sorted(places, key=lambda place: (not place.gives_away, place.person.full_name.lower()))


def _loads(user, now) -> dict[tuple[int, int | None], Load]:
    """Load by (role, person)."""
    held = Q(task__status=TaskStatus.ON_HOLD)
    counts = {
        "count": Count("pk"),
        "late": Count("pk", filter=~held & item_breached(now)),
        "soon": Count("pk", filter=item_soon(now)),
        "held": Count("pk", filter=held),
        "oldest": Min("created_at"),
    }
    rows = open_items(user).values("role_id", "user_id").annotate(**counts)
    return {(row.pop("role_id"), row.pop("user_id")): Load(**row) for row in rows}


def _members(roles) -> dict[int, dict[int, User]]:
    """The active members of each role by id."""
    rows = Membership.objects.filter(role__in=roles, is_active=True, user__is_active=True)
    members = defaultdict(dict)
    for row in rows.select_related("user__substitute"):
        members[row.role_id][row.user_id] = row.user
    return members


def _people(loads, members) -> dict[int, User]:
    people = {pk: person for persons in members.values() for pk, person in persons.items()}
    others = {who for _role, who in loads if who is not None} - people.keys()
    return people | User.objects.select_related("substitute").in_bulk(others)


def with_cards(shown: list[Lane], user: User, now: datetime) -> list[Lane]:
    """The lanes with what breaches next in each of their places."""
    place = Window(RowNumber(), partition_by=["role_id", "user_id"], order_by=next_breach_first())
    items = open_items(user).filter(role__in=[lane.role.pk for lane in shown]).annotate(place=place)
    cards = defaultdict(list)
    for item in for_cards(items.filter(place__lte=SHOWN).order_by("place")):
        cards[item.role_id, item.user_id].append(Card(item, step_clock_view(item, item.task, now)))
    return [
        Lane(lane.role, [_filled(place, cards[lane.role.pk, place.person and place.person.pk])
                         for place in lane.places])
        for lane in shown
    ]  # fmt: skip


def _filled(place: Place, cards) -> Place:
    return replace(place, cards=cards)


def next_breach_first() -> list:
    return [F("target_resolution").asc(nulls_last=True), F("pk").asc()]


def for_cards(items: QuerySet[TaskItem]) -> QuerySet[TaskItem]:
    """`items` with what cards show."""
    return items.select_related("task__ticket").prefetch_related("task__version__calendar")
