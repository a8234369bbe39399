"""The workload board in Chromium: moved by mouse and by keys, taken back, handed on."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import make_ticket
from tickets_app.models import TaskItem
from tts.accounts import actions
from tts.core.actor import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_work_is_moved_by_mouse_and_keys_and_handed_on(open_page, version, coordinator, agent, agent2):
    make_ticket(subject="The first"), make_ticket(subject="The second")
    page = open_page(coordinator)
    page.goto("/board/?role=" + str(version.graph.start.role_id))
    places = {who: page.locator(f"[data-place='{who.pk}']") for who in (agent, agent2)}
    card = places[agent].locator("[data-card]", has_text="The first")
    card.drag_to(places[agent2])
    expect(places[agent2].locator("[data-card]")).to_have_count(2)
    expect(page.locator(".toast-line")).to_contain_text("1 ticket is transferred.")
    page.locator(".toast-line").get_by_role("button", name="Undo").click()
    expect(places[agent].locator("[data-card]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("t")
    dialog = page.locator("#act-dialog")
    expect(dialog.get_by_label("Person")).to_be_visible()
    dialog.get_by_label("Person").select_option(label="Agent2")
    dialog.get_by_role("button", name="Transfer").click()
    expect(places[agent2].locator("[data-card]")).to_have_count(2)
    actions.set_active(SYSTEM, agent2, False)
    page.reload()
    page.get_by_role("link", name="Hand on their work").click()
    expect(page.get_by_label("goes to").first).to_have_value(str(agent.pk))
    assert_accessible(page)
    page.get_by_role("button", name="Hand on as chosen").click()
    expect(places[agent].locator("[data-card]")).to_have_count(2)


def test_work_of_somebody_switched_off_is_handed_on_by_a_coordinator(
    open_page, version, admin, coordinator, agent, agent2
):
    tickets = [make_ticket(subject=f"Ticket {number}") for number in range(3)]
    own = TaskItem.objects.filter(user=agent, closed_at__isnull=True)
    assert own.count() == 2  # in turn with the other one
    page = open_page(admin)
    page.goto(f"/people/{agent.pk}/")
    page.locator("summary", has_text="Switch off").click()
    expect(page.get_by_text("Open work stays with them until somebody reassigns it.")).to_be_visible()
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_role("button", name="Let them in again")).to_be_visible()
    assert own.count() == 2
    page = open_page(coordinator)
    page.goto("/board/")
    page.get_by_role("link", name="Hand on their work").click()
    expect(page.get_by_role("heading", name="Hand on the work of Agent")).to_be_visible()
    choices = page.get_by_label("goes to")
    expect(choices).to_have_count(2)
    assert_accessible(page)
    choices.nth(1).select_option(label="Stays where it is")
    page.get_by_role("button", name="Hand on as chosen").click()
    expect(page.locator(".toast-line")).to_be_visible()
    assert own.count() == 1
    page.goto(f"/board/{agent.pk}/")
    page.get_by_role("button", name="Hand on as chosen").click()
    expect(page.locator(".toast-line")).to_be_visible()
    assert own.count() == 0
    holders = TaskItem.objects.filter(task__ticket__in=tickets, closed_at__isnull=True)
    assert set(holders.values_list("user", flat=True)) == {agent2.pk}
    # Whoever coordinates nothing is not even shown the page; whoever is switched off is signed out.
    assert open_page(agent2).goto(f"/board/{agent.pk}/").status == 403
    page = open_page(agent)
    page.goto("/inbox/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_board_fits_a_phone(open_page, version, coordinator, agent, dark):
    make_ticket(subject="A subject that is far too long for the small card that it stands on here")
    page = open_page(coordinator, viewport="phone", dark=dark)
    page.goto("/board/")
    expect(page.locator("[data-card]")).to_have_count(1)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
