"""Acting from the rows of a list in Chromium: by mouse, keys and touch; refusals; where the focus goes."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, edge_id, make_ticket
from tickets_app.actions import assign, finish, hold, move
from tickets_app.models import Ticket, TicketStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("one", "two", "three", "four")


@pytest.fixture
def four(version, agent, technician, coordinator, manager):
    return [make_ticket(subject=f"Ticket {name}") for name in NAMES]


def row_of(page, ticket):
    return page.locator(f'[data-row="{ticket.number}"]')


def link_of(page, ticket):
    return row_of(page, ticket).locator("[data-row-link]")


def place_of(page, ticket):
    return row_of(page, ticket).bounding_box()


def act_of(page, ticket, verb):
    return row_of(page, ticket).locator(f'[data-verb="{verb}"]')


def test_a_row_is_sent_on_by_mouse_and_nothing_moves_under_the_pointer(open_page, four, agent):
    first, second, third, _fourth = four
    page = open_page(agent)
    page.goto("/inbox/")
    row_of(page, first).hover()
    expect(row_of(page, first).locator("[data-row-acts]")).to_have_css("opacity", "1")
    expect(row_of(page, second).locator("[data-row-acts]")).to_have_css("opacity", "0")
    assert_accessible(page)
    act_of(page, first, "transition").click()
    dialog = page.locator("#act-dialog")
    expect(dialog.get_by_role("heading")).to_contain_text("Triage")
    expect(dialog.get_by_role("button", name="Send on")).to_be_visible()
    assert_accessible(page)
    dialog.get_by_label("Notes").fill("the cable was loose")
    place = place_of(page, third)
    page.mouse.move(place["x"] + 300, place["y"] + place["height"] / 2)
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".toast-line")).to_contain_text(f"{first.number} is at Repair now.")
    expect(row_of(page, first)).to_have_class("is-gone")
    assert place_of(page, third) == place
    expect(link_of(page, second)).to_be_focused()
    page.mouse.move(5, 5)
    expect(row_of(page, first)).to_have_count(0)
    first.task.refresh_from_db()
    assert first.task.step_name == "Repair"
    assert "the cable was loose" in page.request.get(f"/ticket/{first.number}/").text()


def test_rows_are_acted_on_by_single_keys(open_page, four, agent):
    first, second, third, _fourth = four
    page = open_page(agent)
    page.goto("/inbox/")
    page.mouse.move(5, 5)
    page.keyboard.press("j")
    page.keyboard.press("h")
    dialog = page.locator("#act-dialog")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("waiting for a part")
    page.keyboard.press("Control+Enter")
    expect(row_of(page, first).locator(".status-word.is-on-hold")).to_be_visible()
    expect(link_of(page, second)).to_be_focused()
    page.keyboard.press("b")
    expect(row_of(page, second).locator(".status-word.is-in-progress")).to_be_visible()
    expect(link_of(page, second)).to_be_focused()
    page.keyboard.press("e")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link_of(page, second)).to_be_focused()
    page.keyboard.press("e")
    dialog.get_by_label("Reason").fill("too hard")
    page.keyboard.press("Control+Enter")
    expect(row_of(page, second)).to_have_count(0)
    expect(link_of(page, third)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("r")
    expect(row_of(page, first).locator(".status-word.is-on-hold")).to_have_count(0)
    page.keyboard.press("s")
    dialog.get_by_role("button", name="Send on").press("Enter")
    expect(row_of(page, first)).to_have_count(0)
    expect(link_of(page, third)).to_be_focused()
    page.keyboard.press("t")  # transferring is not an agent's
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("On a ticket, or the row one is at")
    second.task.refresh_from_db()
    assert second.task.items.get(closed_at__isnull=True).role.name == "Manager"


def test_the_last_row_leaves_an_empty_list(open_page, version, agent, technician):
    ticket = make_ticket(subject="Ticket one")
    page = open_page(agent)
    page.goto("/inbox/")
    page.mouse.move(5, 5)
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.locator("#act-dialog").get_by_role("button", name="Send on").click()
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    ticket.task.refresh_from_db()
    assert ticket.task.step_name == "Repair"


def test_who_comes_too_late_is_told_what_happened(open_page, version, four, agent, coordinator):
    first, second, third, fourth = four
    page = open_page(agent)
    page.goto("/inbox/")
    # The dialog is open while somebody else sends the ticket on.
    link_of(page, first).focus()
    page.keyboard.press("s")
    dialog = page.locator("#act-dialog")
    expect(dialog.get_by_role("button", name="Send on")).to_be_visible()
    move.transition(by(coordinator), first.task.pk, edge_id(version, "Send on"))
    dialog.get_by_label("Notes").fill("mine")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody was faster: this ticket is at Repair now")
    expect(dialog.get_by_label("Notes")).to_have_value("mine")
    assert_accessible(page)
    page.keyboard.press("Escape")
    # It was transferred before the dialog was opened: there is nothing to choose any more.
    assign.escalate(by(coordinator), second.task.items.get().pk, "late")
    act_of(page, second, "transition").click(force=True)
    expect(dialog.get_by_role("alert")).to_contain_text("You cannot send it on any more.")
    page.keyboard.press("Escape")
    # The same for what opens another form, and for what has none.
    hold.hold(by(coordinator), third.task.pk, "lunch")
    link_of(page, third).focus()
    page.keyboard.press("b")
    toast = page.locator(".toast-line.is-error")
    expect(toast).to_contain_text(f"{third.number}: This ticket is on hold. Resume it first.")
    expect(row_of(page, third).locator(".is-on-hold")).to_be_visible()
    finish.cancel(by(coordinator), fourth.task.pk, "no need", "cancelled")
    link_of(page, fourth).focus()
    page.keyboard.press("e")
    expect(toast.last).to_contain_text(f"{fourth.number}: There is nothing open on this ticket.")
    assert Ticket.objects.get(pk=fourth.pk).status == TicketStatus.WITHDRAWN


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_opens_the_acts_of_a_row_as_a_sheet(open_page, four, agent, dark):
    first, second = four[:2]
    page = open_page(agent, viewport="phone", dark=dark)
    page.goto("/inbox/")
    row_of(page, first).get_by_role("button", name=f"Act on {first.number}").tap()
    sheet = row_of(page, first).locator("[data-row-acts]")
    expect(sheet).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for act in sheet.locator(".btn").all():
        assert act.bounding_box()["height"] >= 44
    sheet.get_by_role("link", name="Put on hold").tap()
    expect(sheet).to_be_hidden()
    dialog = page.locator("#act-dialog")
    dialog.get_by_label("Reason").fill("lunch")
    dialog.get_by_role("button", name="Hold").tap()
    expect(row_of(page, first).locator(".status-word.is-on-hold")).to_be_visible()
    row_of(page, second).get_by_role("button", name=f"Act on {second.number}").tap()
    page.keyboard.press("Escape")
    expect(row_of(page, second).locator("[data-row-acts]")).to_be_hidden()


def test_a_coordinator_transfers_from_the_row(open_page, four, coordinator, agent, agent2):
    first = four[0]
    page = open_page(coordinator)
    page.goto("/desk/")
    page.mouse.move(5, 5)
    link_of(page, first).focus()
    page.keyboard.press("t")
    dialog = page.locator("#act-dialog")
    dialog.get_by_label("Person").select_option(label="Agent2")
    dialog.get_by_role("button", name="Transfer").click()
    expect(row_of(page, first)).to_contain_text("Agent2")
    expect(page.locator("[data-row]")).to_have_count(4)
