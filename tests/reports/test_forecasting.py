"""Forecasts of what the database holds: made by the worker part by part, stored with their errors."""

from datetime import timedelta
from random import Random

import numpy as np
import pytest
from django_q.models import OrmQ

from reports_app import tasks
from reports_app.forecast.backtest import NAMES
from reports_app.forecast.weekly import MEDIAN, weekly
from reports_app.forecast.weekly import NAMES as WEEKLY_NAMES
from reports_app.forecasting import record, runs
from reports_app.models import Forecast, ForecastRun
from reports_app.tabs.forecast_words import METHODS
from tests.factories import make_user
from tests.tickets.pages import page_as, words
from tickets_app.models import Ticket
from tts.core.business_calendar import BusinessCalendar
from tts.core.models import AuditEvent
from workflows_app.models import Calendar

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def arrive(now, days, department="IT", most=6, **facts):
    """Tickets on each of the last `days` whole days, few at weekends; the same ones each time."""
    random = Random(5)
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    moments = [noon - back * DAY for back in range(days, 0, -1)]
    rows = [
        Ticket(
            number=f"{department}-{at:%Y%m%d}-{n}", subject="x", department=department,
            created_at=at, updated_at=at, **facts,
        )
        for at in moments
        for n in range(1 + (at.weekday() < 5) * random.randint(most - 2, most))
    ]  # fmt: skip
    Ticket.objects.bulk_create(rows)


def run(seconds=60):
    found = ForecastRun.objects.create(started_at=tasks.timezone.now())
    return found, runs.go_on(found.pk, seconds)


def test_volume_overall_and_of_each_department_with_its_errors(now):
    arrive(now, 70)
    arrive(now, 70, "HR", most=3, category="Leave")
    found, finished = run()
    assert finished
    found.refresh_from_db()
    assert (found.total, found.done) == (13, 13)
    volume = {one.department: one for one in found.forecasts.filter(kind="volume")}
    assert set(volume) == {"", "it", "hr"}
    whole = volume[""]
    assert (whole.content["is_thin"], len(whole.content["days"])) == (False, 28)
    assert whole.error < whole.baseline_error
    assert 0.6 <= whole.coverage80 <= 1
    assert whole.last_day == now.date() - DAY
    first = whole.content["days"][0]
    assert first["low95"] <= first["low80"] <= first["expected"] <= first["high80"] <= first["high95"]


def test_category_mix_and_people_needed(now):
    arrive(now, 70)
    arrive(now, 70, "HR", category="Leave")
    run()
    rows = Forecast.objects.get(kind="category", department="").content["rows"]
    assert sum(row["share"] for row in rows) == pytest.approx(1, abs=0.01)
    assert {row["category"] for row in rows} == {"", "Leave"}
    assert Forecast.objects.get(kind="workload").content["is_thin"]


def test_too_little_history_is_said_and_the_baseline_shown(now):
    arrive(now, 10)
    run()
    volume = Forecast.objects.get(kind="volume", department="")
    assert volume.content["is_thin"]
    assert (volume.winner, volume.error, volume.coverage80) == ("weekday_median", None, None)
    assert "low80" not in volume.content["days"][0]


def test_nothing_at_all_is_no_error(now):
    assert run()[1]
    assert not Forecast.objects.exists()


def test_a_job_leaves_the_rest_to_another_and_makes_nothing_twice(now):
    arrive(now, 30)
    found, finished = run(seconds=0)
    assert (finished, OrmQ.objects.count()) == (False, 1)
    assert runs.go_on(found.pk)
    assert runs.go_on(found.pk)
    assert found.forecasts.count() == 9


def test_only_the_latest_runs_are_kept(now):
    for _ in range(runs.KEPT_RUNS + 2):
        run()
    assert ForecastRun.objects.count() == runs.KEPT_RUNS


def test_a_record_that_broke_off_is_continued_from_its_end(now):
    arrive(now - timedelta(days=900), 60)
    span = record.recorded(now)
    assert span.last == (now - timedelta(days=901)).date()
    assert record.arrivals("", span).counts.sum() == Ticket.objects.count()


def test_holidays_of_calendars_are_known(now):
    closed = now.date() - DAY
    calendar = BusinessCalendar(closed=frozenset({closed, now.date()}))
    Calendar.objects.create(name="Office", data=calendar.to_data())
    arrive(now, 5)
    free = record.holidays(record.recorded(now), 3)
    assert free.tolist() == [False] * 4 + [True, True, False, False]


def test_weekly_figures_are_tested_on_later_weeks():
    values = np.array([10.0, 12, 11, np.nan, 10, 12, 11, 10, 12, 11, 10, 12])
    found = weekly(values, MEDIAN)
    assert found.expected == pytest.approx(11, abs=1)
    assert found.error < found.baseline_error
    low, high = found.intervals[0.8]
    assert low <= found.expected <= high
    assert weekly(values[:4], MEDIAN).error is None
    with pytest.raises(ValueError, match="no week"):
        weekly(np.array([np.nan]), MEDIAN)


def test_the_tab_says_what_it_knows_and_how_well(now, analyst):
    arrive(now, 70)
    arrive(now, 70, "HR", most=3, category="Leave")
    client = page_as(analyst)
    assert "Nothing has been forecast yet" in words(client.get("/reports/forecast/"))
    run()
    text = words(client.get("/reports/forecast/"))
    for part in (
        "Next 28 days",
        "Error (MASE)",
        "80 % interval held",
        "weekday median:",
        "By department",
        "HR",
    ):
        assert part in text
    csv = client.get("/reports/forecast/volume.csv").content.decode()
    assert len(csv.splitlines()) == 29
    assert set(METHODS) >= {*NAMES, *WEEKLY_NAMES}


def test_a_coordinator_sees_the_forecast_of_their_departments_only(now, roles):
    arrive(now, 40)
    arrive(now, 40, "HR", category="Leave")
    run()
    own = page_as(make_user("own", roles["Ticket Coordinator"], departments=["HR"]))
    for query in ("", "?department=it"):
        text = words(own.get(f"/reports/forecast/{query}"))
        assert "Leave" in text
        assert "People needed" not in text


def test_the_forecasts_are_made_anew_when_asked(now, analyst, agent):
    assert page_as(agent).post("/reports/forecast/train/").status_code == 403
    assert page_as(analyst).post("/reports/forecast/train/").status_code == 302
    assert page_as(analyst).post("/reports/forecast/train/").status_code == 409
    asked = AuditEvent.objects.get(action="forecast.requested")
    assert (asked.actor_id, asked.target_id) == (analyst.pk, ForecastRun.objects.get().pk)
    assert OrmQ.objects.count() == 1
    assert "Being made anew" in words(page_as(analyst).get("/reports/forecast/"))


def test_the_page_says_what_was_made_last_and_where_the_worker_stopped(now, analyst):
    client, begun = page_as(analyst), now - timedelta(minutes=30)
    run = ForecastRun.objects.create(started_at=begun, total=5, done=1)
    made = Forecast.objects.create(run=run, kind="volume", made_at=now)
    text = words(client.get("/reports/forecast/"))
    assert "Being made anew: 1 of 5" in text
    assert "Last made: Ticket volume." in text
    Forecast.objects.filter(pk=made.pk).update(made_at=begun)
    text = words(client.get("/reports/forecast/"))
    assert "The worker stopped while it made them" in text
    assert "Being made anew" not in text
