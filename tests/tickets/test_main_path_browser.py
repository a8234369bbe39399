"""One ticket from the form to resolved, by the hands of everyone who has to do with it, in Chromium."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import PASSWORD
from tickets_app.actions.change import open_item
from tickets_app.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(open_page):
    """A function that signs a person in through the form, in a browser of their own."""
    cache.clear()

    def sign_in(name):
        page = open_page()
        page.goto("/")
        page.get_by_label("E-mail or user name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
        assert_accessible(page)
        return page

    return sign_in


def test_from_the_form_to_resolved(signed_in, version, requester, agent, agent2, technician, coordinator):
    theirs = signed_in("requester")
    file_ticket(theirs)
    ticket = Ticket.objects.get()
    first = "agent" if open_item(ticket.task).user == agent else "agent2"

    send_on(signed_in(first), ticket)
    hold_resume_and_finish_step(signed_in("technician"), ticket)
    last = transfer_from_the_list(signed_in("coordinator"), ticket, agent, agent2)
    complete(signed_in(last.username), ticket)

    theirs.reload()
    expect(theirs.get_by_role("heading", name="Your request is resolved.")).to_be_visible()
    expect(theirs.get_by_text("worn fuser")).to_have_count(0)
    assert_accessible(theirs)
    assert Ticket.objects.get().status == "Resolved"


def file_ticket(page):
    page.get_by_role("link", name="New ticket").first.click()
    expect(page.get_by_label("Department")).to_have_value("IT")
    page.get_by_label("Category", exact=True).select_option("Support")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.locator("#id_subject_error")).to_contain_text("required")
    assert_accessible(page)
    page.get_by_label("Subject").fill("Printer on fire")
    page.get_by_label("Description").fill("Smoke.\nA lot of it.")
    page.get_by_label("Priority").select_option("High")
    page.get_by_label("Description").press("Control+Enter")
    expect(page.get_by_role("heading", name="Your request waits for its turn.")).to_be_visible()
    expect(page.get_by_text("(Agent), Triage.")).to_be_visible()
    assert_accessible(page)


def send_on(page, ticket):
    """By keyboard from the list to the ticket, then by mouse; the old page is told what happened."""
    page.get_by_role("link", name="My work", exact=True).click()
    expect(page.get_by_role("heading", name="My work", level=1)).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/ticket/{ticket.number}/"))
    assert_accessible(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text(f"Work on {ticket.number} has begun.")).to_be_visible()
    stale = page.context.new_page()
    stale.goto(page.url)
    page.get_by_label("Notes").fill("worn fuser")
    page.get_by_role("button", name="Send on").click()
    expect(page.get_by_text(f"{ticket.number} is at Repair now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Repair", exact=True)).to_be_visible()
    expect(page.get_by_text("worn fuser")).to_be_visible()
    assert_accessible(page)
    refused_beside_the_button(stale)
    page.go_back()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()


def refused_beside_the_button(page):
    page.get_by_label("Notes").fill("I was slow")
    page.get_by_role("button", name="Send on").click()
    notice = page.locator("form:has(#notes) + [data-refusal]")
    expect(notice).to_contain_text("Somebody was faster: this ticket is at Repair now")
    expect(page.get_by_label("Notes")).to_have_value("I was slow")
    assert_accessible(page)
    notice.get_by_role("link", name="Show the ticket as it is now").click()
    expect(page.get_by_role("heading", name="Repair", exact=True)).to_be_visible()
    page.close()


def hold_resume_and_finish_step(page, ticket):
    page.goto(f"/ticket/{ticket.number}/")
    page.get_by_role("link", name="Put on hold").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    assert_accessible(page)
    dialog.get_by_role("button", name="Hold").click()
    expect(dialog.get_by_text("This field is required.")).to_be_visible()
    dialog.get_by_label("Reason").fill("waiting for a part")
    dialog.get_by_role("button", name="Hold").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("paused: waiting for a part").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    page.get_by_label("Notes").fill("replaced")
    page.get_by_label("Notes").press("Control+Enter")
    expect(page.get_by_text(f"{ticket.number} is at Verify now.")).to_be_visible()


def transfer_from_the_list(page, ticket, agent, agent2):
    """Answers who has it then."""
    holder = open_item(Ticket.objects.get().task).user
    receiver = agent2 if holder == agent else agent
    page.get_by_role("link", name="All work").click()
    expect(page.get_by_role("heading", name="All work", level=1)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Transfer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Person").select_option(str(receiver.pk))
    assert_accessible(page)
    dialog.get_by_role("button", name="Transfer").click()
    expect(page.get_by_text(f"{ticket.number} is with {receiver.full_name} now.")).to_be_visible()
    expect(page.locator("tbody")).to_contain_text(receiver.full_name)
    expect(page).to_have_url(re.compile("/desk/$"))
    return receiver


def complete(page, ticket):
    page.goto(f"/ticket/{ticket.number}/")
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_text(f"Completed: {ticket.number} is resolved.")).to_be_visible()
    expect(page.locator(".ticket-state .status-word")).to_have_text("Resolved")
    expect(page.get_by_role("heading", name="Finished")).to_be_visible()
    assert_accessible(page)
