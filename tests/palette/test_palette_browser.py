"""The palette, single keys and the way to the next ticket in Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.asked import wait_for
from tests.browser import assert_accessible
from tests.factories import make_ticket
from tts.core.models import AuditEvent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_by_keyboard(open_page, version, agent, dark):
    for name in ("one", "two"):
        make_ticket(subject=f"Ticket {name}")
    page = open_page(agent, dark=dark)
    page.goto("/inbox/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ticket one", level=1)).to_be_visible()
    page.wait_for_load_state()  # the keys' modules come with it
    page.keyboard.press("h")
    expect(page.locator("#act-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#act-dialog")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Ticket two", level=1)).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    expect(palette.get_by_role("button", name="Put on hold")).to_be_visible()
    expect(palette.get_by_role("link", name="My work")).to_be_visible()
    assert_accessible(page)
    page.keyboard.type("ticket on")
    expect(palette.locator("[data-palette-line]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ticket/TX"))
    expect(page.get_by_role("heading", name="Ticket one", level=1)).to_be_visible()


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("?sort=oldest", ["Alpha", "Bravo", "Charlie", "Delta"]),
        ("?sort=priority", ["Delta", "Bravo", "Charlie", "Alpha"]),
        ("?sort=oldest&priority=Low", ["Alpha", "Charlie"]),
        ("?q=lights", ["Charlie", "Bravo"]),
    ],
)
def test_n_and_p_keep_the_order_of_the_list(open_page, version, coordinator, agent, query, order):
    made = {"Alpha": "Low", "Bravo lights": "High", "Charlie lights": "Low", "Delta": "Urgent"}
    for name, priority in made.items():
        make_ticket(subject=name, priority=priority)
    page = open_page(coordinator)
    page.goto(f"/desk/{query}")
    links = page.locator("[data-row-link]")
    expect(links).to_have_count(len(order))
    assert [text.split()[0] for text in links.all_inner_texts()] == order
    links.first.click()

    def is_open(name):
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        page.wait_for_load_state()

    is_open(order[0])
    expect(page.get_by_role("link", name="Previous")).to_be_hidden()
    for name in order[1:]:
        page.keyboard.press("n")
        is_open(name)
    expect(page.get_by_role("link", name="Next ticket")).to_be_hidden()
    for name in order[-2::-1]:
        page.keyboard.press("p")
        is_open(name)
    for name in order[1:]:
        page.get_by_role("link", name="Next ticket").click()
        is_open(name)
    page.keyboard.press("n")  # after the last one: the list again, as it was
    expect(page).to_have_url(re.compile(re.escape(f"/desk/{query}") + "$"))


def test_the_next_ticket_is_there_before_it_is_asked_for(open_page, asked, version, agent):
    """Asked for ahead, which leaves no trace; shown without another request."""
    first, second = make_ticket(subject="Ticket one"), make_ticket(subject="Ticket two")
    page = open_page(agent)
    page.goto("/inbox/")
    events, address = AuditEvent.objects.count(), f"/ticket/{second.number}/"
    page.locator("[data-row-link]").first.click()
    expect(page).to_have_url(re.compile(first.number))
    wait_for(page, lambda: (address, "prefetch") in asked)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Ticket two", level=1)).to_be_visible()
    assert [purpose for path, purpose in asked if path == address] == ["prefetch"]
    assert AuditEvent.objects.count() == events
