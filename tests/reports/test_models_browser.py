"""Forecast and Insights in Chromium: drawn, readable, and an anomaly dismissed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from reports_app.models import Anomaly, Forecast, ForecastRun
from tests.browser import assert_accessible
from tests.factories import make_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


def store(now):
    """A forecast of volume as the worker would store it, and an anomaly."""
    run = ForecastRun.objects.create(started_at=now, finished_at=now, total=1, done=1)
    bounds = {"low80": 6, "high80": 15, "low95": 3, "high95": 20}
    days = [{"day": str(now.date() + n * DAY), "expected": 10, "baseline": 9, **bounds} for n in range(28)]
    past = [{"day": str(now.date() - n * DAY), "count": 8} for n in range(14, 0, -1)]
    Forecast.objects.create(
        run=run, kind="volume", made_at=now, first_day=now.date() - 60 * DAY, last_day=now.date() - DAY,
        winner="level", baseline="seasonal_naive", error=0.6, baseline_error=0.9, coverage80=0.8, origins=20,
        content={"days": days, "past": past, "is_thin": False, "mase_median": 0.7},
    )  # fmt: skip
    facts = {"first_day": now.date(), "last_day": now.date(), "found_at": now}
    Anomaly.objects.create(
        measure="volume", dimension="department", segment="it", department="it", label="IT",
        expected=4, observed=1, score=5.2, **facts,
    )  # fmt: skip


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("phone", True)])
def test_forecasts_are_read_and_an_anomaly_is_dismissed(open_page, version, analyst, now, viewport, dark):
    make_ticket()
    store(now)
    page = open_page(analyst, viewport=viewport, dark=dark)
    page.goto("/reports/forecast/")
    expect(page.locator("#plot-volume[data-drawn] svg").first).to_be_visible()
    expect(page.get_by_text("20 tries on past days").first).to_be_visible()
    page.get_by_text("As a table").first.click()
    expect(page.get_by_role("cell", name="6.0 to 15").first).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("link", name="Insights").click()
    expect(page.get_by_text("1 instead of 4")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if viewport == "desktop":
        table = page.locator("[data-part='table-overload']")
        assert table.evaluate("it => it.scrollWidth <= it.clientWidth"), "a column is cut off"
    page.get_by_role("link", name="Ticket volume: IT").click()
    expect(page.locator("[data-count='1']")).to_be_visible()
    page.go_back()
    page.locator("summary", has_text="Dismiss").click()
    page.get_by_label("Reason").fill("A fair")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Nothing is out of the ordinary.")).to_be_visible()
    assert Anomaly.objects.get().reason == "A fair"
