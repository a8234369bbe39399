"""Pages of workflows in Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.workflows.drafting import draft, live, sound_graph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("desktop", True), ("phone", False)])
def test_the_pages_are_accessible(viewport, dark, open_page, coordinator, roles):
    workflow = live(coordinator, roles)
    draft(coordinator, roles, "Draft", graph={"nodes": [], "edges": []})
    page = open_page(coordinator, viewport=viewport, dark=dark)
    for path in ("/designer/", f"/designer/{workflow.pk}/", f"/designer/{workflow.pk}/v/1/"):
        page.goto(path)
        assert_accessible(page)
    page.goto("/designer/?q=Draft")
    page.get_by_role("link", name="Draft").click()
    expect(page.get_by_text("No step is marked as the start.")).to_be_visible()
    assert_accessible(page)


def test_nothing_sticks_out_of_a_phone(open_page, coordinator, roles):
    workflow = live(coordinator, roles)
    page = open_page(coordinator, viewport="phone")
    for path in ("/designer/", f"/designer/{workflow.pk}/", f"/designer/{workflow.pk}/v/1/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_the_list_is_filtered_as_one_types_and_back_works(open_page, coordinator, roles):
    live(coordinator, roles, "Laptop repair")
    live(coordinator, roles, "Phone repair")
    page = open_page(coordinator)
    page.goto("/designer/")
    page.get_by_role("searchbox").press_sequentially("phone")
    expect(page.get_by_role("link", name="Laptop repair")).to_have_count(0)
    expect(page).to_have_url(re.compile("q=phone"))
    page.get_by_role("link", name="Phone repair").click()
    expect(page.get_by_role("heading", name="Phone repair")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("phone")
    expect(page.get_by_role("link", name="Phone repair")).to_be_visible()


def test_publishing_and_pausing_without_a_new_page(open_page, coordinator, roles):
    workflow = draft(coordinator, roles)
    page = open_page(coordinator)
    page.goto(f"/designer/{workflow.pk}/")
    page.get_by_text("Publish…").click()
    page.get_by_label("What is new").fill("The first one")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    expect(page.get_by_text("The first one")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".status-word", has_text="Paused")).to_be_visible()
    expect(page.get_by_role("button", name="Take tickets again")).to_be_visible()
    workflow.refresh_from_db()
    assert (workflow.status, workflow.active_version.note) == ("paused", "The first one")


def test_a_refusal_stands_beside_the_button(open_page, coordinator, roles, complaints):
    graph = sound_graph(roles)
    graph["nodes"][1]["is_end"] = False
    workflow = draft(coordinator, roles, graph=graph)
    page = open_page(coordinator)
    page.goto(f"/designer/{workflow.pk}/")
    page.get_by_text("Publish…").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("No step is marked as an end.")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_visible()
    assert all("400" in complaint for complaint in complaints)
    complaints.clear()
