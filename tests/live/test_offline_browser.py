"""Without connection: the page says so as long as it lasts, loses nothing, and catches up afterwards."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tests.tickets.pages import ticket_url
from tickets_app.comments import actions
from tickets_app.models import Comment, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORDS = "You are offline. What you write is kept; changes show when you are back."


@pytest.fixture
def ticket(version, agent, technician, requester):
    return make_ticket(requester=requester)


@pytest.fixture(autouse=True)
def expected_complaints(complaints):
    """What was asked for while offline did not come: that alone is no defect here."""
    yield
    complaints[:] = [line for line in complaints if "Failed to fetch" not in line]


def bar(page):
    return page.locator("#offline")


def test_a_line_stands_while_offline_and_the_page_catches_up(live_site, ticket, agent, coordinator):
    page = live_site.open_page(agent)
    page.goto(ticket_url(ticket))
    expect(page.locator("[data-conversation]")).to_be_visible()
    expect(bar(page)).to_be_empty()
    assert bar(page).get_attribute("role") == "status"

    page.context.set_offline(True)
    expect(bar(page)).to_have_text(WORDS)
    assert_accessible(page)
    page.locator("#notes").fill("Written in a tunnel")
    page.get_by_role("button", name=re.compile("Send on")).click()
    expect(page.locator("#toasts")).to_contain_text("What you wrote is still here")
    page.locator("[data-open-composer=internal]").click()
    page.locator("#text-internal").fill("A note in the tunnel")
    page.get_by_role("button", name="Add internal note").click()
    expect(page.locator("#composer-internal [data-draft-state]")).to_contain_text("Not sent")
    actions.create(by(coordinator), ticket.pk, "Said meanwhile", internal=True)
    expect(bar(page)).to_have_text(WORDS)

    page.context.set_offline(False)
    expect(bar(page)).to_be_empty()
    expect(page.locator(".thread")).to_contain_text("Said meanwhile")
    expect(page.locator("#notes")).to_have_value("Written in a tunnel")
    expect(page.locator("#text-internal")).to_have_value("A note in the tunnel")
    page.get_by_role("button", name="Add internal note").click()
    expect(page.locator(".thread").last).to_contain_text("A note in the tunnel")
    page.get_by_role("button", name=re.compile("Send on")).click()
    expect(page.locator("#ticket")).to_contain_text("Written in a tunnel")
    assert Comment.objects.count() == 2


def test_a_form_of_a_whole_page_is_not_sent_into_the_void(open_page, version, requester):
    page = open_page(requester, viewport="phone", dark=True)
    page.goto("/new/")
    page.locator("[name=category]").select_option("Support")
    page.get_by_label("Subject").fill("From the tunnel")
    page.context.set_offline(True)
    expect(bar(page)).to_have_text(WORDS)
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.locator("#toasts")).to_contain_text("What you wrote is still here")
    expect(page.get_by_label("Subject")).to_have_value("From the tunnel")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    assert not Ticket.objects.exists()

    page.context.set_offline(False)
    expect(bar(page)).to_be_empty()
    expect(page.locator("#toasts .is-error")).to_have_count(0)
    page.get_by_role("button", name="Send the ticket").click()
    expect(page).to_have_url(re.compile("/ticket/"))
    assert Ticket.objects.get().subject == "From the tunnel"


def test_a_server_that_is_gone_is_noticed_without_the_browser_s_word(live_site, ticket, agent):
    page = live_site.open_page(agent)
    page.goto("/inbox/")
    live_site.kill()
    expect(bar(page)).to_have_text(WORDS)
    live_site.start()
    expect(bar(page)).to_be_empty()
