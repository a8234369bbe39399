"""The audit log in a browser: found, narrowed and opened by keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tickets_app.actions.hold import hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("phone", True)])
def test_what_was_done_is_found_and_read(open_page, admin, coordinator, version, viewport, dark):
    ticket = make_ticket(version)
    hold(by(coordinator), ticket.task.pk, "Waits for a part.")
    page = open_page(admin, viewport=viewport, dark=dark)
    page.goto("/audit-log/")
    page.get_by_placeholder("task.held").fill("task.held")
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="Waits for a part.")
    expect(row).to_contain_text(ticket.number)
    expect(page.get_by_role("row").filter(has_text="role.created")).to_have_count(0)
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_label("after")).to_contain_text("on_hold")
    assert_accessible(page)
    row.get_by_role("link", name=ticket.number).click()
    expect(page).to_have_url(re.compile(f"/ticket/{ticket.number}/"))
