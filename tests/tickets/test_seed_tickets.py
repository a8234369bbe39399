"""Seeded tickets: varied, whole, the same again from the same seed, and topped up instead of repeated."""

import re
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from tickets_app import demo, integrity, seeding
from tickets_app.models import Notification, Task, TaskItem, Ticket
from tts.accounts.models import Role, User
from tts.accounts.seeds import seed_users
from tts.core.actor import SYSTEM
from tts.core.audit import record
from tts.core.models import AuditEvent, OutboxMessage
from workflows_app.seeds import seed_workflows

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    """The demonstration's password is kept apart from that of the machine."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def seeded():
    seed_users("correct horse battery")
    seed_workflows()


def told():
    return [(t.number, t.subject, t.status, t.priority) for t in Ticket.objects.order_by("number")]


class TestTickets:
    def test_are_varied_and_agree_with_their_history(self, seeded, now):
        assert seeding.seed_tickets(150, now=now) == 150
        statuses = Counter(Ticket.objects.values_list("status", flat=True))
        assert set(statuses) >= {"New", "Open", "In Progress", "On Hold", "Closed", "Rejected", "Withdrawn"}
        assert set(Ticket.objects.values_list("priority", flat=True)) == {"Low", "Medium", "High", "Urgent"}
        assert Ticket.objects.values("department").distinct().count() >= 4
        assert Ticket.objects.filter(created_at__lt=now - 60 * DAY).exists()
        assert not Ticket.objects.filter(updated_at__gt=now).exists()
        late = Task.objects.filter(completed_at__gt=F("target_resolution"))
        assert 0 < late.count() < 60
        assert Task.objects.filter(completed_at=None, target_resolution__lt=now).exists()
        assert set(TaskItem.objects.values_list("origin", flat=True)) == {
            "System",
            "Transferred",
            "Escalation",
        }
        assert list(integrity.check()) == []

    def test_bear_numbers_of_the_usual_form_and_filled_in_texts(self, seeded):
        seeding.seed_tickets(60)
        for ticket in Ticket.objects.all():
            assert re.fullmatch(r"TX\d{14}", ticket.number)
            assert ticket.number[2:10] == f"{ticket.created_at:%Y%m%d}"
            assert not re.search(
                r"[{}]", f"{ticket.subject}{ticket.description}{ticket.extra.get('asset_name')}"
            )
        budgets = Ticket.objects.filter(category__contains="Budget")
        assert all(
            b.extra["requested_budget"] == sum(item["amount"] for item in b.extra["cost_items"]) > 0
            for b in budgets
        )

    def test_are_told_only_as_far_as_they_are_news(self, seeded, now):
        seeding.seed_tickets(100, now=now)
        assert not Notification.objects.filter(created_at__lte=now - seeding.NEWS).exists()
        assert not OutboxMessage.objects.filter(queue="ticket_status-default").exists()

    def test_are_the_same_from_the_same_seed(self, seeded, now):
        lives = [seeding.draw_life(index, 1, now) for index in range(1, 30)]
        again = [seeding.draw_life(index, 1, now) for index in range(1, 30)]
        others = [seeding.draw_life(index, 2, now) for index in range(1, 30)]
        facts = [
            [(x.topic, x.priority, x.fate, x.begin, x.end) for x in each] for each in (lives, again, others)
        ]
        assert facts[0] == facts[1] != facts[2]

    def test_are_topped_up(self, seeded, now):
        assert seeding.seed_tickets(10, now=now) == 10
        before = told()
        assert seeding.seed_tickets(10) == 0
        assert told() == before
        assert seeding.seed_tickets(15, now=now) == 5
        assert seeding.seed_tickets(5, more=True, now=now) == 5
        assert Ticket.objects.count() == 20

    def test_without_people_they_wait(self, now):
        seed_workflows()
        seeding.seed_tickets(30, now=now)
        assert not TaskItem.objects.exclude(user=None).exists()
        assert list(integrity.check()) == []


class TestCommands:
    def test_seed_tickets_seeds_what_it_needs(self):
        out = StringIO()
        call_command("seed_tickets", count=5, stdout=out)
        call_command("seed_tickets", count=5, stdout=out)
        assert out.getvalue() == "Tickets: 5 made\nTickets: 0 made\n"
        assert TaskItem.objects.exclude(user=None).exists()

    @pytest.mark.parametrize("command", ["seed_tickets", "seed_demo", "run"])
    def test_are_refused_in_production(self, settings, command):
        settings.IS_PRODUCTION = True
        with pytest.raises(CommandError):
            call_command(command)
        assert not User.objects.exists()

    def test_a_negative_count_is_refused(self):
        with pytest.raises(CommandError, match="negative"):
            call_command("seed_tickets", count=-1)


class TestDemo:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch):
        monkeypatch.setattr(demo, "TICKETS", 8)

    def test_seeds_everything_once(self):
        call_command("seed_demo", stdout=StringIO())
        models = (Ticket, User, Role, AuditEvent, TaskItem)
        before = [model.objects.count() for model in models]
        assert before[0] == 68
        assert not demo.is_wanted()
        call_command("seed_demo", stdout=StringIO())
        assert [model.objects.count() for model in models] == before
        assert list(integrity.check()) == []

    def test_with_force_adds_tickets(self):
        call_command("seed_demo", stdout=StringIO())
        call_command("seed_demo", force=True, stdout=StringIO())
        assert Ticket.objects.count() == 76

    def test_is_wanted_where_nothing_is_there_or_it_was_interrupted(self):
        assert demo.is_wanted()
        lines = demo.seed_demo()
        next(lines)
        lines.close()
        assert Role.objects.exists()
        assert demo.is_wanted()
        list(demo.seed_demo())
        assert not demo.is_wanted()

    def test_is_not_wanted_where_people_set_up_their_own(self, roles):
        record(SYSTEM, "something.else", "role", 1, at=timezone.now())
        assert not demo.is_wanted()
