"""Scanners of SLA clocks at the same time: each threshold once, whatever dies."""

from datetime import timedelta

import pytest
from django.db.models import Count

from bench.open_clocks import Clocks
from tests.races.crowd import crowd
from tests.races.scanners import cross_three_each, recorded_twice, scan_among_killings
from tickets_app.models import ItemHistory, Notification, TaskItem, ThresholdCrossing
from tickets_app.sla import due, scan
from tts.core.models import AuditEvent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CLOCKS = 5000


@pytest.fixture
def later(version):
    """An instant at which each of CLOCKS tasks has crossed three thresholds."""
    clocks = Clocks(version)
    clocks.fill(CLOCKS)
    cross_three_each(CLOCKS, clocks.before)
    return clocks.before + timedelta(hours=1)


def assert_each_once():
    assert ThresholdCrossing.objects.count() == 3 * CLOCKS
    assert recorded_twice() == 0
    assert AuditEvent.objects.filter(action__startswith="sla.").count() == 3 * CLOCKS
    assert ItemHistory.objects.filter(status="breached").count() == CLOCKS
    assert TaskItem.objects.filter(status="breached", breached_at__isnull=False).count() == CLOCKS
    told = Notification.objects.filter(kind="sla_breach", channel="in_app").values("ticket", "recipient")
    assert not told.annotate(times=Count("pk")).filter(times__gt=1).exists()


def test_four_scanners_killed_at_random_record_each_threshold_once(later):
    killed = scan_among_killings(later, scanners=4, batch=100, pause=0.1)
    assert killed >= 3
    assert_each_once()
    assert due.lag(later) == timedelta(0)


def scan_all(_index, at):
    return scan.scan(at, batch=50).recorded


def test_scanners_share_the_work(later):
    counts = crowd(4, scan_all, later)
    assert sum(counts) == 3 * CLOCKS
    assert sum(count > 0 for count in counts) >= 2
    assert_each_once()
