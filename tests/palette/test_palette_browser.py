"""The palette, single keys and the way to the next ticket in Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import make_ticket

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
