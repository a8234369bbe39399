"""What was said comes to open pages by their socket; where that leaves a gap, they fetch."""

import pytest
from playwright.sync_api import expect

from tests.factories import by
from tests.tickets.pages import ticket_url
from tickets_app.actions import hold
from tickets_app.comments import actions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CHANGES = "**/conversation/changes/**"
SPOKEN = """(detail) => document.dispatchEvent(new CustomEvent("live:content", { detail }))"""


def test_content_comes_by_the_socket_and_a_gap_is_fetched(
    live_site, complaints, ticket, technician, agent, requester
):
    staff, asker = live_site.open_page(technician), live_site.open_page(requester)
    for page in (staff, asker):
        page.goto(ticket_url(ticket))
    expect(staff.locator("[data-presence]")).to_contain_text("Requester is looking")
    for page in (staff, asker):
        page.route(CHANGES, lambda route: route.abort())
    first = actions.create(by(agent), ticket.pk, "To you", internal=False)
    actions.create(by(agent), ticket.pk, "Among us", internal=True, parent_id=None)
    actions.create(by(agent), ticket.pk, "And so on", internal=False, parent_id=first.pk)
    actions.edit(by(agent), first.pk, "To all of you")
    actions.vote(by(requester), first.pk, 1)
    expect(staff.locator(".thread .comment-text")).to_have_text(["To all of you", "And so on", "Among us"])
    expect(asker.locator(".thread .comment-text")).to_have_text(["To all of you", "And so on"])
    # A thumb of one's own is pressed to oneself alone.
    expect(asker.locator(f"#comment-{first.pk} [aria-pressed=true]")).to_have_count(1)
    expect(staff.get_by_role("button", name="Thumbs up: 1")).to_have_attribute("aria-pressed", "false")

    for page in (staff, asker):
        page.unroute(CHANGES)
    with staff.expect_request(CHANGES):
        gap = {"ticket": ticket.number, "after": 10**9, "id": 10**9 + 1, "html": "<li class='thread'>"}
        staff.evaluate(SPOKEN, gap)
    expect(staff.locator(".thread")).to_have_count(2)

    # What concerns more than the conversation is fetched, and stays when something is said after it.
    hold.hold(by(technician), ticket.task.pk, "waiting for a part")
    expect(asker.locator("[data-collision]")).to_contain_text("Technician")
    actions.create(by(agent), ticket.pk, "Monday", internal=False)
    expect(asker.locator(".thread .comment-text").last).to_have_text("Monday")
    expect(asker.locator("[data-collision]")).to_have_count(1)
    complaints[:] = [line for line in complaints if "Failed to load resource" not in line]
