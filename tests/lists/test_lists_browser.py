"""Lists in Chromium: rows chosen by mouse and keys, acted on, taken back; views kept; sizes and themes."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tickets_app.actions import finish, hold
from tickets_app.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def four(version, agent, technician, coordinator):
    return [make_ticket(subject=f"Ticket {name}") for name in ("one", "two", "three", "four")]


def test_rows_are_chosen_held_together_and_taken_back(open_page, four, agent):
    page = open_page(agent)
    page.goto("/inbox/")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_contain_text("1 chosen")
    page.locator("[data-choose]").nth(2).click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 chosen")
    assert_accessible(page)
    page.keyboard.press("b")
    expect(bar.get_by_role("button", name="Send on")).to_be_focused()
    bar.get_by_role("button", name="Hold").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#act-dialog")
    expect(dialog.locator("li")).to_have_count(3)
    assert_accessible(page)
    dialog.get_by_label("Reason").fill("lunch")
    page.keyboard.press("Control+Enter")
    toast = page.locator(".toast-line")
    expect(toast).to_contain_text("3 tickets are on hold.")
    expect(dialog).to_be_hidden()
    expect(page.locator("tbody .status-word.is-on-hold")).to_have_count(3)
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("tbody .status-word.is-on-hold")).to_have_count(0)
    assert set(Ticket.objects.values_list("status", flat=True)) == {"Open"}


def test_a_view_is_kept_and_opens_first(open_page, four, coordinator):
    page = open_page(coordinator)
    page.goto("/desk/")
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Priority", exact=True).select_option("Medium")
    expect(page.locator(".chip")).to_contain_text("Medium")
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Keep this view").click()
    assert_accessible(page)
    page.get_by_label("Name").fill("Medium ones")
    page.get_by_label("Open this list with it").check()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("navigation", name="Kept views").locator("[aria-current]")).to_contain_text(
        "Medium ones"
    )
    page.goto("/desk/")
    expect(page.locator(".chip")).to_contain_text("Medium")
    page.get_by_role("link", name="Everything").click()
    expect(page.locator(".chip")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_bar_fits_a_phone(open_page, four, coordinator, dark):
    page = open_page(coordinator, viewport="phone", dark=dark)
    page.goto("/desk/?priority=Medium&age=day")
    page.locator("[data-choose]").first.check()
    expect(page.locator("[data-bulk]")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_menus_of_a_list_fit_a_phone(open_page, four, coordinator):
    page = open_page(coordinator, viewport="phone")
    page.goto("/desk/")
    for name in ("Filter", "Keep this view"):
        page.locator("summary", has_text=name).click()
        menu = page.locator("details[open] > .menu-body")
        box = menu.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert_accessible(page)
        page.keyboard.press("Escape")
        expect(menu).to_have_count(0)


def test_a_list_stays_fresh_without_moving_anything(open_page, four, agent, coordinator):
    page = open_page(coordinator)
    page.goto("/desk/")
    page.locator("[data-choose]").first.check()
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    with page.expect_response(lambda answer: "x-live" in answer.request.headers):
        page.evaluate(look)
    hold.hold(by(agent), four[0].task.pk, "lunch")
    hold.hold(by(agent), four[3].task.pk, "lunch")
    make_ticket(subject="Ticket five")
    order = page.locator("[data-row]").evaluate_all("rows => rows.map((row) => row.dataset.row)")
    page.evaluate(look)
    expect(page.locator("tr.is-changed")).to_have_count(2)
    expect(page.locator("tr.is-changed .is-on-hold")).to_have_count(2)
    expect(page.locator("[data-choose]").first).to_be_checked()
    assert page.locator("[data-row]").evaluate_all("rows => rows.map((row) => row.dataset.row)") == order
    expect(page.locator(".tabs [aria-current] .count")).to_have_text("5")
    assert_accessible(page)
    page.get_by_role("button", name="1 new: show it").click()
    expect(page.locator("[data-row]")).to_have_count(5)
    finish.cancel(by(coordinator), four[1].task.pk, "no need", "cancelled")
    page.evaluate(look)
    expect(page.locator("tr.is-gone")).to_have_count(1)
