"""Lists in Chromium while others work: what is under the real pointer stays there, whatever happens above."""

import pytest
from playwright.sync_api import expect

from tests.factories import by, make_ticket
from tickets_app.actions import assign, finish, hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "waiting for a part that the supplier has promised for the week after next, or for the one after that"


def look(page):
    """Have the page ask what changed, as it does now and then."""
    with page.expect_response(lambda answer: "x-live" in answer.request.headers and answer.status == 200):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def under_pointer(page):
    return page.evaluate("document.querySelector('[data-row]:hover')?.dataset.row")


def top_of(page, ticket):
    return page.locator(f'[data-row="{ticket.number}"]').bounding_box()["y"]


@pytest.mark.parametrize("count", [6, 30], ids=["short page", "long page"])
@pytest.mark.parametrize("width", [1280, 1760, 700])
def test_a_row_stays_under_the_pointer(open_page, version, agent, manager, coordinator, count, width):
    tickets = [make_ticket(subject=f"Ticket {number}") for number in range(count)]
    page = open_page(coordinator)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/desk/?sort=oldest")
    look(page)
    watched = tickets[4]
    page.locator(f'[data-row="{watched.number}"] [data-row-link]').hover()
    top = top_of(page, watched)
    assert under_pointer(page) == watched.number
    # Higher rows above, one that goes, others that come.
    hold.hold(by(agent), tickets[0].task.pk, LONG)
    hold.hold(by(agent), tickets[1].task.pk, LONG)
    assign.escalate(by(agent), tickets[2].task.items.get().pk, "too hard")
    finish.cancel(by(coordinator), tickets[3].task.pk, "no need", "cancelled")
    make_ticket(subject="Ticket of a moment ago")
    look(page)
    expect(page.locator("tr.is-changed")).to_have_count(3)
    expect(page.locator("tr.is-gone")).to_have_count(1)
    assert (under_pointer(page), top_of(page, watched)) == (watched.number, pytest.approx(top, abs=1))
    # And lower ones again.
    hold.resume(by(agent), tickets[0].task.pk)
    hold.resume(by(agent), tickets[1].task.pk)
    look(page)
    expect(page.locator(".status-word.is-on-hold")).to_have_count(0)
    assert (under_pointer(page), top_of(page, watched)) == (watched.number, pytest.approx(top, abs=1))
    page.mouse.move(2, 2)
    assert not page.locator("#list").get_attribute("style")
