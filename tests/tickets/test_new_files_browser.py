"""Files into the form for a new ticket, by picker, drop and paste."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.comments.test_talk_browser import GIVE_FILE
from tickets_app.models import Attachment, Ticket, WaitingFile

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def a_file(name="how.txt", content=b"It burns."):
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def waiting(page):
    return page.locator("[data-waiting]")


@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_a_ticket_is_sent_with_its_files(open_page, version, requester, viewport):
    page = open_page(requester, viewport=viewport, dark=viewport == "phone")
    page.goto("/new/")
    page.locator("[data-pick]").set_input_files([a_file("picked.txt"), a_file("wrong.txt", b"Not this")])
    expect(waiting(page)).to_have_count(2)
    page.evaluate(GIVE_FILE, ["id_subject", "paste", "pasted.txt"])
    page.evaluate(GIVE_FILE, ["id_description", "drop", "dropped.txt"])
    expect(waiting(page)).to_have_count(4)
    page.get_by_role("button", name="Remove wrong.txt").focus()
    page.keyboard.press("Enter")
    expect(waiting(page)).to_have_count(3)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Send the ticket").click()
    expect(page.locator(".field-error").first).to_be_visible()
    expect(waiting(page)).to_have_count(3)
    page.reload()
    expect(waiting(page)).to_have_count(3)
    page.locator("[name=category]").select_option("Support")
    page.get_by_label("Subject").fill("With files")
    page.get_by_role("button", name="Send the ticket").click()
    expect(page).to_have_url(re.compile("/ticket/"))
    expect(page.locator("#ticket-files")).to_contain_text("pasted.txt")
    names = Attachment.objects.filter(ticket=Ticket.objects.get()).values_list("name", flat=True)
    assert sorted(names) == ["dropped.txt", "pasted.txt", "picked.txt"]
    assert not WaitingFile.objects.exists()


def test_what_is_refused_is_named_and_loses_nothing(open_page, version, requester, settings):
    settings.MAX_UPLOAD_MB = 1
    page = open_page(requester)
    page.goto("/new/")
    page.get_by_label("Subject").fill("Stays")
    page.locator("[data-pick]").set_input_files(
        [a_file(), a_file("huge.bin", b"x" * 1_060_000), a_file("empty.txt", b"")]
    )
    lines = page.locator("[data-waiting-files] > li")
    expect(lines.filter(has_text="huge.bin")).to_contain_text("at most 1 MB")
    expect(lines.filter(has_text="empty.txt")).to_contain_text("empty")
    expect(waiting(page)).to_have_count(1)
    expect(page.get_by_label("Subject")).to_have_value("Stays")
    assert_accessible(page)


def test_a_ticket_waits_for_a_file_that_is_under_way(open_page, version, requester):
    page = open_page(requester)
    page.goto("/new/")
    page.locator("[name=category]").select_option("Support")
    page.get_by_label("Subject").fill("Waits")
    page.route("**/new/files/", lambda route: None)  # it never arrives
    page.locator("[data-pick]").set_input_files(a_file("slow.bin"))
    page.get_by_role("button", name="Send the ticket").click()
    expect(page.locator("[data-under-way]")).to_contain_text("still under way")
    assert not Ticket.objects.exists()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Send the ticket").click()
    expect(page).to_have_url(re.compile("/ticket/"))
