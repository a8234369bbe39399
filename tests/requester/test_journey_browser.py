"""What a requester does in Chromium: with an account on a desktop, by the link of a mail on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, edge_id, make_ticket
from tickets_app import guests
from tickets_app.actions import move
from tickets_app.comments import actions as comments
from tickets_app.models import Rating, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def resolve(ticket, version, coordinator):
    for name in ("Send on", "Done", None):
        move.transition(by(coordinator), ticket.task.pk, name and edge_id(version, name))


def test_from_the_form_to_the_rating(open_page, version, requester, coordinator):
    make_ticket(subject="Printer on the second floor smokes", requester=requester)
    page = open_page(requester)
    page.goto("/new/")
    page.get_by_label("Category", exact=True).select_option("Support")
    page.get_by_label("Subject").press_sequentially("printer smo")
    expect(page.get_by_role("link", name="Printer on the second floor smokes")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Subject").fill("Coffee machine leaks")
    expect(page.locator("#similar")).to_be_empty()
    page.get_by_label("Subject").press("Control+Enter")
    expect(page.get_by_role("heading", name="Your request waits for its turn.")).to_be_visible()
    expect(page.get_by_text(re.compile("Next: Agent.*Due", re.DOTALL))).to_be_visible()

    ticket = Ticket.objects.get(subject="Coffee machine leaks")
    resolve(ticket, version, coordinator)
    page.reload()
    page.get_by_role("button", name="Send rating").click()
    expect(page.get_by_role("radio", name="1")).to_be_focused()  # the browser says that a choice is needed
    page.get_by_role("radio", name="3").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("textbox", name="Comment optional").fill("Quick, thank you")
    assert_accessible(page)
    page.get_by_role("button", name="Send rating").click()
    expect(page.get_by_text("Rated 4 of 5")).to_be_visible()
    expect(page.locator(".ticket-state")).to_contain_text("Closed")
    assert_accessible(page)
    assert Rating.objects.get(ticket=ticket).comment == "Quick, thank you"


def test_a_guest_reopens_and_withdraws_by_the_link(open_page, version, coordinator):
    ticket = make_ticket(subject="Lost key", employee={"name": "Ann Lee", "email": "ann@example.com"})
    comments.create(by(coordinator), ticket.pk, "Is it the **blue** one?", internal=False)
    resolve(ticket, version, coordinator)
    page = open_page(viewport="phone", dark=True)
    page.goto("/" + guests.link(ticket, "ann@example.com").split("/", 3)[3])
    expect(page.get_by_role("heading", name="Your request is resolved.")).to_be_visible()
    expect(page.get_by_text("Is it the blue one?")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Write to those who work on it").fill("No, the **red** one")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("No, the red one")).to_be_visible()
    page.get_by_text("Reopen…").click()
    page.get_by_label("What is still wrong?").fill("It is the wrong key")
    page.get_by_role("button", name="Reopen").click()
    page.get_by_text("Withdraw…").click()
    assert_accessible(page)
    page.get_by_label("Why is it not needed any more?").fill("Found it")
    page.get_by_role("button", name="Withdraw this request").click()
    expect(page.get_by_role("heading", name="Your request was withdrawn.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    page.goto("/track/made-up/")
    expect(page.get_by_text("This link is not complete.")).to_be_visible()
    assert Ticket.objects.get().status == "Withdrawn"
