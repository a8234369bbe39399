"""Anomalies: found where they are, in the right segment, never for a weekend or a holiday; dismissed.

bench/bench_models.py does the first of these with fifty seeds.
"""

from datetime import timedelta

import numpy as np
import pytest

from bench.injected import DAYS, desk, tally
from reports_app import tasks
from reports_app.anomaly.detect import detect
from reports_app.anomaly.tracks import Counts, Segment, Shares, Times
from reports_app.models import Anomaly
from tests.api import Api
from tests.factories import make_user
from tests.tickets.pages import page_as, words
from tickets_app.models import Ticket
from tts.core.business_calendar import BusinessCalendar
from tts.core.models import AuditEvent
from workflows_app.models import Calendar

DAY = timedelta(days=1)


def test_what_was_put_in_is_found_and_named():
    found = tally(range(5, 10))
    assert found.precision >= 0.8
    assert found.recall >= 0.8
    assert found.naming >= 0.8


def test_quiet_desks_are_left_alone():
    findings = [
        finding
        for seed in range(100, 106)
        for tracks in desk(seed, "").tracks()
        for finding in detect(tracks, DAYS, desk(seed, "").closed)
    ]
    assert len(findings) <= 2


def test_a_weekend_is_judged_by_weekends_and_a_holiday_not_at_all():
    week = np.array([40.0, 38, 42, 39, 41, 0, 0])
    counts = np.tile(week, 12) + np.resize([0, 1, -1, 2, -2], 84)
    counts[79] = 0  # a Tuesday
    closed = np.arange(84) == 79
    tracks = {Segment(): Counts(np.maximum(counts, 0))}
    assert detect(tracks, 84, closed) == []
    assert [one.first for one in detect(tracks, 84, np.zeros(84, bool))] == [79]


def test_weekends_on_which_work_is_quick_raise_no_alarm():
    logs = np.resize([9.0, 9.2, 8.9, 9.1, 9.0, 6.0, 6.1], 84)
    numbers = np.resize([30.0, 30, 30, 30, 30, 6, 6], 84)
    track = Times(numbers, numbers * logs, numbers * logs**2 + numbers)
    assert detect({Segment(): track}, 84, np.zeros(84, bool)) == []


def test_a_share_that_rises_is_found():
    numbers, parts = np.full(84, 20.0), np.resize([2.0, 1, 3, 2], 84)
    parts[78:81] = 12
    (found,) = detect({Segment(): Shares(numbers, parts)}, 84, np.zeros(84, bool))
    assert (found.first, found.last) == (78, 80)
    assert found.observed == pytest.approx(60)


def test_too_short_a_record_says_nothing():
    assert detect({Segment(): Counts(np.ones(20))}, 20, np.zeros(20, bool)) == []


@pytest.fixture
def burst(db, now):
    """Twelve weeks of HR and IT, with a burst in IT / Mail three days ago."""
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    rows = []
    for back in range(84, 0, -1):
        at = noon - back * DAY
        many = {("IT", "Mail"): 5 + back % 3 + 40 * (back == 3), ("HR", "Leave"): 6 + back % 2}
        rows += [
            Ticket(
                number=f"{category}-{back}-{n}", subject="x", department=department, category=category,
                created_at=at, updated_at=at,
            )
            for (department, category), count in many.items()
            for n in range(count)
        ]  # fmt: skip
    Ticket.objects.bulk_create(rows)
    assert tasks.find_anomalies() == 1
    return Anomaly.objects.get()


def test_a_burst_is_named_once_and_opens_its_tickets(burst, analyst):
    assert tasks.find_anomalies() == 0
    assert (burst.measure, burst.dimension, burst.segment) == ("volume", "category", "Mail")
    page = page_as(analyst).get("/reports/insights/")
    assert "Ticket volume: IT / Mail" in words(page)
    link = page.context["content"].more[0].href
    assert f'data-count="{burst.observed:.0f}"' in page_as(analyst).get(link).content.decode()
    (told,) = Api(analyst).get("/analytics/anomalies/").json()["results"]
    assert (told["label"], told["observed"]) == ("IT / Mail", burst.observed)


def test_a_small_usual_load_is_said_with_a_decimal(burst, analyst):
    Anomaly.objects.update(measure="load", observed=18, expected=0.42)
    assert "18 instead of 0.4 (× 42.9)" in words(page_as(analyst).get("/reports/insights/"))


def test_a_closed_day_of_a_calendar_raises_no_alarm(burst, now):
    calendar = BusinessCalendar(closed=frozenset({now.date() - 3 * DAY}))
    Calendar.objects.create(name="Office", data=calendar.to_data())
    Anomaly.objects.all().delete()
    assert tasks.find_anomalies() == 0


def test_it_is_dismissed_once_with_a_reason_by_those_who_see_it(burst, analyst, agent, roles):
    url = f"/reports/insights/{burst.pk}/dismiss/"
    hr = make_user("hr", roles["Ticket Coordinator"], departments=["HR"])
    assert page_as(agent).post(url, {"reason": "known"}).status_code == 403
    assert page_as(hr).post(url, {"reason": "known"}).status_code == 404
    assert "IT / Mail" not in words(page_as(hr).get("/reports/insights/"))
    assert page_as(analyst).post(url, {"reason": " "}).status_code == 400
    assert page_as(analyst).post(url, {"reason": "A campaign"}).status_code == 302
    assert page_as(analyst).post(url, {"reason": "again"}).status_code == 409
    event = AuditEvent.objects.get(action="anomaly.dismissed")
    assert (event.actor_id, event.note) == (analyst.pk, "A campaign")
    assert "Nothing is out of the ordinary" in words(page_as(analyst).get("/reports/insights/"))
    assert tasks.find_anomalies() == 0
