"""A ticket beside its list in Chromium: opened, walked, acted on, closed; its address, socket and drafts."""

import re

import pytest
from playwright.sync_api import expect

from tests.asked import wait_for
from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tickets_app.comments import actions as comments

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1760, "height": 1000}


@pytest.fixture
def four(version, agent, technician, coordinator, manager):
    return [make_ticket(subject=f"Ticket {name}") for name in ("one", "two", "three", "four")]


@pytest.fixture
def wide(open_page):
    """A function that opens My work of a person in a wide window."""

    def opened(user, path="/inbox/", **form):
        page = open_page(user, **form)
        page.set_viewport_size(WIDE)
        page.goto(path)
        return page

    return opened


def pane_of(page):
    return page.get_by_role("complementary", name="Details")


def title_of(page):
    return pane_of(page).get_by_role("heading", level=2).first


def link_of(page, ticket):
    return page.locator(f'[data-row="{ticket.number}"] [data-row-link]')


def address(ticket, path="/inbox/"):
    return re.compile(rf"{re.escape(path)}\?open={ticket.number}$")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_click_opens_it_and_escape_closes_it(wide, four, agent, dark):
    page = wide(agent, dark=dark)
    link_of(page, four[1]).click()
    expect(title_of(page)).to_contain_text("Ticket two")
    expect(page).to_have_url(address(four[1]))
    expect(page.get_by_role("row", name="Ticket two")).to_have_attribute("aria-current", "true")
    expect(page.locator("#ticket")).to_have_count(1)
    ids = page.locator("[id]").evaluate_all("all => all.map((element) => element.id)")
    assert len(ids) == len(set(ids))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#ticket")).to_have_count(0)
    expect(page).to_have_url(re.compile("/inbox/$"))
    expect(link_of(page, four[1])).to_be_focused()


def test_keys_walk_the_list_with_it(wide, four, agent):
    page = wide(agent)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(title_of(page)).to_contain_text("Ticket one")
    page.keyboard.press("j")
    expect(title_of(page)).to_contain_text("Ticket two")
    page.keyboard.press("ArrowDown")
    expect(title_of(page)).to_contain_text("Ticket three")
    expect(link_of(page, four[2])).to_be_focused()
    page.keyboard.press("k")
    expect(title_of(page)).to_contain_text("Ticket two")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket")).to_be_focused()
    page.keyboard.press("j")
    expect(title_of(page)).to_contain_text("Ticket three")
    # A reload shows the same, Back the list alone, Forward the ticket again.
    page.reload()
    expect(title_of(page)).to_contain_text("Ticket three")
    page.go_back()
    expect(page.locator("#ticket")).to_have_count(0)
    expect(page).to_have_url(re.compile("/inbox/$"))
    page.go_forward()
    expect(title_of(page)).to_contain_text("Ticket three")


def test_other_ways_to_open_it_lead_to_its_page(wide, four, agent):
    page = wide(agent)
    for button, modifiers in (("left", ["Control"]), ("middle", [])):
        with page.context.expect_page() as opened:
            link_of(page, four[0]).click(button=button, modifiers=modifiers)
        expect(opened.value).to_have_url(re.compile(f"/ticket/{four[0].number}/$"))
        opened.value.close()
    expect(page.locator("#ticket")).to_have_count(0)
    link_of(page, four[0]).click()
    pane_of(page).get_by_role("link", name="As a page").click()
    expect(page.get_by_role("heading", name="Ticket one", level=1)).to_be_visible()


def test_narrow_windows_open_the_page_also_by_a_wide_ones_link(open_page, four, agent):
    page = open_page(agent)
    page.goto("/inbox/")
    link_of(page, four[0]).click()
    expect(page.get_by_role("heading", name="Ticket one", level=1)).to_be_visible()
    page.goto(f"/inbox/?open={four[1].number}")
    expect(page).to_have_url(re.compile(f"/ticket/{four[1].number}/$"))


def test_the_ticket_is_acted_on_and_the_list_follows(wide, four, agent):
    page = wide(agent)
    link_of(page, four[0]).click()
    pane_of(page).get_by_role("button", name="Begin").click()
    row = page.locator(f'[data-row="{four[0].number}"]')
    expect(row.locator(".is-in-progress")).to_be_visible()
    pane_of(page).get_by_role("link", name="Put on hold").click()
    dialog = page.locator("#act-dialog")
    dialog.get_by_label("Reason").fill("lunch")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(pane_of(page)).to_contain_text("On hold: lunch.")
    expect(row.locator(".is-on-hold")).to_be_visible()
    # From the row, too: the ticket beside it follows.
    link_of(page, four[0]).focus()
    page.keyboard.press("r")
    expect(pane_of(page)).not_to_contain_text("On hold: lunch.")
    pane_of(page).get_by_label("Notes").fill("done")
    pane_of(page).get_by_role("button", name="Send on").click()
    expect(pane_of(page)).to_contain_text("Repair")
    expect(row).to_have_class(re.compile(r"\bis-gone\b"))
    expect(title_of(page)).to_contain_text("Ticket one")


def test_the_next_ticket_is_there_before_one_walks_to_it(wide, asked, four, agent):
    page = wide(agent)
    address = f"/ticket/{four[1].number}/"
    link_of(page, four[0]).click()
    expect(title_of(page)).to_contain_text("Ticket one")
    wait_for(page, lambda: address in [path for path, _purpose in asked])
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    expect(title_of(page)).to_contain_text("Ticket two")
    assert [path for path, _purpose in asked].count(address) == 1


def test_filters_and_the_ticket_keep_each_other(wide, four, coordinator):
    page = wide(coordinator, "/desk/")
    link_of(page, four[2]).click()
    expect(title_of(page)).to_contain_text("Ticket three")
    page.get_by_role("searchbox").fill("three")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(f"q=three&open={four[2].number}$"))
    expect(title_of(page)).to_contain_text("Ticket three")
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(4)
    expect(title_of(page)).to_contain_text("Ticket three")


def test_what_may_not_be_seen_any_more_is_told_by_its_page(wide, four, agent, outsider):
    page = wide(outsider)
    page.goto(f"/inbox/?open={four[0].number}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not found")


def test_a_draft_outlives_the_pane(wide, four, agent):
    page = wide(agent)
    link_of(page, four[0]).click()
    page.locator("#ticket").focus()
    page.keyboard.press("i")
    page.keyboard.type("half a thought")
    page.keyboard.press("Escape")  # leaves the field
    expect(page.locator("#ticket")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ticket")).to_have_count(0)
    link_of(page, four[1]).click()
    expect(title_of(page)).to_contain_text("Ticket two")
    expect(page.locator("#text-internal")).to_have_value("")
    link_of(page, four[0]).click()
    expect(title_of(page)).to_contain_text("Ticket one")
    expect(page.locator("#text-internal")).to_have_value("half a thought")


def test_closing_it_ends_being_there_and_hearing_of_it(live_site, four, agent, coordinator):
    first = four[0]
    page = live_site.open_page(agent)
    page.set_viewport_size(WIDE)
    page.goto("/inbox/")
    other = live_site.open_page(coordinator)
    other.goto(f"/ticket/{first.number}/")
    link_of(page, first).click()
    expect(other.locator("[data-presence]")).to_contain_text("Agent is looking")
    comments.create(by(coordinator), first.pk, "can you hear me?", internal=True)
    expect(pane_of(page)).to_contain_text("can you hear me?")
    page.keyboard.press("j")
    expect(title_of(page)).to_contain_text("Ticket two")
    expect(other.locator("[data-presence]")).not_to_contain_text("Agent is looking")
    page.keyboard.press("k")
    expect(other.locator("[data-presence]")).to_contain_text("Agent is looking")
    page.keyboard.press("Escape")
    expect(other.locator("[data-presence]")).not_to_contain_text("Agent is looking")
