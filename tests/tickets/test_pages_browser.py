"""Pages of tickets in Chromium: every page in both themes and sizes, filters, keys and focus."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tickets_app.actions import hold
from tts.accounts import actions as people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Outlook keeps asking for my password although I changed it yesterday and restarted it twice " * 2


@pytest.fixture
def some_work(version, agent, requester, now):
    """Tickets of every kind that a list shows: running, held, waiting, unmatched, very long."""
    hold.hold(
        by(agent), make_ticket(subject="Held").task.pk, "waiting for a part that the supplier has promised"
    )
    extra = {"cost_items": [{"name": "Chairs", "cost": "800"}], "location": "x" * 200}
    ticket = make_ticket(
        subject=LONG[:255], description=LONG, requester=requester, priority="Urgent", **extra
    )
    make_ticket(subject="Plant", category="Gardening")
    people.set_active(by(None), agent, False)
    make_ticket(subject="Waiting")
    people.set_active(by(None), agent, True)
    return ticket


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_pages_are_accessible_and_fit(open_page, some_work, coordinator, agent, requester, viewport, dark):
    one = f"/ticket/{some_work.number}/"
    pages = {
        coordinator: ["/", "/inbox/", "/desk/", "/desk/?tab=unassigned", "/owned/", "/archive/", one,
                      f"{one}transfer/", f"{one}cancel/"],
        agent: ["/inbox/", "/notifications/", one, f"{one}hold/"],
        requester: ["/", "/track/", "/new/?department=IT&category=Support", "/notifications/", one],
    }  # fmt: skip
    for user, paths in pages.items():
        page = open_page(user, viewport=viewport, dark=dark)
        for path in paths:
            page.goto(path)
            assert_accessible(page)
            fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert fits, f"{path} is wider than its window"


def test_lists_fit_windows_of_any_width(open_page, some_work, coordinator):
    page = open_page(coordinator)
    for path in ("/desk/", "/owned/", "/inbox/", "/designer/", "/people/"):
        page.goto(path)
        for width in (1920, 1680, 1440, 1220, 1024, 768, 360):
            page.set_viewport_size({"width": width, "height": 800})
            fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert fits, f"{path} is wider than a window of {width}"


def test_filters_live_in_the_address_and_back_works(open_page, some_work, coordinator):
    page = open_page(coordinator)
    page.goto("/desk/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    search.press_sequentially("held")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/desk/\?tab=active&q=held$"))
    expect(search).to_be_focused()
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Clock", exact=True).select_option("held")
    expect(page).to_have_url(re.compile("state=held"))
    page.get_by_role("link", name="Held").click()
    expect(page.get_by_role("heading", name="Held", level=1)).to_be_visible()
    page.go_back()
    expect(search).to_have_value("held")
    expect(page.get_by_label("Clock", exact=True)).to_have_value("held")
    expect(rows).to_have_count(1)
    page.go_back()
    expect(page.get_by_label("Clock", exact=True)).to_have_value("")


def test_rows_are_walked_by_keyboard(open_page, some_work, coordinator):
    page = open_page(coordinator)
    page.goto("/desk/")
    subjects = page.locator("[data-row-link]").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_contain_text(subjects[1])
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator("tr.is-current")).to_contain_text(subjects[0])
    page.get_by_role("searchbox").press_sequentially("jk")
    expect(page.get_by_role("searchbox")).to_have_value("jk")


def test_the_dialog_has_the_focus_and_gives_it_back(open_page, some_work, coordinator, roles, technician):
    page = open_page(coordinator)
    page.goto(f"/ticket/{some_work.number}/")
    button = page.get_by_role("link", name="Transfer")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Role")).to_be_focused()
    page.get_by_label("Role").select_option("Technician")
    expect(page.get_by_label("Yes, another role than the step's is meant")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_acts_keep_the_focus_on_the_ticket(open_page, some_work, coordinator):
    page = open_page(coordinator)
    page.goto(f"/ticket/{some_work.number}/")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("has begun")).to_be_visible()
    expect(page.locator("#ticket")).to_be_focused()


def test_choices_of_the_form_unfold_without_losing_what_was_typed(open_page, some_work, requester):
    page = open_page(requester)
    page.goto("/new/")
    page.get_by_label("Subject").fill("Help")
    expect(page.get_by_label("Department", exact=True)).to_have_value("IT")  # the only one with workflows
    page.get_by_label("Category", exact=True).select_option("*other*")
    expect(page.get_by_label("What is it about?")).to_be_visible()
    department = page.get_by_label("Department", exact=True)
    department.focus()
    department.select_option("*other*")
    expect(page.get_by_label("Which department?")).to_be_visible()
    expect(department).to_be_focused()
    department.select_option("IT")
    expect(page.get_by_label("Category", exact=True)).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Help")


def test_what_is_chosen_before_the_scripts_arrive_counts(open_page, version, requester):
    page = open_page(requester)
    held = []
    page.route("**/js/tickets.*js", lambda route: held.append(route))
    with page.expect_request("**/js/tickets.*js"):
        page.goto("/new/", wait_until="commit")
    page.get_by_label("Department").select_option("Something else")
    expect(page.get_by_label("Which department?")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_label("Which department?")).to_be_visible()
