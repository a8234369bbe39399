"""The calendar editor in Chromium: due times while one types, and clocks counted anew after saving."""

import pytest
from playwright.sync_api import expect

from tests.browser import VIEWPORTS, assert_accessible
from tests.cast import EDGES, STEPS
from tests.factories import make_ticket, publish
from tickets_app.models import Recount
from tickets_app.sla import recounting
from workflows_app.models import Calendar

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE = {"time_zone": "Europe/Berlin", "weekly": {"4": [["09:00", "17:00"]]}}


def test_hours_are_tried_saved_and_followed_by_open_clocks(open_page, admin, roles, coordinator, agent, now):
    calendar = Calendar.objects.create(name="Office", data=OFFICE)
    publish("IT Support", STEPS, EDGES, roles, calendar=calendar)
    ticket = make_ticket(at=now)
    page = open_page(admin, dark=True)
    page.goto("/calendars/")
    page.get_by_role("link", name="Office").click()
    page.get_by_label("Opened", exact=False).fill("2026-03-06T16:50")
    preview = page.locator("#calendar-preview")
    expect(preview).to_contain_text("due Friday 13 March 2026, 12:50")
    page.get_by_label("Monday").fill("09:00-12:00, 13:00")
    expect(preview).to_contain_text("no calendar yet")
    page.get_by_label("Monday").fill("09:00-12:00, 13:00-17:00")
    expect(preview).to_contain_text("due Monday 9 March 2026, 13:50")
    page.get_by_label("Public holidays of").select_option("DE")
    expect(page.locator("#calendar-regions option[value=BE]")).to_be_attached()
    assert_accessible(page)
    page.set_viewport_size(VIEWPORTS["phone"])
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    before = ticket.task.target_resolution
    page.get_by_role("button", name="Save calendar").click()
    expect(page.get_by_text("Office is saved.")).to_be_visible()
    page.goto(f"/calendars/{calendar.pk}/")
    expect(page.get_by_label("Open clocks are counted anew: 0 of 1")).to_be_visible()
    recounting.run(Recount.objects.get().pk)
    expect(page.get_by_text("1 open tickets were counted anew")).to_be_visible()
    ticket.task.refresh_from_db()
    assert ticket.task.target_resolution < before
