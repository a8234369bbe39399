"""The drawn clocks of a ticket: pointed at, walked by keyboard, and read as text."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.cast import EDGES, STEPS
from tests.factories import by, edge_id, make_ticket, publish
from tickets_app.actions import hold, move
from workflows_app.models import Calendar

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
OFFICE = {"weekly": {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(7)}}


@pytest.fixture
def ticket(roles, coordinator, agent, technician, manager, now):
    """Five days of work in office hours, with a step behind it and a pause."""
    calendar = Calendar.objects.create(name="Office", data=OFFICE)
    version = publish("IT Support", STEPS, EDGES, roles, escalation="Manager", calendar=calendar)
    start = (now - timedelta(days=5)).replace(hour=9, minute=30)
    ticket = make_ticket(at=start)
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"), at=start + 2 * HOUR)
    hold.hold(by(technician), ticket.task.pk, "waiting for the requester", at=start + 24 * HOUR)
    hold.resume(by(technician), ticket.task.pk, at=start + 29 * HOUR)
    return ticket


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("phone", True)])
def test_can_be_pointed_at_walked_and_read(open_page, ticket, coordinator, viewport, dark):
    page = open_page(coordinator, viewport=viewport, dark=dark)
    page.goto(f"/ticket/{ticket.number}/")
    drawing = page.get_by_role("group", name="Ticket, drawn over time")
    told = page.locator(".timeline-tip:visible")
    drawing.locator(".bar-paused").hover()
    expect(told).to_contain_text("paused 5 h: waiting for the requester")
    page.mouse.move(0, 0)
    expect(told).to_have_count(0)

    first = drawing.locator("[tabindex='0']")
    first.focus()
    expect(told).to_contain_text(": ran ")
    parts = drawing.locator("[data-part]").count()
    seen = {told.inner_text()}
    for _ in range(parts - 1):
        page.keyboard.press("ArrowRight")
        expect(drawing.locator("[tabindex='0']")).to_be_focused()
        seen.add(told.inner_text())
    assert {"now"} < seen
    assert any("waiting for the requester" in text for text in seen)
    assert any(text.startswith("80 % used") for text in seen)
    page.keyboard.press("Home")
    expect(told).to_contain_text(": ran ")
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)

    page.get_by_text("2 earlier clocks").click()
    expect(page.get_by_role("heading", name="Step: Triage")).to_be_visible()
    page.get_by_text("Part by part").first.click()
    table = page.get_by_role("table", name="Ticket", exact=True)
    expect(table).to_contain_text("paused 5 h: waiting for the requester")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
