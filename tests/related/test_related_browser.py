"""Beside a ticket in Chromium: linking by the dialog, following, keeping canned replies, paper."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tests.tickets.pages import ticket_url
from tickets_app.actions.canned import save_reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("phone", True)])
def test_link_follow_and_print(open_page, version, coordinator, viewport, dark):
    one, other = make_ticket(subject="Paper jam"), make_ticket(subject="Printer broken")
    page = open_page(coordinator, viewport=viewport, dark=dark)
    page.goto(ticket_url(one))
    page.get_by_role("link", name="Link", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("This ticket is").select_option("Duplicate of")
    dialog.get_by_label("Number of the other ticket").fill("TX-none")
    dialog.get_by_label("Number of the other ticket").press("Enter")
    expect(dialog.get_by_text("There is no other ticket of this number.")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_label("Number of the other ticket").fill(other.number)
    dialog.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_role("link", name="Printer broken")).to_be_visible()
    expect(page.locator(".ticket-state")).to_contain_text("Withdrawn")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("Followed by Coordinator")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Print", exact=True).click()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_canned_replies_are_kept(open_page, version, agent):
    save_reply(by(agent), name="Hello", text="Dear {{requester}}")
    page = open_page(agent)
    page.goto("/")
    page.get_by_label("You", exact=True).click()
    page.get_by_role("link", name="Canned replies").click()
    expect(page.get_by_role("link", name="Hello")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Hello").click()
    page.get_by_label("Text").fill("Dear {{nobody}}")
    page.get_by_role("button", name="Save reply").click()
    expect(page.get_by_text("There is no such place: nobody")).to_be_visible()
    page.get_by_text("Remove…").click()
    assert_accessible(page)


def test_a_canned_reply_is_put_where_one_writes(open_page, version, agent):
    save_reply(by(agent), name="Hello", text="Dear {{requester}}, {{number}}")
    ticket = make_ticket(employee={"name": "Ann Lee", "email": "ann@example.com"})
    page = open_page(agent)
    page.goto(ticket_url(ticket))
    page.keyboard.press("i")
    box = page.locator("#text-internal")
    box.fill("First. ")
    form = page.locator("#composer-internal")
    form.locator("summary", has_text="Replies").click()
    form.get_by_role("button", name="Hello").click()
    expect(box).to_have_value(f"First. Dear Ann Lee, {ticket.number}")
    expect(box).to_be_focused()
