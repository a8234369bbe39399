"""Sending a comment that takes its time: what is typed meanwhile is the beginning of the next one."""

import pytest
from playwright.sync_api import expect

from tests.browser import until
from tests.comments.test_talk_browser import write
from tests.factories import by
from tests.tickets.pages import ticket_url
from tickets_app.comments import actions
from tickets_app.models import Comment, Draft

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SAY = "**/conversation/say/"


@pytest.fixture
def page(open_page, ticket, technician):
    page = open_page(technician)
    page.goto(ticket_url(ticket))
    return page


@pytest.fixture
def slowly(page):
    """Sends what the composer has; the answer is held back until `answer()` is called on what comes back."""

    def slowly(name="Send to requester"):
        held = []
        page.route(SAY, lambda route: held.append((route, route.fetch())))
        with page.expect_request(SAY):
            page.get_by_role("button", name=name).click()
        expect(page.locator("form[aria-busy=true]")).to_have_count(1)

        def answer():
            while not held:
                page.wait_for_timeout(50)
            route, response = held[0]
            route.fulfill(response=response)
            page.unroute(SAY)
            expect(page.locator("form[aria-busy=true]")).to_have_count(0)

        return answer

    return slowly


def draft_saved(page, place="public"):
    return expect(page.locator(f"#composer-{place} [data-draft-state]")).to_have_text("Draft saved")


def test_what_is_typed_while_it_is_sent_stays(page, slowly):
    field = write(page, "public", "The first line")
    answer = slowly()
    field.press("End")
    field.press_sequentially("\nAnd the second")
    draft_saved(page)
    answer()
    expect(field).to_have_value("And the second")
    field.press_sequentially(", typed on")
    expect(field).to_have_value("And the second, typed on")
    draft_saved(page)
    assert Comment.objects.get().text == "The first line"
    assert Draft.objects.get().text == "And the second, typed on"
    page.reload()
    expect(field).to_have_value("And the second, typed on")
    expect(page.locator(".thread .comment-text")).to_have_text(["The first line"])
    page.get_by_role("button", name="Send to requester").click()
    expect(page.locator(".thread .comment-text")).to_have_count(2)
    expect(field).to_have_value("")
    assert not Draft.objects.exists()


def test_what_was_changed_within_stays_whole_and_what_was_taken_back_leaves_nothing(page, slowly):
    field = write(page, "public", "Half right")
    answer = slowly()
    field.press("Home")
    field.press_sequentially("Not ")
    answer()
    expect(field).to_have_value("Not Half right")

    answer = slowly()
    field.press("End")
    field.press_sequentially("!")
    draft_saved(page)
    field.press("Backspace")
    answer()
    expect(field).to_have_value("")
    until(page, lambda: not Draft.objects.exists())
    page.reload()
    expect(page.locator("#text-public")).to_have_value("")
    assert not Draft.objects.exists()


def test_files_and_an_answer_begun_meanwhile_stay(page, slowly, ticket, agent):
    actions.create(by(agent), ticket.pk, "A question", internal=False)
    page.reload()
    field = write(page, "public", "With a file")
    pick = page.locator("#composer-public [data-pick]")
    pick.set_input_files({"name": "sent.txt", "mimeType": "text/plain", "buffer": b"one"})
    waiting = page.locator("#composer-public [data-waiting]")
    expect(waiting).to_have_count(1)
    answer = slowly()
    pick.set_input_files({"name": "next.txt", "mimeType": "text/plain", "buffer": b"two"})
    expect(waiting).to_have_count(2)
    page.locator(".thread").first.locator("[data-answer]").first.click()
    answer()
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("next.txt")
    expect(field).to_have_value("")
    expect(page.locator("#composer-public [data-answer-line]")).to_be_visible()


def test_a_changed_comment_that_is_changed_further_stays_open(page, ticket, technician):
    actions.create(by(technician), ticket.pk, "Was", internal=False)
    page.reload()
    page.locator(".thread").get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    text = dialog.locator("[data-text]")
    text.fill("Is")
    held = []
    page.route("**/comments/*/edit/", lambda route: held.append((route, route.fetch())))
    dialog.get_by_role("button", name="Change comment").click()
    until(page, lambda: held)
    text.press_sequentially(" and will be")
    route, response = held[0]
    route.fulfill(response=response)
    page.unroute("**/comments/*/edit/")
    expect(page.locator(".thread .comment-text")).to_have_text("Is")
    expect(text).to_have_value("Is and will be")
    dialog.get_by_role("button", name="Change comment").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".thread .comment-text")).to_have_text("Is and will be")


@pytest.mark.parametrize("status", [None, 400, 500])
def test_a_comment_that_fails_stays_with_what_was_typed_meanwhile(page, complaints, status):
    field = write(page, "public", "Not lost")
    page.locator("#composer-public [data-pick]").set_input_files(
        {"name": "kept.txt", "mimeType": "text/plain", "buffer": b"one"}
    )
    expect(page.locator("#composer-public [data-waiting]")).to_have_count(1)
    held = []
    page.route(SAY, lambda route: held.append(route))
    page.get_by_role("button", name="Send to requester").click()
    until(page, lambda: held)
    field.press("End")
    field.press_sequentially(" at all")
    held[0].abort() if status is None else held[0].fulfill(status=status, body="no")
    expect(page.locator("#composer-public [data-draft-state]")).to_contain_text("kept")
    expect(field).to_have_value("Not lost at all")
    page.reload()
    expect(field).to_have_value("Not lost at all")
    expect(page.locator("#composer-public [data-waiting]")).to_have_count(1)
    assert not Comment.objects.exists()
    complaints.clear()
