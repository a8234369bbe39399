"""Half-written forms: kept through reload, lost connection and the end of a session, for one person."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser import assert_accessible, session_cookie
from tests.factories import PASSWORD, by, make_ticket
from tests.tickets.pages import ticket_url
from tickets_app import guests
from tickets_app.comments import actions
from tickets_app.models import Comment, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kept:'))"


@pytest.fixture
def ticket(version, agent, technician, requester):
    """Asked for by the requester, at Triage with the agent."""
    return make_ticket(requester=requester)


def restored(form):
    return expect(form.locator("[data-restored]"))


def sign_in(page, person):
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_new_ticket_is_kept_until_it_is_sent(open_page, version, requester):
    page = open_page(requester, viewport="phone", dark=True)
    page.goto("/new/")
    form = page.locator("form.new-ticket")
    page.locator("[name=category]").select_option("Support")
    page.get_by_label("Subject").press_sequentially("Printer on fi")
    page.get_by_label("Priority").select_option("High")
    restored(form).to_have_count(0)

    page.reload()
    expect(page.get_by_label("Subject")).to_have_value("Printer on fi")
    expect(page.locator("[name=category]")).to_have_value("Support")
    expect(page.get_by_label("Priority")).to_have_value("High")
    restored(form).to_contain_text("Restored what you wrote")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    Session.objects.all().delete()
    page.get_by_label("Subject").fill("Printer on fire")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    sign_in(page, requester)
    expect(page).to_have_url(re.compile("/new/"))
    expect(page.get_by_label("Subject")).to_have_value("Printer on fire")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page).to_have_url(re.compile("/ticket/"))
    assert Ticket.objects.get().subject == "Printer on fire"
    assert page.evaluate(KEPT) == []
    page.goto("/new/")
    expect(page.get_by_label("Subject")).to_have_value("")
    restored(form).to_have_count(0)


def test_what_was_restored_can_be_discarded_by_keyboard(open_page, version, requester):
    page = open_page(requester)
    page.goto("/new/")
    page.get_by_label("Description").fill("No longer wanted")
    page.reload()
    expect(page.get_by_label("Description")).to_have_value("No longer wanted")
    page.get_by_role("button", name="Discard").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Description")).to_have_value("")
    restored(page.locator("form.new-ticket")).to_have_count(0)
    assert page.evaluate("document.activeElement.form?.dataset.keep") == "new-ticket"
    page.reload()
    expect(page.get_by_label("Description")).to_have_value("")


def test_a_refused_form_keeps_its_text_and_says_nothing_of_it(open_page, version, requester):
    page = open_page(requester)
    page.goto("/new/")
    page.get_by_label("Description").fill("Without a subject")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.locator(".field-error").first).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Without a subject")
    restored(page.locator("form.new-ticket")).to_have_count(0)
    page.goto("/new/")
    expect(page.get_by_label("Description")).to_have_value("Without a subject")


def test_notes_outlive_updates_reconnection_and_the_end_of_the_session(
    live_site, complaints, ticket, agent, version
):
    page = live_site.open_page(agent)
    page.goto(ticket_url(ticket))
    notes = page.locator("#notes")
    notes.press_sequentially("Looked at it")

    actions.create(by(agent), ticket.pk, "Meanwhile", internal=True)
    expect(page.locator(".thread")).to_contain_text("Meanwhile")
    expect(notes).to_have_value("Looked at it")
    page.evaluate("htmx.ajax('GET', location.pathname, {target: '#ticket', swap: 'outerHTML'})")
    restored(page.locator("[data-keep^=notes]")).to_have_count(1)
    expect(notes).to_have_value("Looked at it")

    live_site.kill()
    notes.press_sequentially(", twice")
    page.get_by_role("button", name=re.compile("Send on")).click()
    expect(page.locator("#toasts")).to_contain_text("What you wrote is still here")
    live_site.start()
    expect(notes).to_have_value("Looked at it, twice")

    Session.objects.all().delete()
    page.get_by_role("button", name=re.compile("Send on")).click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.context.add_cookies([session_cookie(agent, live_site.url)])
    page.reload()  # somebody who is signed in is sent on
    expect(page).to_have_url(re.compile(ticket_url(ticket)))
    expect(notes).to_have_value("Looked at it, twice")
    page.get_by_role("button", name=re.compile("Send on")).click()
    expect(page.locator("#toasts")).to_contain_text("is at Repair now")
    assert page.evaluate(KEPT) == []
    expect(page.locator("#ticket")).to_contain_text("Looked at it, twice")
    complaints[:] = [line for line in complaints if "Failed to fetch" not in line]


@pytest.mark.parametrize("verb", ["Put on hold", "Transfer"])
def test_a_reason_in_the_dialog_is_there_when_it_is_opened_again(open_page, ticket, agent, coordinator, verb):
    page = open_page(coordinator)
    page.goto(ticket_url(ticket))
    dialog = page.get_by_role("dialog")
    page.get_by_role("link", name=verb).click()
    dialog.locator("textarea").fill("Since it is so")
    page.keyboard.press("Escape")
    page.reload()
    page.get_by_role("link", name=verb).click()
    expect(dialog.locator("textarea")).to_have_value("Since it is so")
    restored(dialog).to_have_count(1)
    assert_accessible(page)


def test_a_reason_that_was_sent_is_gone(open_page, ticket, coordinator):
    page = open_page(coordinator)
    page.goto(ticket_url(ticket))
    page.get_by_role("link", name="Put on hold").click()
    page.get_by_role("dialog").locator("textarea").fill("A part is missing")
    page.get_by_role("dialog").get_by_role("button", name="Hold").click()
    expect(page.locator("#ticket")).to_contain_text("A part is missing")
    assert page.evaluate(KEPT) == []


def test_nobody_else_sees_it_and_signing_out_wipes_it(open_page, complaints, ticket, agent, technician):
    page = open_page(agent)
    page.goto(ticket_url(ticket))
    page.locator("#notes").fill("Between us")
    base = page.url.split("/ticket")[0]
    page.context.add_cookies([session_cookie(technician, base)])
    page.goto("/new/")
    assert page.evaluate(KEPT) == []
    page.context.add_cookies([session_cookie(agent, base)])
    page.goto(ticket_url(ticket))
    page.locator("#notes").fill("Between us again")
    assert len(page.evaluate(KEPT)) == 1
    page.locator("summary[aria-label=You]").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert page.evaluate(KEPT) == []


def test_what_is_old_and_what_is_secret_is_not_kept(open_page, version, requester):
    page = open_page(requester)
    page.goto("/new/")
    page.get_by_label("Subject").fill("From long ago")
    page.evaluate(
        """() => {
          const name = Object.keys(localStorage).find((name) => name.startsWith("kept:"));
          const kept = JSON.parse(localStorage.getItem(name));
          localStorage.setItem(name, JSON.stringify({ ...kept, at: Date.now() - 8 * 24 * 3600_000 }));
        }"""
    )
    page.goto("/new/")
    expect(page.get_by_label("Subject")).to_have_value("")
    page.evaluate(
        """() => document.querySelector("form.new-ticket").insertAdjacentHTML("beforeend",
        '<input type="password" name="secret" aria-label="Secret">')"""
    )
    page.get_by_label("Secret").fill("hunter2")
    assert "hunter2" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_guest_keeps_a_reply_by_their_link_alone(open_page, version, agent):
    one, two = (make_ticket(requester=None, employee_email=f"{name}@example.com") for name in ("eve", "dan"))
    paths = [guests.link(each, each.requester_email).split("/", 3)[3] for each in (one, two)]
    page = open_page(None, viewport="phone")
    page.goto(f"/{paths[0]}")
    page.locator("#guest-text").fill("It is still broken")
    page.goto(f"/{paths[1]}")
    expect(page.locator("#guest-text")).to_have_value("")
    page.goto(f"/{paths[0]}")
    expect(page.locator("#guest-text")).to_have_value("It is still broken")
    assert_accessible(page)
    page.locator(".composer").get_by_role("button", name="Send").click()
    expect(page.locator(".thread")).to_contain_text("It is still broken")
    expect(page.locator("#guest-text")).to_have_value("")
    assert page.evaluate(KEPT) == []
    assert Comment.objects.count() == 1


def test_a_page_from_before_a_sign_in_elsewhere_is_still_taken(open_page, ticket, agent):
    page = open_page(agent)
    page.goto("/new/")
    page.locator("[name=category]").select_option("Support")
    page.get_by_label("Subject").fill("From before")
    new_token(page, "a")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page).to_have_url(re.compile("/ticket/"))
    page.goto(ticket_url(ticket))
    new_token(page, "b")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("button", name="Follow no longer")).to_be_visible()


def new_token(page, letter):
    """What signing in does to the cookie that pages of before do not know."""
    base = page.url.split("/", 3)
    page.context.add_cookies([{"name": "csrftoken", "value": letter * 32, "url": "/".join(base[:3])}])
