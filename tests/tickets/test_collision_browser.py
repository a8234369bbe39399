"""Somebody acted on the ticket while one was writing about it: nothing that was written goes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tests.tickets.pages import ticket_url
from tickets_app.actions import hold

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ticket(version, agent, technician, requester):
    """At Triage, with the agent."""
    return make_ticket(requester=requester)


def test_half_written_notes_outlive_what_somebody_else_does(live_site, ticket, agent, coordinator):
    page = live_site.open_page(agent)
    page.goto(ticket_url(ticket))
    notes = page.locator("#notes")
    notes.press_sequentially("Half a thou")
    hold.hold(by(coordinator), ticket.task.pk, "waiting for a part")
    expect(page.locator("[data-collision]")).to_contain_text("Coordinator")
    notes.press_sequentially("ght")
    expect(notes).to_be_focused()
    expect(notes).to_have_value("Half a thought")

    page.get_by_role("button", name=re.compile("Send on")).click()
    expect(page.locator("[data-refusal]").first).to_be_visible()
    expect(notes).to_have_value("Half a thought")
    assert_accessible(page)

    page.locator("[data-collision]").get_by_role("link", name="Show it as it is now").click()
    expect(page.locator("[data-collision]")).to_have_count(0)
    left_over = page.locator("[data-left-over]")
    expect(left_over).to_contain_text("Half a thought")
    assert_accessible(page)

    hold.resume(by(coordinator), ticket.task.pk)
    page.locator("[data-collision]").get_by_role("link", name="Show it as it is now").click()
    expect(notes).to_have_value("Half a thought")
    expect(left_over).to_have_count(0)
    page.get_by_role("button", name=re.compile("Send on")).click()
    expect(page.locator("#ticket")).to_contain_text("Half a thought")
    assert not page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('kept:'))")


def test_left_over_notes_can_be_discarded(open_page, ticket, agent, coordinator):
    page = open_page(agent, viewport="phone", dark=True)
    page.goto(ticket_url(ticket))
    page.locator("#notes").fill("Not needed after all")
    hold.hold(by(coordinator), ticket.task.pk, "waiting for a part")
    page.reload()
    left_over = page.locator("[data-left-over]")
    expect(left_over).to_contain_text("Not needed after all")
    assert_accessible(page)
    left_over.get_by_role("button", name="Discard").focus()
    page.keyboard.press("Enter")
    expect(left_over).to_be_hidden()
    page.reload()
    expect(left_over).to_be_hidden()
