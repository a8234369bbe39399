"""The integrations page in Chromium: looked at everywhere; dead letters repaired, replayed and discarded."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import make_ticket
from tests.ingest.messages import about, envelope, take_all
from tickets_app.models import DeadLetter, Notification, Ticket
from tts.core import outbox
from tts.core.models import OutboxMessage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/integrations/"


@pytest.fixture
def letter(version):
    """A dead letter whose priority is unknown."""
    take_all([about(priority="Whenever")])
    return DeadLetter.objects.get()


@pytest.fixture
def everything_stuck(letter):
    """Dead letters of several kinds, a status that was given up and a mail that failed."""
    take_all(
        [
            about(subject="x" * 300),
            envelope(body=b"\xff" * 40, task_id="u-1"),
            envelope(body=b"", task_id="e"),
        ]
    )
    outbox.write([outbox.message("ticket_status-default", "send_ticket_status", ["HD-1", "Open"], "HD-1")])
    OutboxMessage.objects.update(state="dead", error="No queue takes it.")
    make_ticket()
    Notification.objects.filter(channel="email").update(state="failed", error="Connection refused")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("phone", True)])
def test_pages_are_accessible_and_fit(open_page, admin, agent, everything_stuck, viewport, dark):
    page = open_page(admin, viewport=viewport, dark=dark)
    letters = [f"{PAGE}dead-letters/{pk}/" for pk in DeadLetter.objects.values_list("pk", flat=True)]
    for path in [PAGE, *letters]:
        page.goto(path)
        assert_accessible(page)
        assert fits(page), f"{path} is wider than its window"


@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_a_dead_letter_is_repaired_and_replayed(open_page, admin, letter, viewport):
    page = open_page(admin, viewport=viewport)
    page.goto(PAGE)
    page.get_by_role("link", name="Unknown priority").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dead letter {letter.pk}")
    says = page.get_by_label("What it says")
    payload = json.loads(says.input_value())

    says.fill("no JSON")
    page.get_by_role("button", name="Save and replay").click()
    expect(page.get_by_text("This is not JSON")).to_be_visible()
    expect(says).to_have_value("no JSON")
    assert_accessible(page)

    says.fill(json.dumps({**payload, "priority": "Never"}))
    page.get_by_role("button", name="Save and replay").click()
    expect(page.get_by_text("priority: Unknown priority")).to_have_count(2)  # why it came here, why it stays
    expect(says).to_have_attribute("aria-invalid", "true")
    assert not Ticket.objects.exists()

    says.fill(json.dumps({**payload, "priority": "High"}))
    page.get_by_role("button", name="Save and replay").click()
    expect(page.get_by_text("Replayed:")).to_be_visible()
    expect(page.get_by_text("Every message could be used")).to_be_visible()
    assert Ticket.objects.get().priority == "High"
    page.goto(f"{PAGE}dead-letters/{letter.pk}/")
    expect(page.get_by_role("heading", name="Replayed")).to_be_visible()
    expect(page.get_by_role("button", name="Save and replay")).to_have_count(0)
    assert_accessible(page)


def test_a_dead_letter_is_discarded_with_a_reason(open_page, admin, letter):
    page = open_page(admin)
    page.goto(f"{PAGE}dead-letters/{letter.pk}/")
    page.get_by_text("Discard…").click()
    page.get_by_role("button", name="Discard", exact=True).click()
    assert DeadLetter.objects.get().state == "waiting"  # the browser asks for the reason first
    page.get_by_label("Reason").fill("A test of theirs.")
    assert_accessible(page)
    page.get_by_role("button", name="Discard", exact=True).click()
    expect(page.get_by_text("The letter is discarded.")).to_be_visible()
    assert DeadLetter.objects.get().note == "A test of theirs."


def test_what_arrives_meanwhile_appears_by_itself(open_page, admin, version):
    page = open_page(admin)
    page.goto(PAGE)
    expect(page.get_by_text("Every message could be used")).to_be_visible()
    take_all([about(priority="Whenever")])
    expect(page.get_by_role("link", name="Unknown priority")).to_be_visible()
