"""The status page: what runs, what waits, what is stored; for administrators only."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from tests.browser import assert_accessible
from tests.factories import make_ticket
from tickets_app import status
from tickets_app.models import Task
from tts.core.models import Heartbeat

PAGE = "/status/"


@pytest.mark.django_db
class TestPage:
    def test_says_what_lives_and_what_is_silent(self, client, admin, version, agent2):
        now = timezone.now()
        Heartbeat.objects.create(name="worker", at=now - timedelta(minutes=5))
        Heartbeat.objects.create(name="consumer", at=now)
        client.force_login(admin)
        text = client.get(PAGE).content.decode()
        assert "Nothing has been heard of the worker" in text
        assert text.count(">alive<") == text.count(">silent<") == 1
        assert "all applied" in text
        Heartbeat.objects.update(at=now)
        assert "Everything that must run does." in client.get(PAGE).content.decode()

    def test_says_that_thresholds_are_late(self, client, admin, version):
        make_ticket()
        Task.objects.update(sla_check=timezone.now() - timedelta(minutes=10))
        client.force_login(admin)
        text = client.get(PAGE).content.decode()
        assert "SLA thresholds are recorded late." in text
        assert "<strong>10 min</strong>" in text

    def test_says_that_thresholds_are_in_time(self, client, admin, version):
        make_ticket()
        client.force_login(admin)
        text = client.get(PAGE).content.decode()
        assert "SLA thresholds are recorded late." not in text
        assert "<strong>In time</strong>" in text

    @pytest.mark.parametrize("who", ["coordinator", "agent", "analyst", "requester"])
    def test_is_for_nobody_else(self, client, request, who):
        client.force_login(request.getfixturevalue(who))
        assert client.get(PAGE).status_code == 403


@pytest.mark.django_db
class TestFigures:
    def test_a_job_that_runs_is_not_late(self, db):
        OrmQ.objects.all().delete()
        assert status.jobs() == (0, 0.0, 0)
        OrmQ.objects.create(key="tts", payload="x", lock=timezone.now() + timedelta(minutes=5))
        assert status.jobs()[:2] == (1, 0.0)
        OrmQ.objects.create(key="tts", payload="x", lock=timezone.now() - timedelta(minutes=5))
        count, late, _failed = status.jobs()
        assert (count, round(late)) == (2, 300)

    def test_skew_is_the_spread_of_open_items_among_members(self, version, agent, agent2):
        assert status.skews() == {"Agent": 0}
        make_ticket()
        assert status.skews() == {"Agent": 1}
        make_ticket()
        assert status.skews() == {"Agent": 0}

    def test_storage_and_versions_are_known_before_the_first_file(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path / "not" / "there"
        free, size = status.storage()
        assert 0 < free < size
        assert status.database_bytes() > 0
        assert status.pending_migrations() == []
        assert status.versions()["TTS"] == "development"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_fits_and_is_accessible(open_page, admin, agent2, version):
    make_ticket()
    Heartbeat.objects.create(name="consumer", at=timezone.now())
    Heartbeat.objects.create(name="publisher", at=timezone.now() - timedelta(minutes=5))
    for viewport, dark in (("desktop", False), ("desktop", True), ("phone", False), ("phone", True)):
        page = open_page(admin, viewport=viewport, dark=dark)
        page.goto(PAGE)
        page.get_by_role("heading", name="Versions and storage").wait_for()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
