"""The conversation as people live with it: two at one ticket, and nothing that is written is ever lost."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import assert_accessible, session_cookie
from tests.factories import by
from tests.tickets.pages import ticket_url
from tickets_app.actions import hold
from tickets_app.comments import actions
from tickets_app.models import Attachment, Comment, Draft

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


# Drops or pastes a small text file: [id of the place, "drop" or "paste", name of the file].
GIVE_FILE = """([place, kind, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["toner"], name, { type: "text/plain" }));
  const facts = { bubbles: true, cancelable: true };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...facts, clipboardData: transfer })
                                 : new DragEvent(kind, { ...facts, dataTransfer: transfer });
  document.getElementById(place).dispatchEvent(event);
}"""


def write(page, place, text):
    """Type `text` into the composer of that audience."""
    page.locator(f"[data-open-composer={place}]").click()
    field = page.locator(f"#text-{place}")
    field.press_sequentially(text)
    return field


def test_two_at_one_ticket_see_each_other_and_each_word(
    live_site, ticket, technician, agent, requester, coordinator
):
    page, other, asker = (
        live_site.open_page(technician),
        live_site.open_page(agent, dark=True),
        live_site.open_page(requester, viewport="phone"),
    )
    for each in (page, other, asker):
        each.goto(ticket_url(ticket))
    expect(page.locator("[data-presence]")).to_contain_text("Agent is looking")

    write(other, "internal", "He dropped it. @tec")
    expect(page.locator("[data-presence]")).to_contain_text("Agent is writing a note")
    other.locator("[role=option]").first.wait_for()
    other.keyboard.press("Enter")
    expect(other.locator("#text-internal")).to_have_value("He dropped it. @technician ")
    assert_accessible(other)
    other.get_by_role("button", name="Add internal note").click()
    note = page.locator(".thread.is-internal")
    expect(note).to_contain_text("He dropped it. @Technician")
    expect(page.locator("#unread")).to_have_text("2")

    page.keyboard.press("c")
    page.locator("#text-public").press_sequentially("**Hello**, here is how.")
    page.locator("#composer-public [data-pick]").set_input_files(
        {"name": "how.txt", "mimeType": "text/plain", "buffer": b"Pull the green lever."}
    )
    expect(page.locator("#composer-public [data-waiting]")).to_contain_text("how.txt")
    page.locator("#composer-public").get_by_role("button", name="Preview").click()
    expect(page.locator("#composer-public [data-preview] strong")).to_have_text("Hello")
    assert_accessible(page)
    page.locator("#text-public").press("Control+Enter")

    for each in (asker, other):
        expect(each.locator(".thread.is-public")).to_contain_text("Hello, here is how.")
    expect(asker.locator(".thread.is-internal")).to_have_count(0)
    expect(asker.locator("[data-presence]")).to_be_empty()
    asker.get_by_text("Look into it").click()
    expect(asker.locator(".attached-begin")).to_contain_text("Pull the green lever.")
    assert_accessible(asker)
    assert asker.evaluate("document.documentElement.scrollWidth <= innerWidth")

    asker.get_by_role("button", name="Thumbs up").click()
    expect(page.get_by_role("button", name="Thumbs up: 1")).to_have_count(1)
    page.locator(".thread.is-public").get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-text]").fill("**Hello**, pull it twice.")
    dialog.get_by_role("button", name="Change comment").click()
    expect(asker.locator(".thread.is-public")).to_contain_text("pull it twice")
    expect(dialog).to_have_count(0)

    hold.hold(by(coordinator), ticket.task.pk, "waiting for a part")
    expect(page.locator("[data-collision]")).to_contain_text("Coordinator")
    assert_accessible(page)
    page.get_by_role("link", name="Show it as it is now").click()
    expect(page.locator("[data-collision]")).to_have_count(0)
    expect(page.locator("#ticket")).to_contain_text("waiting for a part")
    assert Comment.objects.count() == 2


def test_what_is_being_written_is_never_lost(live_site, complaints, ticket, technician, agent):
    page = live_site.open_page(technician)
    page.goto(ticket_url(ticket))
    field = write(page, "public", "Half a sen")

    # A live update, and an act that swaps the ticket around it.
    actions.create(by(agent), ticket.pk, "Meanwhile", internal=True)
    expect(page.locator(".thread.is-internal")).to_contain_text("Meanwhile")
    expect(field).to_have_value("Half a sen")
    expect(field).to_be_focused()
    page.evaluate("htmx.ajax('GET', location.pathname, {target: '#ticket', swap: 'outerHTML'})")
    expect(page.locator("#composer-public [data-draft-state]")).to_have_text("Draft saved")
    expect(field).to_have_value("Half a sen")
    assert Draft.objects.get().text == "Half a sen"

    # A reload at once, before the server has it.
    field.press_sequentially("tence")
    page.reload()
    expect(field).to_have_value("Half a sentence")
    expect(field).to_be_visible()

    # The web process dies and comes back; what others said meanwhile is caught up with, once and in order.
    live_site.kill()
    for text in ("First", "Second"):
        actions.create(by(agent), ticket.pk, text, internal=False)
    field.press_sequentially(", and")
    expect(page.locator("#composer-public [data-draft-state]")).to_contain_text("kept in this browser")
    live_site.start()
    expect(page.locator(".thread .comment-text")).to_have_text(["Meanwhile", "First", "Second"])
    expect(field).to_have_value("Half a sentence, and")
    expect(page.locator("#composer-public [data-draft-state]")).to_have_text("Draft saved")

    # The session ends; the person signs in again in another tab.
    Session.objects.all().delete()
    field.press_sequentially(" more")
    page.get_by_role("button", name="Send to requester").click()
    expect(page.locator("#composer-public [data-draft-state]")).to_contain_text("You are signed out")
    expect(field).to_have_value("Half a sentence, and more")
    page.context.add_cookies([session_cookie(technician, live_site.url)])
    page.get_by_role("button", name="Send to requester").click()
    expect(page.locator(".thread .comment-text").last).to_have_text("Half a sentence, and more")
    expect(field).to_have_value("")
    page.reload()
    expect(field).to_have_value("")
    assert not Draft.objects.exists()
    assert (
        Comment.objects.filter(text="Half a sentence, and more", created_at__lt=timezone.now()).count() == 1
    )
    complaints[:] = [line for line in complaints if "Failed to fetch" not in line]

    # It is said, but the answer gets lost: sent again, even from a page opened anew, it is said once.
    lose_answer(page)
    write(page, "public", "Said once")
    page.get_by_role("button", name="Send to requester").click()
    expect(page.locator("#composer-public [data-draft-state]")).to_contain_text("Not sent")
    page.unroute("**/conversation/say/")
    page.reload()
    expect(field).to_have_value("Said once")
    page.get_by_role("button", name="Send to requester").click()
    expect(field).to_have_value("")
    expect(page.locator(".thread .comment-text", has_text="Said once")).to_have_count(1)
    assert Comment.objects.filter(text="Said once").count() == 1
    field.fill("Said once")
    page.get_by_role("button", name="Send to requester").click()
    expect(page.locator(".thread .comment-text", has_text="Said once")).to_have_count(2)
    complaints.clear()


def lose_answer(page):
    """Have the server take a comment, and the browser never hear of it."""

    def fetch_and_drop(route):
        route.fetch()
        route.abort()

    page.route("**/conversation/say/", fetch_and_drop)


def test_files_come_by_drop_and_paste_and_can_be_stopped(open_page, ticket, technician):
    page = open_page(technician, viewport="phone", dark=True)
    page.goto(ticket_url(ticket))
    page.locator("[data-open-composer=internal]").click()
    waiting = page.locator("#composer-internal [data-waiting]")
    page.evaluate(GIVE_FILE, ["text-internal", "paste", "pasted.txt"])
    expect(waiting).to_contain_text(["pasted.txt"])
    page.evaluate(GIVE_FILE, ["text-internal", "drop", "dropped.txt"])
    expect(waiting).to_contain_text(["pasted.txt", "dropped.txt"])
    waiting.first.get_by_role("button").click()
    expect(waiting).to_have_count(1)
    page.route("**/conversation/files/", lambda route: None)  # it never arrives
    page.evaluate(GIVE_FILE, ["text-internal", "drop", "slow.bin"])
    expect(page.get_by_role("progressbar")).to_have_count(1)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.unroute("**/conversation/files/")
    assert_accessible(page)
    page.locator("#composer-internal").get_by_role("button", name="Add internal note").click()
    expect(page.locator(".thread.is-internal .attached")).to_contain_text("dropped.txt")
    assert list(Attachment.objects.filter(comment__isnull=False).values_list("name", flat=True)) == [
        "dropped.txt"
    ]
